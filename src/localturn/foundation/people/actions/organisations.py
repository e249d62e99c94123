"""Keeping organisations: what they are called, by which codes they are known, where they belong."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from localturn.foundation.languages import folded
from localturn.foundation.people import identifiers, permissions
from localturn.foundation.people.actions.indexing import index_organisation
from localturn.foundation.people.models import (
    Organisation,
    OrganisationIdentifier,
    OrganisationMembership,
    OrganisationName,
    Person,
)
from localturn.foundation.places.models import City, Country
from localturn.foundation.refusals import Invalid, require
from localturn.foundation.trail import actions as trail


@dataclass(frozen=True)
class OrganisationFacts:
    kind: str
    name: str
    language: str = "en"
    website: str = ""
    country: Country | None = None
    place: City | None = None


@transaction.atomic
def add_organisation(facts: OrganisationFacts, *, by: Person, now: datetime) -> Organisation:
    """Add an organisation; operators only, since whoever administers one vouches for people."""
    require(permissions.can_operate(by), _("Only operators may do this."))
    added = Organisation(slug=_free_slug(facts.name), added_at=now)
    _write(added, facts)
    added.save()
    index_organisation(added)
    trail.record(what="people.organisation.added", by=by, subject=subject(added), now=now)
    return added


@transaction.atomic
def change_organisation(
    organisation: Organisation, *, to: OrganisationFacts, by: Person, now: datetime
) -> None:
    """Change what an organisation is and what it is called in its own language."""
    require_administrator(by, organisation, now)
    before = {"kind": organisation.kind, "name": organisation.name}
    _write(organisation, to)
    organisation.save()
    index_organisation(organisation)
    trail.record(
        what="people.organisation.changed",
        by=by,
        subject=subject(organisation),
        before=before,
        after={"kind": to.kind, "name": to.name},
        now=now,
    )


@transaction.atomic
def add_name(
    organisation: Organisation, *, use: str, text: str, language: str, by: Person, now: datetime
) -> OrganisationName:
    """Add a name in another language, an abbreviation, an alias or a former name."""
    require_administrator(by, organisation, now)
    name = OrganisationName(
        organisation=organisation, use=use, text=text, language=language, folded=folded(text)
    )
    try:
        with transaction.atomic():
            name.save()
    except IntegrityError as error:
        raise Invalid(_("There is a name like this already.")) from error
    index_organisation(organisation)
    return name


@transaction.atomic
def remove_name(name: OrganisationName, *, by: Person, now: datetime) -> None:
    """Remove one of the other names."""
    require_administrator(by, name.organisation, now)
    name.delete()
    index_organisation(name.organisation)


@transaction.atomic
def add_identifier(
    organisation: Organisation,
    *,
    scheme: str,
    value: str,
    by: Person,
    now: datetime,
    country: Country | None = None,
) -> OrganisationIdentifier:
    """Add a code by which a register knows the organisation."""
    require_administrator(by, organisation, now)
    try:
        code = identifiers.cleaned(scheme, value)
    except ValueError as error:
        raise Invalid(_("This does not look like a code of that register.")) from error
    country = country or organisation.country
    if scheme == "lau" and country is None:
        raise Invalid(_("A LAU code is a country's own: choose the country."))
    identifier = OrganisationIdentifier(
        organisation=organisation,
        scheme=scheme,
        value=code,
        country=country if scheme == "lau" else None,
    )
    try:
        with transaction.atomic():
            identifier.save()
    except IntegrityError as error:
        raise Invalid(_("Another organisation has this code already.")) from error
    return identifier


@transaction.atomic
def remove_identifier(identifier: OrganisationIdentifier, *, by: Person, now: datetime) -> None:
    """Remove a code."""
    require_administrator(by, identifier.organisation, now)
    identifier.delete()


@transaction.atomic
def join(
    member: Organisation,
    whole: Organisation,
    *,
    by: Person,
    now: datetime,
    since: date | None = None,
    until: date | None = None,
    source: str = "",
) -> OrganisationMembership:
    """Write down that one organisation belongs to another; the other's administrators say so."""
    require_administrator(by, whole, now)
    if member == whole:
        raise Invalid(_("No organisation belongs to itself."))
    if since and until and until <= since:
        raise Invalid(_("The end must come after the beginning."))
    for other in OrganisationMembership.objects.filter(member=member, whole=whole):
        if _overlap(other.since, other.until, since, until):
            raise Invalid(_("It belongs there at that time already."))
    membership = OrganisationMembership.objects.create(
        member=member, whole=whole, since=since, until=until, source=source
    )
    trail.record(
        what="people.organisation.joined",
        by=by,
        subject=subject(member),
        after={"whole": whole.slug, "since": _iso(since), "until": _iso(until)},
        now=now,
    )
    return membership


@transaction.atomic
def part(membership: OrganisationMembership, *, until: date, by: Person, now: datetime) -> None:
    """End the membership of one organisation in another on a day."""
    if not permissions.can_administer(by, membership.member, on=now.date()):
        require_administrator(by, membership.whole, now)
    if membership.since and until <= membership.since:
        raise Invalid(_("The end must come after the beginning."))
    membership.until = until
    membership.save(update_fields=["until"])
    trail.record(
        what="people.organisation.parted",
        by=by,
        subject=subject(membership.member),
        after={"whole": membership.whole.slug, "until": until.isoformat()},
        now=now,
    )


def require_administrator(by: Person, organisation: Organisation, now: datetime) -> None:
    """Raise NotAllowed for everybody who does not keep the organisation's page and people."""
    require(
        permissions.can_administer(by, organisation, on=now.date()),
        _("Only administrators of the organisation may do this."),
    )


def subject(organisation: Organisation) -> str:
    """The organisation's stable address in the trail."""
    return f"people/organisation/{organisation.pk}"


def _write(organisation: Organisation, facts: OrganisationFacts) -> None:
    organisation.kind = facts.kind
    organisation.name = facts.name
    organisation.language = facts.language
    organisation.website = facts.website
    organisation.place = facts.place
    organisation.country = facts.place.country if facts.place else facts.country
    organisation.folded = folded(facts.name)


def _free_slug(name: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", folded(name)).strip("-")[:60] or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=words).values_list("slug", flat=True))
    slug, number = words, 1
    while slug in taken or slug == "add":
        number += 1
        slug = f"{words}-{number}"
    return slug


def _overlap(
    since: date | None, until: date | None, other_since: date | None, other_until: date | None
) -> bool:
    begins, other_begins = since or date.min, other_since or date.min
    ends, other_ends = until or date.max, other_until or date.max
    return begins < other_ends and other_begins < ends


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
