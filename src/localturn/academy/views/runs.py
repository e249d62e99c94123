"""The page of a run: a participant's course, a facilitator's door, what it offers others."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localturn.academy import permissions
from localturn.academy.actions.enrolment.moving_up import is_filling
from localturn.academy.domain.schedule import Phase, is_in_time
from localturn.academy.forms.runs import FacilitatorForm
from localturn.academy.models import Enrolment, Run
from localturn.academy.queries.announcements import latest_for
from localturn.academy.queries.course_page import own_course
from localturn.academy.queries.desk import nominations_waiting, unanswered_posts
from localturn.academy.queries.enquiries import asks_from_outside, to_answer
from localturn.academy.queries.marking import number_to_mark
from localturn.academy.queries.nominees import asked_by
from localturn.academy.queries.people import removed_from
from localturn.academy.queries.places import seat_of, span_of
from localturn.academy.queries.programme import programme_of
from localturn.academy.queries.retired import retired_for
from localturn.academy.queries.runs import SeenRun, facilitators_of, partners_of, run_seen_by
from localturn.academy.queries.seats import division_of, taken_in
from localturn.academy.views.explaining import explain
from localturn.academy.views.rows import StepRows, award_line
from localturn.foundation import moments, seats
from localturn.foundation.people.models import Person
from localturn.foundation.people.reader import Reader


@require_safe
def show(request: HttpRequest, run: str) -> HttpResponse:
    """One address for all: what it shows depends on who looks."""
    seen = run_seen_by(request.user, run)
    seat = seat_of(request.user, seen.run)
    if seat is not None:
        return _participant(request, seen, seat)
    if seen.is_facilitator:
        return _facilitator(request, seen)
    return _anybody(request, seen)


def _participant(request: HttpRequest, seen: SeenRun, seat: Enrolment) -> HttpResponse:
    now = moments.now()
    course = own_course(seen.run, seat, now=now)
    facilitators = facilitators_of(seen.run)
    is_guided = bool(facilitators) or seen.is_facilitator
    context = {
        "run": seen.run,
        "is_facilitator": seen.is_facilitator,
        "told": latest_for(seat, now=now),
        "retired": retired_for(seat) if seen.has_moved else [],
        "course": course,
        "rows": StepRows(seen.run, year=now.year),
        "award_line": award_line,
        "awards": [
            explain(each, run=seen.run, now=now, certificates=course.certificates)
            for each in course.standings
        ],
        "facilitators": facilitators,
        "starts_at": span_of(seen.run).starts_at,
        "facilitator_form": None if is_guided else _appointing(request, seen.run),
    }
    return render(request, "academy/run_participant.html", context)


def _facilitator(request: HttpRequest, seen: SeenRun) -> HttpResponse:
    now = moments.now()
    posts = {each.activity: each.number for each in unanswered_posts(seen.run, by=request.user)}
    to_mark = number_to_mark(seen.run, by=request.user)
    waiting = sum(posts.values()) + nominations_waiting(seen.run) + to_mark
    waiting += to_answer([seen.run], by=request.user).count()
    context = {
        "run": seen.run,
        "programme": programme_of(seen.run),
        "taken": taken_in(seen.run, now=now),
        "posts": posts,
        "waiting": waiting,
        "now": now,
    }
    return render(request, "academy/run_facilitator.html", context)


def _anybody(request: HttpRequest, seen: SeenRun) -> HttpResponse:
    run, now = seen.run, moments.now()
    person = request.user if isinstance(request.user, Person) else None
    context = {
        "run": run,
        "why_not": _why_not(run, request.user, now),
        "asked": asked_by(person, run) if person else None,
        "asks": asks_from_outside(request.user, run, now=now),
        "is_over": span_of(run).phase(now) is Phase.ENDED,
        "may_ask": is_filling(run, now),
        "partners": partners_of(run),
        "may_nominate": permissions.organisations_nominating_for(
            request.user, run, now=now
        ).exists(),
        "facilitators": facilitators_of(run),
        "facilitator_form": _appointing(request, run),
    }
    return render(request, "academy/run_public.html", context)


def _appointing(request: HttpRequest, run: Run) -> FacilitatorForm | None:
    """A form for who may give a facilitator to a run that has none."""
    if not request.user.is_authenticated or not permissions.can_appoint(request.user, run):
        return None
    return FacilitatorForm(auto_id="facilitator_%s")


def _why_not(run: Run, person: Reader, now: datetime) -> str:
    """Why one cannot enrol here and now; "" where one can."""
    if span_of(run).phase(now) is Phase.ENDED:
        return _("This run has ended.")
    if isinstance(person, Person) and removed_from(run, person):
        return _("A facilitator has ended your part in this run. Write to them.")
    if not run.is_open:
        return _("Places in this run are given by invitation.")
    if not is_in_time(now, run.enrolment_closes_at):
        return _("Enrolment for this run has closed.")
    if seats.free_in_rest(division_of(run, now=now)) == 0:
        return _("All places in this run are taken.")
    return ""
