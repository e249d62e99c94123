"""From what a source says to announcements: told for programs, or read from prose."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from localturn.agenda.domain.extraction import Announcement, Doubt, Field, Found, Known, read, split
from localturn.agenda.domain.extraction.gazetteer import Place, Places
from localturn.agenda.domain.extraction.language import plain_tag
from localturn.agenda.domain.items import REPORT, Item
from localturn.agenda.domain.terms import Kind

_TELLS_DAYS = frozenset({Field.FIRST_DAY})
_OF_A_REPORT = frozenset({Field.TITLE, Field.LANGUAGE, Field.ORGANISER, Field.LINK})
_AHEAD = timedelta(days=2)
_OFFSET = re.compile(r"[+-]\d\d:\d\d")
_WITH_OFFSET = re.compile(rf"\d\d:\d\d({_OFFSET.pattern})?")
_WHOLE_DAY = "23:59"
_POSTAL = re.compile(r"\b[A-Z]{0,2}-?\d{3,6}(?:\s?[A-Z]{2})?\b")


@dataclass(frozen=True)
class Part:
    """One announcement of an item, and from where to where it goes in the item's text."""

    announcement: Announcement
    start: int
    stop: int
    is_structured: bool = False


def announced(item: Item, known: Known, *, several: bool = False) -> list[Part]:
    """The announcements of an item; with `several` its text may hold more than one."""
    known = _known_of(item, known)
    if item.told.keys() & _TELLS_DAYS:
        return [Part(_told(item, known), 0, len(item.text), is_structured=True)]
    spans = [(0, len(item.text))]
    if item.kind == REPORT:
        return [Part(_with_address(_reported(item, known), item), *spans[0])]
    if several:
        language = known.language
        spans = split(item.text, language=language, published=known.published)
    title = item.title if len(spans) == 1 and item.title else ""
    parts = []
    for start, stop in spans:
        found = read(item.text[start:stop], known, title=title)
        parts.append(Part(_with_address(found, item), start, stop))
    return parts


def _reported(item: Item, known: Known) -> Announcement:
    """What a long document is about; it takes place nowhere."""
    found = read(item.text, known, title=item.title)
    fields = {name: each for name, each in found.fields.items() if name in _OF_A_REPORT}
    return replace(found, kind=Kind.REPORT, fields=fields, sessions=(), doubts=())


def _known_of(item: Item, known: Known) -> Known:
    """A day of publication that has not come yet is none."""
    published = item.published
    if published is None or published > known.published + _AHEAD:
        published = known.published
    language = plain_tag(item.language) or plain_tag(known.language)
    return replace(known, published=published, language=language)


def _with_address(found: Announcement, item: Item) -> Announcement:
    if not item.address:
        return found
    link = Found(item.address, method="source", confidence=1.0)
    return replace(found, fields={**found.fields, Field.LINK: link})


def _told(item: Item, known: Known) -> Announcement:
    """What a source tells for programs is taken at its word; only the city is looked up, and the
    time zone where none is told or only how far it is from UTC."""
    city = _city_of(item.told.get(Field.VENUE, ""), known.places)
    zone = city.zone if city else known.zone
    told = in_zone(item.told, zone or "UTC")
    fields = {
        name: Found(value, method="told", confidence=1.0) for name, value in told.items() if value
    }
    if zone and Field.ZONE not in fields:
        method, confidence = ("city", 0.9) if city else ("source", 0.7)
        fields[Field.ZONE] = Found(zone, method=method, confidence=confidence)
    if spoken := plain_tag(item.told.get(Field.LANGUAGE, "")):
        fields[Field.LANGUAGE] = Found(spoken, method="told", confidence=1.0)
    else:
        fields.pop(Field.LANGUAGE, None)
    if item.address:
        fields[Field.LINK] = Found(item.address, method="source", confidence=1.0)
    if known.language and Field.LANGUAGE not in fields:
        fields[Field.LANGUAGE] = Found(known.language, method="source", confidence=0.7)
    if city is not None:
        fields[Field.CITY] = Found(city.code, method="gazetteer", confidence=0.8)
    first, last = (told.get(name, "") for name in (Field.FIRST_DAY, Field.LAST_DAY))
    doubts = {Doubt(each) for each in item.doubts}
    if Field.BEGINS in fields and Field.ZONE not in fields:
        doubts.add(Doubt.NO_ZONE)
    if last and last < first:
        doubts.add(Doubt.BACKWARDS)
    if abs(int(first[:4]) - known.published.year) > 5:
        doubts.add(Doubt.FAR_OFF)
    if date.fromisoformat(max(first, last)) < known.published:
        doubts.add(Doubt.PAST)
    return Announcement(
        kind=Kind.EVENT,
        text=item.text,
        fields=fields,
        doubts=tuple(each for each in Doubt if each in doubts),
    )


def in_zone(told: Mapping[Field, str], zone: str) -> dict[Field, str]:
    """What is told, with days and hours in this zone where they were written with an offset."""
    written = told.get(Field.ZONE, "")
    if not _OFFSET.fullmatch(written):
        return _with_deadline(told, written or zone)
    told = _with_deadline(told, zone)
    moved = {**told, Field.ZONE: zone}
    for day, clock in ((Field.FIRST_DAY, Field.BEGINS), (Field.LAST_DAY, Field.ENDS)):
        if told.get(day) and told.get(clock):
            at = datetime.fromisoformat(f"{told[day]}T{told[clock]}{written}")
            try:
                here = at.astimezone(ZoneInfo(zone))
            except OverflowError:  # at the end of all years
                return {**told, Field.ZONE: zone}
            moved[day], moved[clock] = here.date().isoformat(), here.strftime("%H:%M")
    is_one_day = told.get(Field.LAST_DAY) == told.get(Field.FIRST_DAY)
    if is_one_day and not told.get(Field.ENDS):
        moved[Field.LAST_DAY] = moved[Field.FIRST_DAY]
    return moved


def _with_deadline(told: Mapping[Field, str], zone: str) -> dict[Field, str]:
    """With the deadline on the wall of this zone: its hour may have an offset of its own. Midnight
    is the end of the day before, which is what a day without an hour means."""
    day, clock = told.get(Field.DEADLINE, ""), told.get(Field.DEADLINE_TIME, "")
    written = _WITH_OFFSET.fullmatch(clock)
    if not day or written is None:
        return dict(told)
    rest = dict(told)
    del rest[Field.DEADLINE_TIME]
    try:
        at = datetime.fromisoformat(f"{day}T{clock}")
        here = at.astimezone(ZoneInfo(zone)) if written.group(1) else at
        due = here - timedelta(minutes=1) if here.strftime("%H:%M") == "00:00" else here
    except (OverflowError, ValueError):  # at an end of all years
        return rest
    rest[Field.DEADLINE] = due.date().isoformat()
    if due.strftime("%H:%M") != _WHOLE_DAY:
        rest[Field.DEADLINE_TIME] = due.strftime("%H:%M")
    return rest


def _city_of(venue: str, places: Places) -> Place | None:
    """The city that an address ends with, before or after its country."""
    for part in reversed(venue.split(",")[-4:]):
        called = places.called(_POSTAL.sub("", part).strip(" .()"))
        if called:
            return called[0]
    return None
