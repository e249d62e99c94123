"""An event that announces what another room holds at a time says what that room says, unless a
person has written something else."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from localturn.agenda.domain.content import Content
from localturn.agenda.domain.when import When
from localturn.foundation import moments

TEXTS, WHEN, STATUS = "texts", "when", "status"


class Stands(StrEnum):
    """How what is announced stands in its own room."""

    HELD = "held"
    UNDATED = "undated"
    """No time is set for it any longer."""
    GONE = "gone"


@dataclass(frozen=True)
class Said:
    """What its own room says of it; the time is the last that was set."""

    title: str
    begins: datetime
    ends: datetime
    zone: str
    stands: Stands = Stands.HELD


def when_held(begins: datetime, ends: datetime, zone: str) -> When:
    """From the one moment to the other, on the clocks of a zone."""
    first, last = (each.astimezone(moments.zone(zone)) for each in (begins, ends))
    return When(zone, first.date(), first.time(), last.date(), last.time())


def is_at(when: When, said: Said) -> bool:
    """Whether an announcement names this time, on whatever clocks; its end may be left open."""
    ends = when.ends is None or when.ends_at == said.ends
    return when.begins is not None and when.starts_at == said.begins and ends


def followed(content: Content, before: Said, after: Said) -> tuple[Content, frozenset[str]]:
    """What an event says once it follows, and the fields in which a person wrote something else
    than what was said before, so that they stay."""
    differs = set()
    if before.title != after.title:
        renamed = tuple(
            replace(each, title=after.title) if each.title == before.title else each
            for each in content.texts
        )
        if all(each.title != after.title for each in renamed):
            differs.add(TEXTS)
        content = replace(content, texts=renamed)
    if (before.begins, before.ends) != (after.begins, after.ends):
        if is_at(content.when, before):
            content = replace(content, when=_moved(content.when, after))
        elif not is_at(content.when, after):
            differs.add(WHEN)
    return content, frozenset(differs)


def taken_over(content: Content, said: Said) -> Content:
    """What an event says that says what is said, whatever a person wrote: its time, and its title
    in the language that it was announced in."""
    original = content.original
    texts = tuple(
        replace(each, title=said.title) if each is original else each for each in content.texts
    )
    when = when_held(said.begins, said.ends, said.zone)
    return replace(content, texts=texts, when=when)


def _moved(when: When, said: Said) -> When:
    """On the clocks on which it was written, and with an end if it had one."""
    moved = when_held(said.begins, said.ends, when.zone)
    return moved if when.ends is not None else replace(moved, last_day=None, ends=None)
