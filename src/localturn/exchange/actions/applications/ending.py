"""A university ends a place in a course outside whose student does not come."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.exchange import permissions
from localturn.exchange.actions.applications.holding import held, move, require_stage
from localturn.exchange.actions.applications.letters import tell
from localturn.exchange.actions.applications.moving_up import move_up
from localturn.exchange.domain.applications import Party, Stage
from localturn.exchange.models import Application
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow, require


@transaction.atomic
def end_place(application: Application, *, reason: str, by: Person, now: datetime) -> None:
    """End a place, or a turn on the waiting list, with a reason that all parties read; the next who
    waits moves up. What a run of the academy gave is ended there."""
    application = held(application)
    parties = permissions.parties_of(by, application, now=now)
    require(
        bool(parties & {Party.HOME, Party.HOST}),
        _("Only the student's university and the one that holds the course end a place."),
    )
    if application.nomination is not None:
        raise NotNow(_("This place is in a run of the academy: its facilitators end it there."))
    require_stage(application, Stage.ACCEPTED, Stage.WAITING)
    if not reason.strip():
        raise Invalid(_("Say why: the student and both universities read it."))
    entry = move(application, "ended", to=Stage.LEFT, by=by, now=now, reason=reason)
    tell(application, "ended", to=Party, key=entry.pk, now=now, reason=reason, besides=by)
    move_up(application.listing, now=now)
