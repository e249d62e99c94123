"""The pages on which people ask for places, associations answer, and places move on."""

import pytest
from django.test import Client

from localturn.academy.models import Interest, Nomination, Run, RunPartner
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.mail.writing import write
from localturn.foundation.people.models import Organisation, Person, Role
from makers.academy import make_facilitator, make_person, make_run
from makers.people import make_membership, make_organisation

pytestmark = pytest.mark.django_db


def sent(template: str) -> Message:
    return Message.objects.get(template=f"academy/mail/{template}")


@pytest.fixture
def run() -> Run:
    """It begins today, and its places are given by associations."""
    return make_run(starts_on=moments.now().date(), capacity=10)


@pytest.fixture
def league(run: Run) -> Organisation:
    organisation = make_organisation("League of Towns")
    RunPartner.objects.create(run=run, organisation=organisation, quota=1)
    return organisation


@pytest.fixture
def coordinator(league: Organisation) -> Person:
    person = make_person("Cara", email="cara@example.org")
    make_membership(person, league, role=Role.COORDINATOR)
    return person


def ask(client: Client, run: Run, league: Organisation, **changed: str) -> int:
    asked = {
        "organisation": str(league.pk),
        "works_for": "Town of Lipnik",
        "reason": "I register newcomers.",
        "agreed": "on",
    }
    address = f"/academy/runs/{run.slug}/interest/"
    return client.post(address, asked | changed).status_code


def test_somebody_asks_is_put_on_the_waiting_list_and_reads_so(
    run: Run, league: Organisation, coordinator: Person, client: Client
) -> None:
    ana = make_person("Ana", email="ana@example.org")
    address = f"/academy/runs/{run.slug}/"
    client.force_login(ana)
    assert "interest/" in client.get(address).text
    assert ask(client, run, league) == 302
    assert "It has not answered yet" in client.get(f"{address}interest/").text
    assert "I register newcomers." in write(sent("interest_expressed")).text

    client.force_login(coordinator)
    first = {"organisation": league.pk, "name": "Bo", "email": "bo@example.org", "language": "en"}
    client.post(f"{address}nominations/", first)
    page = client.get(f"{address}nominations/").text
    assert "Town of Lipnik" in page
    assert "Whom you nominate now goes on your waiting list." in page
    Person.objects.filter(pk=ana.pk).update(language="fr")
    interest = Interest.objects.get()
    client.post(f"{address}interests/{interest.pk}/answer/", {"decision": "nominate"})
    assert "liste d’attente" in write(sent("queued")).subject

    Person.objects.filter(pk=ana.pk).update(language="en")
    client.force_login(ana)
    assert "you have place 1 on its waiting list" in client.get(address).text


def test_an_association_that_declines_says_why(
    run: Run, league: Organisation, coordinator: Person, client: Client
) -> None:
    ana = make_person("Ana", email="ana@example.org")
    client.force_login(ana)
    ask(client, run, league)
    interest = Interest.objects.get()
    address = f"/academy/runs/{run.slug}/interests/{interest.pk}/answer/"

    client.force_login(coordinator)
    assert client.post(address, {"decision": "decline"}).status_code == 422
    client.post(address, {"decision": "decline", "answer": "For registry staff alone."})

    client.force_login(ana)
    page = client.get(f"/academy/runs/{run.slug}/interest/").text
    assert "For registry staff alone." in page
    assert "Ask again" in page


@pytest.mark.parametrize("missing", ["agreed", "works_for", "reason"])
def test_nobody_asks_without_a_reason_and_without_agreeing(
    run: Run, league: Organisation, client: Client, missing: str
) -> None:
    client.force_login(make_person())

    assert ask(client, run, league, **{missing: ""}) == 422
    assert Interest.objects.count() == 0


def test_places_move_by_number_and_by_buttons(
    run: Run, league: Organisation, coordinator: Person, client: Client
) -> None:
    address = f"/academy/runs/{run.slug}/nominations/"
    client.force_login(coordinator)
    for name in ("First", "Ana", "Bo", "Cem"):
        given = {"name": name, "email": f"{name}@example.org", "language": "en"}
        client.post(address, given | {"organisation": league.pk})
    cem = Nomination.objects.get(name="Cem")

    answer = client.post(f"{address}{cem.pk}/rank/", {"to": "1"})
    assert answer.headers["Location"].endswith(f"#waiting-{cem.pk}")
    assert client.post(f"{address}{cem.pk}/rank/", {"to": "first"}).status_code == 422

    waiting = Nomination.objects.filter(state="queued").order_by("rank")
    assert [each.name for each in waiting] == ["Cem", "Ana", "Bo"]


def test_who_cannot_come_says_so_without_an_account_and_only_by_pressing(
    run: Run, league: Organisation, coordinator: Person, client: Client
) -> None:
    client.force_login(coordinator)
    given = {"name": "Ana", "email": "ana@example.org", "language": "en"}
    client.post(f"/academy/runs/{run.slug}/nominations/", given | {"organisation": league.pk})
    nomination = Nomination.objects.get()
    assert nomination.invitation is not None
    address = f"/academy/invitations/{nomination.invitation.token}/"
    client.logout()

    assert client.get(f"{address}decline/").status_code == 405
    client.get(address)
    nomination.refresh_from_db()
    assert nomination.state == Nomination.State.ACCEPTED
    client.post(f"{address}decline/")
    nomination.refresh_from_db()
    assert nomination.state == Nomination.State.GIVEN_BACK
    assert "You have said no" in client.get(address).text
    assert "has given the place" in write(sent("nominee_left")).text


def test_a_facilitator_sets_quotas_aside(run: Run, league: Organisation, client: Client) -> None:
    address = f"/academy/runs/{run.slug}/places/"
    client.force_login(make_facilitator(run))

    too_many = {f"quota-{league.pk}": "11", "confirmation_days": "5"}
    assert "more than the run has places" in client.post(address, too_many).text
    assert client.post(address, too_many | {f"quota-{league.pk}": "7"}).status_code == 302

    run.refresh_from_db()
    assert (run.partners.get().quota, run.confirmation_days) == (7, 5)
    assert "3 are free and set aside for nobody." in client.get(address).text
