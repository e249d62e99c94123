"""What the pages of papers show, and to whom."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localturn.academy.domain import papers as domain
from localturn.academy.domain.kinds.paper import PAGES, WORDS
from localturn.academy.domain.papers import Stage
from localturn.academy.domain.rubric import Looked
from localturn.academy.domain.schedule import Phase
from localturn.academy.forms.papers import ProposalForm, WhyForm
from localturn.academy.models import Enrolment, FileLength, GradeEntry, SecondMark
from localturn.academy.permissions import gave
from localturn.academy.queries import papers as queries
from localturn.academy.queries.hand_ins import Work
from localturn.academy.queries.marking_pages import ShownWork
from localturn.academy.queries.places import ActivityPlace
from localturn.academy.queries.rubrics import marked_rubric
from localturn.foundation.people.models import Person
from localturn.foundation.ui.figures import figure


def about_paper(place: ActivityPlace, work: Work | None) -> dict[str, Any]:
    """What a paper's page shows beside what that of an assignment does."""
    settings = place.activity.settings
    shown: dict[str, Any] = {
        "guidance": guidance(place),
        "asks_for_proposal": domain.asks_for_proposal(settings),
        "proposed": None,
        "waits_for_proposal": False,
        "second": None,
    }
    if work is None or place.enrolment is None:
        due = queries.proposal_due(
            place.run,
            place.activity,
            due=place.due_at,
            without=place.due_without,
            seat=place.enrolment,
        )
        return shown | {"proposal_due": due}
    return shown | _own(place, place.enrolment, work)


def _own(place: ActivityPlace, seat: Enrolment, work: Work) -> dict[str, Any]:
    proposed = queries.proposed_by(
        seat, place.activity, due=place.due_at, without=place.due_without
    )
    second = queries.second_mark_of(work.last)
    last = proposed.last
    begun = {name: getattr(last, name, "") for name in ("title", "question", "outline")}
    runs = place.phase is Phase.RUNNING
    return {
        "proposed": proposed,
        "may_propose": runs and not work.hand_ins and proposed.stage is not Stage.APPROVED,
        "form": ProposalForm(initial=begun),
        "waits_for_proposal": not work.hand_ins and not proposed.may_be_handed_in(place.now),
        "second": second,
        "looked": looked_in(second),
        "may_withdraw": second is not None and may_withdraw(second, seat.person),
        "lengths": lengths_of(work),
        "may_ask": second is None and may_ask(place, seat, work),
        "asking": WhyForm(),
    }


def may_ask(place: ActivityPlace, seat: Enrolment, work: Work) -> bool:
    """Whether its writer may ask for a second mark of the last version."""
    mark = work.standing
    return (
        mark is not None
        and work.last is not None
        and work.returned is None
        and mark.hand_in_id == work.last.pk
        and mark.origin == GradeEntry.Origin.FACILITATOR
        and place.now < mark.entered_at + domain.TIME_TO_ASK
        and queries.can_be_second(seat, mark)
    )


def may_ask_second(shown: ShownWork, *, by: Person) -> bool:
    """Whether who marked a version may ask another facilitator to mark it as well."""
    mark = shown.standing
    return (
        shown.work.activity.kind == domain.PAPER
        and shown.second is None
        and shown.is_last
        and shown.returned is None
        and mark is not None
        and mark.hand_in_id == shown.work.pk
        and mark.origin == GradeEntry.Origin.FACILITATOR
        and gave(mark, by)
    )


def may_withdraw(second: SecondMark, person: Person | None) -> bool:
    """Whether who asked for a second mark, which nobody has given yet, is its reader."""
    asked_by = second.asked_by_id
    return second.second_id is None and asked_by is not None and person == second.asked_by


def looked_in(second: SecondMark | None) -> dict[str, tuple[Looked, ...]]:
    """By which mark, what each says of the criteria that it was given by."""
    return {
        "first": _looked(second.first if second else None),
        "second": _looked(second.second if second else None),
    }


def _looked(entry: GradeEntry | None) -> tuple[Looked, ...]:
    return marked_rubric(entry.activity, entry) if entry is not None and entry.rubric else ()


def guidance(place: ActivityPlace) -> str:
    """How long the paper should be: "About 5,000 words or 15 pages."; "" where nothing is said."""
    words, pages = (place.activity.settings.get(each.key) for each in (WORDS, PAGES))
    if words and pages:
        return _("About %(words)s words or %(pages)s pages are expected.") % {
            "words": figure(words),
            "pages": figure(pages),
        }
    if words:
        return _("About %(words)s words are expected.") % {"words": figure(words)}
    if pages:
        return ngettext(
            "About %(num)s page is expected.", "About %(num)s pages are expected.", pages
        ) % {"num": figure(pages)}
    return ""


def lengths_of(work: Work) -> dict[int, str]:
    """How long each file is that was handed in, where it could be counted (1 statement)."""
    files = [file.pk for each in work.hand_ins for file in each.files.all()]
    return lengths_in(files)


def lengths_in(files: list[int]) -> dict[int, str]:
    rows = FileLength.objects.filter(file__in=files) if files else []
    return {row.file_id: words for row in rows if (words := _said(row))}


def _said(row: FileLength) -> str:
    parts = []
    if row.words is not None:
        words = ngettext("%(num)s word", "%(num)s words", row.words)
        parts.append(words % {"num": figure(row.words)})
    if row.pages is not None:
        pages = ngettext("%(num)s page", "%(num)s pages", row.pages)
        parts.append(pages % {"num": figure(row.pages)})
    return ", ".join(parts)
