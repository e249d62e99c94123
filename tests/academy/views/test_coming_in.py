"""People come into a run, and leave it."""

from datetime import timedelta

import pytest
from django.test import Client

from localturn.academy.models import Enrolment, Invitation, Nomination, Run, RunPartner
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.mail.writing import write
from localturn.foundation.people.models import Organisation, Person, Role
from makers.academy import NOON, make_enrolment, make_facilitator, make_person, make_run
from makers.people import make_membership, make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def sent(template: str) -> Message:
    return Message.objects.get(template=f"academy/mail/{template}")


# --- Open enrolment


def test_somebody_enrols_for_their_organisation_and_is_welcomed(client: Client) -> None:
    run, person, town = make_run(is_open=True), make_person(), make_organisation("Malmö")
    make_membership(person, town)
    client.force_login(person)
    address = f"/academy/runs/{run.slug}/enrol/"

    assert "Malmö" in client.get(address).text
    answer = client.post(address, {"organisation": town.pk})

    assert answer["Location"] == f"/academy/runs/{run.slug}/"
    assert Enrolment.objects.get().organisation == town
    assert "You have a place" in client.get(answer["Location"]).text
    assert "has been running since Monday 8 March 2027" in write(sent("enrolled")).text


def test_nobody_enrols_for_an_organisation_they_do_not_belong_to(client: Client) -> None:
    run, stranger = make_run(is_open=True), make_organisation("Elsewhere")
    client.force_login(make_person())

    answer = client.post(f"/academy/runs/{run.slug}/enrol/", {"organisation": stranger.pk})

    assert answer.status_code == 422
    assert Enrolment.objects.count() == 0


def test_who_would_enrol_signs_in_first(client: Client) -> None:
    run = make_run(is_open=True)

    answer = client.get(f"/academy/runs/{run.slug}/enrol/")

    assert answer["Location"] == f"/account/login/?next=/academy/runs/{run.slug}/enrol/"


def test_a_full_run_says_so(client: Client) -> None:
    run = make_run(is_open=True, capacity=1)
    make_enrolment(run)
    client.force_login(make_person())

    answer = client.post(f"/academy/runs/{run.slug}/enrol/")

    assert answer.status_code == 409
    assert "All places in this run are taken." in answer.text


def test_who_was_removed_is_told_so_and_offered_no_seat(client: Client) -> None:
    run, person = make_run(is_open=True), make_person()
    make_enrolment(run, person, withdrawn_at=NOON, removed_at=NOON)
    client.force_login(person)

    page = client.get(f"/academy/runs/{run.slug}/").text
    answer = client.post(f"/academy/runs/{run.slug}/enrol/")

    assert "A facilitator has ended your part in this run." in page
    assert f"/academy/runs/{run.slug}/enrol/" not in page
    assert answer.status_code == 403


def test_leaving_is_asked_for_twice(client: Client) -> None:
    seat = make_enrolment(make_run())
    client.force_login(seat.person)
    address = f"/academy/runs/{seat.run.slug}/withdraw/"

    assert "Leave the course?" in client.get(address).text
    seat.refresh_from_db()
    assert seat.withdrawn_at is None
    client.post(address)

    seat.refresh_from_db()
    assert seat.withdrawn_at is not None
    assert client.get(address).status_code == 403


# --- Invitations


@pytest.fixture
def run(client: Client) -> Run:
    run = make_run()
    client.force_login(make_facilitator(run))
    return run


def invite(client: Client, run: Run, people: str = "elodie@example.org, Élodie, fr") -> Invitation:
    client.post(f"/academy/runs/{run.slug}/invitations/", {"people": people, "language": "en"})
    return Invitation.objects.get()


def test_a_list_is_invited_and_its_bad_lines_come_back(run: Run, client: Client) -> None:
    address = f"/academy/runs/{run.slug}/invitations/"

    answer = client.post(
        address, {"people": "ana@example.org\nnobody\nbo@example.org", "language": "sv"}
    )

    assert answer.status_code == 422
    assert "2 invitations were sent." in answer.text
    assert "Line 2:" in answer.text
    assert "There is no e-mail address in this line." in answer.text
    assert [(i.email, i.language) for i in Invitation.objects.order_by("email")] == [
        ("ana@example.org", "sv"),
        ("bo@example.org", "sv"),
    ]


def test_an_invitation_is_written_in_the_language_of_the_invited(run: Run, client: Client) -> None:
    invitation = invite(client, run)
    message = sent("invited")

    assert (message.language, message.address) == ("fr", "elodie@example.org")
    assert f"/academy/invitations/{invitation.token}/" in write(message).text
    assert len(invitation.token) >= 32


def test_an_invited_stranger_signs_up_and_comes_back(run: Run, client: Client) -> None:
    address = f"/academy/invitations/{invite(client, run).token}/"
    client.logout()

    page = client.get(address)

    assert page.status_code == 200
    assert f'href="/account/signup/?next={address}"' in page.text
    assert "elodie@example.org" not in page.text
    assert page["X-Robots-Tag"] == "noindex"


def test_the_invited_takes_the_place(run: Run, client: Client) -> None:
    address = f"/academy/invitations/{invite(client, run).token}/"
    elodie = make_person("Élodie", email="elodie@example.org")
    client.force_login(elodie)

    assert "Take the place" in client.get(address).text
    answer = client.post(address)

    assert answer["Location"] == f"/academy/runs/{run.slug}/"
    assert Enrolment.objects.get().person == elodie
    assert client.get(address)["Location"] == f"/academy/runs/{run.slug}/"


def test_another_address_takes_it_only_after_saying_so(run: Run, client: Client) -> None:
    address = f"/academy/invitations/{invite(client, run).token}/"
    client.force_login(make_person(email="private@example.org"))

    page = client.post(address)
    assert page.status_code == 200
    assert "You are signed in with another address" in page.text
    assert Enrolment.objects.count() == 0
    client.post(address, {"confirmed": "yes"})

    assert Enrolment.objects.count() == 1


def test_an_invitation_that_has_run_out_says_what_to_do(run: Run, client: Client) -> None:
    address = f"/academy/invitations/{invite(client, run).token}/"

    with moments.travelled(timedelta(days=31)):
        page = client.get(address)

    assert "Write to whoever invited you" in page.text
    assert "Take the place" not in page.text


def test_a_withdrawn_invitation_is_not_found(run: Run, client: Client) -> None:
    invitation = invite(client, run)

    client.post(f"/academy/runs/{run.slug}/invitations/{invitation.pk}/withdraw/")

    assert client.get(f"/academy/invitations/{invitation.token}/").status_code == 404


def test_an_invitation_is_sent_again(run: Run, client: Client) -> None:
    invitation = invite(client, run)

    client.post(f"/academy/runs/{run.slug}/invitations/{invitation.pk}/resend/")

    assert Message.objects.filter(template="academy/mail/invited").count() == 2


def test_a_facilitator_of_another_run_cannot_touch_an_invitation(run: Run, client: Client) -> None:
    invitation = invite(client, run)
    other = make_run()
    client.force_login(make_facilitator(other))

    for verb in ("resend", "withdraw"):
        path = f"invitations/{invitation.pk}/{verb}/"
        assert client.post(f"/academy/runs/{run.slug}/{path}").status_code == 403
        assert client.post(f"/academy/runs/{other.slug}/{path}").status_code == 404


# --- Nominations


@pytest.fixture
def association() -> Organisation:
    return make_organisation("Association of towns")


@pytest.fixture
def coordinator(run: Run, association: Organisation) -> Person:
    RunPartner.objects.create(run=run, organisation=association)
    person = make_person("Cara", email="cara@example.org")
    make_membership(person, association, role=Role.COORDINATOR)
    return person


def nominate(client: Client, run: Run, association: Organisation) -> Nomination:
    client.post(
        f"/academy/runs/{run.slug}/nominations/",
        {
            "organisation": association.pk,
            "name": "Nora Nominee",
            "email": "nora@example.org",
            "language": "fr",
            "reason": "Runs the welcome desk.",
        },
    )
    return Nomination.objects.get()


def test_a_nomination_goes_from_the_coordinator_to_the_seat(
    run: Run, association: Organisation, coordinator: Person, client: Client
) -> None:
    page = f"/academy/runs/{run.slug}/nominations/"
    client.force_login(coordinator)
    nomination = nominate(client, run, association)
    assert "Waiting for an answer" in client.get(page).text

    client.force_login(make_facilitator(run))
    assert "Runs the welcome desk." in client.get(page).text
    client.post(f"{page}{nomination.pk}/answer/", {"decision": "accept"})
    assert sent("nomination_accepted").address == "cara@example.org"
    assert "Association of towns" in write(sent("invited")).text

    nora = make_person("Nora", email="nora@example.org")
    client.force_login(nora)
    client.post(f"/academy/invitations/{Invitation.objects.get().token}/")

    seat = Enrolment.objects.get()
    assert (seat.person, seat.way, seat.organisation) == (nora, "nomination", association)
    client.force_login(coordinator)
    assert "Takes part" in client.get(page).text


def test_declining_needs_a_reason_and_the_association_reads_it(
    run: Run, association: Organisation, coordinator: Person, client: Client
) -> None:
    page = f"/academy/runs/{run.slug}/nominations/"
    client.force_login(coordinator)
    nomination = nominate(client, run, association)
    client.force_login(make_facilitator(run))

    assert client.post(f"{page}{nomination.pk}/answer/").status_code == 422
    client.post(f"{page}{nomination.pk}/answer/", {"answer": "The course is for towns."})

    assert "The course is for towns." in write(sent("nomination_declined")).text


def test_a_coordinator_sees_only_their_own_nominees(
    run: Run, association: Organisation, coordinator: Person, client: Client
) -> None:
    client.force_login(coordinator)
    nominate(client, run, association)
    make_enrolment(run, make_person("Somebody Else"))
    other = make_organisation("Other association")
    RunPartner.objects.create(run=run, organisation=other)
    colleague = make_person("Colleague")
    make_membership(colleague, other, role=Role.COORDINATOR)

    mine = client.get(f"/academy/runs/{run.slug}/nominations/").text
    client.force_login(colleague)
    theirs = client.get(f"/academy/runs/{run.slug}/nominations/").text

    assert "Nora Nominee" in mine
    assert "Somebody Else" not in mine
    assert "Nora Nominee" not in theirs


def test_a_coordinator_withdraws_only_their_own_nomination(
    run: Run, association: Organisation, coordinator: Person, client: Client
) -> None:
    client.force_login(coordinator)
    nomination = nominate(client, run, association)
    path = f"/academy/runs/{run.slug}/nominations/{nomination.pk}/withdraw/"
    client.force_login(make_person())
    assert client.post(path).status_code == 403
    colleague = make_person("Colleague")
    other = make_organisation("Other association")
    RunPartner.objects.create(run=run, organisation=other)
    make_membership(colleague, other, role=Role.COORDINATOR)
    client.force_login(colleague)
    assert client.post(path).status_code == 404

    client.force_login(coordinator)
    client.post(path)

    nomination.refresh_from_db()
    assert nomination.state == Nomination.State.WITHDRAWN


# --- Facilitators and seats


def test_a_facilitator_takes_a_seat_with_a_reason_and_gives_it_back(
    run: Run, client: Client
) -> None:
    seat = make_enrolment(run, make_person("Per"))
    page = f"/academy/runs/{run.slug}/people/"
    assert "Per" in client.get(page).text

    assert client.post(f"{page}{seat.pk}/remove/").status_code == 422
    client.post(f"{page}{seat.pk}/remove/", {"reason": "Asked by mail."})
    assert "Has left" in client.get(page).text
    client.post(f"{page}{seat.pk}/reinstate/")

    seat.refresh_from_db()
    assert seat.withdrawn_at is None


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_of_people_costs_as_much_for_one_as_for_three(
    run: Run, client: Client, people: int, django_assert_num_queries: object
) -> None:
    for _ in range(people):
        make_enrolment(run, organisation=make_organisation())
    client.get(f"/academy/runs/{run.slug}/people/")

    with django_assert_num_queries(6):  # type: ignore[operator]
        client.get(f"/academy/runs/{run.slug}/people/")
