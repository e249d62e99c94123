"""An association proposes its people, a facilitator or the association's quota answers."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions import letters, place_letters
from localturn.academy.actions.enrolment.moving_up import is_filling, settle
from localturn.academy.actions.enrolment.offering import offer
from localturn.academy.actions.enrolment.seating import locked, refuse_if_ended, refuse_if_full
from localturn.academy.domain.invitees import Invitee
from localturn.academy.domain.schedule import Phase
from localturn.academy.models import STANDING, Enrolment, Nomination, Run, RunPartner
from localturn.academy.queries.people import Fate, is_answered_by_host, nominee_fates
from localturn.academy.queries.places import span_of
from localturn.academy.queries.seats import standing_invitations
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.trail.actions import record


@transaction.atomic
def nominate(
    run: Run,
    *,
    organisation: Organisation,
    name: str,
    email: str,
    language: str,
    reason: str,
    by: Person,
    now: datetime,
) -> Nomination:
    """Propose one of an organisation's people. Within its quota a place is kept for them at once,
    beyond it they wait; where it has no quota, or its people come by way of a course exchange, a
    facilitator answers."""
    run = locked(run)
    require(permissions.can_nominate(by, run, organisation, now=now))
    return propose(
        run,
        organisation=organisation,
        name=name,
        email=email,
        language=language,
        reason=reason,
        by=by,
        now=now,
        is_accepted=not is_answered_by_host(run, organisation),
    )


@transaction.atomic
def nominate_all(
    run: Run, *, organisation: Organisation, nominees: Sequence[Invitee], by: Person, now: datetime
) -> list[Nomination]:
    """Propose a list of people in its order, as one would each of them; who has been nominated or
    takes part already is passed over."""
    run = locked(run)
    require(permissions.can_nominate(by, run, organisation, now=now))
    fates = nominee_fates(run, nominees)
    is_accepted = not is_answered_by_host(run, organisation)
    return [
        propose(
            run,
            organisation=organisation,
            name=each.name,
            email=each.email,
            language=each.language,
            reason="",
            by=by,
            now=now,
            is_accepted=is_accepted,
        )
        for each in nominees
        if fates[each.email] is Fate.NEW
    ]


def propose(
    run: Run,
    *,
    organisation: Organisation,
    name: str,
    email: str,
    language: str,
    reason: str,
    by: Person,
    now: datetime,
    person: Person | None = None,
    rank: int = 0,
    is_accepted: bool = True,
) -> Nomination:
    """The nomination itself, of whoever has the address or of one `person` alone; whoever calls it
    holds the run's row and has asked who may. Its turn on the waiting list is `rank`, or the last;
    where it is not accepted yet, a facilitator answers."""
    refuse_if_ended(run, now)
    email = email.lower()
    if run.nominations.filter(email=email, state__in=STANDING).exists():
        raise Invalid(_("Somebody with this e-mail address has been nominated already."))
    if run.enrolments.filter(person__email=email, withdrawn_at=None).exists():
        raise Invalid(_("Somebody with this e-mail address takes part already."))
    has_quota = RunPartner.objects.filter(
        run=run, organisation=organisation, quota__isnull=False
    ).exists()
    if has_quota and not is_filling(run, now):
        raise NotNow(_("Enrolment for this run has closed."))
    is_filled = has_quota and is_accepted
    nomination = Nomination.objects.create(
        run=run,
        organisation=organisation,
        name=name,
        email=email,
        language=language,
        person=person,
        reason=reason,
        nominated_at=now,
        nominated_by=by,
        state=Nomination.State.QUEUED if is_filled else Nomination.State.WAITING,
        rank=(rank or _last_rank(run, organisation) + 1) if is_filled else 0,
    )
    if not is_filled:
        letters.nominated(nomination)
        return nomination
    settle(run, now=now)
    nomination.refresh_from_db()
    if nomination.state == Nomination.State.QUEUED:
        place_letters.queued(nomination, now=now)
    return nomination


@transaction.atomic
def rank_nomination(nomination: Nomination, *, to: int, by: Person, now: datetime) -> None:
    """Give somebody who waits another place on their association's list, counted from 1."""
    run = locked(nomination.run)
    require(permissions.can_nominate(by, run, nomination.organisation, now=now))
    waiting = run.nominations.filter(
        organisation=nomination.organisation, state=Nomination.State.QUEUED
    ).order_by("rank", "nominated_at", "pk")
    rows = list(waiting)
    if nomination not in rows:
        raise NotNow(_("This person does not wait any longer."))
    rows.remove(nomination)
    rows.insert(max(to, 1) - 1, nomination)
    for rank, row in enumerate(rows, 1):
        row.rank = rank
    Nomination.objects.bulk_update(rows, ["rank"])


@transaction.atomic
def decide_nomination(
    nomination: Nomination, *, accept: bool, answer: str, by: Person, now: datetime
) -> Nomination:
    """Accept a nomination, which keeps a place and invites the person, or decline it with why."""
    run = locked(nomination.run)
    require(permissions.can_facilitate(by, run))
    nomination = Nomination.objects.select_for_update().get(pk=nomination.pk)
    if nomination.state != Nomination.State.WAITING:
        raise NotNow(_("This nomination has been answered or withdrawn already."))
    if not accept and not answer.strip():
        raise Invalid(_("Say why, so that the association can tell the person."))
    if accept:
        refuse_if_ended(run, now)
        if not _is_invited(nomination, now):
            refuse_if_full(run, wanted=1, now=now, partner=nomination.organisation)
        offer(nomination, by=by, now=now)
    else:
        nomination.state = Nomination.State.DECLINED
    nomination.answer = answer
    nomination.decided_at, nomination.decided_by = now, by
    nomination.save()
    record(
        what=f"academy.nomination.{nomination.state}",
        by=by,
        subject=f"academy/nomination/{nomination.pk}",
        reason=answer,
        now=now,
    )
    letters.nomination_decided(nomination)
    return nomination


@transaction.atomic
def withdraw_nomination(nomination: Nomination, *, by: Person, now: datetime) -> None:
    """Take a nomination back; whoever has a place by it loses it, until the run begins."""
    run = locked(nomination.run)
    require(permissions.can_nominate(by, run, nomination.organisation, now=now))
    nomination = Nomination.objects.select_for_update().get(pk=nomination.pk)
    if nomination.state not in STANDING:
        raise NotNow(_("This nomination has been declined or withdrawn already."))
    was_told = nomination.state != Nomination.State.WAITING
    seat = nomination.seat
    if seat and (seat.way, seat.organisation_id) != (
        Enrolment.Way.NOMINATION,
        nomination.organisation_id,
    ):
        seat = None  # they had it before they agreed, and it is not the association's to take
    if seat:
        if span_of(run).phase(now) is not Phase.BEFORE:
            raise NotNow(_("The run has begun. Write to its facilitators."))
        seat.withdrawn_at = seat.withdrawn_at or now
        seat.save(update_fields=["withdrawn_at"])
    kept = nomination.invitation
    if kept and not kept.accepted_at:
        if kept.invited_at >= nomination.nominated_at:
            kept.withdrawn_at = now
            kept.save(update_fields=["withdrawn_at"])
        else:  # it was there before the nomination, and is not theirs to take back
            nomination.invitation = None
    nomination.state = Nomination.State.WITHDRAWN
    nomination.decided_at, nomination.decided_by = now, by
    nomination.save(update_fields=["state", "decided_at", "decided_by", "invitation"])
    record(
        what="academy.nomination.withdrawn",
        by=by,
        about=[seat.person] if seat and seat.person else [],
        subject=f"academy/nomination/{nomination.pk}",
        now=now,
    )
    if was_told:
        place_letters.withdrawn(nomination, now=now)
    settle(run, now=now)


def _is_invited(nomination: Nomination, now: datetime) -> bool:
    """Whether a place is kept for them already."""
    return standing_invitations(nomination.run, now=now).filter(email=nomination.email).exists()


def _last_rank(run: Run, organisation: Organisation) -> int:
    waiting = run.nominations.filter(organisation=organisation, state=Nomination.State.QUEUED)
    last: int | None = waiting.aggregate(last=Max("rank"))["last"]
    return last or 0
