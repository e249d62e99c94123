"""What the exchange asks of somebody now: their own applications, and those of students."""

from collections import defaultdict
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localturn.exchange.domain.applications import STEPS, Party, Stage
from localturn.exchange.models import Application
from localturn.exchange.queries.applications import waiting_for
from localturn.foundation.people.models import Person
from localturn.foundation.ui.todos import Role, Todo, TodoGroup


def todos(person: Person, *, now: datetime) -> list[TodoGroup]:
    """The exchange's groups on somebody's first page (1 statement)."""
    own, by_course = list[Todo](), defaultdict[tuple[int, Party], list[Application]](list)
    for each, party in waiting_for(person, now=now):
        if party is Party.STUDENT:
            own.append(_own(each))
        else:
            by_course[each.listing_id, party].append(each)
    kept = [_waiting(party, rows) for (_listing, party), rows in by_course.items()]
    return [
        TodoGroup(heading=_("Your applications"), role=Role.PARTICIPANT, todos=tuple(own)),
        TodoGroup(
            heading=_("Applications in the exchange"), role=Role.COORDINATOR, todos=tuple(kept)
        ),
    ]


def _own(application: Application) -> Todo:
    if application.stands is Stage.DRAFT:
        address = reverse("exchange:apply", args=[application.listing_id])
        return Todo(
            application.listing.title,
            address,
            detail=_("A draft. Nobody has it until you send it."),
            due=_due(application),
        )
    there = application.nomination
    kept = there.invitation if there else None
    return Todo(
        application.listing.title,
        application.get_absolute_url(),
        detail=_("A place is kept for you. Confirm it."),
        due=kept.expires_at if kept else None,
        tone="warning",
    )


def _waiting(party: Party, rows: list[Application]) -> Todo:
    listing, number = rows[0].listing, len(rows)
    words = (
        ngettext(
            "%(num)s application to answer or nominate",
            "%(num)s applications to answer or nominate",
            number,
        )
        if party is Party.HOME
        else ngettext("%(num)s nomination to answer", "%(num)s nominations to answer", number)
    )
    return Todo(
        listing.title,
        reverse("exchange:applicants", args=[listing.pk]),
        detail=words % {"num": number},
        due=_due(rows[0]),
        count=number,
    )


def _due(application: Application) -> datetime | None:
    return application.deadlines.last_minute(STEPS[application.stands])
