"""Assignments: drafts that are never lost, and work that is handed in."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from localturn.academy.actions.attempts import Saved
from localturn.academy.actions.holding import hold_seat
from localturn.academy.actions.progress import record_done
from localturn.academy.actions.writing import rendered
from localturn.academy.domain.kinds.assignment import ACCEPTED
from localturn.academy.domain.schedule import Phase, is_in_time
from localturn.academy.models import Activity, Allowance, Draft, Enrolment, HandIn
from localturn.academy.permissions import can_participate
from localturn.academy.queries.attempts import Window, window_of
from localturn.academy.queries.hand_ins import Work, work_of
from localturn.academy.queries.places import span_of
from localturn.foundation.files.actions import sha256_of, store
from localturn.foundation.files.models import StoredFile
from localturn.foundation.files.uploading import Upload
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow, require

LONGEST = 60_000
LONGEST_LINK = 500


@dataclass(frozen=True)
class HandedIn:
    hand_in: HandIn
    is_new: bool


def save_draft(
    enrolment: Enrolment,
    activity: Activity,
    text: str,
    *,
    sequence: int | None,
    by: Person,
    now: datetime,
) -> Saved:
    """Keep work that is not handed in yet; an older text never wins over a newer one.

    Without a script there is no sequence: then what is sent is the newest.
    """
    require(can_participate(enrolment) and enrolment.person_id == by.pk)
    text = _cleaned(text)
    drafts = Draft.objects.filter(enrolment=enrolment, activity=activity)
    before = drafts.values_list("sequence", "saved_at").first()
    if before is None:
        try:
            with transaction.atomic():
                Draft.objects.create(
                    enrolment=enrolment,
                    activity=activity,
                    text=text,
                    sequence=sequence or 1,
                    saved_at=now,
                )
            return Saved(sequence or 1, now, is_kept=True)
        except IntegrityError:
            before = drafts.values_list("sequence", "saved_at").get()
    if sequence is None:
        sequence = before[0] + 1
    if sequence <= before[0]:
        return Saved(before[0], before[1], is_kept=sequence == before[0])
    kept = drafts.filter(sequence__lt=sequence).update(text=text, sequence=sequence, saved_at=now)
    return Saved(sequence, now, is_kept=kept == 1)


@transaction.atomic
def hand_in(
    enrolment: Enrolment,
    activity: Activity,
    text: str,
    *,
    by: Person,
    now: datetime,
    file: Upload | None = None,
    keeps_file: bool = True,
    link: str = "",
) -> HandedIn:
    """Hand work in; until it is marked or its deadline passes, later work replaces it.

    Sending the same twice hands it in once. Without a new file, that of the version before is
    handed in again if the writer `keeps_file`.
    """
    require(can_participate(enrolment) and enrolment.person_id == by.pk)
    hold_seat(enrolment.pk)
    text = _cleaned(text)
    window, work = window_of(enrolment, activity), work_of(enrolment, activity)
    kept = work.last.file if work.last and keeps_file and file is None else None
    link = _checked(activity, text=text, file=file, link=link)
    if not text.strip() and file is None and kept is None and not link:
        raise Invalid(_nothing_yet(activity))
    is_same = work.last and (work.last.text, work.last.link) == (text, link)
    if work.last and is_same and _is_its_file(work.last, kept, file):
        if work.returned is not None:
            raise Invalid(_("This is what was returned to you. Work on it first."))
        return HandedIn(work.last, is_new=False)
    refuse_if_closed(enrolment, window, work, now=now)
    shown = rendered(text, top_heading=3)
    made = HandIn.objects.create(
        enrolment=enrolment,
        activity=activity,
        number=len(work.hand_ins) + 1,
        text=text,
        text_html=shown.html,
        words=shown.words,
        file=kept,
        link=link,
        handed_in_at=now,
        is_late=not is_in_time(now, window.due),
    )
    if file is not None:
        made.file = store(file, owner=by, subject=f"academy/hand-in/{made.pk}", now=now)
        made.save(update_fields=["file"])
    Draft.objects.filter(enrolment=enrolment, activity=activity).delete()
    Allowance.objects.filter(enrolment=enrolment, activity=activity).update(is_reopened=False)
    record_done(enrolment, activity, now=now)
    return HandedIn(made, is_new=True)


def accepted_by(activity: Activity) -> tuple[str, ...]:
    """What may be handed in for an assignment: text, file, link."""
    return tuple(activity.settings.get("accepts", ACCEPTED))


def _checked(activity: Activity, *, text: str, file: Upload | None, link: str) -> str:
    """The link, if everything handed in is of a sort that is accepted. Raises Invalid."""
    accepted = accepted_by(activity)
    if text.strip() and "text" not in accepted:
        raise Invalid(_("No text is taken here."))
    if file is not None and "file" not in accepted:
        raise Invalid(_("No file is taken here."))
    link = link.strip()
    if not link:
        return ""
    if "link" not in accepted:
        raise Invalid(_("No link is taken here."))
    try:
        URLValidator(schemes=["http", "https"])(link)
    except ValidationError as error:
        raise Invalid(
            _("This is no address of a page: copy it from the browser, with https:// before it.")
        ) from error
    if len(link) > LONGEST_LINK:
        raise Invalid(_("The address is longer than %(most)s characters.") % {"most": LONGEST_LINK})
    return link


def _nothing_yet(activity: Activity) -> str:
    if accepted_by(activity) == ACCEPTED:
        return _("There is no text to hand in yet. Write one, or choose a file.")
    return _("There is nothing to hand in yet.")


def _is_its_file(last: HandIn, kept: StoredFile | None, sent: Upload | None) -> bool:
    """Whether the file of the last version is handed in again, chosen anew or kept."""
    if sent is None:
        return last.file == kept
    return last.file is not None and last.file.sha256 == sha256_of(sent)


def refuse_if_closed(enrolment: Enrolment, window: Window, work: Work, *, now: datetime) -> None:
    """Raise NotNow with the reason why nothing can be handed in any more."""
    if span_of(enrolment.run).phase(now) is not Phase.RUNNING:
        raise NotNow(_("The course is not running now."))
    if work.returned is not None:
        return
    if work.is_marked:
        raise NotNow(_("Your work has been marked."))
    if work.hand_ins and not is_in_time(now, window.due):
        raise NotNow(_("You have handed in, and the deadline has passed."))


def _cleaned(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\0", "")
    if len(text) > LONGEST:
        raise Invalid(
            _("The text is longer than %(most)s characters. Shorten it.") % {"most": LONGEST}
        )
    return text
