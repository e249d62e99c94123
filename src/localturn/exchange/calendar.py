"""What of the exchange stands in somebody's own calendar: what they are to do for an application
and until when, and the meetings of courses outside in which they have a place."""

from datetime import datetime

from django.utils.translation import gettext as _

from localturn.exchange.domain.applications import PLACED, STEPS, Stage, Step
from localturn.exchange.domain.terms import State
from localturn.exchange.models import Application
from localturn.exchange.queries.applications import whole
from localturn.exchange.queries.instants import entries_of
from localturn.foundation.calendar import Entry, Kind
from localturn.foundation.people.models import Person

MOST = 200
"""Applications of one person."""
MOST_MEETINGS = 1_000


def calendar_entries(person: Person, *, since: datetime, until: datetime) -> list[Entry]:
    """What begins from `since` on and before `until`, in no order (1 statement, and one more for
    who has applied)."""
    stages = [each.value for each in (Stage.DRAFT, *PLACED) if each is not Stage.LEFT]
    rows = whole(Application.objects.filter(student=person, stage__in=stages))
    applications = list(rows.prefetch_related("listing__meetings")[:MOST])
    to_do = [
        _entry(each, *asked)
        for each in applications
        if (asked := _asked(each)) is not None and since <= asked[0] < until
    ]
    outside = [each.listing for each in applications if _meets_outside(each)]
    return [*to_do, *entries_of(outside, since=since, until=until, most=MOST_MEETINGS)]


def _meets_outside(application: Application) -> bool:
    """Whether it led to a place in a course outside; meetings of a run are the academy's."""
    return application.stands is Stage.ACCEPTED and application.listing.run_id is None


def _asked(application: Application) -> tuple[datetime, str, str] | None:
    """Until when a draft is to be sent, or a place that is kept in a run to be confirmed; in a
    word, and in words."""
    if application.stands is Stage.DRAFT and application.listing.state == State.PUBLISHED:
        last = application.deadlines.last_minute(STEPS[Stage.DRAFT])
        return None if last is None else (last, Step.APPLY.value, _("Apply: %(course)s"))
    there = application.nomination
    if application.stands is Stage.KEPT and there is not None and there.invitation is not None:
        return there.invitation.expires_at, "confirm", _("Confirm your place: %(course)s")
    return None


def _entry(application: Application, last: datetime, what: str, title: str) -> Entry:
    listing = application.listing
    return Entry(
        uid=f"exchange/application/{application.pk}/{what}",
        kind=Kind.DUE,
        title=title % {"course": listing.title},
        starts=last,
        zone=listing.zone,
        url=application.get_absolute_url(),
        changed_at=application.changed_at,
        within=str(listing.host),
    )
