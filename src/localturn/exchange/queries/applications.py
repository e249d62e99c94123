"""Applications as they are read by those who have a part in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from localturn.exchange import permissions
from localturn.exchange.domain.agreements import outstanding
from localturn.exchange.domain.applications import FOR_HOST, STANDING, Party, Stage, turn
from localturn.exchange.domain.terms import State, last_year_over
from localturn.exchange.models import Agreement, Application, Confirmation, Listing
from localturn.foundation.languages import N_
from localturn.foundation.people.models import Person
from localturn.foundation.people.reader import Reader
from localturn.foundation.refusals import NotFound
from localturn.foundation.trail.models import Entry
from localturn.foundation.trail.queries import about_subject

MOST = 1_000
"""Applications of one list."""

TRACE = {
    "sent": N_("Sent to the home university"),
    "added": N_("Begun by the home university"),
    "approved": N_("Approved by the home university"),
    "refused-home": N_("Refused by the home university"),
    "nominated": N_("Nominated by the home university"),
    "taken-back": N_("Nomination taken back by the home university"),
    "accepted": N_("Accepted by the host university"),
    "kept": N_("Accepted by the host university; a place is kept until it is confirmed"),
    "waiting": N_("Accepted by the host university, on the waiting list"),
    "moved-up": N_("Moved up to a free place"),
    "seated": N_("The place was confirmed"),
    "left": N_("The place was given back"),
    "refused": N_("Refused by the host university"),
    "ended": N_("The place was ended by a university"),
    "withdrawn": N_("Taken back by the student"),
    "reopened": N_("Reopened after the last day"),
    "agreement-proposed": N_("Learning agreement proposed"),
    "agreement-changed": N_("Learning agreement changed: it is to be confirmed anew"),
    "agreement-student": N_("Learning agreement confirmed by the student"),
    "agreement-home": N_("Learning agreement confirmed by the home university"),
    "agreement-host": N_("Learning agreement confirmed by the host university"),
}
"""What a line of the trail says, marked."""


def application_seen_by(person: Reader, pk: int, *, now: datetime) -> Application:
    """An application on its page. Raises NotFound."""
    found = whole(permissions.applications_visible_to(person, now=now)).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def whole(applications: QuerySet[Application]) -> QuerySet[Application]:
    """With everything that says where each stands."""
    return applications.select_related(
        "listing__host",
        "listing__consortium",
        "listing__run",
        "home",
        "student",
        "nomination__invitation",
    )


def standing_of(person: Person, listing: Listing) -> Application | None:
    """Their application for a course of which something may come (1 statement)."""
    stages = [each.value for each in STANDING]
    return whole(
        Application.objects.filter(listing=listing, student=person, stage__in=stages)
    ).first()


def own_applications(person: Person) -> list[Application]:
    """All of a student's, the last changed first (1 statement)."""
    return list(whole(Application.objects.filter(student=person))[:MOST])


def trace_of(application: Application) -> list[tuple[str, Entry]]:
    """Every step, the first one first, with its marked sentence (1 statement)."""
    steps = reversed(about_subject(f"exchange/application/{application.pk}")[:MOST])
    return [
        (TRACE[what], entry)
        for entry in steps
        if (what := entry.what.removeprefix("exchange.application.")) in TRACE
    ]


@dataclass(frozen=True)
class Desk:
    """A course with applications, as one university sees it."""

    listing: Listing
    party: Party
    waiting: int
    """How many wait for this university."""
    total: int


def desks_of(person: Person, *, now: datetime) -> list[Desk]:
    """The courses with applications that the person's universities answer (4 statements)."""
    kept = [
        each.pk
        for each in permissions.belongings_of(person, now=now)
        if each.role in permissions.KEEPERS
    ]
    if not kept:
        return []
    seen = Application.objects.exclude(stage=Stage.DRAFT.value)
    at_home = _counted(
        seen.filter(home__in=kept), Q(stage__in=[Stage.SENT.value, Stage.APPROVED.value])
    )
    at_host = _counted(
        seen.filter(listing__host__in=kept, stage__in=[each.value for each in FOR_HOST]),
        Q(stage=Stage.NOMINATED.value),
    )
    listings = Listing.objects.select_related("host").in_bulk({*at_home, *at_host})
    desks = [
        Desk(listings[pk], party, *numbers)
        for party, counted in ((Party.HOME, at_home), (Party.HOST, at_host))
        for pk, numbers in counted.items()
    ]
    return sorted(desks, key=lambda each: (each.party, -each.waiting, each.listing.title))


def _counted(rows: QuerySet[Application], waiting: Q) -> dict[int, tuple[int, int]]:
    counted = rows.order_by().values("listing").annotate(here=Count("pk", filter=waiting))
    numbers = counted.annotate(total=Count("pk")).values_list("listing", "here", "total")
    return {pk: (here, total) for pk, here, total in numbers[:MOST]}


def of_home(listing: Listing, home: int) -> list[Application]:
    """A university's applications for a course: approved ones in its order, then by stage. Nobody
    has a draft until it is sent; one that the university has begun itself it knows of."""
    own_drafts = Q(stage=Stage.DRAFT.value, begun_by=F("student"))
    rows = whole(Application.objects.filter(listing=listing, home=home).exclude(own_drafts))
    return sorted(rows[:MOST], key=lambda each: (_place(each.stands), each.rank, each.pk))


def of_host(listing: Listing) -> list[Application]:
    """Applications that the host of a course sees: those to answer first."""
    rows = whole(
        Application.objects.filter(
            Q(stage__in=[each.value for each in FOR_HOST]) | Q(nominated_at__isnull=False),
            listing=listing,
        )
    )
    first = {Stage.NOMINATED: -1}
    return sorted(
        rows[:MOST],
        key=lambda each: (
            first.get(each.stands, _place(each.stands)),
            each.home.folded,
            each.rank,
            each.pk,
        ),
    )


def _place(stage: Stage) -> int:
    order = [Stage.SENT, Stage.APPROVED, Stage.NOMINATED, *Stage]
    return order.index(stage)


def of_homes_kept_by(person: Person, listing: int, *, now: datetime) -> list[Application]:
    """What students of universities that the person keeps have sent for a course, the first to
    begin first (1 statement)."""
    sent = Application.objects.filter(
        Exists(permissions.kept_by(person, OuterRef("home"), now=now)),
        listing=listing,
        student__isnull=False,
    ).exclude(stage=Stage.DRAFT.value)
    return list(whole(sent).order_by("begun_at", "pk")[:MOST])


def agreement_of(application: Application) -> tuple[Agreement | None, list[Confirmation]]:
    """The agreement, and who has confirmed its present words (2 statements)."""
    agreement = Agreement.objects.filter(application=application).first()
    if agreement is None:
        return None, []
    confirmed = agreement.confirmations.filter(digest=agreement.digest).select_related("by")
    return agreement, list(confirmed)


def missing_in(agreement: Agreement, confirmed: Sequence[Confirmation]) -> list[Party]:
    return outstanding(((each.party, each.digest) for each in confirmed), agreement.digest)


def still_answered(today: date) -> Q:
    """Applications for what is on offer, and those that stand for a course that was put into the
    archive before its year was over; a draft can be sent no more there."""
    archived = Q(
        listing__state=State.ARCHIVED.value, listing__academic_year__gt=last_year_over(today)
    )
    return Q(listing__state=State.PUBLISHED.value) | (archived & ~Q(stage=Stage.DRAFT.value))


def waiting_for(person: Person, *, now: datetime) -> list[tuple[Application, Party]]:
    """Applications whose next step is this person's (1 statement)."""
    theirs = {
        Party.STUDENT: Q(student=person),
        Party.HOME: Q(Exists(permissions.kept_by(person, OuterRef("home"), now=now))),
        Party.HOST: Q(Exists(permissions.kept_by(person, OuterRef("listing__host"), now=now))),
    }
    asked = Q()
    for stage in Stage:
        if party := turn(stage):
            asked |= Q(stage=stage.value) & theirs[party]
    rows = Application.objects.filter(asked, still_answered(now.date()))
    found = rows.select_related("listing", "home", "nomination__invitation").order_by(
        "changed_at", "pk"
    )
    return [(each, party) for each in found[:MOST] if (party := turn(each.stands)) is not None]
