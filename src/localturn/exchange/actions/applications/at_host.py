"""What the host university does: accept or refuse, and let a step be taken after its day."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy.actions.enrolment.partners import take_in
from localturn.exchange import permissions
from localturn.exchange.actions.applications.holding import (
    held,
    move,
    require_in_time,
    require_stage,
)
from localturn.exchange.actions.applications.letters import tell
from localturn.exchange.actions.applications.moving_up import move_up, placed_in
from localturn.exchange.domain.applications import OPENERS, STEPS, Party, Stage, Step, turn
from localturn.exchange.models import Application
from localturn.exchange.queries.held_places import most_of
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow, Refusal, require


@transaction.atomic
def decide(
    application: Application, *, accept: bool, reason: str, by: Person, now: datetime
) -> None:
    """Accept who was nominated, which gives a place or, where none is free, a turn on the waiting
    list; or refuse with a reason that the student and their university read."""
    application = held(application)
    require(
        permissions.can_decide(by, application, now=now),
        _("Only the university that holds the course does this."),
    )
    require_stage(application, Stage.NOMINATED)
    if not accept and not reason.strip():
        raise Invalid(_("Say why: the student and their university read it."))
    require_in_time(application, Step.DECIDE, now=now)
    to, parties = Stage.REFUSED, [Party.STUDENT, Party.HOME]
    if accept:
        to = _place(application, by, now)
        if application.nomination is not None:
            parties = [Party.HOME]  # the academy writes to the student, with the way to the place
    if to is Stage.WAITING:
        application.waiting_since = now
    entry = move(application, to.value, to=to, by=by, now=now, reason=reason)
    tell(application, to.value, to=parties, key=entry.pk, now=now, reason=reason)
    move_up(application.listing, now=now)


@transaction.atomic
def decide_all(
    applications: Iterable[Application], *, accept: bool, reason: str, by: Person, now: datetime
) -> list[tuple[Application, str]]:
    """Answer several nominations in the order of their universities, whoever of one comes first.
    Returns those that could not be answered, each with the sentence that says why."""
    refused = []
    for each in sorted(applications, key=lambda one: (one.rank, one.nominated_at or now, one.pk)):
        try:
            with transaction.atomic():
                decide(each, accept=accept, reason=reason, by=by, now=now)
        except Refusal as refusal:
            refused.append((each, refusal.sentence))
    return refused


@transaction.atomic
def reopen(application: Application, *, reason: str, by: Person, now: datetime) -> None:
    """Let the next step of one application be taken although its day is over."""
    application = held(application)
    step = STEPS.get(application.stands)
    if step is None:
        raise NotNow(_("This application waits for no step that has a last day."))
    opener = OPENERS[step]
    parties = permissions.parties_of(by, application, now=now)
    require(
        opener in parties,
        _("Only keepers of the home university may do this.")
        if opener is Party.HOME
        else _("Only keepers of the host university may do this."),
    )
    if not application.deadlines.is_over(step, now=now, reopened=application.reopened):
        raise NotNow(_("It is not too late for this step."))
    if not reason.strip():
        raise Invalid(_("Say why: it is kept with the application."))
    application.reopened = step.value
    entry = move(application, "reopened", by=by, now=now, reason=reason)
    whose = turn(application.stands)
    if whose is not None and whose is not opener:
        tell(application, "reopened", to=[whose], key=entry.pk, now=now, reason=reason)


def _place(application: Application, by: Person, now: datetime) -> Stage:
    """What a yes gives: for a run, what the academy says."""
    if application.student is None:
        raise NotNow(_("The student has left."))
    listing = application.listing
    if listing.run is not None:
        application.nomination = take_in(
            listing.run,
            application.student,
            organisation=application.home,
            rank=application.rank,
            by=by,
            now=now,
        )
        application.stage = Stage.ACCEPTED.value
        return application.stands
    most = most_of(listing)
    return Stage.ACCEPTED if most is None or placed_in(listing) < most else Stage.WAITING
