"""What a source tells of an event that is there is taken in, and taken back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.agenda.actions import events
from localturn.agenda.domain.content import Content, lacks
from localturn.agenda.domain.former import STATUS, Former, former, restored
from localturn.agenda.domain.terms import State, Status
from localturn.agenda.models import Event
from localturn.agenda.queries.events import content_of
from localturn.agenda.queries.told_anew import as_it_would_be
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid


@transaction.atomic
def fill(
    event: Event, told: Content, *, overwrite: bool = False, adds_texts: bool = False, now: datetime
) -> Former:
    """Take in what a source tells of an event that is there; what the fields that changed held
    before is the answer.

    Empty fields are filled; with `overwrite`, when it is the source that told it first, so are
    those that no person has edited. An edited field stays as it is, and so does the organiser of
    an event for which people register here: its members see who they are. With `adds_texts` other
    languages are added also to texts that a person edited.
    """
    event = events.held(event)
    before = content_of(event)
    after = as_it_would_be(event, told, overwrite=overwrite, adds_texts=adds_texts)
    if after == before:
        return {}
    events.rewrite(event, before, after, now=now)
    return former(before, after)


@transaction.atomic
def take_back(
    event: Event, held: Former, *, kept: Iterable[str], since: datetime, by: Person, now: datetime
) -> None:
    """Let fields hold again what they held before a source told them otherwise (`fill`); fields
    that are `kept` stay, and so does its status where it was settled after `since`.

    Raises Invalid where what is published would lack something.
    """
    event = events.held(event)
    before = content_of(event)
    after = restored(before, held, kept=frozenset(kept))
    if after != before:
        missing = lacks(after) if event.state == State.PUBLISHED else []
        if missing:
            sentences = " ".join(_(each) for each in missing)
            asked = _("Edit the announcement first: it would not stand without what this brought.")
            raise Invalid(f"{asked} {sentences}")
        events.refuse_to_registrants(event, before, after, by=by, now=now)
    settled_by_it = event.settled_at == since and event.state == State.PUBLISHED
    if after != before:
        events.rewrite(event, before, after, now=now)
    if STATUS in held and settled_by_it:
        events.settle_as(event, Status(held[STATUS]), by=by, now=now)
