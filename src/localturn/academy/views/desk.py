"""The facilitator's desk of a run: what to do, who is behind, how the awards stand."""

import secrets
from dataclasses import dataclass

from babel.lists import format_list
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from localturn.academy.queries import desk
from localturn.academy.queries.behind import Behind, by_pauses, people_behind
from localturn.academy.queries.certificates import in_doubt
from localturn.academy.queries.enquiries import to_answer
from localturn.academy.queries.excuses import asking_in
from localturn.academy.queries.gains import gain_of_run
from localturn.academy.queries.group_desk import groups_waiting
from localturn.academy.queries.late import attempts_with_late_answers
from localturn.academy.queries.letters import last_letters
from localturn.academy.queries.marking import to_mark
from localturn.academy.queries.runs import run_kept_by
from localturn.academy.queries.wording import rule_words
from localturn.academy.views.reaching import draft_to, usually_written_to
from localturn.academy.views.reader import reader
from localturn.foundation import moments

_SHOWN = 10
_NAMED = 10
"""Of those to whom a letter goes, before it is sent."""


@dataclass(frozen=True)
class Usual:
    """The usual letter, ready to be sent: to which seats, and whom that means."""

    text: str
    to: tuple[int, ...]
    names: str
    token: str


@never_cache
@login_required
@require_safe
def show(request: HttpRequest, run: str) -> HttpResponse:
    """Everything that waits for the facilitators of a run, on one page."""
    person = reader(request)
    found = run_kept_by(person, run)
    now = moments.now()
    behind, written = people_behind(found, now=now), last_letters(found)
    context = {
        "run": found,
        "queue": to_mark(found, by=person),
        "unanswered": desk.unanswered_posts(found, by=person),
        "enquiries": list(to_answer([found], by=person).values_list("waits_since", flat=True)),
        "groups": groups_waiting(found, by=person, now=now),
        "asking": asking_in(found, by=person),
        "nominations": desk.nominations_waiting(found),
        "in_doubt": list(in_doubt([found]).exclude(enrolment__person=person)),
        "reported": desk.reported_posts(found, by=person),
        "late": attempts_with_late_answers(found, by=person.pk),
        "questions": desk.open_questions(found, by=person),
        "written": written,
        "usual": _usual(usually_written_to(behind, written, now=now)),
        "behind": behind[:_SHOWN],
        "all_behind": len(behind),
        "by_pauses": by_pauses(found),
        "now": now,
        "awards": [
            (each, [(rule_words(rule), number) for rule, number in each.lacking])
            for each in desk.award_overviews(found)
        ],
        "gain": gain_of_run(found),
    }
    return render(request, "academy/desk.html", context)


def _usual(people: list[Behind]) -> Usual | None:
    if not people:
        return None
    named = [each.name or _("No name given") for each in people]
    more = len(named) - _NAMED
    if more > 0:
        said = ngettext("%(num)s more", "%(num)s more", more) % {"num": more}
        named = [*named[:_NAMED], said]
    names = format_list(named, locale=get_language() or "en")
    to = tuple(each.enrolment for each in people)
    return Usual(draft_to(people), to, names, secrets.token_urlsafe(24))
