"""The plain text of a course catalogue's page, read as far as it can be.

Such a text is a copy of what a page showed: labels on lines of their own or before a colon, values
beneath them, some labels without a value, some values without a label. What is read is never sure:
each value comes with the words it was read from, and with a note where there is reason to doubt.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from localturn.exchange.domain.content import LABELS as CALLED
from localturn.exchange.domain.content import Credit
from localturn.exchange.domain.fields_of_study import like
from localturn.exchange.domain.lines import weekday_called
from localturn.exchange.domain.meetings import MOST, Dated, Weekly
from localturn.exchange.domain.notes import Month, Name, Note, Weekday
from localturn.exchange.domain.terms import CourseType, Delivery, Level, Slots, months_of
from localturn.exchange.standards.written_dates import (
    Span,
    clock_in,
    dates_in,
    months_in,
    spans_in,
    zone_letters_in,
)
from localturn.foundation import moments
from localturn.foundation.languages import N_, folded

LONGEST = 30_000
"""Letters of a text; the longest listing that is known has a third."""
LONGEST_TITLE = 400
LONGEST_ADDRESS = 254
MOST_WAYS = 100
"""Lines among which ways of delivery are looked for, at most."""
MOST_FIELDS = 20
"""Lines that are held against the fields of study, at most."""
MOST_CREDITS = 20
MOST_LECTURERS = 50
_YEAR = r"\b(20\d\d|19[7-9]\d)\b"
WORDS = 300
"""Letters of the words that a value came from, at most."""

LABELS = {
    "standard academic year": "academic_year",
    "academic year": "academic_year",
    "course delivery methods": "delivery",
    "delivery methods": "delivery",
    "course field": "field",
    "field of study": "field",
    "field": "field",
    "faculty": "faculty",
    "course offering year": "offering_year",
    "course offering month": "first_month",
    "weekday and period": "when",
    "anticipated number of participants": "participants",
    "number of participants": "participants",
    "course number": "course_number",
    "course title": "title",
    "title": "title",
    "course overview": "overview",
    "overview": "overview",
    "learning achievement": "achievement",
    "course prerequisites": "prerequisites",
    "prerequisites": "prerequisites",
    "grading philosophy": "grading",
    "credit points": "credits",
    "credits": "credits",
    "course schedule": "schedule",
    "course type": "course_type",
    "online course requirement": "online_requirement",
    "instructor": "lecturers",
    "instructors": "lecturers",
    "lecturer": "lecturers",
    "lecturers": "lecturers",
    "other information": "other",
    "programme": "programme",
    "program": "programme",
    "site for inquiry": "inquiry",
    "email address": "email",
    "e-mail address": "email",
    "language of instruction": "language",
    "level": "level",
}
"""What fields are called in such texts, folded; "when" is several fields at once."""

_BLANKS = re.compile(r"[^\S\n]+")
"""Made one blank before anything else is looked for: a run of them would be tried at each place."""

_LABEL = re.compile(r"\s*([^:：]{3,60}?)\s*(?:[:：]\s*(.*))?")
_SLOTS = re.compile(r"slots? available for [^:]{0,60}:\s*([^\n]*)", re.IGNORECASE)
_FACULTY = re.compile(r"(faculty|department|school|institute|fakult\w+|institut\w*)\b", re.I)
_UNIVERSITY = re.compile(
    r"(?:[\w'’-]*-)?universit\w*(?:\s+(?:of|de|di|zu|des|du)\s+\w[\w'’-]*|\s+\w[\w'’-]*)?\s*$|"
    r"university of [\w'’ -]+$",
    re.IGNORECASE,
)
_LECTURER = re.compile(r"(?:(?:prof|dr|ph\.?d|assoc|assist|mag|ms|mr|univ)\b\.?[- ]*)+\S.*", re.I)
_CREDIT = re.compile(
    r"(approx\.?|about|ca\.?|circa)?\s*(\d{1,2}(?:[.,]\d)?)\s*"
    r"(?:CPs?|ECTS|credit points?|credits?)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"[\s(\d).:–-]*")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_MINUTES = re.compile(r"(\d{2,3})\s*min\b", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_LEVELS = (
    ("doctor", Level.DOCTORATE),
    ("phd", Level.DOCTORATE),
    ("master", Level.MASTER),
    ("bachelor", Level.BACHELOR),
)
_TYPES = tuple((kind.value, kind) for kind in CourseType if kind is not CourseType.OTHER)
_WAYS = (
    ("asynchronous", Delivery.ASYNCHRONOUS),
    ("synchronous", Delivery.SYNCHRONOUS),
    ("on site", Delivery.ON_SITE),
    ("on-site", Delivery.ON_SITE),
    ("blended", Delivery.BLENDED),
    ("hybrid", Delivery.BLENDED),
)


@dataclass(frozen=True)
class Found:
    """A value, the words it was read from, and why it may be wrong."""

    value: Any
    words: str
    note: Note | None = None


@dataclass
class Reading:
    """What was read, by field of the form; sentences about all of it; and what nobody read."""

    found: dict[str, Found] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    left_behind: list[str] = field(default_factory=list)

    def take(self, name: str, value: Any, words: str, note: Note | None = None) -> None:
        if value not in (None, "", ()) and name not in self.found:
            self.found[name] = Found(value, " ".join(words.split())[:WORDS], note)


def read(text: str, *, zone: str = "UTC", hosts: Sequence[str] = ()) -> Reading:
    """Read a text; nothing in it is a mistake. `zone` is that of the university, whose clocks the
    times are taken to be on; `hosts` are the names it is known by."""
    lines = text[:LONGEST].splitlines()
    parts = _parts([_BLANKS.sub(" ", line).strip() for line in lines])
    reading = Reading()
    _texts(parts, reading)
    _names(parts, reading, hosts)
    _choices(parts, reading)
    _numbers(parts, reading)
    _credits(parts, reading)
    _times(parts, reading, zone)
    _years(parts, reading)
    _say_what_is_empty(parts, reading)
    reading.left_behind = [line for line in parts.get("", "").splitlines() if line.strip()]
    return reading


def _parts(lines: Iterable[str]) -> dict[str, str]:
    """What stands beneath or behind each label; "" for what comes before the first."""
    parts: dict[str, list[str]] = {"": []}
    current = ""
    for line in lines:
        name, value = _label(line)
        if name is None:
            parts[current].append(line)
            continue
        current = name
        parts.setdefault(current, [])
        if value:
            parts[current].append(value)
    return {name: "\n".join(lines).strip() for name, lines in parts.items()}


def _label(line: str) -> tuple[str | None, str]:
    match = _LABEL.fullmatch(line)
    if match is None:
        return None, ""
    return LABELS.get(folded(match[1])), match[2] or ""


def _texts(parts: Mapping[str, str], reading: Reading) -> None:
    for name in ("overview", "achievement", "prerequisites", "grading", "schedule", "other"):
        reading.take(name, parts.get(name, ""), parts.get(name, ""))
    requirement = _lines(parts, "online_requirement")
    plain = [line for line in requirement if not _LECTURER.fullmatch(line)]
    reading.take("online_requirement", "\n".join(plain), " ".join(plain))
    reading.take("inquiry", _first(parts, "inquiry"), _first(parts, "inquiry"))
    mail = _MAIL.search(parts.get("email", "") or parts.get("inquiry", ""))
    if mail and len(mail[0]) <= LONGEST_ADDRESS:
        reading.take("email", mail[0], mail[0])


def _names(parts: Mapping[str, str], reading: Reading, hosts: Sequence[str]) -> None:
    """Title, number and host, which such pages set in one line; faculty and lecturers."""
    number, title = _first(parts, "course_number"), _first(parts, "title")
    if not title and len(number.split()) > 3:
        title, number = number, ""
    reading.take("course_number", number, number)
    plain, host = _without_host(title, hosts)
    note = Note(N_("“%(host)s” was taken for the university's name."), {"host": host})
    reading.take("title", plain, title, note if host else None)
    faculty = [line for line in _lines(parts, "delivery") if _FACULTY.match(line)]
    reading.take("faculty", _first(parts, "faculty") or "".join(faculty[:1]), "".join(faculty[:1]))
    everywhere = [*_lines(parts, "lecturers"), *_lines(parts, "online_requirement")]
    people = [line for line in everywhere if _LECTURER.fullmatch(line)]
    people = people or _lines(parts, "lecturers")
    names = tuple(name[:200].strip() for name in people[:MOST_LECTURERS])
    reading.take("lecturers", names, ", ".join(people))
    reading.take("programme", _first(parts, "programme"), _first(parts, "programme"))


def _without_host(title: str, hosts: Sequence[str]) -> tuple[str, str]:
    for host in sorted(hosts, key=len, reverse=True):
        if host and folded(title).endswith(folded(host)) and len(title) > len(host):
            return title[: -len(host)].strip(" -–,|"), title[-len(host) :]
    match = _UNIVERSITY.search(title) if len(title) <= LONGEST_TITLE else None
    if match is None or match.start() == 0:
        return title, ""
    return title[: match.start()].strip(" -–,|"), match[0]


def _choices(parts: Mapping[str, str], reading: Reading) -> None:
    lines = _lines(parts, "delivery")[:MOST_WAYS]
    ways: list[Delivery] = []
    said: list[str] = []
    asked = 0
    for line in lines:
        found = _ways_in(line)
        ways += found
        if found:
            said.append(line)
        elif asked < MOST_FIELDS and not _FACULTY.match(line) and "field" not in parts:
            asked += 1
            _field(line, reading)
    reading.take("delivery", tuple(dict.fromkeys(ways)), " ".join(said))
    _field(_first(parts, "field"), reading)
    for name, known in (("course_type", _TYPES), ("level", _LEVELS)):
        words = _first(parts, name) or (parts.get("programme", "") if name == "level" else "")
        value = next((term for word, term in known if word in folded(words)), None)
        reading.take(name, value, words)
    language = _first(parts, "language")
    code = _LANGUAGES.get(folded(language).split(" ")[0]) if language else None
    reading.take("language", code, language)


_LANGUAGES = {
    "english": "en",
    "french": "fr",
    "swedish": "sv",
    "german": "de",
    "spanish": "es",
    "italian": "it",
    "japanese": "ja",
    "portuguese": "pt",
    "dutch": "nl",
    "finnish": "fi",
}


def _ways_in(line: str) -> list[Delivery]:
    rest, found = folded(line), []
    for word, way in _WAYS:
        if re.search(rf"(?<![a-z]){word}", rest):
            found.append(way)
    return found


def _field(words: str, reading: Reading) -> None:
    nearest = None if "field" in reading.found else like(words)
    if nearest is not None:
        note = Note(
            N_("The nearest field of ISCED-F 2013 is “%(field)s” (%(code)s)."),
            {"field": nearest.called("en"), "code": nearest.code},
        )
        reading.take("field", nearest.code, words, note)


def _numbers(parts: Mapping[str, str], reading: Reading) -> None:
    words = parts.get("participants", "")
    slots = _SLOTS.search("\n".join(parts.values()))
    people = re.search(r"\d{1,5}", words[: slots.start()] if slots and slots[0] in words else words)
    number = (
        int(people[0])
        if people and not (slots and people.start() > words.find(slots[0]) >= 0)
        else None
    )
    reading.take("participants", number, words)
    if slots:
        figure = re.search(r"\d{1,5}", slots[1])
        if figure:
            reading.take("slots_kind", Slots.EACH, slots[0])
            reading.take("slots", int(figure[0]), slots[0])
        elif re.search(r"not limited|unlimited|no limit", slots[1], re.IGNORECASE):
            reading.take("slots_kind", Slots.UNLIMITED, slots[0])
    most = re.search(
        r"(?:maximum|max\.?) (?:group size|participants)\D{0,5}(\d{1,5})",
        parts.get("overview", ""),
        re.I,
    )
    if most and number and int(most[1]) != number:
        reading.notes.append(
            Note(
                N_("The number of participants is %(one)s in one place and %(other)s in another."),
                {"one": number, "other": int(most[1])},
            )
        )


def _credits(parts: Mapping[str, str], reading: Reading) -> None:
    found: list[Credit] = []
    words: list[str] = []
    is_rough = False
    for name in ("credits", "grading"):
        for sentence in re.split(r"(?<=[.!?])\s+(?=[A-ZÅÄÖÉ])|\n", parts.get(name, "")):
            match = _CREDIT.search(sentence)
            if match is None:
                continue
            points = Decimal(match[2].replace(",", "."))
            label = re.split(r"[(,:–]", sentence)[0].strip()[:120].strip()
            if len(found) == MOST_CREDITS:
                break
            if 0 < points <= 60 and not any(each.label == label for each in found):
                found.append(Credit(points, label or sentence[:60].strip()))
                words.append(sentence)
                is_rough = is_rough or match[1] is not None
        if found:
            break
    note = Note(N_("The text says “about”: give the exact credit points.")) if is_rough else None
    reading.take("credits", tuple(found), " … ".join(words), note)


def _times(parts: Mapping[str, str], reading: Reading, zone: str) -> None:
    words = parts.get("when", "")
    month_words = _first(parts, "first_month")
    months = months_in(month_words)
    if months:
        reading.take("first_month", months[0], month_words)
        reading.take("last_month", months[-1], month_words)
    spans = spans_in(words)
    year = _year_of(parts)
    clock = clock_in(words)
    weekdays = _weekdays_in(words)
    spans = [span for span in spans if span.begins.year > 1] or [
        span.in_year(year) for span in spans if year
    ]
    meetings = _meetings(parts, year, spans[:1])
    days = [day for day, _about, _line in meetings]
    if spans:
        reading.take("first_day", spans[0].begins, words)
        reading.take("last_day", spans[0].ends, words)
    if clock:
        begins, minutes = clock
        note = _zone_note(words, days or [span.begins for span in spans[:1]], zone)
        if weekdays and spans and not meetings:
            every = tuple(Weekly(day, begins, minutes) for day in sorted(weekdays))
            reading.take("weekly", every, words, note)
        held = tuple(Dated(day, begins, minutes, about) for day, about, _line in meetings)
        reading.take("dated", held, " … ".join(line for *_, line in meetings), note)
        _say_of_length(parts, minutes, reading)
    elif meetings:
        reading.notes.append(
            Note(N_("Days of meetings are named, but not at what time they begin and end."))
        )
    if zone_letters_in(words) or clock:
        reading.take("zone", zone, words, _zone_note(words, days, zone))
    _say_of_days(days, weekdays, spans, reading)
    _say_of_months(months, days, spans, reading)
    if not spans and not days and not clock:
        reading.notes.append(Note(N_("The text does not say when the course meets.")))


def _meetings(
    parts: Mapping[str, str], year: int | None, spans: Sequence[Span]
) -> list[tuple[date, str, str]]:
    """Days that stand alone in brackets at the end of a line: neither deadlines nor periods."""
    found: dict[date, tuple[date, str, str]] = {}
    for name in ("schedule", "overview"):
        for line in parts.get(name, "").splitlines():
            counted = _COUNTED.match(line)
            begins = counted.end() if counted else 0
            match = _IN_BRACKETS.search(line, begins) or _IN_BRACKETS.search(line)
            if match is None or spans_in(match[1]):
                continue
            days = dates_in(match[1])
            if len(days) != 1 or re.search(r"\b(by|before|until|from|deadline)\b", match[1], re.I):
                continue
            day = days[0] if days[0].year > 1 else _with_year(days[0], year, spans)
            if day is not None:
                about = line[begins : match.start()].strip(" ,:–-")
                found.setdefault(day, (day, about[-200:], line.strip()))
    return [found[day] for day in sorted(found)[:MOST]]


def _with_year(day: date, year: int | None, spans: Sequence[Span]) -> date | None:
    """A day in the year in which it is between the first and the last; else in the one named."""
    for span in spans:
        for near in (span.begins.year, span.ends.year):
            found = _in_year(day, near)
            if found and span.begins <= found <= span.ends:
                return found
    return _in_year(day, year) if year else None


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def _zone_note(words: str, days: Sequence[date], zone: str) -> Note | None:
    """Letters such as CET mean what clocks there show; in summer the letters are wrong."""
    letters = zone_letters_in(words)
    if letters is None:
        return None
    there = moments.zone(zone)
    for day in days:
        shown = moments.at(day, time(12), zone).astimezone(there).tzname() or ""
        if shown != letters:
            return Note(
                N_(
                    "The text says %(letters)s, but on %(day)s clocks in %(zone)s show %(shown)s. "
                    "The times are taken as clocks there show them."
                ),
                {
                    "letters": letters,
                    "day": day,
                    "zone": zone.replace("_", " "),
                    "shown": shown,
                },
            )
    return Note(
        N_("%(letters)s is taken for the time that clocks in %(zone)s show."),
        {"letters": letters, "zone": zone.replace("_", " ")},
    )


def _weekdays_in(words: str) -> list[int]:
    days = (weekday_called(word) for word in re.findall(r"[^\W\d_]{3,}", words))
    return list(dict.fromkeys(day for day in days if day is not None))


def _year_of(parts: Mapping[str, str]) -> int | None:
    for name in ("when", "offering_year", "academic_year", "overview"):
        years = re.findall(_YEAR, parts.get(name, ""))
        if years:
            return int(years[0])
    return None


def _years(parts: Mapping[str, str], reading: Reading) -> None:
    """The years, by their own fields or else by the first day."""
    offered = re.search(r"\b20\d\d\b", parts.get("offering_year", ""))
    begun = re.search(r"\b20\d\d\b", parts.get("academic_year", ""))
    first = _first_day(reading)
    if offered:
        reading.take("offering_year", int(offered[0]), parts["offering_year"])
    elif first:
        note = Note(N_("No year is named where it should be; this one is that of the first day."))
        reading.take("offering_year", first.year, first.isoformat(), note)
    if begun:
        reading.take("academic_year", int(begun[0]), parts["academic_year"])
    elif first:
        year = first.year if first.month >= 8 else first.year - 1
        note = Note(N_("No year is named where it should be; this one is that of the first day."))
        reading.take("academic_year", year, first.isoformat(), note)


def _first_day(reading: Reading) -> date | None:
    meetings = reading.found.get("dated")
    if meetings:
        held: tuple[Dated, ...] = meetings.value
        return min(each.day for each in held)
    first = reading.found.get("first_day")
    return date.fromisoformat(str(first.value)) if first else None


def _say_of_length(parts: Mapping[str, str], minutes: int, reading: Reading) -> None:
    said = _MINUTES.search(parts.get("overview", ""))
    if said and int(said[1]) != minutes:
        reading.notes.append(
            Note(
                N_("A meeting lasts %(one)s minutes by its times and %(other)s by the text."),
                {"one": minutes, "other": int(said[1])},
            )
        )


def _say_of_days(
    days: Sequence[date], weekdays: Sequence[int], spans: Sequence[Span], reading: Reading
) -> None:
    for day in days:
        if weekdays and day.weekday() not in weekdays:
            reading.notes.append(
                Note(
                    N_("%(day)s is named for a meeting, but meetings are on a %(weekday)s."),
                    {"day": day, "weekday": Weekday(weekdays[0])},
                )
            )
        if spans and not spans[0].begins <= day <= spans[0].ends + timedelta(days=1):
            reading.notes.append(
                Note(
                    N_("The meeting on %(day)s is not between the first and the last day."),
                    {"day": day},
                )
            )


def _say_of_months(
    months: Sequence[int], days: Sequence[date], spans: Sequence[Span], reading: Reading
) -> None:
    if not months:
        return
    named = months_of(months[0], months[-1])
    ends = spans[0].ends if spans else (days[-1] if days else None)
    if ends and ends.month in named and ends.month != named[-1]:
        reading.notes.append(
            Note(
                N_("The course is from %(first)s to %(last)s, but its last day is %(day)s."),
                {"first": Month(named[0]), "last": Month(named[-1]), "day": ends},
            )
        )
    for day in [*(each for span in spans[:1] for each in (span.begins, span.ends)), *days]:
        if day.month not in named:
            reading.notes.append(
                Note(
                    N_("%(day)s is not between %(first)s and %(last)s."),
                    {"day": day, "first": Month(named[0]), "last": Month(named[-1])},
                )
            )
            break


_ASKED = ("course_number", "achievement", "prerequisites", "schedule", "course_type", "email")


def _say_what_is_empty(parts: Mapping[str, str], reading: Reading) -> None:
    for name in _ASKED:
        if name in parts and name not in reading.found:
            reading.notes.append(
                Note(N_("“%(field)s” is empty in the text."), {"field": Name(CALLED[name])})
            )


def _lines(parts: Mapping[str, str], name: str) -> list[str]:
    return [line.strip() for line in parts.get(name, "").splitlines() if line.strip()]


def _first(parts: Mapping[str, str], name: str) -> str:
    return next(iter(_lines(parts, name)), "")
