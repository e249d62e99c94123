"""Assignments: drafts that are never lost, and work that is handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from localturn.academy.actions.attempts import Saved
from localturn.academy.actions.holding import hold_own_seat
from localturn.academy.actions.lengths import count_lengths
from localturn.academy.actions.limits import refuse_beyond_limits
from localturn.academy.actions.progress import record_done
from localturn.academy.actions.proposing import refuse_unproposed
from localturn.academy.actions.writing import rendered
from localturn.academy.domain.kinds.assignment import ACCEPTED, file_limits
from localturn.academy.domain.papers import PAPER
from localturn.academy.domain.schedule import is_in_time
from localturn.academy.models import Activity, Allowance, Draft, Enrolment, HandIn, HandInFile
from localturn.academy.permissions import can_participate
from localturn.academy.queries.attempts import Window, window_of
from localturn.academy.queries.hand_ins import (
    Work,
    is_looked_through,
    subject_of_draft,
    work_of,
)
from localturn.academy.queries.papers import proposed_by
from localturn.foundation.files.models import StoredFile
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
    text = cleaned(text)
    drafts = Draft.objects.filter(enrolment=enrolment, activity=activity)
    before = drafts.values_list("sequence", "saved_at").first()
    if before is None:
        try:
            with transaction.atomic():
                hold_own_seat(enrolment.pk, by)
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
    link: str = "",
) -> HandedIn:
    """Hand work in with the files that are laid by; until it is marked or its deadline passes,
    later work replaces it.

    Sending the same twice hands it in once. The files stay laid by for a next version.
    """
    require(can_participate(enrolment) and enrolment.person_id == by.pk)
    hold_own_seat(enrolment.pk, by)
    text = cleaned(text)
    window, work = window_of(enrolment, activity), work_of(enrolment, activity)
    link = checked_link(activity, text=text, link=link)
    files = [row.file for row in work.laid_by] if "file" in accepted_by(activity) else []
    if "file" in accepted_by(activity) and is_looked_through(enrolment, activity, now=now):
        raise Invalid(
            _("A file is still being looked through. Hand in once it is among your files.")
        )
    if not text.strip() and not files and not link:
        raise Invalid(nothing_yet(activity))
    if work.last and _is_same(work.last, text, link, files):
        if work.returned is not None:
            raise Invalid(_("This is what was returned to you. Work on it first."))
        return HandedIn(work.last, is_new=False)
    refuse_if_closed(window, work, now=now)
    if activity.kind == PAPER and not work.hand_ins:
        proposed = proposed_by(enrolment, activity, due=window.due, without=window.due_without)
        refuse_unproposed(proposed, now=now)
    refuse_beyond_limits([file.size for file in files], file_limits(activity.settings))
    shown = rendered(text, top_heading=3)
    made = HandIn.objects.create(
        enrolment=enrolment,
        activity=activity,
        number=len(work.hand_ins) + 1,
        text=text,
        text_html=shown.html,
        words=shown.words,
        link=link,
        handed_in_at=now,
        is_late=not is_in_time(now, window.due),
    )
    _hand_files_in(made, files)
    if activity.kind == PAPER:
        count_lengths.enqueue(made.pk)
    Draft.objects.filter(enrolment=enrolment, activity=activity).delete()
    Allowance.objects.filter(enrolment=enrolment, activity=activity).update(is_reopened=False)
    record_done(enrolment, activity, now=now)
    return HandedIn(made, is_new=True)


def _is_same(last: HandIn, text: str, link: str, files: Sequence[StoredFile]) -> bool:
    same_words = (last.text, last.link) == (text, link)
    return same_words and {file.pk for file in last.files.all()} == {file.pk for file in files}


def _hand_files_in(made: HandIn, files: Sequence[StoredFile]) -> None:
    """From now on, whoever may read the work may have its files."""
    HandInFile.objects.bulk_create(HandInFile(hand_in=made, file=file) for file in files)
    drafts = StoredFile.objects.filter(subject=subject_of_draft(made.enrolment))
    drafts.filter(pk__in=[file.pk for file in files]).update(subject=f"academy/hand-in/{made.pk}")


def accepted_by(activity: Activity) -> tuple[str, ...]:
    """What may be handed in for an assignment: text, file, link."""
    return tuple(activity.settings.get("accepts", ACCEPTED))


def checked_link(activity: Activity, *, text: str, link: str) -> str:
    """The link, if everything handed in is of a sort that is accepted. Raises Invalid."""
    accepted = accepted_by(activity)
    if text.strip() and "text" not in accepted:
        raise Invalid(_("No text is taken here."))
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


def nothing_yet(activity: Activity) -> str:
    """Why nothing can be handed in that is empty."""
    if accepted_by(activity) == ACCEPTED:
        return _("There is no text to hand in yet. Write one, or choose a file.")
    return _("There is nothing to hand in yet.")


def refuse_if_closed(window: Window, work: Work, *, now: datetime) -> None:
    """Raise NotNow with the reason why nothing can be handed in any more."""
    if not window.is_running(now):
        raise NotNow(_("The course is not running now."))
    if work.returned is not None:
        return
    if work.is_marked:
        raise NotNow(_("Your work has been marked."))
    if work.hand_ins and not is_in_time(now, window.due):
        raise NotNow(_("You have handed in, and the deadline has passed."))


def cleaned(text: str) -> str:
    """A text as it is kept. Raises Invalid."""
    text = text.replace("\r\n", "\n").replace("\0", "")
    if len(text) > LONGEST:
        raise Invalid(
            _("The text is longer than %(most)s characters. Shorten it.") % {"most": LONGEST}
        )
    return text
