"""An association nominates a list, and sees all of its people."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from localturn.academy.actions import enrolment as actions
from localturn.academy.actions import sharing
from localturn.academy.domain.invitees import Invitee
from localturn.academy.models import Enrolment, Nomination, Run, RunPartner
from localturn.academy.queries.nominees import guests_of
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.people.models import Organisation, Person, Role
from makers.academy import make_enrolment, make_facilitator, make_person, make_run
from makers.people import make_membership, make_organisation

pytestmark = pytest.mark.django_db

State = Nomination.State

LIST = """E-mail;Name;Language
ana@example.org;Ana Petrovska;fr
BO@example.org;Bo Lindqvist;svenska
cem@example.org;Cem;
seated@example.org;Sam;
"""


@pytest.fixture
def run() -> Run:
    return make_run(starts_on=moments.now().date() + timedelta(days=5), capacity=10)


@pytest.fixture
def league(run: Run) -> Organisation:
    organisation = make_organisation("League of Towns")
    RunPartner.objects.create(run=run, organisation=organisation, quota=2)
    return organisation


@pytest.fixture
def coordinator(league: Organisation, client: Client) -> Person:
    person = make_person("Cara", email="cara@example.org")
    make_membership(person, league, role=Role.COORDINATOR)
    client.force_login(person)
    return person


def look(client: Client, run: Run, organisation: Organisation, content: str = LIST) -> str:
    answer = client.post(
        f"/academy/runs/{run.slug}/nominations/list/",
        {
            "organisation": organisation.pk,
            "file": SimpleUploadedFile("list.csv", content.encode()),
            "language": "en",
        },
    )
    return unescape(answer.text)


def packed_in(page: str) -> str:
    found = re.search(r'name="list" value="([^"]+)"', page)
    assert found
    return found[1]


def send(client: Client, run: Run, packed: str) -> str:
    address = f"/academy/runs/{run.slug}/nominations/list/send/"
    return unescape(client.post(address, {"list": packed}).text)


def states() -> dict[str, str]:
    return dict(Nomination.objects.values_list("email", "state"))


def test_a_list_is_looked_at_and_then_nominated_once_within_the_quota(
    run: Run, league: Organisation, coordinator: Person, client: Client
) -> None:
    seat = make_enrolment(run, make_person("Sam", email="seated@example.org"))
    Enrolment.objects.filter(pk=seat.pk).update(organisation=league)

    page = look(client, run, league)
    assert page.count("Gets a place") == 2
    assert page.count("Comes on your waiting list") == 1
    assert page.count("Takes part already") == 1
    assert states() == {}

    packed = packed_in(page)
    report = send(client, run, packed)
    assert "3 people were nominated." in report
    assert report.count("Is to confirm") == 2
    assert report.count("On the waiting list") == 1
    assert "0 people were nominated." in send(client, run, packed)
    assert states() == {
        "ana@example.org": State.ACCEPTED,
        "bo@example.org": State.ACCEPTED,
        "cem@example.org": State.QUEUED,
    }
    invited = Message.objects.filter(template="academy/mail/invited").order_by("address")
    assert [(each.address, each.language) for each in invited] == [
        ("ana@example.org", "fr"),
        ("bo@example.org", "sv"),
    ]


def test_without_a_quota_a_list_waits_for_the_facilitators(
    run: Run, league: Organisation, coordinator: Person, client: Client
) -> None:
    RunPartner.objects.update(quota=None)

    page = look(client, run, league)
    assert page.count("Waits for the facilitators' answer") == 4
    send(client, run, packed_in(page))

    assert set(states().values()) == {State.WAITING}


def test_a_list_without_names_is_refused_by_its_rows(
    run: Run, league: Organisation, coordinator: Person, client: Client
) -> None:
    page = look(client, run, league, "E-mail;Name\nana@example.org;\n")

    assert "1 mistake in the list" in page
    assert 'name="list"' not in page


def test_a_list_is_sent_only_by_who_coordinates_its_organisation(
    run: Run, league: Organisation, coordinator: Person, client: Client
) -> None:
    packed = packed_in(look(client, run, league))
    other, stranger = make_organisation("Union"), make_person()
    RunPartner.objects.create(run=run, organisation=other, quota=2)
    make_membership(stranger, other, role=Role.COORDINATOR)
    client.force_login(stranger)

    address = f"/academy/runs/{run.slug}/nominations/list/send/"

    assert client.post(address, {"list": packed}).status_code == 404
    assert states() == {}


def test_an_association_sees_who_was_invited_for_it_and_nobody_elses(
    run: Run, league: Organisation, coordinator: Person, client: Client
) -> None:
    way, guide = Enrolment.Way.INVITATION, make_facilitator(run)
    make_enrolment(run, make_person("Ana"), way=way, organisation=league)
    make_enrolment(run, make_person("Bo"), way=way, organisation=league, withdrawn_at=moments.now())
    make_enrolment(run, make_person("Alone"), organisation=league)
    make_enrolment(run, make_person("Else"), way=way, organisation=make_organisation("Union"))
    actions.invite(
        run,
        invitees=[Invitee("cem@example.org", "Cem", "en", league.pk)],
        by=guide,
        now=moments.now(),
    )

    guests = guests_of(run, [league], now=moments.now())
    page = client.get(f"/academy/runs/{run.slug}/nominations/").text

    assert [(each.name, each.takes_part, each.has_left) for each in guests[league.pk]] == [
        ("Ana", True, False),
        ("Bo", False, True),
        ("Cem", False, False),
    ]
    assert "Invited by the facilitators" in page
    assert "Alone" not in page
    assert "Else" not in page


def test_an_association_takes_its_people_home_with_progress_of_who_agreed(
    run: Run, league: Organisation, coordinator: Person, client: Client
) -> None:
    now = moments.now()
    for name in ("Ana", "Bo"):
        email = f"{name.lower()}@example.org"
        made = actions.nominate(
            run,
            organisation=league,
            name=name,
            email=email,
            language="en",
            reason="",
            by=coordinator,
            now=now,
        )
        assert made.invitation is not None
        person = make_person(name, email=email)
        seat = actions.accept_invitation(made.invitation, by=person, now=now)
        seat.completions.create(activity=run.version.activities.all()[0], done_at=now)
        if name == "Ana":
            sharing.answer(seat, shares=True, sex="", by=person, now=now)
    make_enrolment(run, make_person("Cem"), way=Enrolment.Way.INVITATION, organisation=league)

    answer = client.get(f"/academy/runs/{run.slug}/nominations/table.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert [(row[1], row[2], row[3], row[5], row[6]) for row in rows[1:]] == [
        ("Ana", "ana@example.org", "Takes part", "1", "7"),
        ("Bo", "bo@example.org", "Takes part", "", ""),
        ("Cem", "", "Takes part", "", ""),
    ]
    xlsx = client.get(f"/academy/runs/{run.slug}/nominations/table.xlsx")
    assert xlsx.content.startswith(b"PK")


def test_a_list_of_a_partner_of_an_exchange_waits_for_the_host_whatever_its_quota(
    run: Run, league: Organisation, coordinator: Person, client: Client
) -> None:
    RunPartner.objects.update(is_answered=True)

    page = look(client, run, league)
    assert page.count("Waits for the facilitators' answer") == 4
    send(client, run, packed_in(page))

    assert set(states().values()) == {State.WAITING}


def test_a_list_does_not_tell_who_takes_part_for_others(
    run: Run, league: Organisation, coordinator: Person, client: Client
) -> None:
    make_enrolment(run, make_person("Sam", email="seated@example.org"))

    page = look(client, run, league)

    assert "Takes part already" not in page
    assert page.count("Cannot be nominated") == 1
