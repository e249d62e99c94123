"""Courses and offerings of the Open Education API (5 or 6), as strangers send them.

Nothing is believed: whatever is not as it should be is left out, and told in a sentence.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from localturn.exchange.domain.fields_of_study import fields
from localturn.exchange.domain.notes import Note
from localturn.exchange.standards.ooapi import LEVELS, MODES
from localturn.foundation import moments
from localturn.foundation.languages import N_

LONGEST = {"title": 200, "course_number": 60, "outside_url": 500}
TEXT = 20_000
MOST_ITEMS = 250
"""Of one page."""
MOST_POINTS = 60
_YEARS = range(1990, 2200)
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(
    rf"https?://(?:{_NAME}\.)+[A-Za-z]{{2,63}}(?::\d{{2,5}})?(?:[/?#][!#-;=?-\[\]-~]*)?"
)
_LEVELS = {name: level.value for level, name in LEVELS.items()}
_MODES = {name: mode.value for mode, name in MODES.items()} | {
    "distance-learning": "online-asynchronous",
    "on campus": "on-site",
    "online": "online-synchronous",
    "hybrid": "blended",
}


class Unreadable(Exception):
    """What was answered is of no use; `note` says why."""

    def __init__(self, note: Note) -> None:
        super().__init__(note.text)
        self.note = note


@dataclass(frozen=True)
class Page:
    items: list[Any]
    has_next: bool


def read_page(body: bytes) -> Page:
    """A page of a list. Raises Unreadable."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable(Note(N_("What was answered is no JSON that can be read."))) from None
    items = answer.get("items") if isinstance(answer, dict) else None
    if not isinstance(items, list):
        raise Unreadable(Note(N_("What was answered has no list of “items”.")))
    if len(items) > MOST_ITEMS:
        sentence = N_("A page has more than %(most)s courses, which is more than was asked for.")
        raise Unreadable(Note(sentence, {"most": MOST_ITEMS}))
    return Page(items, answer.get("hasNextPage") is True)


def key_of(item: Any) -> str | None:
    """A course's identity; None where it has none that can be used."""
    key = item.get("courseId") if isinstance(item, dict) else None
    return key if isinstance(key, str) and re.fullmatch(r"[0-9A-Za-z._~-]{1,200}", key) else None


def read_course(item: dict[str, Any]) -> dict[str, Any]:
    """What a course says, by a listing's fields. Raises Unreadable where it has no name."""
    title, language = _texts(item.get("name"))
    if not title:
        raise Unreadable(Note(N_("A course has no name.")))
    said: dict[str, Any] = {
        "title": " ".join(title.split()),
        "written_in": language,
        "course_number": _code(item.get("primaryCode")),
        "delivery": _delivery(item.get("modesOfDelivery", item.get("modeOfDelivery"))),
        "field": _field(item.get("fieldsOfStudy")),
        "level": _LEVELS.get(_word(item.get("level")), ""),
        "language": _language(item),
        "overview": _texts(item.get("description"))[0],
        "prerequisites": _texts(item.get("admissionRequirements"))[0],
        "grading": _texts(item.get("assessment"))[0],
        "credits": _credits(item.get("studyLoad")),
        "outside_url": _address(item.get("link")),
    }
    return _short(said)


def read_offering(items: list[Any], *, zone: str) -> dict[str, Any]:
    """When a course is offered next, of all its offerings: the last to begin."""
    found = [each for item in items if (each := _days(item, zone)) is not None]
    if not found:
        return {}
    first, last, item = max(found, key=lambda each: each[0])
    number = _number(item.get("maxNumberStudents"))
    return _short(
        {
            "academic_year": first.year if first.month >= 8 else first.year - 1,
            "offering_year": first.year,
            "first_month": first.month,
            "last_month": last.month if last else None,
            "first_day": first.isoformat(),
            "last_day": last.isoformat() if last else None,
            "participants": int(number) if 1 <= number < 100_000 else None,
        }
    )


def _days(item: Any, zone: str) -> tuple[date, date | None, dict[str, Any]] | None:
    if not isinstance(item, dict):
        return None
    own = item.get("ext")
    said = own.get("timeZone") if isinstance(own, dict) else None
    there = moments.zone(said if isinstance(said, str) and said in moments.zone_names() else zone)
    first = _day(item.get("startDateTime", item.get("startDate")), there)
    last = _day(item.get("endDateTime", item.get("endDate")), there)
    if first is None:
        return None
    return first, last if last and last >= first else None, item


def _day(text: Any, there: tzinfo) -> date | None:
    if not isinstance(text, str) or len(text) > 40:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if len(text) > len("2027-10-01"):
            moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(there)
    except (ValueError, OverflowError):
        return None
    return moment.date() if moment.year in _YEARS else None


def _texts(value: Any) -> tuple[str, str]:
    """The first text and its language, English before others."""
    if isinstance(value, str):
        return _clean(value), "en"
    found = [
        (_clean(each["value"]), _tag(each.get("language")))
        for each in (value if isinstance(value, list) else [])
        if isinstance(each, dict) and isinstance(each.get("value"), str)
    ]
    found = [each for each in found if each[0]]
    english = [each for each in found if each[1].startswith("en")]
    return (english or found or [("", "en")])[0]


def _clean(text: str) -> str:
    """Without what no database keeps and no page shows."""
    plain = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", "", text.replace("\r\n", "\n"))
    return plain.strip()[:TEXT]


def _tag(value: Any) -> str:
    text = _word(value)
    return text if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", text) else "en"


def _word(value: Any) -> str:
    return _clean(value)[:100] if isinstance(value, str) else ""


def _code(value: Any) -> str:
    return _word(value.get("code")) if isinstance(value, dict) else _word(value)


def _delivery(value: Any) -> list[str]:
    words = [_word(each) for each in (value if isinstance(value, list) else [value])]
    return list(dict.fromkeys(_MODES[word] for word in words if word in _MODES))


def _field(value: Any) -> str:
    """The code, or the broader one that is known here."""
    code = _word(value)
    known = (code[:length] for length in (4, 3, 2))
    return next((each for each in known if each in fields()), "")


def _language(item: dict[str, Any]) -> str:
    value = item.get("teachingLanguages", item.get("teachingLanguage"))
    first = value[0] if isinstance(value, list) and value else value
    return _tag(first) if first else ""


def _credits(value: Any) -> list[list[str]]:
    loads = value if isinstance(value, list) else [value]
    for each in loads:
        if isinstance(each, dict) and each.get("studyLoadUnit") == "ects":
            points = round(_number(each.get("value")), 2)
            if 0 < points <= MOST_POINTS:
                return [[f"{points:g}", "ECTS"]]
    return []


def _number(value: Any) -> float:
    """0 where it is none."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return 0
    return float(value) if 0 < value < 1_000_000 else 0


def _address(value: Any) -> str:
    """What a browser may follow, and a listing's own form would take; else nothing."""
    text = value if isinstance(value, str) and len(value) <= LONGEST["outside_url"] else ""
    return text if _ADDRESS.fullmatch(text) else ""


def _short(said: dict[str, Any]) -> dict[str, Any]:
    """Cut to what a listing can hold, without what is not said."""
    return {
        name: value[: LONGEST.get(name, TEXT)] if isinstance(value, str) else value
        for name, value in said.items()
        if value not in (None, "", [])
    }
