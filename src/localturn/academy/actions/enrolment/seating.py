"""Handing out a place.

Whatever does so locks the run's row first, so that two who ask for the last place at once get one
between them.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localturn.academy.actions import groupwork, letters
from localturn.academy.actions.enrolment.moving_up import settle
from localturn.academy.domain.pace import Pace
from localturn.academy.domain.schedule import Phase
from localturn.academy.models import Enrolment, Nomination, Run
from localturn.academy.queries.people import own_addresses
from localturn.academy.queries.places import span_of
from localturn.academy.queries.seats import division_of
from localturn.foundation import seats
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.refusals import NotNow


def locked(run: Run) -> Run:
    """The run as it is now, with its row held until the transaction ends.

    PostgreSQL holds the row; SQLite knows no such lock, but begins every transaction as the only
    one that writes.
    """
    return Run.objects.select_for_update().get(pk=run.pk)


def refuse_if_ended(run: Run, now: datetime) -> None:
    if span_of(run).phase(now) is Phase.ENDED:
        raise NotNow(_("This run has ended."))


def refuse_if_full(
    run: Run, *, wanted: int, now: datetime, partner: Organisation | None = None
) -> None:
    """Refuse unless so many places are left: a partner's own where one is named, else those that
    are set aside for nobody. Who waits for a place goes before."""
    settle(run, now=now)
    division = division_of(run, now=now)
    left = seats.free_for(division, partner.pk) if partner else seats.free_in_rest(division)
    if left is None or wanted <= left:
        return
    if left:
        raise NotNow(
            ngettext(
                "There is only %(num)s place left.",
                "There are only %(num)s places left.",
                left,
            )
            % {"num": left}
        )
    if seats.free(division.capacity, division.everybody):
        raise NotNow(_("The places that are left are set aside for associations."))
    raise NotNow(_("All places in this run are taken."))


def seat_in(person: Person, run: Run) -> Enrolment | None:
    return Enrolment.objects.filter(run=run, person=person, withdrawn_at=None).first()


def _has_begun(enrolment: Enrolment) -> bool:
    """Whether anything hangs on the seat that one's own days are counted for."""
    kept: tuple[Any, ...] = (enrolment.completions, enrolment.attempts, enrolment.hand_ins)
    return any(each.exists() for each in kept)


def take_seat(
    person: Person, run: Run, way: str, organisation: Organisation | None, now: datetime
) -> Enrolment:
    """Seat somebody; who had left comes back to what they had done."""
    enrolment, is_new = Enrolment.objects.get_or_create(
        run=run,
        person=person,
        defaults={"way": way, "organisation": organisation, "enrolled_at": now},
    )
    if not is_new:
        enrolment.way, enrolment.withdrawn_at, enrolment.removed_at = way, None, None
        enrolment.organisation = organisation or enrolment.organisation
        if run.pace == Pace.OWN and not _has_begun(enrolment):
            enrolment.enrolled_at = now
        enrolment.save(
            update_fields=["way", "withdrawn_at", "removed_at", "organisation", "enrolled_at"]
        )
        # while they were away work may have been marked, and groups allotted to all others
        groupwork.look_again(run, [enrolment.pk], now=now)
    # whoever has a place waits for no other
    run.nominations.filter(
        email__in=own_addresses(person),
        state__in=[Nomination.State.WAITING, Nomination.State.QUEUED],
    ).update(state=Nomination.State.WITHDRAWN, decided_at=now)
    letters.enrolled(enrolment, now=now)
    return enrolment
