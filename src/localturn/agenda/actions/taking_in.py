"""What a source said is kept, read, and held against what is there. Run twice, it changes nothing.

Source → fetch → raw item → candidate; what becomes of a candidate is decided in `reviewing`, or
here by the source's own identity and by addresses (`domain.matching`). Strangers' prose is read
before a transaction begins; an item that makes trouble loses no other.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import OperationalError, transaction

from localturn.agenda.actions import merging
from localturn.agenda.domain.announcing import Part, announced
from localturn.agenda.domain.extraction import Field, Known
from localturn.agenda.domain.extraction.values import gravity_of
from localturn.agenda.domain.items import Item, Reading
from localturn.agenda.domain.items import Remark as Note
from localturn.agenda.domain.matching import canonicals
from localturn.agenda.domain.sources import Outcome, SourceKind, Stage
from localturn.agenda.models import Candidate, Fetch, RawItem, Source
from localturn.agenda.queries.events import kept_for
from localturn.agenda.queries.known import known_about
from localturn.foundation.inserting import insert
from localturn.foundation.languages import N_
from localturn.foundation.people.models import Person

_log = logging.getLogger(__name__)
AT_ONCE = 250
"""Items that are taken in by one transaction."""
MOST_REMARKS = 30
_PLAIN_PRINT = 48
"""Of a print's 64 letters; the others may hold which time it was said."""
_ADDRESSES = (Field.LINK, Field.REGISTRATION_LINK)


def take_in(
    source: Source,
    reading: Reading,
    *,
    now: datetime,
    by: Person | None = None,
    size: int = 0,
    status: int | None = None,
    told: Callable[[int], None] = lambda _done: None,
) -> Fetch:
    """Keep what is new of a reading and make candidates of it; `told` hears how far it is."""
    known = known_about(source, today=now.date(), language=reading.language)
    new = 0
    lost: list[_Lost] = []
    # by number, since there may be more of them than are wanted in memory
    different = {(each.key, each.print): n for n, each in enumerate(reading.items)}
    told_now = Counter(key for key, _print_of_it in different)
    numbers = list(different.values())
    del different
    for start in range(0, len(numbers), AT_ONCE):
        items = [reading.items[n] for n in numbers[start : start + AT_ONCE]]
        new += _take(source, items, known, told_now, lost, now=now)
        told(min(start + AT_ONCE, len(numbers)))
    if lost and len(lost) == len(numbers):
        raise lost[-1].error
    return log(
        source,
        Outcome.READ,
        [*(each.note for each in lost), *reading.remarks],
        now=now,
        by=by,
        size=size,
        status=status,
        entries=max(reading.entries, len(reading.items)),
        new=new,
    )


def log(
    source: Source,
    outcome: Outcome,
    remarks: Iterable[Note] = (),
    *,
    now: datetime,
    by: Person | None = None,
    **more: Any,
) -> Fetch:
    """Write down how a fetch ended."""
    return Fetch.objects.create(
        source=source,
        at=now,
        outcome=outcome.value,
        remarks=[asdict(each) for each in remarks][:MOST_REMARKS],
        by=by,
        **more,
    )


@dataclass(frozen=True)
class _Lost:
    """An item that could not be taken in, and why."""

    item: Item
    error: Exception

    @property
    def note(self) -> Note:
        said = N_("“%(title)s” could not be taken in. The operator can see why.")
        return Note(said, {"title": self.item.title[:80].encode(errors="replace").decode()})


def _take(
    source: Source,
    items: Sequence[Item],
    known: Known,
    told_now: Mapping[str, int],
    lost: list[_Lost],
    *,
    now: datetime,
) -> int:
    """How many of them were new. All that are read go into one transaction, or, where something is
    wrong with one, each into its own; what cannot be taken in is added to those `lost`."""
    read: list[_Read] = []
    for item, _print_of_it in _fresh(source, items, told_now)[0]:
        try:
            read.append(_Read(item, announced(item, known, several=_is_told_once(source))))
        except Exception as error:  # noqa: BLE001 (whatever it is, the log says that it was)
            lost.append(_lost(source, item, error))
    try:
        return _keep(source, read, told_now, now=now)
    except OperationalError:  # no item's fault
        raise
    except Exception:  # noqa: BLE001 (which of them it was is found out one by one)
        _log.warning("Items of source %s are kept one by one", source.pk)
    new = 0
    for each in read:
        try:
            new += _keep(source, [each], told_now, now=now)
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 (as above)
            lost.append(_lost(source, each.item, error))
    return new


def _lost(source: Source, item: Item, error: Exception) -> _Lost:
    _log.error("An item of source %s could not be taken in", source.pk, exc_info=error)
    return _Lost(item, error)


@dataclass(frozen=True)
class _Read:
    """An item with what it announces."""

    item: Item
    parts: list[Part]


def _is_told_once(source: Source) -> bool:
    """Whether it is a text that may announce several things, as mails and pasted texts do."""
    return not SourceKind(source.kind).has_address


def _fresh(
    source: Source, items: Sequence[Item], told_now: Mapping[str, int]
) -> tuple[list[tuple[Item, str]], set[str]]:
    """Those that say something new, each with its print; and the keys that were there before."""
    there = RawItem.objects.filter(source=source, key__in={each.key for each in items})
    before: dict[str, list[str]] = {}
    for key, print_ in there.order_by("pk").values_list("key", "print"):
        before.setdefault(key, []).append(print_)
    fresh = []
    for item in items:
        prints = before.get(item.key, [])
        # a mail is one telling; what is asked again may go back to what it said before
        standing = prints if _is_told_once(source) else prints[-told_now[item.key] :]
        if not any(_is_print_of(item, each) for each in standing):
            fresh.append((item, _print(item, prints)))
    return fresh, set(before)


@transaction.atomic
def _keep(
    source: Source, read: Sequence[_Read], told_now: Mapping[str, int], *, now: datetime
) -> int:
    """Keep those that are still new, in one transaction: how many that are."""
    parts = {(each.item.key, each.item.print): each.parts for each in read}
    fresh, before = _fresh(source, [each.item for each in read], told_now)
    if not fresh:
        return 0
    raws = [_raw(source, each, print_, now) for each, print_ in fresh]
    insert(RawItem, raws)
    made: list[Candidate] = []
    for raw, (item, _print_of_it) in zip(raws, fresh, strict=True):
        announcements = parts[item.key, item.print]
        made += [_candidate(raw, source, n, part, now) for n, part in enumerate(announcements)]
    insert(Candidate, made)
    changed = [each for each in made if each.raw.key in before]
    merging.match([each for each in made if each not in changed], now=now)
    for candidate in changed:
        _follow(candidate, now=now)
    if source.is_trusted:
        for candidate in made:
            merging.publish_unseen(candidate, now=now)
    return len(fresh)


def _print(item: Item, before: Sequence[str]) -> str:
    """Its print; with a number in the place of its end where it was said before and is again."""
    times = sum(_is_print_of(item, each) for each in before)
    return f"{item.print[:_PLAIN_PRINT]}.{times}" if times else item.print


def _is_print_of(item: Item, print_: str) -> bool:
    return print_[:_PLAIN_PRINT] == item.print[:_PLAIN_PRINT]


def _raw(source: Source, item: Item, print_: str, now: datetime) -> RawItem:
    return RawItem(
        source=source,
        key=item.key,
        print=print_,
        at=now,
        title=item.title[:300],
        text=item.text,
        address=item.address[:1000],
        published=_published(item, now.date()),
        language=item.language[:35],
        told=dict(item.told),
        is_cancelled=item.is_cancelled,
        doubts=list(item.doubts),
    )


def _published(item: Item, today: date) -> date:
    return item.published if item.published and item.published <= today else today


def _candidate(raw: RawItem, source: Source, position: int, part: Part, now: datetime) -> Candidate:
    found = part.announcement
    addresses = [found.value(name) for name in _ADDRESSES]
    first = found.value(Field.FIRST_DAY)
    return Candidate(
        raw=raw,
        source=source,
        position=position,
        start=part.start,
        stop=part.stop,
        kind=found.kind.value,
        title=found.value(Field.TITLE)[:300] or raw.title or "…",
        first_day=date.fromisoformat(first) if first else None,
        fields={name.value: each.written() for name, each in found.fields.items()},
        sessions=[each.written() for each in found.sessions],
        doubts=[each.value for each in found.doubts],
        gravity=gravity_of(found.doubts),
        keys=sorted(canonicals(each for each in addresses if each)),
        is_structured=part.is_structured,
        made_at=now,
    )


def _follow(candidate: Candidate, *, now: datetime) -> None:
    """A newer telling of what is known by its source's own identity: it takes the place of one
    that waits, and tells the event that the last one became."""
    earlier = Candidate.objects.filter(
        raw__source=candidate.source, raw__key=candidate.raw.key, position=candidate.position
    ).exclude(pk=candidate.pk)
    earlier.filter(stage=Stage.WAITING.value).update(stage=Stage.REPLACED.value, decided_at=now)
    became = earlier.filter(event__isnull=False).order_by("-pk").first()
    if became is None or became.event is None:
        merging.match([candidate], now=now)
        return
    merging.retell(candidate, kept_for(became.event), now=now)
