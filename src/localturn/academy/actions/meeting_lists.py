"""Taking attendance from the lists that meeting programs write: looked at first, then recorded.

Between the two, what the lists say travels in the page, signed; names of people who are not in the
run are stored nowhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions.attendance import Origin, mark_attendance
from localturn.academy.domain.attendance import Mark, Presence, Span, Terms, minutes_in
from localturn.academy.domain.roster import How, Meant, Roster
from localturn.academy.models import Activity, Attendance, Run
from localturn.academy.queries.attendance import meeting_of, names_of, roster_of, terms_in
from localturn.academy.standards.meeting_lists import Attendee, MeetingList, Unread, read
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.tables.reading import Unreadable, lines_of

MOST_LISTS = 5
MOST_TO_CONFIRM = 400
_HOLDS = 24 * 3600
"""Seconds between looking and recording."""


@dataclass(frozen=True)
class Found:
    """Somebody whom the lists name, with all of their comings and goings."""

    name: str
    email: str
    spans: tuple[Span, ...]
    minutes: int | None
    """Of lines that tell no times; None where nothing says how long."""
    meant: Meant

    @property
    def called(self) -> str:
        return self.name or self.email


@dataclass(frozen=True)
class Looked:
    """What lists say, before anything is recorded."""

    found: tuple[Found, ...]
    unread: tuple[tuple[str, Unread], ...]
    """By the name of their file."""
    window: Span | None
    """From when to when minutes are counted; None if nobody was there in that time."""


@dataclass(frozen=True)
class Recorded:
    """What became of lists."""

    changed: int
    same: int
    kept: tuple[str, ...]
    """Whom a facilitator had marked by hand."""
    unmatched: tuple[Found, ...]


def look(
    lists: Sequence[tuple[str, bytes]],
    activity: Activity,
    *,
    run: Run,
    starts: datetime | None,
    zone: str,
    by: Person,
) -> Looked:
    """Read lists (name and content) and say whom of the run they mean; raises Invalid."""
    require(permissions.can_facilitate(by, run))
    if not 0 < len(lists) <= MOST_LISTS:
        raise Invalid(_("Choose from one to %(most)s files.") % {"most": MOST_LISTS})
    terms = terms_in(meeting_of(run, activity), activity)
    read_lists = [_read(name, content, zone, starts) for name, content in lists]
    roster = Roster(roster_of(run, but=by))
    people: dict[tuple[str, str], list[Attendee]] = defaultdict(list)
    for each in read_lists:
        for attendee in each.attendees:
            people[attendee.name.casefold(), attendee.email].append(attendee)
    found = tuple(_found(many, roster) for many in people.values())
    if not found:
        raise Invalid(_("Nobody is named in there. See below which columns are understood."))
    return Looked(
        found,
        tuple(
            (name, unread)
            for (name, _content), each in zip(lists, read_lists, strict=True)
            for unread in each.unread
        ),
        _window(found, starts, terms),
    )


def _read(name: str, content: bytes, zone: str, starts: datetime | None) -> MeetingList:
    try:
        lines = list(lines_of(content, name))
    except Unreadable as why:
        raise Invalid(f"{name}: {why}") from why
    return read(lines, zone=moments.zone(zone), near=starts)


def _found(many: Sequence[Attendee], roster: Roster) -> Found:
    first = many[0]
    told = [each.minutes for each in many if each.minutes is not None]
    return Found(
        first.name,
        first.email,
        tuple(span for each in many for span in each.spans),
        sum(told) if told else None,
        roster.meant(first.name, first.email),
    )


def _window(found: Iterable[Found], starts: datetime | None, terms: Terms) -> Span | None:
    """The time of the meeting, if anybody was there then: else it was held at another."""
    if starts is None:
        return None
    window = Span(starts, terms.ends(starts))
    return window if any(minutes_in(each.spans, window=window) for each in found) else None


def marks_from(
    found: Iterable[tuple[int, Found]], terms: Terms, window: Span | None
) -> dict[int, Mark]:
    """What the lists say of each seat; who appears under two names was there once."""
    by_seat: dict[int, list[Found]] = defaultdict(list)
    for seat, each in found:
        by_seat[seat].append(each)
    return {seat: _mark(many, terms, window) for seat, many in by_seat.items()}


def _mark(many: Sequence[Found], terms: Terms, window: Span | None) -> Mark:
    spans = [span for each in many for span in each.spans]
    told = [each.minutes for each in many if each.minutes is not None]
    if not spans and not told:
        return Mark(Presence.PRESENT)
    minutes = minutes_in(spans, window=window) + sum(told)
    return terms.mark_for(min(minutes, terms.length) if window or not spans else minutes)


@transaction.atomic
def record_lists(
    looked: Looked,
    activity: Activity,
    *,
    run: Run,
    chosen: Mapping[int, int | None],
    replaces_marks: bool,
    by: Person,
    now: datetime,
) -> Recorded:
    """Record what lists say of those they mean.

    `chosen` says by its place which seat somebody has who was not told by their address. What was
    marked by hand stays unless `replaces_marks`, but who was excused may come. Doing it twice
    records nothing more.
    """
    seats = {seat.key for seat in roster_of(run, but=by)}
    pairs: list[tuple[int, Found]] = []
    unmatched: list[Found] = []
    for place, each in enumerate(looked.found):
        by_email = each.meant.seats[0] if each.meant.how is How.EMAIL else None
        seat = chosen.get(place, by_email)
        if seat in seats:
            pairs.append((seat, each))
        else:
            unmatched.append(each)
    terms = terms_in(meeting_of(run, activity), activity)
    marks = marks_from(pairs, terms, looked.window)
    by_hand = {} if replaces_marks else _marked_by_hand(activity, marks)
    by_hand = {seat: mark for seat, mark in by_hand.items() if not _came(mark, marks[seat])}
    kept = [seat for seat, mark in by_hand.items() if mark != marks[seat]]
    wanted = {seat: mark for seat, mark in marks.items() if seat not in by_hand}
    changed = mark_attendance(activity, run=run, marks=wanted, by=by, now=now, origin=Origin.FILE)
    names = names_of(run, kept)
    return Recorded(
        changed,
        len(marks) - changed - len(kept),
        tuple(sorted(names[seat] for seat in kept)),
        tuple(unmatched),
    )


def _came(before: Mark, listed: Mark) -> bool:
    """Whether somebody who was excused was there all the same."""
    there = (Presence.PRESENT, Presence.PARTLY)
    return before.state is Presence.EXCUSED and listed.state in there


def _marked_by_hand(activity: Activity, seats: Iterable[int]) -> dict[int, Mark]:
    entries = Attendance.objects.filter(
        activity=activity,
        enrolment__in=list(seats),
        is_standing=True,
        origin__in=(Origin.FACILITATOR, Origin.UNDO),
    ).exclude(state=Presence.UNMARKED)
    return {entry.enrolment_id: entry.mark for entry in entries}


# --- Between looking and recording -----------------------------------------------------------


def sealed(looked: Looked, activity: Activity, *, run: Run, by: Person) -> str:
    """What was looked at, to be sent along with the confirmation."""
    window = looked.window
    content = {
        "found": [
            [
                each.name,
                each.email,
                [[_seconds(span.since), _seconds(span.until)] for span in each.spans],
                each.minutes,
                each.meant.how.value,
                list(each.meant.seats),
            ]
            for each in looked.found
        ],
        "window": [_seconds(window.since), _seconds(window.until)] if window else None,
    }
    return signing.dumps(content, salt=_salt(activity, run, by), compress=True)


def opened(seal: str, activity: Activity, *, run: Run, by: Person) -> Looked:
    """What was looked at; raises NotNow if it is too old, or not what this page sent."""
    try:
        content: dict[str, Any] = signing.loads(seal, salt=_salt(activity, run, by), max_age=_HOLDS)
    except signing.BadSignature:
        raise NotNow(_("This page is too old. Choose the file once more.")) from None
    window = content["window"]
    return Looked(
        tuple(
            Found(
                name,
                email,
                tuple(_span(*each) for each in spans),
                minutes,
                Meant(How(how), tuple(seats)),
            )
            for name, email, spans, minutes, how, seats in content["found"]
        ),
        (),
        _span(*window) if window else None,
    )


def _salt(activity: Activity, run: Run, by: Person) -> str:
    return f"academy.meeting-lists/{run.pk}/{activity.pk}/{by.pk}"


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _span(since: int, until: int) -> Span:
    return Span(datetime.fromtimestamp(since, UTC), datetime.fromtimestamp(until, UTC))
