"""What the home university does: approve or refuse, put into an order, nominate."""

from datetime import datetime
from itertools import accumulate

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from localturn.exchange import permissions
from localturn.exchange.actions.applications.holding import (
    held,
    move,
    require_in_time,
    require_stage,
)
from localturn.exchange.actions.applications.letters import tell
from localturn.exchange.actions.applications.moving_up import move_up
from localturn.exchange.domain.applications import Party, Stage, Step
from localturn.exchange.models import Application
from localturn.exchange.queries.held_places import left_for
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow, require


@transaction.atomic
def answer(
    application: Application, *, approve: bool, reason: str, by: Person, now: datetime
) -> None:
    """Approve what a student has sent, or refuse it with a reason that they read."""
    application = _held_by_home(application, by, now)
    if not approve:
        require_stage(application, Stage.SENT, Stage.APPROVED)
        _require_reason(reason)
        entry = move(
            application, "refused-home", to=Stage.REFUSED_AT_HOME, by=by, now=now, reason=reason
        )
        tell(application, "refused-home", to=[Party.STUDENT], key=entry.pk, now=now, reason=reason)
        return
    require_stage(application, Stage.SENT)
    require_in_time(application, Step.NOMINATE, now=now)
    application.rank = _last_rank(application) + 1
    entry = move(application, "approved", to=Stage.APPROVED, by=by, now=now, reason=reason)
    tell(application, "approved", to=[Party.STUDENT], key=entry.pk, now=now, reason=reason)


@transaction.atomic
def rank(application: Application, *, to: int, by: Person, now: datetime) -> None:
    """Give an approved application another place in the order of its university, from 1. Those
    that are nominated already keep theirs."""
    application = _held_by_home(application, by, now)
    require_stage(application, Stage.APPROVED)
    rows = list(_approved(application))
    ranks = list(accumulate((each.rank for each in rows), lambda above, own: max(above + 1, own)))
    rows.remove(application)
    rows.insert(max(to, 1) - 1, application)
    for place, row in zip(ranks, rows, strict=True):
        row.rank = place
    Application.objects.bulk_update(rows, ["rank"])


@transaction.atomic
def nominate(application: Application, *, by: Person, now: datetime) -> None:
    """Put a student forward to the host, who is given one of the university's places; also for a
    course that is in the archive by now, as they have applied before."""
    application = _held_by_home(application, by, now)
    require_stage(application, Stage.APPROVED)
    require_in_time(application, Step.NOMINATE, now=now)
    if left_for(application.listing, application.home_id, now=now) == 0:
        raise NotNow(
            _(
                "All places for students of %(name)s are taken. "
                "You can nominate when one is free again."
            )
            % {"name": application.home}
        )
    application.nominated_at = now
    entry = move(application, "nominated", to=Stage.NOMINATED, by=by, now=now)
    tell(application, "nominated", to=[Party.HOST, Party.STUDENT], key=entry.pk, now=now)


@transaction.atomic
def take_back(application: Application, *, by: Person, now: datetime) -> None:
    """Take a nomination back that the host has not answered; the place is free again."""
    application = _held_by_home(application, by, now)
    require_stage(application, Stage.NOMINATED)
    application.rank = _last_rank(application) + 1
    entry = move(application, "taken-back", to=Stage.APPROVED, by=by, now=now)
    tell(application, "taken-back", to=[Party.HOST, Party.STUDENT], key=entry.pk, now=now)
    move_up(application.listing, now=now)


def _held_by_home(application: Application, by: Person, now: datetime) -> Application:
    application = held(application)
    require(
        permissions.can_nominate(by, application, now=now),
        _("Only the student's own university does this, while it takes part in the consortium."),
    )
    if application.student is None:
        raise NotNow(_("The student has left."))
    return application


def _approved(application: Application) -> QuerySet[Application]:
    """The approved of the same course and university, in their order."""
    return Application.objects.filter(
        listing=application.listing_id, home=application.home_id, stage=Stage.APPROVED.value
    ).order_by("rank", "pk")


def _last_rank(application: Application) -> int:
    """Of all whom the same university has approved for the course, nominated or not."""
    same = Application.objects.filter(listing=application.listing_id, home=application.home_id)
    last: int | None = same.aggregate(last=Max("rank"))["last"]
    return last or 0


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(_("Say why: the student reads it."))
