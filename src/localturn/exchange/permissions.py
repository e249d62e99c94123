"""Who may do what in the exchange. Wherever there is `can_see`, there is `visible_to`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from localturn.exchange.domain.applications import FOR_HOST, Party
from localturn.exchange.domain.terms import State
from localturn.exchange.models import Application, Listing, Partner, Source, Transcript
from localturn.foundation.people.models import Membership, Person, Role
from localturn.foundation.people.reader import Reader
from localturn.foundation.prepared import prepared

KEEPERS = (Role.COORDINATOR, Role.ADMINISTRATOR)
"""Who lists the courses of their university, nominates for it, and answers for it."""


def can_keep_consortia(person: Reader) -> bool:
    """Whether they may found a consortium and say which universities are in it."""
    return isinstance(person, Person) and person.is_active and person.is_staff


def partners_listing(person: Reader, *, now: datetime) -> QuerySet[Partner]:
    """The universities, each in a consortium, for which they may list courses."""
    if not isinstance(person, Person):
        return Partner.objects.none()
    return (
        Partner.objects.on(now.date())
        .filter(Exists(kept_by(person, OuterRef("organisation"), now=now)), may_list=True)
        .select_related("organisation", "consortium")
        .order_by("organisation__folded", "consortium__name", "pk")
    )


def listings_editable_by(person: Reader, *, now: datetime) -> QuerySet[Listing]:
    """Listings that they may change: those of their universities, while these are partners."""
    if not isinstance(person, Person):
        return Listing.objects.none()
    lists = Partner.objects.on(now.date()).filter(
        consortium=OuterRef("consortium"), organisation=OuterRef("host"), may_list=True
    )
    kept = kept_by(person, OuterRef("host"), now=now)
    return Listing.objects.filter(Exists(lists), Exists(kept)).order_by("pk")


def can_edit(person: Reader, listing: Listing, *, now: datetime) -> bool:
    return listings_editable_by(person, now=now).filter(pk=listing.pk).exists()


def can_issue(person: Reader, listing: Listing, *, now: datetime) -> bool:
    """Whether they state what students have done in its course: the keepers of its host."""
    return listings_hosted_by(person, now=now).filter(pk=listing.pk).exists()


def listings_hosted_by(person: Reader, *, now: datetime) -> QuerySet[Listing]:
    """Listings of the universities that they keep, published or archived, that lead to a run."""
    if not isinstance(person, Person):
        return Listing.objects.none()
    kept = kept_by(person, OuterRef("host"), now=now)
    rows = Listing.objects.filter(Exists(kept), run__isnull=False)
    return rows.exclude(state=State.DRAFT.value).order_by("pk")


def transcripts_visible_to(person: Reader, *, now: datetime) -> QuerySet[Transcript]:
    """The student their own, the keepers of a home university those of its students, the keepers
    of a host all that it issued; nobody else any."""
    if not isinstance(person, Person):
        return Transcript.objects.none()
    host = kept_by(person, OuterRef("listing__host"), now=now)
    home = kept_by(person, OuterRef("home"), now=now)
    rows = Transcript.objects.filter(own_transcripts(person) | Exists(host) | Exists(home))
    return rows.order_by("-issued_at", "-pk")


def own_transcripts(person: Person) -> Q:
    """Those about them, also where their seat was another record's that was merged with theirs."""
    return Q(person=person) | Q(enrolment__person=person)


def keepers_of(organisation: int, *, now: datetime) -> QuerySet[Person]:
    """Who coordinates or administers a university."""
    kept = Membership.objects.filter(
        person=OuterRef("pk"), organisation=organisation, role__in=KEEPERS
    ).on(now.date())
    return Person.objects.filter(Exists(kept), is_active=True).order_by("pk")


def can_retire(person: Reader, listing: Listing, *, now: datetime) -> bool:
    """Whether they may take it out of what is on offer: operators as well, as a university that
    has left its consortium changes nothing more."""
    return can_keep_consortia(person) or can_edit(person, listing, now=now)


def listings_visible_to(person: Reader, *, now: datetime) -> QuerySet[Listing]:
    """What was published, and drafts that they may change."""
    shown = Q(state__in=[State.PUBLISHED.value, State.ARCHIVED.value])
    if isinstance(person, Person):
        shown |= Q(pk__in=listings_editable_by(person, now=now).order_by().values("pk"))
    return Listing.objects.filter(shown).order_by("pk")


def homes_of(person: Reader, listing: Listing, *, now: datetime) -> QuerySet[Partner]:
    """The universities through which somebody may apply to a course: theirs, as partners of its
    consortium that may nominate; not the one that holds it."""
    if not isinstance(person, Person):
        return Partner.objects.none()
    belongs = Membership.objects.filter(person=person, organisation=OuterRef("organisation"))
    return _homes(listing, now=now).filter(Exists(belongs.on(now.date())))


def homes_kept_by(person: Reader, listing: Listing, *, now: datetime) -> QuerySet[Partner]:
    """The universities for which they nominate students to a course."""
    if not isinstance(person, Person):
        return Partner.objects.none()
    kept = kept_by(person, OuterRef("organisation"), now=now)
    return _homes(listing, now=now).filter(Exists(kept))


def keeps(person: Reader, university: int, *, now: datetime) -> bool:
    """Whether they coordinate or administer a university."""
    return (
        isinstance(person, Person)
        and Membership.objects.filter(person=person, organisation=university, role__in=KEEPERS)
        .on(now.date())
        .exists()
    )


def applications_visible_to(person: Reader, *, now: datetime) -> QuerySet[Application]:
    """Their own, those of their university's students, and those that their university is to
    answer, from the day when the home university has approved them."""
    if not isinstance(person, Person):
        return Application.objects.none()
    at_home = Exists(kept_by(person, OuterRef("home"), now=now))
    at_host = Exists(kept_by(person, OuterRef("listing__host"), now=now))
    shown = Q(stage__in=[each.value for each in FOR_HOST]) | Q(nominated_at__isnull=False)
    return Application.objects.filter(Q(student=person) | at_home | (at_host & shown))


def parties_of(person: Reader, application: Application, *, now: datetime) -> frozenset[Party]:
    """As whom they have a part in an application that they may see (1 statement)."""
    if not isinstance(person, Person):
        return frozenset()
    universities = {application.home_id: Party.HOME, application.listing.host_id: Party.HOST}
    kept = Membership.objects.filter(
        person=person, organisation__in=universities, role__in=KEEPERS
    ).on(now.date())
    parties = {universities[pk] for pk in kept.values_list("organisation_id", flat=True)}
    if application.student_id == person.pk:
        parties.add(Party.STUDENT)
    return frozenset(parties)


def can_nominate(person: Reader, application: Application, *, now: datetime) -> bool:
    """Whether they answer and nominate for the home university, while it takes part."""
    homes = homes_kept_by(person, application.listing, now=now)
    return homes.filter(organisation=application.home_id).exists()


def can_decide(person: Reader, application: Application, *, now: datetime) -> bool:
    """Whether they answer for the university that holds the course."""
    return keeps(person, application.listing.host_id, now=now)


@dataclass(frozen=True)
class Belonging:
    """That somebody belongs to a university of a consortium, in a role."""

    pk: int
    slug: str
    name: str
    role: str
    may_list: bool
    may_nominate: bool
    consortium: int


def belongings_of(person: Reader, *, now: datetime) -> list[Belonging]:
    """The universities of a consortium that they belong to, by name (1 statement)."""
    if not isinstance(person, Person):
        return []
    today = now.date()

    def holds(since: date | None, until: date | None) -> bool:
        return (since is None or since <= today) and (until is None or today < until)

    return [
        Belonging(*row[:7])
        for row in _belongings(person.pk)
        if holds(*row[7:9]) and holds(*row[9:11])
    ]


@prepared
def _belongings(person: int) -> QuerySet[Membership, tuple[Any, ...]]:
    """Whenever: the catalogue is asked too often to build a statement for each day."""
    at = "organisation__consortia__"
    return (
        Membership.objects.filter(person=person, organisation__consortia__isnull=False)
        .order_by("organisation__folded", "organisation")
        .values_list(
            *("organisation_id", "organisation__slug", "organisation__name", "role"),
            *(
                f"{at}may_list",
                f"{at}may_nominate",
                f"{at}consortium",
                "since",
                "until",
                f"{at}since",
                f"{at}until",
            ),
        )[:200]
    )


def can_keep_source_of(person: Reader, partner: Partner, *, now: datetime) -> bool:
    """Whether they may say where a partner's catalogue is, and have it read."""
    return partners_with_sources(person, now=now).filter(pk=partner.pk).exists()


def partners_with_sources(person: Reader, *, now: datetime) -> QuerySet[Partner]:
    """The universities whose catalogues they may add."""
    if not can_keep_consortia(person):
        return partners_listing(person, now=now)
    listing = Partner.objects.on(now.date()).filter(may_list=True)
    order = ("organisation__folded", "consortium__name", "pk")
    return listing.select_related("organisation", "consortium").order_by(*order)


def sources_visible_to(person: Reader, *, now: datetime) -> QuerySet[Source]:
    """The catalogues that they may have read: all for operators, else those of their own; without
    what a harvest under way has read, which is large."""
    sources = Source.objects.defer("so_far").order_by("partner__organisation__folded", "pk")
    if can_keep_consortia(person):
        return sources
    kept = partners_listing(person, now=now).order_by().values("pk")
    return sources.filter(partner__in=kept)


def can_settle(person: Reader, source: Source, *, now: datetime) -> bool:
    """Whether they may take over what a catalogue says: who lists the university's courses."""
    return partners_listing(person, now=now).filter(pk=source.partner_id).exists()


def kept_by(person: Person, organisation: OuterRef, *, now: datetime) -> QuerySet[Membership]:
    return Membership.objects.filter(person=person, organisation=organisation, role__in=KEEPERS).on(
        now.date()
    )


def _homes(listing: Listing, *, now: datetime) -> QuerySet[Partner]:
    return (
        Partner.objects.on(now.date())
        .filter(consortium=listing.consortium_id, may_nominate=True)
        .exclude(organisation=listing.host_id)
        .select_related("organisation")
        .order_by("organisation__folded", "pk")
    )
