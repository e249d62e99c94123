"""What every step of an application begins and ends with."""

from datetime import datetime

from django.utils.translation import gettext as _

from localturn.exchange.domain.applications import Stage, Step
from localturn.exchange.domain.terms import State
from localturn.exchange.models import Application, Listing
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotNow
from localturn.foundation.trail.actions import record
from localturn.foundation.trail.models import Entry

TRACE = "exchange.application."


def held_listing(pk: int) -> Listing:
    """The listing's row, held to the end: whoever counts its places does so alone."""
    held = Listing.objects.select_for_update(of=("self",))
    return held.select_related("host", "consortium", "run").get(pk=pk)


def held(application: Application) -> Application:
    """The application as it is now, held with its listing until the transaction ends."""
    listing = held_listing(application.listing_id)
    rows = Application.objects.select_for_update(of=("self",))
    found = rows.select_related("home", "student", "nomination").get(pk=application.pk)
    found.listing = listing
    return found


def require_stage(application: Application, *stages: Stage) -> None:
    if application.stands not in stages:
        raise NotNow(_("This application stands elsewhere by now. Look at it again."))


def require_published(listing: Listing) -> None:
    if listing.state != State.PUBLISHED:
        raise NotNow(_("This course is not on offer."))


def require_in_time(application: Application, step: Step, *, now: datetime) -> None:
    if application.deadlines.is_over(step, now=now, reopened=application.reopened):
        raise NotNow(late(step))


def late(step: Step) -> str:
    """That a step is too late, and who can still let it be taken."""
    return {
        Step.APPLY: _(
            "The last day to apply is over. Your home university may let you apply all the same: "
            "save a draft, and ask them."
        ),
        Step.NOMINATE: _(
            "The last day to approve and nominate is over. The host university may let you do it "
            "all the same."
        ),
        Step.DECIDE: _(
            "The last day to decide is over. You may decide all the same once you have said why."
        ),
    }[step]


def move(
    application: Application,
    what: str,
    *,
    by: Person | None,
    now: datetime,
    to: Stage | None = None,
    reason: str = "",
) -> Entry:
    """Write where an application stands now, and who did it why."""
    before = application.stage
    if to is not None:
        application.stage = to.value
    application.changed_at = now
    application.save()
    return record(
        what=f"{TRACE}{what}",
        by=by,
        about=[application.student] if application.student else [],
        subject=subject_of(application),
        reason=reason,
        before={"stage": before},
        after={"stage": application.stage},
        now=now,
    )


def subject_of(application: Application) -> str:
    return f"exchange/application/{application.pk}"
