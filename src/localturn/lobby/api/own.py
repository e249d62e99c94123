"""What the house itself tells a program: whose token it has, and their calendar."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from localturn.foundation import moments
from localturn.foundation.api.bearer import Caller, caller, scoped
from localturn.foundation.api.pages import Bounds, Page, page
from localturn.foundation.api.values import Answer, Moment
from localturn.foundation.calendar import Entry, in_order
from localturn.foundation.people.queries import memberships_of
from localturn.foundation.refusals import Invalid
from localturn.lobby.queries.calendar import entries_of

LONGEST = timedelta(days=400)
AHEAD = timedelta(weeks=4)

router = Router(tags=["Yourself"])


class Belonging(Answer):
    organisation: str
    name: str
    role: str


class TokenInUse(Answer):
    name: str
    scopes: list[str]
    expires_at: Moment


class Me(Answer):
    id: int
    name: str
    email: str
    language: str
    zone: str
    organisations: list[Belonging]
    token: TokenInUse


@router.get("me", response=Me, summary="Whose token this is", **scoped("profile:read"))
def me(request: HttpRequest) -> dict[str, Any]:
    asking: Caller = request.auth  # type: ignore[attr-defined]
    person, token = asking.person, asking.token
    held = memberships_of(person, on=moments.now().date())
    return {
        "id": person.pk,
        "name": person.name,
        "email": person.email,
        "language": person.language,
        "zone": person.zone,
        "organisations": [
            Belonging(
                organisation=each.organisation.slug, name=each.organisation.name, role=each.role
            )
            for each in held
        ],
        "token": TokenInUse(
            name=token.name, scopes=list(token.named_scopes), expires_at=token.expires_at
        ),
    }


class CalendarEntry(Answer):
    uid: str
    kind: str
    title: str
    language: str
    within: str
    starts_at: Moment | None
    starts_on: date | None
    ends_at: Moment | None
    ends_on: date | None
    zone: str
    is_done: bool
    page: str
    link: str


class Days(Schema):
    since: date | None = None
    until: date | None = None


@router.get(
    "calendar",
    response=Page[CalendarEntry],
    summary="What opens, is due and meets, from one day on and before another",
    **scoped("calendar:read"),
)
def calendar(request: HttpRequest, days: Query[Days], bounds: Query[Bounds]) -> dict[str, Any]:
    """Without days the four weeks from today on; 400 days at most. Days begin in your zone."""
    person = caller(request)
    for day in (days.since, days.until):
        if day is not None and not 1970 <= day.year <= 2200:
            raise Invalid(
                _("“%(asked)s” is no day of the calendar. Write it as 2027-03-28.") % {"asked": day}
            )
    first = days.since or moments.day_in(moments.now(), person.zone)
    last = days.until or first + AHEAD
    if not timedelta(0) < last - first <= LONGEST:
        raise Invalid(_("Ask for one day to 400 days: `since` before `until`."))
    entries = entries_of(person, since=_midnight(first, person), until=_midnight(last, person))
    return page(request, in_order(entries, person.zone), bounds, _entry)


def _midnight(day: date, person: Any) -> datetime:
    return moments.at(day, datetime.min.time(), person.zone)


def _entry(entry: Entry) -> CalendarEntry:
    starts, ends = entry.starts, entry.ends
    return CalendarEntry(
        uid=entry.uid,
        kind=entry.kind.name.lower(),
        title=entry.title,
        language=entry.language,
        within=entry.within,
        starts_at=starts if isinstance(starts, datetime) else None,
        starts_on=None if isinstance(starts, datetime) else starts,
        ends_at=ends if isinstance(ends, datetime) else None,
        ends_on=None if isinstance(ends, datetime) else ends,
        zone=entry.zone,
        is_done=entry.is_done,
        page=urljoin(settings.PUBLIC_URL, entry.url),
        link=entry.link,
    )
