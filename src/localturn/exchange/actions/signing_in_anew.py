"""Catalogues read with a sign-in that was just set, or that somebody says still holds."""

from datetime import datetime, timedelta

from django.db import transaction

from localturn.exchange import permissions
from localturn.exchange.actions.harvesting import ask_for_harvest, begin_harvest
from localturn.exchange.actions.sign_ins import Told, set_sign_in
from localturn.exchange.models import SignIn, Source
from localturn.exchange.queries.harvests import is_sign_in_set_since
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import require
from localturn.foundation.trail.actions import record

PAUSE = timedelta(minutes=1)
"""Between two sign-ins that are tried, so that nobody tries one secret after the other here."""


@transaction.atomic
def sign_in_with(source: Source, told: Told, *, by: Person, now: datetime) -> None:
    """Sign in so from now on. The catalogue is read at once, whatever reads it already; in a minute
    where one was set a moment ago. Raises Invalid."""
    require(permissions.can_keep_source_of(by, source.partner, now=now))
    held = _held(source)
    is_soon = is_sign_in_set_since(now - PAUSE, source=source, by=by)
    set_sign_in(source, told, by=by, now=now)
    begin_harvest(held, now=now, after=now + PAUSE if is_soon else None)


@transaction.atomic
def go_on_signing_in(source: Source, *, by: Person, now: datetime) -> None:
    """Use a sign-in that is in doubt since a backup was restored, and read the catalogue."""
    require(permissions.can_keep_source_of(by, source.partner, now=now))
    held = _held(source)
    if not SignIn.objects.filter(source=held, is_in_doubt=True).update(is_in_doubt=False):
        ask_for_harvest(held, by=by, now=now)
        return
    record(
        what="exchange.source.sign-in-kept", by=by, subject=f"exchange/source/{held.pk}", now=now
    )
    begin_harvest(held, now=now)


def _held(source: Source) -> Source:
    return Source.objects.select_for_update().defer("so_far").get(pk=source.pk)
