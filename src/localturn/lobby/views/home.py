"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from localturn.academy.queries.runs import runs_joinable
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.room import offered
from localturn.foundation.ui.todos import TodoGroup, in_order

MOST = 12


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What Local Turn is, or, for who is signed in, what to do now; and what can be joined."""
    now = moments.now()
    groups: list[TodoGroup] = []
    joinable = runs_joinable(on=now.date(), now=now)
    person = request.user
    if isinstance(person, Person):
        for _room, todos in offered("todos"):
            groups += todos(person, now=now)
        joinable = joinable.exclude(
            enrolments__in=person.enrolments.filter(withdrawn_at=None)
        ).exclude(facilitators__person=person)
    context = {"groups": in_order(groups), "joinable": joinable[:MOST]}
    return render(request, "lobby/home.html", context)
