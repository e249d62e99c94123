"""Announcements of a run, as its participants and its facilitators see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from localturn.academy.models import Announcement, AnnouncementReading, Enrolment, Run
from localturn.foundation.people.models import Person
from localturn.foundation.prepared import prepared

NEW_FOR = timedelta(days=14)
"""How long an announcement that somebody has not read is marked as new."""

URGENT_FOR = timedelta(days=5)
"""How long it stands among the things to do on the first page."""

LATEST = 3
"""How many the page of a run shows."""

KEPT_READY = 50
"""Among how many it looks for them: more are not kept for later at once."""


@dataclass(frozen=True)
class Told:
    """An announcement in a participant's list."""

    pk: int
    title: str
    shows_at: datetime
    is_new: bool


def latest_for(seat: Enrolment, *, now: datetime) -> list[Told]:
    """What was last announced in the run of a seat, the newest first (1 statement)."""
    return [
        Told(pk, title, shows_at, is_new=not is_read and now < shows_at + NEW_FOR)
        for pk, title, shows_at, is_read in _newest(seat.run_id, seat.pk)
        if shows_at <= now
    ][:LATEST]


@prepared
def _newest(run: int, seat: int) -> QuerySet[Any, tuple[int, str, datetime, bool]]:
    """Also what is still to be shown: a prepared queryset is asked with no moment."""
    read = AnnouncementReading.objects.filter(announcement=OuterRef("pk"), enrolment_id=seat)
    return (
        Announcement.objects.filter(run_id=run, withdrawn_at=None)
        .annotate(is_read=Exists(read))
        .values_list("pk", "title", "shows_at", "is_read")[:KEPT_READY]
    )


def shown_in(run: Run, *, seat: Enrolment | None, sees_all: bool, now: datetime) -> QuerySet[Any]:
    """What a participant sees, the newest first, with `is_read` by their seat; who `sees_all`, as
    facilitators do, also has what is still to be shown and what was withdrawn."""
    read = AnnouncementReading.objects.filter(
        announcement=OuterRef("pk"), enrolment_id=seat.pk if seat else 0
    )
    rows = run.announcements.select_related("author").annotate(is_read=Exists(read))
    return rows if sees_all else rows.filter(withdrawn_at=None, shows_at__lte=now)


def is_new(announcement: Announcement, *, is_read: bool, now: datetime) -> bool:
    """Whether it is marked as new for who has not read it."""
    return not is_read and announcement.shows_at <= now < announcement.shows_at + NEW_FOR


def to_be_mailed(*, now: datetime) -> QuerySet[Announcement]:
    """What goes by mail and did not yet, though participants see it."""
    return Announcement.objects.filter(
        by_mail=True, mailed_at=None, withdrawn_at=None, shows_at__lte=now
    ).order_by("shows_at", "pk")


def written_to(run: Run) -> QuerySet[Person]:
    """Whoever takes part and wants announcements by mail."""
    return Person.objects.filter(
        enrolments__run=run,
        enrolments__withdrawn_at=None,
        is_active=True,
        wants_announcements=True,
    ).order_by("pk")


def unread_by(seats: Iterable[Enrolment], *, now: datetime) -> QuerySet[Announcement]:
    """What was announced of late in the runs of one person's seats and not read, newest first."""
    keys = [seat.pk for seat in seats]
    read = AnnouncementReading.objects.filter(announcement=OuterRef("pk"), enrolment__in=keys)
    return (
        Announcement.objects.filter(
            ~Exists(read),
            run__enrolments__in=keys,
            withdrawn_at=None,
            shows_at__lte=now,
            shows_at__gt=now - URGENT_FOR,
        )
        .select_related("run__version")
        .order_by("-shows_at", "-pk")
    )
