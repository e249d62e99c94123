"""What a run sets aside for each of its partners."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions.enrolment.moving_up import settle
from localturn.academy.actions.enrolment.seating import locked
from localturn.academy.models import Nomination, Run
from localturn.academy.queries.seats import capacity_of
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, require
from localturn.foundation.seats import Capacity, quotas_fit
from localturn.foundation.trail.actions import record


@transaction.atomic
def set_places(
    run: Run,
    *,
    quotas: Mapping[int, int | None],
    is_rest_shared: bool,
    confirmation_days: int,
    by: Person,
    now: datetime,
) -> None:
    """Set each partner's quota (by organisation), whether the rest is shared, and how long a place
    waits to be confirmed. Who waits moves up where there are more places now."""
    run = locked(run)
    require(permissions.can_facilitate(by, run))
    set_apart = {partner: quota for partner, quota in quotas.items() if quota is not None}
    if not quotas_fit(capacity_of(run), set_apart):
        raise Invalid(_("Together that is more than the run has places."))
    for partner in run.partners.select_related("organisation"):
        quota = quotas.get(partner.organisation_id, partner.quota)
        waits = run.nominations.filter(
            organisation=partner.organisation_id, state=Nomination.State.QUEUED
        )
        if quota is None and waits.exists():
            raise Invalid(
                _("People of %(name)s wait for a place, so its quota cannot be taken away.")
                % {"name": partner.organisation}
            )
        partner.quota = quota
        partner.save(update_fields=["quota"])
    run.is_rest_shared, run.confirmation_days = is_rest_shared, confirmation_days
    run.save(update_fields=["is_rest_shared", "confirmation_days"])
    record(what="academy.run.places", by=by, subject=f"academy/run/{run.pk}", now=now)
    settle(run, now=now)


def refuse_for_partners(run: Run, capacity: int | None, wanted: Iterable[int]) -> None:
    """What is set aside for partners fits into the places, and nobody is left who asked one."""
    rows = run.partners.filter(organisation__in=list(wanted))
    quotas = {partner.organisation_id: partner.quota or 0 for partner in rows}
    if not quotas_fit(Capacity(capacity), quotas):
        raise Invalid(_("More places than that are set aside for associations."))
    waits = Q(run__nominations__state__in=["waiting", "queued"]) & Q(
        run__nominations__organisation=F("organisation")
    )
    asked = Q(run__interests__state="open") & Q(run__interests__organisation=F("organisation"))
    left = run.partners.exclude(organisation__in=list(wanted)).filter(waits | asked)
    if partner := left.select_related("organisation").first():
        raise Invalid(
            _("People wait for an answer or a place by %(name)s, so it stays a partner.")
            % {"name": partner.organisation}
        )
