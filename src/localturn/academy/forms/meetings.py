"""What facilitators fill in about a meeting."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from localturn.academy.actions.minutes import LONGEST as MINUTES
from localturn.academy.actions.recordings import refuse_unreadable
from localturn.academy.actions.work_files import refuse_unplayable
from localturn.academy.domain.attendance import Mark, Presence, Terms
from localturn.academy.domain.whole import whole
from localturn.academy.forms.runs import zone_choices
from localturn.academy.models import Attendance
from localturn.academy.queries.attendance import Attendee
from localturn.academy.queries.recordings import RECORDING
from localturn.foundation.files.forms import UploadField
from localturn.foundation.files.uploading import Upload
from localturn.foundation.refusals import Invalid

LONGEST = 10_000
MARKABLE = (
    Presence.UNMARKED,
    Presence.PRESENT,
    Presence.PARTLY,
    Presence.EXCUSED,
    Presence.ABSENT,
)
WITH_MINUTES = (Presence.UNMARKED, Presence.PRESENT, Presence.PARTLY)


def state_choices() -> list[tuple[str, Any]]:
    return [(state, Attendance.State(state).label) for state in MARKABLE]


class MeetingForm(forms.Form):
    """How long a meeting lasts in a run, and where its recording is."""

    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes that the meeting lasts"),
        min_value=1,
        max_value=1_440,
        required=False,
    )
    recording_link = forms.URLField(
        label=gettext_lazy("Link to the recording"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("Only participants see it."),
    )
    recording = UploadField(
        label=gettext_lazy("File for those who missed it"),
        required=False,
        with_media=True,
        help_text=gettext_lazy(
            "The recording itself as MP4, WebM or sound, which then plays in the page, or the "
            "slides. Files above 4 MiB, at most of 1 GiB, are sent in pieces."
        ),
    )
    captions = UploadField(
        label=gettext_lazy("Captions of the recording"),
        required=False,
        with_media=True,
        help_text=gettext_lazy(
            "As WebVTT (.vtt), with the language in its name where it is not that of the course, "
            "such as talk.fr.vtt. The transcript is made of them."
        ),
    )

    def clean_recording(self) -> Upload | None:
        upload: Upload | None = self.cleaned_data["recording"]
        if upload is not None:
            _refuse(refuse_unplayable, upload, RECORDING)
        return upload

    def clean_captions(self) -> Upload | None:
        upload: Upload | None = self.cleaned_data["captions"]
        if upload is not None:
            _refuse(refuse_unreadable, upload)
        return upload


def _refuse(check: Callable[..., None], *what: Any) -> None:
    """A refusal as the field that it is about shows it."""
    try:
        check(*what)
    except Invalid as reason:
        raise forms.ValidationError(reason.sentence) from None


class AgendaForm(forms.Form):
    agenda = forms.CharField(
        label=gettext_lazy("Agenda"),
        required=False,
        max_length=MINUTES,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Participants read it as soon as it is saved."),
    )


class NotesForm(forms.Form):
    notes = forms.CharField(
        label=gettext_lazy("Notes"),
        required=False,
        max_length=MINUTES,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    publish = forms.BooleanField(
        label=gettext_lazy("Participants may read the notes"),
        required=False,
        help_text=gettext_lazy("They are told by mail when you first say so."),
    )
    withdraw = forms.BooleanField(
        label=gettext_lazy("Participants may no longer read the notes"), required=False
    )

    def __init__(self, *args: Any, is_published: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        del self.fields["publish" if is_published else "withdraw"]


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    def to_python(self, data: Any) -> Any:
        return [super(ManyFilesField, self).to_python(each) for each in data or ()]


class ListsForm(forms.Form):
    """Lists of a meeting program, to be looked at."""

    lists = ManyFilesField(
        label=gettext_lazy("Attendance lists of the meeting"),
        widget=ManyFiles(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        help_text=gettext_lazy(
            "CSV or XLSX as Zoom, Teams, Webex or BigBlueButton write them, or a table of your own "
            "with names or e-mail addresses. Several files of one meeting are added together."
        ),
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone of the times in it"), choices=zone_choices
    )


class Sheet:
    """One page of the list of attendance, as it was sent back."""

    def __init__(self, rows: Sequence[Attendee], sent: Mapping[str, str], terms: Terms) -> None:
        self.marks: dict[int, Mark] = {}
        self.wrong: dict[int, str] = {}
        self.typed: dict[int, tuple[str, str]] = {}
        for row in rows:
            state = sent.get(f"state-{row.seat}")
            if row.is_reader or state is None:
                continue
            minutes = sent.get(f"minutes-{row.seat}", "").strip()
            self.typed[row.seat] = (state, minutes)
            if f"{state}:{minutes}" != sent.get(f"was-{row.seat}"):
                self._take(row.seat, state, minutes, terms)

    def _take(self, seat: int, state: str, minutes: str, terms: Terms) -> None:
        if state not in MARKABLE and state != Presence.WATCHED:
            self.wrong[seat] = _("This is none of the states. Choose one.")
            return
        lasted = _lasted(minutes, terms)
        if minutes and (lasted is None or lasted > LONGEST):
            self.wrong[seat] = _(
                "Write the minutes as a whole number, such as 45, or their share, such as 50 %."
            )
            return
        presence = Presence(state)
        if presence not in WITH_MINUTES or lasted is None:
            self.marks[seat] = Mark(presence)
        elif presence is Presence.UNMARKED:
            self.marks[seat] = terms.mark_for(lasted)
        else:
            self.marks[seat] = Mark(presence, lasted)


def _lasted(typed: str, terms: Terms) -> int | None:
    """Minutes from what somebody typed: minutes, or percent of the meeting, rounded up so that
    what is typed is what is shown."""
    if not typed.endswith("%"):
        return whole(typed, digits=5)
    share = whole(typed.removesuffix("%").strip(), digits=3)
    return None if share is None or share > 100 else -(-share * terms.length // 100)
