"""Questions marked at once. Preliminary and final tests are the same with other rules."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from localturn.academy.actions import attempts as actions
from localturn.academy.actions import late
from localturn.academy.domain.allowances import end
from localturn.academy.domain.answering import trouble_with
from localturn.academy.domain.attempts import Shown, closes, may_start, percent, points_for, shown
from localturn.academy.domain.questions import task_from
from localturn.academy.domain.schedule import A_MINUTE, Phase
from localturn.academy.domain.whole import whole
from localturn.academy.models import Answer, Attempt
from localturn.academy.queries import attempts as queries
from localturn.academy.queries.asked import Asked
from localturn.academy.queries.gains import gain_of
from localturn.academy.queries.late import late_in
from localturn.academy.queries.places import ActivityPlace, span_of
from localturn.academy.queries.regrades import regrades_met_in
from localturn.academy.views.questions import Questions
from localturn.foundation.refusals import NotAllowed, NotFound
from localturn.foundation.ui.environment import address


@dataclass(frozen=True)
class Past:
    """A closed attempt in the list of them."""

    attempt: Attempt
    percent: int | None
    points: Decimal | None
    answered: int

    @property
    def is_empty(self) -> bool:
        return self.answered == 0


@never_cache
def show(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """The open attempt; or one looked back on; or what was done so far and the way to begin."""
    if place.enrolment is None:
        return render(request, "academy/kinds/quiz.html", _as_facilitator(place))
    current = queries.open_attempt(place.enrolment, place.activity)
    if current is not None and place.now >= _closes(current, place):
        actions.close_if_due(current, now=place.now)
        return _back(place)
    number = request.GET.get("attempt")
    if current is not None and number is None:
        return _page(request, place, current)
    attempts: list[Any] = list(queries.attempts_of(place.enrolment, place.activity))
    if number is not None:
        past = next((a for a in attempts if str(a.number) == number and a.closed_at), None)
        if past is None:
            raise NotFound
        return render(request, "academy/kinds/attempt_result.html", looked_back(place, past))
    return render(request, "academy/kinds/quiz.html", _overview(place, attempts))


def start(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Begin an attempt, or go on with the one that is open."""
    if place.enrolment is None:
        raise NotAllowed(_("Only those who take part in the course sit its tests."))
    sat_once = place.kind.name != "quiz" and not place.own.extra_attempts
    if sat_once and request.POST.get("sure") != "on":
        attempts: list[Any] = list(queries.attempts_of(place.enrolment, place.activity))
        if all(attempt.closed_at for attempt in attempts):
            context = _overview(place, attempts) | {"unsure": True}
            return render(request, "academy/kinds/quiz.html", context, status=422)
    actions.start(place.enrolment, place.activity, by=_person(request), now=place.now)
    return _back(place)


def save(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Save the whole page, and stay on it."""
    attempt = _sent_attempt(request, place)
    overtaken = _saved(request, place, attempt)
    if overtaken is None:
        return _too_late(request, place, attempt)
    return _page(request, place, attempt, overtaken=overtaken, saved=True)


def hand_in(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Save the whole page and close the attempt; first name what is unanswered."""
    attempt = _sent_attempt(request, place)
    overtaken = _saved(request, place, attempt)
    if overtaken is None:
        return _too_late(request, place, attempt)
    asked = queries.asked_in(attempt)
    unanswered = [a for a in asked if not a.is_answered]
    if overtaken or len(unanswered) == len(asked):
        return _page(request, place, attempt, overtaken=overtaken, unanswered=unanswered)
    trouble = _troubles(attempt)
    if (unanswered or trouble) and request.POST.get("anyway") != "yes":
        return _page(request, place, attempt, unanswered=unanswered, trouble=trouble)
    actions.hand_in(attempt, by=_person(request), now=place.now)
    return _back(place, attempt)


VERBS: dict[str, Callable[[HttpRequest, ActivityPlace], HttpResponse]] = {
    "start": start,
    "save": save,
    "hand-in": hand_in,
}
AFTERWARDS = {"save", "hand-in"}
"""What is sent once the run has ended: it is kept as late."""


def looked_back(place: ActivityPlace, attempt: Attempt) -> dict[str, Any]:
    """What a closed attempt's page shows to who sat it, now."""
    ends = span_of(place.run).ends_at
    what = shown(place.kind.name, due=place.due_at, ends=ends, now=place.now)
    answers_from = place.due_at if place.kind.name == "final-test" else None
    if place.kind.name != "preliminary-test":
        # neither a quiz nor a test tells what somebody may still be asked in a final test
        for due in queries.last_deadlines(place.run, place.activity):
            if shown("final-test", due=due, ends=ends, now=place.now) is Shown.SCORE:
                what, answers_from = Shown.SCORE, due
    marks = queries.marks_in(attempt) if what is Shown.EVERYTHING else []
    return {
        "place": place,
        "attempt": attempt,
        "past": _past(place, attempt),
        "marks": marks,
        "regraded": [] if marks else regrades_met_in(attempt),
        "topics": [(name, percent(s)) for name, s in queries.topics_in(attempt)],
        "gain": gain_of(attempt.enrolment) if place.kind.name == "final-test" else None,
        "answers_from": None if marks else answers_from,
        "late": late_in(attempt),
    }


def _overview(place: ActivityPlace, attempts: list[Any]) -> dict[str, Any]:
    left = queries.attempts_left(place.activity, attempts, extra=place.own.extra_attempts)
    return {
        "place": place,
        "past": [_past(place, a) for a in attempts if a.closed_at],
        "left": left,
        "may_start": place.phase is Phase.RUNNING
        and left != 0
        and may_start(place.kind.name, due=place.due_at, now=place.now),
        "is_late": not place.is_in_time,
        "sat_once": place.kind.name != "quiz" and not place.own.extra_attempts,
        "unsure": False,
        "questions": queries.questions_asked(place.activity),
        "gain": gain_of(place.enrolment) if place.enrolment else None,
    }


def _as_facilitator(place: ActivityPlace) -> dict[str, Any]:
    return _overview(place, []) | {"may_start": False, "left": None}


def _past(place: ActivityPlace, attempt: Any) -> Past:
    share = attempt.share
    of = place.activity.points
    return Past(
        attempt,
        None if share is None else percent(share),
        None if share is None or not of else points_for(share, of),
        attempt.answered,
    )


def _page(
    request: HttpRequest,
    place: ActivityPlace,
    attempt: Attempt,
    *,
    overtaken: list[int] | None = None,
    unanswered: list[Asked] | None = None,
    trouble: list[int] | None = None,
    saved: bool = False,
) -> HttpResponse:
    asked = queries.asked_in(attempt)
    closes_at = _closes(attempt, place)
    complaint = bool(overtaken or unanswered or trouble)
    context = {
        "place": place,
        "attempt": attempt,
        "asked": asked,
        "question": Questions(
            len(asked), place.version.language, save=address("academy:answer", attempt.pk, 0)[:-2]
        ),
        "answered": sum(a.is_answered for a in asked),
        "closes": closes_at - A_MINUTE,  # the last that counts, as the deadline is written: 23:59
        "closes_at": closes_at,
        "overtaken": [position + 1 for position in overtaken or []],
        "unanswered": unanswered or [],
        "trouble": [position + 1 for position in trouble or []],
        "may_hand_in_anyway": not overtaken and len(unanswered or []) < len(asked),
        "saved": saved and not complaint,
    }
    status = 422 if complaint else 200
    return render(request, "academy/kinds/attempt.html", context, status=status)


def _troubles(attempt: Attempt) -> list[int]:
    rows = Answer.objects.filter(attempt=attempt, value__isnull=False).values_list(
        "position", "question__kind", "question__task", "value"
    )
    return sorted(
        position
        for position, kind, fields, value in rows
        if trouble_with(task_from(kind, fields), value)
    )


def _sent_attempt(request: HttpRequest, place: ActivityPlace) -> Attempt:
    """The reader's attempt that the form was made for."""
    number = whole(request.POST.get("attempt"), digits=6)
    if place.enrolment is None:
        raise NotAllowed(_("Only those who take part in the course sit its tests."))
    if number is None:
        raise NotFound
    attempt = queries.attempts_of(place.enrolment, place.activity).filter(number=number).first()
    if attempt is None:
        raise NotFound
    return attempt


def _saved(request: HttpRequest, place: ActivityPlace, attempt: Attempt) -> list[int] | None:
    """The positions that another window has answered otherwise; None where nothing is saved any
    more, since the attempt is closed, perhaps at this moment by the same hand on another line."""
    if attempt.closed_at is not None or _is_over(attempt, place):
        return None
    try:
        return actions.save_answers(attempt, request.POST, by=_person(request), now=place.now)
    except actions.HasClosed:
        return None


def _is_over(attempt: Attempt, place: ActivityPlace) -> bool:
    return place.now >= _closes(attempt, place) and actions.close_if_due(attempt, now=place.now)


def _too_late(request: HttpRequest, place: ActivityPlace, attempt: Attempt) -> HttpResponse:
    """What was sent after the end is kept, and its writer is told that it does not count."""
    late.keep_late_page(attempt, request.POST, by=_person(request), now=place.now)
    return _back(place, attempt)


def _closes(attempt: Attempt, place: ActivityPlace) -> Any:
    return closes(
        attempt.started_at,
        due=place.due_at,
        ends=end(span_of(place.run), place.own.due_at),
        minutes=place.limit,
    )


def _person(request: HttpRequest) -> Any:
    return request.user


def _back(place: ActivityPlace, attempt: Attempt | None = None) -> HttpResponse:
    answer = redirect("academy:activity", place.run.slug, place.activity.stable_id)
    if attempt is not None:
        answer["Location"] += f"?attempt={attempt.number}"
    return answer
