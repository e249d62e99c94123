"""What courses there are, for everybody."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from localturn.academy import permissions
from localturn.academy.domain.schedule import is_in_time
from localturn.academy.models import Course
from localturn.academy.queries import courses as queries
from localturn.academy.queries.links import course_thing
from localturn.academy.queries.readings import has_readings_open_to
from localturn.academy.queries.schema_org import course_data
from localturn.foundation import moments
from localturn.foundation.languages import own_name
from localturn.foundation.links.queries import links_to
from localturn.foundation.refusals import NotFound
from localturn.foundation.room import drawn, taking

SHOWN = 5
"""Runs of a course that its page names."""


@require_safe
def entrance(_request: HttpRequest) -> HttpResponse:
    """Who types the address of the room alone is led to its courses."""
    return redirect("academy:courses")


@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    """Every published course, with the runs that are still to come."""
    today = moments.now().date()
    context = {
        "offers": queries.offers(on=today),
        "today": today,
        "writes": permissions.can_create_course(request.user)
        or permissions.courses_editable_by(request.user).exists(),
    }
    return render(request, "academy/courses.html", context)


@require_safe
def course(request: HttpRequest, course: str) -> HttpResponse:
    """What a course is, for whom, how long, what is in it, when it runs and what may be earned."""
    found = permissions.courses_visible_to(request.user).filter(slug=course).first()
    if found is None:
        raise NotFound
    version = queries.newest_version(found)
    is_author = permissions.can_author(request.user, found)
    context: dict[str, Any] = {
        "course": found,
        "version": version,
        "is_author": is_author,
        "may_open_run": is_author or permissions.can_open_run(request.user, found),
    }
    if version is not None:
        now = moments.now()
        today = now.date()
        planned = queries.runs_planned(found, on=today)
        chapters = queries.outline_of(version)
        address = settings.PUBLIC_URL + reverse("academy:course", args=[found.slug])
        context |= {
            "related": drawn(links_to(course_thing(found.slug)), reader=request.user),
            "chapters": chapters,
            "weeks": max((each.week for each in chapters), default=0),
            "taught_in": own_name(version.language),
            "awards": list(version.awards.all()),
            "next_run": planned.next_to_begin(today, now=now),
            "any_time": planned.at_any_time(today, now=now),
            "runs": planned.runs[:SHOWN],
            "more": max(0, planned.to_come - SHOWN),
            "past": planned.past,
            "closed": {
                run.pk for run in planned.runs if not is_in_time(now, run.enrolment_closes_at)
            },
            "today": today,
            "takes": _takes(request, found),
            "described": course_data(version, planned.runs, chapters, address=address),
        }
    return render(request, "academy/course.html", context)


def _takes(request: HttpRequest, course: Course) -> str:
    """Where the course's texts are taken in; "" for whom none is open, and who takes none in."""
    taken = taking(course.get_absolute_url(), reader=request.user)
    return taken if taken and has_readings_open_to(request.user, course.slug) else ""
