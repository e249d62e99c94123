"""What all files have in common that came in pieces for somebody's work: taken over once, looked
through in a task, since no request may be long, with the refusal kept for who sent them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.files.base import File
from django.db import InterfaceError, OperationalError
from django.utils import translation
from django.utils.translation import gettext as _

from localturn.academy.actions.work_files import refuse_unplayable
from localturn.academy.domain.kinds.assignment import FileLimits
from localturn.academy.models import Enrolment
from localturn.academy.queries.hand_ins import MIB
from localturn.foundation import moments
from localturn.foundation.files import actions as files
from localturn.foundation.files.arriving import put_together, settle
from localturn.foundation.files.checking import Checked, check
from localturn.foundation.files.models import Arrival
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotFound, NotNow, Refusal


def held(purpose: str, seat: Enrolment, token: str, *, by: Person, now: datetime) -> Arrival:
    """A file for this purpose and seat, as `held_for` has it."""
    own = Arrival.objects.filter(owner=by, token=token)
    found = own.filter(purpose__startswith=f"{purpose}/{seat.pk}/").first()
    if found is None:
        raise NotFound
    return held_for(found.purpose, token, by=by, now=now)


def held_for(purpose: str, token: str, *, by: Person, now: datetime) -> Arrival:
    """A file for exactly this, held until this is through: there as a whole, or taken over
    already. Raises NotFound and NotNow."""
    own = Arrival.objects.select_for_update().filter(owner=by, expires_at__gt=now)
    arrival = own.filter(token=token, purpose=purpose).first()
    if arrival is None:
        raise NotFound
    if arrival.taken_at is None and not arrival.is_whole:
        raise NotNow(_("This file has not arrived as a whole yet."))
    return arrival


def mark_taken(arrival: Arrival, *, now: datetime) -> None:
    arrival.taken_at = now
    arrival.save(update_fields=["taken_at"])


@contextmanager
def refusals_told(arrival: Arrival) -> Iterator[None]:
    """Whoever sent it learns, in their language, why it cannot be taken, also where that is no
    fault of theirs; while the database is only busy the task is tried again."""
    with translation.override(arrival.owner.language):
        try:
            yield
        except Refusal as refusal:
            sentence = refusal.sentence or _("You may not do this.")
            settle(arrival, {"refused": sentence}, now=moments.now())
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            sentence = _("This file could not be looked through here. The operators are told.")
            settle(arrival, {"refused": sentence}, now=moments.now())
            raise


def write_checked(arrival: Arrival, limits: FileLimits) -> tuple[Checked, files.Written]:
    """Its content, looked through and written; nothing names it yet. Raises Invalid."""
    with put_together(arrival) as whole:
        content = File(whole, name=arrival.name)
        content.size = arrival.size
        checked = check(content, most=limits.each * MIB, with_media=limits.with_media)
        refuse_unplayable(content, limits)
        return checked, files.write(content)


def is_waiting(arrival: Arrival) -> bool:
    """Whether it was neither given up meanwhile nor laid by by another worker; held from now on."""
    waiting = Arrival.objects.select_for_update().filter(pk=arrival.pk, outcome__isnull=True)
    return waiting.first() is not None
