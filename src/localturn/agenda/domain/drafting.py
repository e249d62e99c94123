"""From the values of an announcement to the content of an event."""

import contextlib
import re
from collections.abc import Iterable, Mapping
from datetime import date, time

from localturn.agenda.domain.content import Content, Document, Session, Speaker, Text
from localturn.agenda.domain.extraction.values import Field
from localturn.agenda.domain.terms import Kind, Mode
from localturn.agenda.domain.when import Deadline, When

_SUMMARY = 1000
_BODY = 40_000
SHORT = 300
"""Letters of what may only be quoted."""
_SENTENCE_END = re.compile(r"[.!?…]+[\"”’»)]*(?=\s)")


def drafted(
    kind: Kind,
    values: Mapping[Field, str],
    *,
    sessions: Iterable[Session] = (),
    city: int | None = None,
    organiser: int | None = None,
    topics: Iterable[str] = (),
    body: str = "",
    documents: Iterable[Document] = (),
) -> Content:
    """The content that these values make; a value that is none of its kind counts as not said."""
    zone = values.get(Field.ZONE) or "UTC"
    first = day_of(values.get(Field.FIRST_DAY, ""))
    last = day_of(values.get(Field.LAST_DAY, "")) if first else None
    begins = clock_of(values.get(Field.BEGINS, "")) if first else None
    due = day_of(values.get(Field.DEADLINE, ""))
    language = values.get(Field.LANGUAGE, "")[:35] or "en"
    text = Text(
        language=language,
        title=values.get(Field.TITLE, "").strip()[:300],
        summary=values.get(Field.SUMMARY, "").strip()[:_SUMMARY],
        body=body[:_BODY],
        is_original=True,
    )
    speakers = [name.strip()[:200] for name in values.get(Field.SPEAKERS, "").splitlines()]
    return Content(
        kind=kind,
        texts=(text,) if text.title else (),
        when=When(
            zone=zone,
            first_day=first,
            begins=begins,
            last_day=last,
            ends=clock_of(values.get(Field.ENDS, "")) if begins else None,
        ),
        deadline=Deadline(due, clock_of(values.get(Field.DEADLINE_TIME, "")), zone)
        if due
        else None,
        mode=_mode(values, city),
        city=city,
        venue=values.get(Field.VENUE, "")[:300],
        online_link=values.get(Field.ONLINE_LINK, ""),
        website=values.get(Field.LINK, ""),
        registration_link=values.get(Field.REGISTRATION_LINK, ""),
        organiser=organiser,
        organiser_name="" if organiser else values.get(Field.ORGANISER, "")[:300],
        languages=(language,) if kind is Kind.EVENT else (),
        topics=tuple(topics),
        sessions=tuple(sessions),
        speakers=tuple(Speaker(name) for name in speakers if name),
        documents=tuple(documents),
    )


def short_part(text: str, *, title: str = "") -> str:
    """The first words of a text, without its title, up to the end of a sentence or of a word; at
    most SHORT letters."""
    head, _newline, rest = text.strip().partition("\n")
    words = " ".join((rest if head.strip() == title.strip() else text).split())
    if len(words) <= SHORT:
        return words
    cut = words[:SHORT]
    ends = [each.end() for each in _SENTENCE_END.finditer(cut)]
    if ends and ends[-1] > SHORT // 3:
        return cut[: ends[-1]]
    whole = cut[: SHORT - 1].rpartition(" ")[0] or cut[: SHORT - 1]
    return whole.rstrip(" ,;:–-") + "…"


def _mode(values: Mapping[Field, str], city: int | None) -> Mode | None:
    here = city is not None or bool(values.get(Field.VENUE))
    there = bool(values.get(Field.ONLINE_LINK))
    if here and there:
        return Mode.BOTH
    if here or there:
        return Mode.ON_SITE if here else Mode.ONLINE
    return None


def day_of(written: str) -> date | None:
    with contextlib.suppress(ValueError):
        return date.fromisoformat(written)
    return None


def clock_of(written: str) -> time | None:
    with contextlib.suppress(ValueError):
        return time.fromisoformat(written)
    return None
