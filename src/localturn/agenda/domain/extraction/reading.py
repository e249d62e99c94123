"""One announcement, read from prose."""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from localturn.agenda.domain.dates import Flag, Role, Written, find
from localturn.agenda.domain.dates.hours import HoursReader
from localturn.agenda.domain.dates.tokens import tokens
from localturn.agenda.domain.dates.words import words_of
from localturn.agenda.domain.dates.zones import clocks_of, offsets_of
from localturn.agenda.domain.extraction.countries import countries_in
from localturn.agenda.domain.extraction.kinds import kind_of
from localturn.agenda.domain.extraction.language import language_of
from localturn.agenda.domain.extraction.links import links_in
from localturn.agenda.domain.extraction.names import organiser_in, speakers_in
from localturn.agenda.domain.extraction.placing import city_in, is_only_online, venue_in
from localturn.agenda.domain.extraction.programme import sessions_in
from localturn.agenda.domain.extraction.titles import without_date
from localturn.agenda.domain.extraction.values import (
    LENT,
    Announcement,
    Doubt,
    Field,
    Found,
    Known,
)
from localturn.agenda.domain.terms import Kind

LONGEST = 60_000
"""Letters of one announcement that are read."""
_LENT = 0.4
"""How sure hours, and their clocks, are that stand beside another day."""
_DOUBTS = {
    Flag.WEEKDAY: Doubt.WEEKDAY,
    Flag.SEPARATE_DAYS: Doubt.SEPARATE_DAYS,
    Flag.BACKWARDS: Doubt.BACKWARDS,
    Flag.FAR_OFF: Doubt.FAR_OFF,
    Flag.MONTH_FIRST: Doubt.MONTH_FIRST,
    Flag.NO_YEAR: Doubt.NO_YEAR,
}
_DATE_LABEL = re.compile(
    r"(?:^|\n)[ \t]*(?:date|time|when|datum|tid|när|når|dato|wann|zeit|quand|le|data|quando"
    r"|fecha|cuándo|wanneer"
    r"|kada|vrijeme|vreme|датум|време|кога|data|kur)\s*:?\s*(?:[^\W\d_]+,?\s+)?$",
    re.I,
)
_TIME_LINE = re.compile(
    r"^[ \t]*(?:time|tid|klockan|kl\.?|heure|horaire|zeit|uhrzeit|ora|orario|hora|horario|tijd"
    r"|vrijeme|vreme|време|ora)"
    r"\s*:\s*(?=\d)",
    re.I | re.M,
)
_PLACE_TAKEN = re.compile(
    r"(?:takes?|taking)\s+place|will\s+be\s+held|äger\s+rum|finder\s+sted|findet|fi?nden"
    r"|a\s+lieu|aura\s+lieu|se\s+tiendra"
    r"|vindt\s+plaats|si\s+terrà|tendrá\s+lugar|održa\w+|одржа\w+|одржув\w+|mbahet"
    r"|do\s+të\s+mbahet",
    re.I,
)
_NO_HEADINGS = re.compile(
    r"view\s+(?:this|it)\s+.*(?:online|browser)|visa\s+i\s+webbläsaren|voir\s+en\s+ligne", re.I
)


def read(text: str, known: Known, *, title: str = "") -> Announcement:
    """What a text announces. With a title (a mail's subject, a feed's), the text is its body."""
    text = text[:LONGEST]
    language = language_of(f"{title}\n{text}", otherwise=known.language)
    head, at = (title, -1) if title else _head(text)
    called, offset, before = without_date(head, language=language, published=known.published)
    dates = find(text, language=language, published=known.published)
    chosen = _event_date(text, dates, before if title else [], len(head) if not title else -1)
    fields: dict[Field, Found] = {}
    doubts: set[Doubt] = set()
    start = at + offset if at >= 0 else -1
    stop = at + len(head) if at >= 0 else -1
    fields[Field.TITLE] = Found(called, start, stop, "heading", 0.9)
    if language:
        fields[Field.LANGUAGE] = Found(language, method="words", confidence=0.9)
    deadline = next((each for each in dates if each.role is Role.DEADLINE), None)
    kind, _sure = kind_of(called, text, dated=chosen is not None, has_deadline=deadline is not None)
    _place(text, known, dates, fields, doubts, dated=chosen is not None)
    if chosen is not None:
        later = [each for each in dates if each.start >= (len(head) if at >= 0 else 0)]
        others = _other_days(chosen, later) if before else []
        _put_date(text, chosen, language, fields)
        is_timed = chosen.begins is not None or Field.BEGINS in fields
        lent = None if is_timed else _hours_of(others)
        if lent is not None:
            _put_lent_hours(chosen, lent, fields)
            chosen = replace(chosen, begins=lent.begins, zone=lent.zone)
        _put_clocks(lent or chosen, fields, doubts, is_lent=lent is not None)
        zone = fields[Field.ZONE].value if Field.ZONE in fields else ""
        doubts |= {_DOUBTS[flag] for flag in chosen.flags}
        doubts |= _disagreements(chosen, others, known, zone)
    elif kind is Kind.EVENT:
        doubts.add(Doubt.NO_DATE)
    if deadline is not None:
        _put_deadline(deadline, fields)
        if chosen is not None and deadline.first > chosen.last:
            doubts.add(Doubt.DEADLINE_AFTER)
    _put_names_and_links(text, known, fields)
    days = [each for each in dates if each.role is Role.EVENT]
    return Announcement(
        kind=kind,
        text=text,
        fields=fields,
        sessions=sessions_in(text, days) if chosen is not None else (),
        doubts=tuple(each for each in Doubt if each in doubts),
    )


def _head(text: str) -> tuple[str, int]:
    """The first line that is a title, and where it begins."""
    at = 0
    for line in text.split("\n"):
        if line.strip() and not _NO_HEADINGS.search(line):
            return line, at
        at += len(line) + 1
    return "", 0


def _event_date(
    text: str, dates: list[Written], of_title: list[Written], head: int
) -> Written | None:
    """The date on which it takes place: the best of the text, and the title's where they agree."""
    candidates = [each for each in dates if each.role is Role.EVENT]
    titled = [each for each in (*of_title, *candidates) if each in of_title or each.stop <= head]
    first = next((each for each in titled if each.role is Role.EVENT), None)
    body = [each for each in candidates if each is not first]
    if first is not None:
        same = [each for each in body if _is_same_day(first, each)]
        return _joined(first, same) if same else first
    if not body:
        return None
    best = max(body, key=lambda each: (_weight(text, each), -each.start))
    return _joined(best, [each for each in body if _is_same_day(best, each) and each is not best])


def _weight(text: str, written: Written) -> float:
    before = text[max(0, written.start - 60) : written.start]
    weight = written.confidence
    if _DATE_LABEL.search(before):
        weight += 2
    if _PLACE_TAKEN.search(before):
        weight += 2
    if written.begins is not None and not written.is_all_day:
        weight += 1
    if written.last > written.first:
        weight += 0.7
    if Flag.NO_YEAR not in written.flags:
        weight += 0.5
    return weight - min(written.start, 4_000) / 4_000


def _is_same_day(one: Written, other: Written) -> bool:
    """Whether two dates begin on one day; a year that is inferred gives way."""
    same = (one.first.month, one.first.day) == (other.first.month, other.first.day)
    inferred = Flag.NO_YEAR in one.flags or Flag.NO_YEAR in other.flags
    return same and (one.first.year == other.first.year or inferred)


def _joined(chosen: Written, others: list[Written]) -> Written:
    """A date with the year, the last day and the hours that others of the same day have."""
    for each in others:
        if Flag.NO_YEAR in chosen.flags and Flag.NO_YEAR not in each.flags:
            last = each.first + (chosen.last - chosen.first)
            chosen = replace(
                chosen,
                first=each.first,
                last=max(last, each.last),
                flags=chosen.flags - {Flag.NO_YEAR} | each.flags,
                confidence=each.confidence,
                start=each.start,
                stop=each.stop,
            )
        if chosen.last == chosen.first and each.last > each.first:
            chosen = replace(chosen, last=each.last)
        if chosen.begins is None and each.begins is not None and not each.is_all_day:
            chosen = replace(chosen, begins=each.begins, ends=each.ends, zone=each.zone)
            if each.start > chosen.stop or chosen.start < 0:
                chosen = replace(chosen, start=each.start, stop=each.stop)
    return chosen


def _put_date(text: str, written: Written, language: str, fields: dict[Field, Found]) -> None:
    def found(value: str) -> Found:
        return Found(value, written.start, written.stop, "dates", written.confidence)

    fields[Field.FIRST_DAY] = found(written.first.isoformat())
    fields[Field.LAST_DAY] = found(written.last.isoformat())
    if written.is_all_day:
        if written.begins is None and (line := _TIME_LINE.search(text)) is not None:
            _put_time_line(text, line.end(), language, fields)
        return
    if written.begins is not None:
        fields[Field.BEGINS] = found(_hour(written.begins))
    if written.ends is not None:
        fields[Field.ENDS] = found(_hour(written.ends))


def _other_days(chosen: Written, later: list[Written]) -> list[Written]:
    """The days on which the text behind a title that names one says that it takes place, where none
    of them is the title's."""
    events = [each for each in later if each.role is Role.EVENT]
    if any(_is_same_day(chosen, each) for each in events):
        return []
    return [each for each in events if not chosen.first <= each.first <= chosen.last]


def _hours_of(others: list[Written]) -> Written | None:
    """The one of these days that has hours; None where none has, or where they differ."""
    timed = [each for each in others if each.begins is not None and not each.is_all_day]
    is_sure = len({(each.begins, each.ends, each.zone) for each in timed}) == 1
    return timed[0] if is_sure else None


def _put_lent_hours(chosen: Written, lent: Written, fields: dict[Field, Found]) -> None:
    """Hours that stand beside another day than the one that was chosen: of the two days one is
    wrong, which an editor is asked about, and the hours are likely right whichever it is."""
    hours = {Field.BEGINS: lent.begins}
    if lent.last - lent.first == chosen.last - chosen.first:
        hours[Field.ENDS] = lent.ends
    for name, at in hours.items():
        if at is not None:
            fields[name] = Found(_hour(at), lent.start, lent.stop, LENT, _LENT)


def _put_clocks(
    written: Written, fields: dict[Field, Found], doubts: set[Doubt], *, is_lent: bool
) -> None:
    """Where no place and no source gives the zone: that of the abbreviation that is written."""
    if Field.BEGINS not in fields or Field.ZONE in fields:
        return
    if zone := clocks_of(written.zone):
        how, sure = (LENT, _LENT) if is_lent else ("written", 0.7)
        fields[Field.ZONE] = Found(zone, written.start, written.stop, how, sure)
    else:
        doubts.add(Doubt.NO_ZONE)


def _put_time_line(text: str, at: int, language: str, fields: dict[Field, Found]) -> None:
    """Hours that stand on a line of their own: "Time: 12.00 – 13.00"."""
    line = text[at : at + 60].split("\n", 1)[0]
    hours = HoursReader(line, tokens(line), words_of(language)).reading(0, clocked=True, loose=True)
    if hours is None:
        return
    fields[Field.BEGINS] = Found(_hour(hours.begins), at, at + hours.stop, "label", 0.9)
    if hours.ends is not None:
        fields[Field.ENDS] = Found(_hour(hours.ends), at, at + hours.stop, "label", 0.9)


def _put_deadline(deadline: Written, fields: dict[Field, Found]) -> None:
    span = (deadline.start, deadline.stop)
    day = deadline.last.isoformat()
    fields[Field.DEADLINE] = Found(day, *span, "dates", deadline.confidence)
    if deadline.begins is not None:
        fields[Field.DEADLINE_TIME] = Found(_hour(deadline.begins), *span, "dates", 0.9)


def _hour(at: time) -> str:
    return at.strftime("%H:%M")


def _place(
    text: str,
    known: Known,
    dates: list[Written],
    fields: dict[Field, Found],
    doubts: set[Doubt],
    *,
    dated: bool,
) -> None:
    """Venue, city, and the zone that the city gives."""
    if not dated:
        return
    spans = [(each.start, each.stop) for each in dates]
    venue = venue_in(text, spans)
    if venue is not None:
        fields[Field.VENUE] = Found(venue[0], venue[1], venue[2], "label", venue[3])
    if is_only_online(text) and venue is None:
        city = None
    else:
        city = city_in(
            text,
            known.places,
            venue=(venue[1], venue[2]) if venue else None,
            dates=spans,
            countries=countries_in(text),
        )
    if city is not None:
        fields[Field.CITY] = Found(
            city.place.code, city.start, city.stop, "gazetteer", city.confidence
        )
        fields[Field.ZONE] = Found(city.place.zone, city.start, city.stop, "city", 0.9)
        if city.others and not countries_in(text):
            doubts.add(Doubt.SEVERAL_CITIES)
    elif known.zone:
        fields[Field.ZONE] = Found(known.zone, method="source", confidence=0.7)


def _put_names_and_links(text: str, known: Known, fields: dict[Field, Found]) -> None:
    for name, named in (
        (Field.ORGANISER, organiser_in(text, known.organisers)),
        (Field.SPEAKERS, speakers_in(text)),
    ):
        if named is not None:
            fields[name] = Found(
                named.value, named.start, named.stop, named.method, named.confidence
            )
    links = links_in(text)
    for name, link in (
        (Field.ONLINE_LINK, links.online),
        (Field.REGISTRATION_LINK, links.registration),
        (Field.LINK, links.more),
    ):
        if link is not None:
            fields[name] = Found(link.address, link.start, link.stop, "address", 0.8)


def _disagreements(chosen: Written, others: list[Written], known: Known, zone: str) -> set[Doubt]:
    """What contradicts the date that was chosen: other days in the text behind the title, today,
    and the clocks that are written."""
    found = set()
    if others:
        found.add(Doubt.TITLE_AND_TEXT)
    if chosen.last < known.published - timedelta(days=1):
        found.add(Doubt.PAST)
    if zone and chosen.zone and chosen.begins is not None:
        offset = _offset(zone, chosen.first, chosen.begins)
        if offset is not None and offset not in offsets_of(chosen.zone, offset):
            found.add(Doubt.ZONE)
    return found


def _offset(zone: str, day: date, at: time) -> timedelta | None:
    try:
        return datetime.combine(day, at, ZoneInfo(zone)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError):
        return None
