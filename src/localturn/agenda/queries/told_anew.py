"""What becomes of an event by what is told of it, before anything is written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from localturn.agenda.domain.content import FIELDS, LABELS, Content, lacks, says, taken_in
from localturn.agenda.domain.matching import Why
from localturn.agenda.domain.sources import Stage
from localturn.agenda.domain.terms import State, Status
from localturn.agenda.models import Candidate, Event
from localturn.agenda.queries.candidates import content_of_candidate
from localturn.agenda.queries.events import content_of, whole
from localturn.agenda.queries.registering import has_registration
from localturn.agenda.queries.saying import deadline_words, when_words
from localturn.foundation.languages import own_name
from localturn.foundation.people.models import Organisation
from localturn.foundation.places.models import City

_LONGEST = 300


def as_it_would_be(
    event: Event, told: Content, *, overwrite: bool = False, adds_texts: bool = False
) -> Content:
    """What it says once this is taken in; what it says now where that could not be published.

    What a person edited stays, but that `adds_texts` adds other languages to texts, and so does the
    organiser of what people register for here.
    """
    kept = set(event.edited)
    if adds_texts:
        kept.discard("texts")
    if has_registration(event):
        kept |= {"kind", "organiser", "organiser_name"}
    before = content_of(event)
    after = taken_in(before, told, overwrite=overwrite, kept=frozenset(kept))
    return before if event.state == State.PUBLISHED and lacks(after) else after


def other_tellings(candidate: Candidate, event: Event) -> QuerySet[Candidate]:
    """Of the same item of the same source, which are of this event."""
    same = Candidate.objects.filter(
        source=candidate.source, raw__key=candidate.raw.key, position=candidate.position
    )
    return same.filter(event=event).exclude(pk=candidate.pk)


def is_told_first_by(candidate: Candidate, event: Event) -> bool:
    """Whether its source is the one that told of the event first, and may change it."""
    return other_tellings(candidate, event).filter(stage=Stage.PUBLISHED.value).exists()


def status_after(candidate: Candidate, event: Event) -> Status:
    """Whether the event is held once its source's newer telling is taken in: what it cancelled
    itself it may take back."""
    if event.state != State.PUBLISHED:
        return Status(event.status)
    if candidate.raw.is_cancelled:
        return Status.CANCELLED
    if event.status == Status.CANCELLED:
        cancelling = other_tellings(candidate, event).filter(raw__is_cancelled=True)
        if cancelling.filter(decided_at=event.settled_at).exists():
            return Status.SCHEDULED
    return Status(event.status)


@dataclass(frozen=True)
class Difference:
    """A field that a candidate tells otherwise than the event that it may be."""

    label: str
    there: str
    told: str
    is_taken: bool
    """Whether the event says it so once they are one."""


def differences(candidate: Candidate, event: Event) -> list[Difference]:
    """What an editor sees before making them one."""
    anew = candidate.why == Why.SOURCE and candidate.suggested_id == event.pk
    event = whole(Event.objects.filter(pk=event.pk)).get()
    before, told = content_of(event), content_of_candidate(candidate)
    after = as_it_would_be(event, told, overwrite=anew and is_told_first_by(candidate, event))
    found = [
        Difference(
            _(LABELS[name]),
            _in_words(before, name),
            _in_words(told, name),
            is_taken=getattr(after, name) != getattr(before, name),
        )
        for name in FIELDS
        if says(told, name) and _differ(before, told, name)
    ]
    status = status_after(candidate, event)
    if status != event.status:
        there, said = _(Status(event.status).label), _(status.label)
        found.insert(0, Difference(_("Whether it is held"), there, said, is_taken=anew))
    return found


def _differ(before: Content, told: Content, name: str) -> bool:
    if name != "texts":
        return bool(getattr(before, name) != getattr(told, name))
    there = {(each.language, each.title, each.summary, each.body) for each in before.texts}
    return any(
        (each.language, each.title, each.summary, each.body) not in there for each in told.texts
    )


def _in_words(content: Content, name: str) -> str:
    value = getattr(content, name)
    words = _WORDS[name](value) if name in _WORDS else value
    said = str(words) if value else ""
    return said if name in _MARKED or len(said) <= _LONGEST else said[:_LONGEST] + "…"


def _named(rows: Any, value: int) -> str:
    return str(rows.filter(pk=value).first() or "")


_MARKED = {"when", "deadline"}
_WORDS: dict[str, Callable[[Any], object]] = {
    "kind": lambda kind: _(kind.label),
    "texts": lambda texts: " · ".join(
        " – ".join(filter(None, (t.title, t.summary, t.body))) for t in texts
    ),
    "when": when_words,
    "deadline": lambda deadline: deadline_words(deadline) if deadline else "",
    "mode": lambda mode: _(mode.label) if mode else "",
    "city": lambda city: _named(City.objects, city),
    "organiser": lambda organiser: _named(Organisation.objects, organiser),
    "languages": lambda codes: ", ".join(own_name(each) for each in codes),
    "topics": ", ".join,
    "sessions": lambda sessions: " · ".join(each.title for each in sessions),
    "speakers": lambda speakers: ", ".join(each.name for each in speakers),
    "documents": lambda documents: ", ".join(each.title for each in documents),
}
