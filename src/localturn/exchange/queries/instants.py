"""A listing's meetings as moments, for pages and calendars."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from localturn.exchange.domain.meetings import Plan, interval, minute_of, moment_of, unpacked
from localturn.exchange.models import Listing
from localturn.exchange.queries.listings import plan_of
from localturn.foundation import moments
from localturn.foundation.calendar import Entry, Kind


@dataclass(frozen=True)
class Instant:
    starts: datetime
    ends: datetime
    about: str


def instants_of(plan: Plan) -> list[Instant]:
    found = []
    for meeting in plan.meetings():
        begins, ends = interval(meeting, plan.zone)
        found.append(Instant(moment_of(begins), moment_of(ends), meeting.about))
    return found


def entries_of(
    listings: Iterable[Listing], *, since: datetime, until: datetime, most: int
) -> list[Entry]:
    """Their meetings from `since` on and before `until`, `most` at most."""
    entries: list[Entry] = []
    first, last = minute_of(since), minute_of(until)
    for listing in listings:
        if not any(first <= begins < last for begins, _ends in unpacked(listing.intervals)):
            continue
        zone = moments.zone(listing.zone)
        held: Counter[date] = Counter()
        for each in instants_of(plan_of(listing)):
            day = each.starts.astimezone(zone).date()
            held[day] += 1
            if since <= each.starts < until:
                entries.append(_entry(listing, each, f"{day:%Y%m%d}-{held[day]}"))
        if len(entries) > most:
            break
    return entries[:most]


def _entry(listing: Listing, instant: Instant, name: str) -> Entry:
    """`name` stays when only the hour is moved, so that calendar programs move their entry."""
    title = listing.title or _("Untitled course")
    return Entry(
        uid=f"exchange/listing/{listing.pk}/{name}",
        kind=Kind.MEETING,
        title=f"{title}: {instant.about}" if instant.about else title,
        starts=instant.starts,
        ends=max(instant.ends, instant.starts + timedelta(minutes=1)),
        zone=listing.zone,
        url=listing.get_absolute_url(),
        changed_at=listing.changed_at,
        sequence=listing.times_moved,
        within=str(listing.host),
        language=listing.written_in,
    )
