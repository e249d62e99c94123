"""Partners' catalogues and what differs in them, for who decides on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext as _

from localturn.exchange import permissions
from localturn.exchange.domain.content import LABELS, Content
from localturn.exchange.domain.fields_of_study import fields
from localturn.exchange.domain.harvest import (
    FIELDS,
    Difference,
    changes,
    difference,
    print_of,
    taken_into,
)
from localturn.exchange.domain.notes import Note
from localturn.exchange.domain.terms import Delivery, Level, academic_year
from localturn.exchange.models import Found, Listing, Source
from localturn.exchange.queries.listings import content_of
from localturn.exchange.queries.sentences import language_name, month_name, say
from localturn.foundation.fetch import Reason, explain
from localturn.foundation.people.models import Person
from localturn.foundation.people.reader import Reader
from localturn.foundation.refusals import NotFound
from localturn.foundation.trail.models import Entry

WAITED = timedelta(minutes=15)
"""After so long a harvest that has not ended is given up for lost."""
MOST_SHOWN = 50
SIGN_IN_SET = "exchange.source.sign-in-set"
"""So the trail calls it."""
_REASONS = {reason.value: reason for reason in Reason}


def is_under_way(source: Source, *, now: datetime) -> bool:
    asked, done = source.asked_at, source.done_at
    return asked is not None and (done is None or done < asked) and now - asked < WAITED


def is_sign_in_set_since(moment: datetime, *, source: Source, by: Person) -> bool:
    """Whether somebody set a sign-in of this catalogue later than that, or this person one of any
    (1 statement)."""
    of_both = Q(subject=f"exchange/source/{source.pk}") | Q(by=by)
    return Entry.objects.filter(of_both, what=SIGN_IN_SET, at__gt=moment).exists()


def sources_kept_by(person: Reader, *, now: datetime) -> list[Source]:
    """By university (1 statement)."""
    kept = permissions.sources_visible_to(person, now=now)
    return list(kept.select_related("partner__organisation", "partner__consortium")[:500])


def source_kept_by(person: Reader, pk: int, *, now: datetime) -> Source:
    """Raises NotFound."""
    kept = permissions.sources_visible_to(person, now=now)
    found = kept.select_related("partner__organisation__place", "partner__consortium").filter(pk=pk)
    source = found.first()
    if source is None:
        raise NotFound
    return source


def sentence(note: Mapping[str, Any]) -> str:
    """A note that was kept, in the reader's language."""
    if not note:
        return ""
    if note["text"] in _REASONS:
        return explain(_REASONS[note["text"]], note["values"]["about"])
    return say(Note(note["text"], note["values"]))


@dataclass(frozen=True)
class Line:
    """A field, as the listing has it, as the partner said it before, and as it says it now."""

    label: str
    listed: str
    before: str
    now: str


@dataclass(frozen=True)
class Change:
    found: Found
    kind: Difference
    title: str
    language: str
    listing: Listing | None
    seen: str
    lines: list[Line]


def changes_in(source: Source) -> tuple[list[Change], int]:
    """What differs, so many at most; and how much differs in all (4 statements)."""
    differing = [each for each in source.found.all() if each.said != each.settled]
    shown = differing[:MOST_SHOWN]
    prefetch_related_objects(shown, "listing__meetings", "listing__credits")
    return [_change(each) for each in shown], len(differing)


def _change(found: Found) -> Change:
    said, settled = found.said, found.settled
    shown = said or settled
    listed = content_of(found.listing) if found.listing else Content()
    before = taken_into(Content(written_in=""), settled, list(settled))
    now = taken_into(Content(written_in=""), said, list(said))
    kind = difference(said, settled)
    names = [] if kind is Difference.GONE else changes(said, settled)
    return Change(
        found=found,
        kind=kind,
        title=shown.get("title", ""),
        language=shown.get("written_in", "en"),
        listing=found.listing,
        seen=print_of(said),
        lines=[
            Line(_(LABELS[name]), *(_text(name, each) for each in (listed, before, now)))
            for name in FIELDS
            if name in names
        ],
    )


def _text(name: str, content: Content) -> str:
    """What a content says in a field, in words."""
    if name in {"first_day", "last_day"}:
        day = getattr(content.plan, name)
        return day.isoformat() if day else ""
    value = getattr(content, name)
    if value in (None, "", ()):
        return ""
    match name:
        case "delivery":
            return ", ".join(_(Delivery(each).label) for each in value)
        case "credits":
            return ", ".join(f"{each.points.normalize():f} {each.label}" for each in value)
        case "level":
            return _(Level(value).label)
        case "field":
            field = fields().get(value)
            return f"{field.called('en')} ({value})" if field else value
        case "academic_year":
            return academic_year(value)
        case "first_month" | "last_month":
            return month_name(value)
        case "language" | "written_in":
            return language_name(value)
    return str(value)[:600]
