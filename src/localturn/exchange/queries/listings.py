"""Listings as they are read: what each says, and which there are."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from localturn.exchange import permissions
from localturn.exchange.domain.content import Content, Credit
from localturn.exchange.domain.meetings import Dated, Plan, Weekly
from localturn.exchange.domain.terms import CourseType, Delivery, Level, Slots, State
from localturn.exchange.models import Listing, Partner
from localturn.foundation.people.reader import Reader
from localturn.foundation.refusals import NotAllowed, NotFound
from localturn.foundation.trail.models import Entry

SAME = (
    *("title", "course_number", "academic_year", "field", "faculty", "offering_year"),
    *("first_month", "last_month", "participants", "slots", "language", "written_in"),
    *("overview", "achievement", "prerequisites", "grading", "schedule", "online_requirement"),
    *("programme", "other", "inquiry", "email", "website", "outside_url"),
    *("apply_until", "nominate_until", "decide_until"),
)
"""Fields that a row and its content have by the same name and in the same type."""

MOST_MINE = 1_000
BY_OPERATOR = {"archived": "by an operator"}
"""What the trail has of a listing that somebody archived who does not keep its university."""


def content_of(listing: Listing) -> Content:
    """What a listing says; reads `meetings` and `credits`, so fetch them ahead for a list."""
    return Content(
        **{name: getattr(listing, name) for name in SAME},
        delivery=tuple(Delivery(each) for each in listing.delivery),
        plan=plan_of(listing),
        slots_kind=Slots(listing.slots_kind),
        credits=tuple(Credit(each.points, each.label) for each in listing.credits.all()),
        level=Level(listing.level) if listing.level else None,
        course_type=CourseType(listing.course_type) if listing.course_type else None,
        lecturers=tuple(listing.lecturers),
        run=listing.run_id,
    )


def plan_of(listing: Listing) -> Plan:
    """When it meets; reads `meetings`."""
    meetings = list(listing.meetings.all())
    weekly = (Weekly(m.weekday, m.begins, m.minutes) for m in meetings if m.weekday is not None)
    return Plan(
        zone=listing.zone,
        first_day=listing.first_day,
        last_day=listing.last_day,
        dated=tuple(sorted(Dated(m.day, m.begins, m.minutes, m.about) for m in meetings if m.day)),
        weekly=tuple(sorted(weekly)),
        left_out=tuple(date.fromisoformat(each) for each in listing.left_out),
    )


def whole(listings: QuerySet[Listing]) -> QuerySet[Listing]:
    """With everything that `content_of` reads."""
    return listings.select_related("host", "consortium", "run__version").prefetch_related(
        "meetings", "credits"
    )


def with_meetings(listings: QuerySet[Listing]) -> QuerySet[Listing]:
    """With what a calendar says of them: none of their long texts."""
    said = ("title", "written_in", "zone", "first_day", "last_day", "left_out", "intervals")
    only = listings.only(*said, "times_moved", "changed_at", "host__name")
    return only.select_related("host").prefetch_related("meetings")


def listing_seen_by(person: Reader, pk: int, *, now: datetime) -> Listing:
    """A listing on its page. Raises NotFound."""
    found = whole(permissions.listings_visible_to(person, now=now)).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def listing_kept_by(person: Reader, pk: int, *, now: datetime) -> Listing:
    """A listing to be changed.

    Raises NotFound where they may not know of it, NotAllowed where they may only read it.
    """
    listing = listing_seen_by(person, pk, now=now)
    if not permissions.can_edit(person, listing, now=now):
        raise NotAllowed(_("This course is listed by people of another university."))
    return listing


def listing_retired_by(person: Reader, pk: int, *, now: datetime) -> Listing:
    """A listing to be taken back or archived. Raises NotFound and NotAllowed likewise."""
    listing = listing_seen_by(person, pk, now=now)
    if not permissions.can_retire(person, listing, now=now):
        raise NotAllowed(_("This course is listed by people of another university."))
    return listing


def archived_by_operators(listings: Sequence[Listing]) -> set[int]:
    """Which of these lie in the archive because an operator put them there (1 statement)."""
    subjects = {
        f"exchange/listing/{each.pk}": each.pk for each in listings if each.state == State.ARCHIVED
    }
    entries = Entry.objects.filter(subject__in=subjects, what="exchange.listing.archived")
    last = dict(entries.order_by("at", "pk").values_list("subject", "after"))
    return {subjects[subject] for subject, after in last.items() if after == BY_OPERATOR}


def listings_kept_by(person: Reader, *, now: datetime) -> list[Listing]:
    """All listings of their universities, the newest year first (1 statement)."""
    kept = permissions.listings_editable_by(person, now=now).select_related("host", "consortium")
    return list(kept.order_by("-academic_year", "title", "pk")[:MOST_MINE])


def partners_of(listing: Listing, *, on: date) -> list[Partner]:
    """The other universities whose students may come (1 statement)."""
    return list(
        listing.consortium.partners.on(on)
        .exclude(organisation=listing.host_id)
        .filter(may_nominate=True)
        .select_related("organisation")
    )
