"""What the coordinators of an association see of a run: whom it nominated, and no others."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from localturn.academy.api.runs import RunFacts, facts_of_run
from localturn.academy.models import Nomination
from localturn.academy.queries.nominees import OwnPeople, own_people
from localturn.academy.queries.runs import run_seen_by, runs_nominated_for
from localturn.foundation import moments
from localturn.foundation.api.bearer import caller, scoped
from localturn.foundation.api.pages import Bounds, Page, next_after, page
from localturn.foundation.api.values import Answer, Moment
from localturn.foundation.refusals import require

router = Router(tags=["Nominating"])
READ = scoped("nominations:read")


class NamedProgress(Answer):
    """Of somebody who agreed that their association sees it."""

    done: int
    total: int
    has_certificate: bool


class Nominee(Answer):
    """`state` is waiting, queued, accepted, declined, withdrawn, given-back or lapsed;
    `takes_part` says whether they have a place now."""

    id: int
    organisation: str
    name: str
    state: str
    nominated_at: Moment
    takes_part: bool
    progress: NamedProgress | None


class Quota(Answer):
    organisation: str
    places: int | None
    taken: int
    free: int | None


class Nominees(Page[Nominee]):
    zone: str
    quotas: list[Quota]


@router.get(
    "nominating/runs",
    response=Page[RunFacts],
    summary="Runs for which an organisation of yours nominates",
    **READ,
)
def nominating_runs(request: HttpRequest, bounds: Query[Bounds]) -> dict[str, Any]:
    runs = runs_nominated_for(caller(request), on=moments.now().date())
    return page(request, runs, bounds, facts_of_run)


@router.get(
    "runs/{slug:run}/nominations",
    response=Nominees,
    summary="Whom your organisations nominated for a run",
    **READ,
)
def nominations(request: HttpRequest, run: str, bounds: Query[Bounds]) -> dict[str, Any]:
    """How far somebody has come is told where they agreed to it, and only there."""
    person = caller(request)
    found = run_seen_by(person, run).run
    own = own_people(person, found, now=moments.now())
    require(bool(own), _("This is for who nominates people for this run."))
    named = [(each, nominee) for each in own for nominee in (*each.nominees, *each.waiting)]
    return {
        "items": [_nominee(*each) for each in named[bounds.part]],
        "count": len(named),
        "next": next_after(request, bounds, len(named)),
        "zone": found.zone,
        "quotas": [
            Quota(
                organisation=each.organisation.slug,
                places=each.quota,
                taken=each.taken,
                free=each.free,
            )
            for each in own
        ],
    }


def _nominee(own: OwnPeople, nomination: Nomination) -> Nominee:
    far = own.progress.get(nomination.pk)
    seat = nomination.seat
    return Nominee(
        id=nomination.pk,
        organisation=own.organisation.slug,
        name=nomination.name,
        state=nomination.state,
        nominated_at=nomination.nominated_at,
        takes_part=seat is not None and seat.withdrawn_at is None,
        progress=NamedProgress(done=far.done, total=far.total, has_certificate=far.completed)
        if far
        else None,
    )
