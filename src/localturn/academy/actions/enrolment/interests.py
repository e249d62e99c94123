"""Somebody would like a place and says so to an association, which answers."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions import place_letters
from localturn.academy.actions.enrolment.moving_up import is_filling
from localturn.academy.actions.enrolment.nominations import nominate
from localturn.academy.actions.enrolment.seating import locked, refuse_if_ended, seat_in
from localturn.academy.models import STANDING, Interest, Nomination, Run, RunPartner
from localturn.academy.queries.people import removed_from
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow, require


@transaction.atomic
def express_interest(
    person: Person,
    *,
    run: Run,
    organisation: Organisation,
    works_for: str,
    reason: str,
    by: Person,
    now: datetime,
) -> Interest:
    """Ask an association for one of its places; it reads this, and passes it on if it nominates."""
    require(person == by)
    run = locked(run)
    refuse_if_ended(run, now)
    if not is_filling(run, now):
        raise NotNow(_("Enrolment for this run has closed."))
    if not RunPartner.objects.filter(run=run, organisation=organisation).exists():
        raise Invalid(_("This organisation nominates nobody for this run."))
    if removed_from(run, person):
        raise NotAllowed(_("A facilitator has ended your part in this run. Write to them."))
    if seat_in(person, run):
        raise NotNow(_("You take part already."))
    if run.interests.filter(person=person, state=Interest.State.OPEN).exists():
        raise NotNow(_("You have asked an association already. Wait for its answer, or withdraw."))
    if run.nominations.filter(email=person.email.lower(), state__in=STANDING).exists():
        raise NotNow(_("You have been nominated already."))
    waiting = run.interests.filter(organisation=organisation, state=Interest.State.OPEN)
    last: int | None = waiting.aggregate(last=Max("rank"))["last"]
    interest = Interest.objects.create(
        run=run,
        organisation=organisation,
        person=person,
        works_for=works_for,
        reason=reason,
        expressed_at=now,
        rank=(last or 0) + 1,
    )
    place_letters.interest_expressed(interest, now=now)
    return interest


@transaction.atomic
def withdraw_interest(interest: Interest, *, by: Person, now: datetime) -> None:
    """Take back what one asked for, while the association has not answered."""
    require(interest.person_id == by.pk)
    locked(interest.run)
    withdrawn = Interest.objects.filter(pk=interest.pk, state=Interest.State.OPEN).update(
        state=Interest.State.WITHDRAWN, decided_at=now, decided_by=by
    )
    if not withdrawn:
        raise NotNow(_("The association has answered already."))


@transaction.atomic
def rank_interest(interest: Interest, *, to: int, by: Person, now: datetime) -> None:
    """Give somebody another place on the association's list, counted from 1."""
    run = locked(interest.run)
    require(permissions.can_nominate(by, run, interest.organisation, now=now))
    rows = list(run.interests.filter(organisation=interest.organisation, state=Interest.State.OPEN))
    if interest not in rows:
        raise NotNow(_("This has been answered or withdrawn already."))
    rows.remove(interest)
    rows.insert(max(to, 1) - 1, interest)
    for rank, row in enumerate(rows, 1):
        row.rank = rank
    Interest.objects.bulk_update(rows, ["rank"])


@transaction.atomic
def answer_interest(
    interest: Interest, *, accept: bool, answer: str, by: Person, now: datetime
) -> Interest:
    """Nominate somebody who asked, or decline with a sentence that they read."""
    run = locked(interest.run)
    require(permissions.can_nominate(by, run, interest.organisation, now=now))
    interest = Interest.objects.select_for_update().get(pk=interest.pk)
    if interest.state != Interest.State.OPEN:
        raise NotNow(_("This has been answered or withdrawn already."))
    if not accept and not answer.strip():
        raise Invalid(_("Say why: the person reads it."))
    if accept:
        interest.nomination = _nominate(interest, by, now)
    interest.state = Interest.State.NOMINATED if accept else Interest.State.DECLINED
    interest.answer, interest.decided_at, interest.decided_by = answer, now, by
    interest.save()
    if interest.nomination is None:
        place_letters.interest_declined(interest, now=now)
    elif interest.nomination.state == Nomination.State.WAITING:
        place_letters.put_forward(interest, now=now)
    return interest


def _nominate(interest: Interest, by: Person, now: datetime) -> Nomination:
    person = interest.person
    return nominate(
        interest.run,
        organisation=interest.organisation,
        name=person.name,
        email=person.email,
        language=person.language,
        reason=f"{interest.works_for}\n\n{interest.reason}",
        by=by,
        now=now,
    )
