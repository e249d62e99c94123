"""Organisations: what they are called, what they belong to, and who keeps them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from localturn.foundation.people import identifiers, permissions, queries
from localturn.foundation.people.actions import memberships, organisations
from localturn.foundation.people.models import (
    Kind,
    Membership,
    Organisation,
    OrganisationMembership,
    OrganisationName,
    Person,
    Role,
)
from localturn.foundation.refusals import Invalid, NotAllowed
from localturn.foundation.trail import queries as trail
from makers.people import (
    make_membership,
    make_operator,
    make_organisation,
    make_organisation_membership,
    make_person,
)
from makers.places import make_city, make_country

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 10, 12, tzinfo=UTC)
TODAY = NOW.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def test_a_membership_holds_from_its_first_day_to_the_day_before_its_last() -> None:
    membership = make_membership(since=TODAY, until=TOMORROW)
    person, organisation = membership.person, membership.organisation

    held = [list(queries.organisations_of(person, on=day)) for day in (YESTERDAY, TODAY, TOMORROW)]

    assert held == [[], [organisation], []]
    assert [membership.holds(day) for day in (YESTERDAY, TODAY, TOMORROW)] == [False, True, False]


def test_who_belongs_where_is_told_by_role() -> None:
    ana = make_person()
    member, led, kept = (make_organisation(name) for name in ("A", "B", "C"))
    make_membership(ana, member)
    make_membership(ana, led, Role.COORDINATOR)
    make_membership(ana, kept, Role.ADMINISTRATOR)
    make_membership(ana, kept, Role.MEMBER)

    assert list(queries.organisations_of(ana, on=TODAY)) == [member, led, kept]
    assert list(queries.coordinated_by(ana, on=TODAY)) == [led]
    assert list(queries.administered_by(ana, on=TODAY)) == [kept]
    assert list(queries.people_of(kept, on=TODAY)) == [ana]
    assert list(queries.people_of(kept, on=TODAY, roles=[Role.COORDINATOR])) == []


def test_organisations_belong_to_organisations_on_a_day() -> None:
    town, network = make_organisation("Malmö"), make_organisation("Network", Kind.NETWORK)
    make_organisation_membership(town, network, since=date(2020, 1, 1), until=TODAY)

    assert list(queries.members_of(network, on=YESTERDAY)) == [town]
    assert list(queries.wholes_of(town, on=YESTERDAY)) == [network]
    assert list(queries.members_of(network, on=TODAY)) == []


@pytest.mark.parametrize("typed", ["malm", "MALMÖ stad", "stad malmo", "city of m", "mlm"])
def test_an_organisation_is_found_by_any_of_its_names(typed: str) -> None:
    town = make_organisation("Malmö stad")
    for use, text in (("name", "City of Malmö"), ("short", "MLM")):
        town.names.create(use=use, text=text, language="en", folded=text.lower().replace("ö", "o"))
    make_organisation("Lund")

    assert list(queries.organisations_matching(typed)) == [town]


def test_an_organisation_is_called_by_its_name_in_the_readers_language() -> None:
    town = make_organisation("Malmö stad", language="sv")
    town.names.create(use="name", text="City of Malmö", language="en", folded="city of malmo")

    assert [town.called("en"), town.called("fr")] == ["City of Malmö", "Malmö stad"]


@pytest.mark.parametrize(
    ("scheme", "typed", "code"),
    [
        ("wikidata", "https://www.wikidata.org/wiki/Q2211", "Q2211"),
        ("ror", "https://ror.org/05wp7an13", "05wp7an13"),
        ("ror", "012a77v79", "012a77v79"),
        ("lau", "1280", "1280"),
        ("nuts", "se224", "SE224"),
    ],
)
def test_a_code_is_kept_as_its_register_writes_it(scheme: str, typed: str, code: str) -> None:
    assert identifiers.cleaned(scheme, typed) == code


@pytest.mark.parametrize(
    ("scheme", "typed"),
    [
        ("wikidata", "2211"),
        ("ror", "05wp7an14"),
        ("ror", "05wp7an1"),
        ("nuts", "SWEDEN"),
        ("lau", ""),
    ],
)
def test_what_is_no_code_is_refused(scheme: str, typed: str) -> None:
    with pytest.raises(ValueError, match="is no code of"):
        identifiers.cleaned(scheme, typed)


def test_a_code_belongs_to_one_organisation_and_a_lau_code_to_one_in_its_country() -> None:
    ove = make_operator()
    sweden, denmark = make_country("SE", "Sweden"), make_country("DK", "Denmark")
    malmo = make_organisation("Malmö", country=sweden)
    other = make_organisation("Other", country=denmark)
    organisations.add_identifier(malmo, scheme="lau", value="1280", by=ove, now=NOW)
    organisations.add_identifier(malmo, scheme="wikidata", value="Q2211", by=ove, now=NOW)

    organisations.add_identifier(other, scheme="lau", value="1280", by=ove, now=NOW)
    with pytest.raises(Invalid, match="Another organisation has this code already"):
        organisations.add_identifier(other, scheme="wikidata", value="Q2211", by=ove, now=NOW)
    with pytest.raises(Invalid, match="Another organisation has this code already"):
        organisations.add_identifier(
            other, scheme="lau", value="1280", country=sweden, by=ove, now=NOW
        )
    with pytest.raises(Invalid, match="choose the country"):
        organisations.add_identifier(make_organisation(), scheme="lau", value="1", by=ove, now=NOW)


def test_memberships_of_organisations_do_not_overlap() -> None:
    ove, town = make_operator(), make_organisation()
    network = make_organisation("Network", Kind.NETWORK)
    first = organisations.join(
        town, network, since=date(2020, 1, 1), until=date(2022, 1, 1), by=ove, now=NOW
    )

    organisations.join(town, network, since=date(2022, 1, 1), by=ove, now=NOW)
    with pytest.raises(Invalid, match="at that time already"):
        organisations.join(town, network, since=date(2021, 6, 1), by=ove, now=NOW)
    with pytest.raises(Invalid, match="belongs to itself"):
        organisations.join(town, town, by=ove, now=NOW)
    assert OrganisationMembership.objects.count() == 2
    assert [entry.what for entry in trail.about_subject(organisations.subject(first.member))] == [
        "people.organisation.joined"
    ] * 2


@pytest.mark.parametrize(("since", "until"), [(TODAY, TODAY), (TODAY, YESTERDAY)])
def test_the_database_refuses_a_membership_that_ends_before_it_begins(
    since: date, until: date
) -> None:
    with (
        pytest.raises(IntegrityError, match="membership_ends_after_it_begins"),
        transaction.atomic(),
    ):
        make_membership(since=since, until=until)


def test_an_administrator_keeps_the_page_and_the_people_and_nobody_else_does() -> None:
    organisation = make_organisation()
    kept, led, member = make_person("A"), make_person("C"), make_person("M")
    make_membership(kept, organisation, Role.ADMINISTRATOR)
    make_membership(led, organisation, Role.COORDINATOR)
    make_membership(member, organisation)

    def allowed(person: Person) -> tuple[bool, bool]:
        return (
            permissions.can_administer(person, organisation, on=TODAY),
            permissions.can_see_people_of(person, organisation, on=TODAY),
        )

    assert [allowed(person) for person in (make_operator(), kept, led, member, make_person())] == [
        (True, True),
        (True, True),
        (False, True),
        (False, False),
        (False, False),
    ]


def test_somebody_is_added_by_their_address_and_written_to() -> None:
    ada, organisation = make_person("Ada"), make_organisation("Malmö")
    make_membership(ada, organisation, Role.ADMINISTRATOR)

    added = memberships.add_member(
        organisation, email="New@Example.org", name="Nina", role=Role.MEMBER, by=ada, now=NOW
    )

    assert (added.person.email, added.person.name, added.since) == (
        "new@example.org",
        "Nina",
        TODAY,
    )
    assert mail.outbox[-1].subject == "You have been added to Malmö"
    assert [entry.what for entry in trail.about_person(added.person.pk)] == [
        "people.membership.begun"
    ]
    with pytest.raises(Invalid, match="has this role here already"):
        memberships.add_member(
            organisation, email="new@example.org", name="", role=Role.MEMBER, by=ada, now=NOW
        )
    with pytest.raises(NotAllowed):
        memberships.add_member(
            organisation, email="x@example.org", name="", role=Role.MEMBER, by=added.person, now=NOW
        )


def test_the_last_administrator_cannot_leave_but_an_operator_can_end_it() -> None:
    ada = make_person("Ada")
    membership = make_membership(ada, role=Role.ADMINISTRATOR, since=date(2020, 1, 1))

    with pytest.raises(Invalid, match="Nobody would be left"):
        memberships.end_membership(membership, by=ada, now=NOW)
    memberships.end_membership(membership, by=make_operator(), now=NOW)

    assert Membership.objects.get().until == TODAY


def test_a_member_leaves_in_their_profile(client: Client) -> None:
    membership = make_membership(since=date(2020, 1, 1))
    client.force_login(membership.person)

    assert "Leave Malmö" in client.get("/account/profile/").text
    client.post(f"/account/memberships/{membership.pk}/end/")

    membership.refresh_from_db()
    assert membership.until is not None


def test_nobody_ends_the_membership_of_somebody_else(client: Client) -> None:
    membership = make_membership()
    client.force_login(make_person())

    answer = client.post(f"/account/memberships/{membership.pk}/end/")

    membership.refresh_from_db()
    assert (answer.status_code, membership.until) == (404, None)


FACTS = {
    "name": "Malmö stad",
    "language": "sv",
    "kind": "municipality",
    "place": "malmo",
    "country": "",
    "website": "malmo.se",
}


def test_an_operator_adds_an_organisation_on_its_page(client: Client) -> None:
    make_city("Malmö")
    client.force_login(make_operator())

    answer = client.post("/organisations/add/", {**FACTS, "slug": "chosen"})

    added = Organisation.objects.get()
    assert answer["Location"] == "/organisations/malmo-stad/"
    assert (added.country_id, added.website) == ("SE", "https://malmo.se")
    assert "Malmö stad" in client.get("/organisations/malmo-stad/").text


def test_an_administrator_edits_each_part(client: Client) -> None:
    make_city("Malmö")
    ada, organisation = make_person(), make_organisation("Malmo", slug="malmo")
    make_membership(ada, organisation, Role.ADMINISTRATOR)
    make_organisation("Lund", slug="lund")
    client.force_login(ada)
    address = "/organisations/malmo/edit/"

    def send(part: str, **values: str) -> int:
        sent = {f"{part}-{name}": value for name, value in values.items()}
        return client.post(address, {"part": part, **sent}).status_code

    assert send("facts", **FACTS) == 302
    assert send("name", text="City of Malmö", use="name", language="en") == 302
    assert send("name", text="Ville de Malmö", use="name", language="en") == 422
    assert send("name", text="Ville de Malmö", use="name") == 422
    assert send("identifier", scheme="wikidata", value="Q2211") == 302
    assert send("identifier", scheme="wikidata", value="Malmö") == 422
    assert send("member", member="lund", since="2020-01-01") == 302
    assert send("member", member="Atlantis") == 422
    assert client.post(address, {"part": "slug", "slug": "x"}).status_code == 200

    page = client.get("/organisations/malmo/").text
    assert all(
        text in page for text in ("City of Malmö", "Q2211", "Lund", "1 organisation belongs")
    )
    name = OrganisationName.objects.get()
    assert client.post(f"/organisations/malmo/names/{name.pk}/remove/").status_code == 302
    assert client.post(f"/organisations/lund/names/{name.pk}/remove/").status_code == 404
    membership = OrganisationMembership.objects.get()
    assert client.post(f"/organisations/malmo/members/{membership.pk}/end/").status_code == 302
    code = organisation.identifiers.get()
    assert client.post(f"/organisations/malmo/codes/{code.pk}/remove/").status_code == 302
    assert OrganisationName.objects.count() == organisation.identifiers.count() == 0


def test_a_stranger_and_a_member_cannot_edit_or_see_people(client: Client) -> None:
    membership = make_membership(organisation=make_organisation(slug="malmo"))

    for address in ("/organisations/malmo/edit/", "/organisations/malmo/people/"):
        assert client.get(address).status_code == 302
    client.force_login(membership.person)
    for address in (
        "/organisations/malmo/edit/",
        "/organisations/malmo/people/",
        "/organisations/add/",
    ):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403


def test_a_coordinator_sees_people_and_does_not_add_any(client: Client) -> None:
    membership = make_membership(
        organisation=make_organisation(slug="malmo"), role=Role.COORDINATOR
    )
    client.force_login(membership.person)

    assert membership.person.email in client.get("/organisations/malmo/people/").text
    answer = client.post(
        "/organisations/malmo/people/", {"email": "a@example.org", "name": "A", "role": "member"}
    )
    assert (answer.status_code, Membership.objects.count()) == (403, 1)


def test_an_administrator_adds_somebody_on_the_page(client: Client) -> None:
    ada = make_membership(
        organisation=make_organisation(slug="malmo"), role=Role.ADMINISTRATOR
    ).person
    client.force_login(ada)

    answer = client.post(
        "/organisations/malmo/people/",
        {"email": "a@example.org", "name": "Anna", "role": "coordinator", "is_staff": "on"},
    )

    added = Membership.objects.get(person__email="a@example.org")
    assert (answer.status_code, added.role, added.person.is_staff) == (302, "coordinator", False)
    assert "Anna" in client.get("/organisations/malmo/people/").text


@pytest.mark.parametrize("address", ["/organisations/", "/organisations/?q=org&kind=network"])
def test_the_list_takes_as_many_statements_for_three_as_for_one(
    client: Client, address: str
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    country = make_country()
    make_organisation("Org 1", Kind.NETWORK, country=country)
    one = statements()
    for number in range(2):
        make_organisation(f"Org {number}", Kind.NETWORK, country=country)

    assert statements() == one <= 5


def test_an_organisation_without_anything_has_a_page(client: Client) -> None:
    make_organisation(slug="bare")

    assert client.get("/organisations/bare/").status_code == 200
    assert client.get("/organisations/none/").status_code == 404
