"""A course that is a run of the academy: the academy alone says who has a place."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from localturn.academy.actions import enrolment as academy
from localturn.academy.models import Enrolment, Invitation, RunPartner
from localturn.academy.queries.partner_places import taken_by_partners
from localturn.exchange.actions import applications as actions
from localturn.exchange.actions import listings
from localturn.exchange.actions.applications.following import follow_the_academy
from localturn.exchange.actions.partner_slots import set_partner_slots
from localturn.exchange.domain.applications import Stage
from localturn.exchange.domain.catalogue import Asked
from localturn.exchange.domain.terms import Slots
from localturn.exchange.models import Application
from localturn.exchange.queries import catalogue
from localturn.exchange.queries.applications import trace_of, whole
from localturn.exchange.queries.held_places import left_for
from localturn.exchange.queries.listings import content_of
from localturn.exchange.queries.places import has_places, left_by_partner
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from makers.academy import make_facilitator, make_run, make_version
from makers.exchange import (
    NOON,
    Applied,
    make_application,
    make_applied,
    make_coordinator,
    make_listing,
    make_partner,
    make_student,
    make_university,
)

pytestmark = pytest.mark.django_db


def make_seminar(capacity: int | None = None, **changed: Any) -> Applied:
    """A run that the host of a listing holds, in three months."""
    world = make_applied()
    run = make_run(
        make_version(),
        host=world.host.organisation,
        capacity=capacity,
        starts_on=NOON.date() + timedelta(days=90),
    )
    content = replace(content_of(world.listing), run=run.pk, **changed)
    listings.save(world.listing, content, by=world.host_keeper, now=NOON)
    world.listing.refresh_from_db()
    return world


def test_a_university_that_joins_later_has_its_places_when_the_listing_is_saved_again() -> None:
    world = make_seminar(slots_kind=Slots.EACH, slots=2)
    joined = make_partner(world.host.consortium, make_university("Université de Valmont"))

    listings.save(world.listing, content_of(world.listing), by=world.host_keeper, now=NOON)

    partner = RunPartner.objects.get(run=world.listing.run_id, organisation=joined.organisation)
    assert partner.quota == 2


def confirm(application: Application) -> Enrolment:
    nomination, student = again(application).nomination, application.student
    assert nomination is not None
    assert nomination.invitation is not None
    assert student is not None
    return academy.accept_invitation(nomination.invitation, by=student, now=NOON)


def again(application: Application) -> Application:
    return whole(Application.objects.filter(pk=application.pk)).get()


def follow() -> None:
    with moments.travelled(NOON - moments.now()):
        follow_the_academy.call()


def test_what_a_listing_offers_is_set_aside_in_the_run() -> None:
    world = make_seminar(slots_kind=Slots.EACH, slots=2)
    partner = RunPartner.objects.get(run=world.listing.run_id)

    assert (partner.organisation, partner.quota) == (world.home.organisation, 2)


def test_who_is_accepted_has_a_place_kept_confirms_it_and_sits_in_the_run() -> None:
    world = make_seminar()
    application = make_application(world, Stage.ACCEPTED)
    kept = application.stands
    seat = confirm(application)

    assert (kept, again(application).stands) == (Stage.KEPT, Stage.ACCEPTED)
    assert (seat.way, seat.organisation) == (
        Enrolment.Way.NOMINATION,
        world.home.organisation,
    )


def test_a_place_that_is_kept_is_taken_by_who_applied_alone() -> None:
    world = make_seminar()
    application = make_application(world, Stage.ACCEPTED)
    student = application.student
    assert student is not None
    kept = Invitation.objects.get(email=student.email)
    with pytest.raises(NotAllowed, match="kept for somebody else"):
        academy.accept_invitation(kept, by=make_student(world.home, "Who got the letter"), now=NOON)
    student.email = "moved@example.org"
    student.save()

    seat = academy.accept_invitation(kept, by=student, now=NOON)

    assert (seat.person, again(application).stands) == (student, Stage.ACCEPTED)


def test_a_place_is_counted_once_from_nomination_to_seat() -> None:
    world = make_seminar(slots_kind=Slots.EACH, slots=2)
    home = world.home.organisation_id
    left = [left_for(world.listing, home, now=NOON)]
    application = make_application(world, Stage.NOMINATED)
    left.append(left_for(world.listing, home, now=NOON))
    actions.decide(application, accept=True, reason="", by=world.host_keeper, now=NOON)
    left.append(left_for(world.listing, home, now=NOON))
    confirm(application)
    left.append(left_for(world.listing, home, now=NOON))

    assert left == [2, 1, 1, 1]


def test_a_seat_given_up_in_the_academy_frees_the_place_here_and_the_next_moves_up() -> None:
    world = make_seminar(capacity=1)
    placed = make_application(world, Stage.ACCEPTED)
    seat = confirm(placed)
    waits = make_application(world, Stage.ACCEPTED)
    before = waits.stands
    assert seat.person is not None

    academy.withdraw(seat, by=seat.person, now=NOON)
    stands = [again(each).stands for each in (placed, waits)]
    follow()

    assert (before, stands) == (Stage.WAITING, [Stage.LEFT, Stage.KEPT])
    assert [again(each).stage for each in (placed, waits)] == [Stage.LEFT, Stage.KEPT]
    assert trace_of(waits)[-1][0] == "Moved up to a free place"
    assert Invitation.objects.filter(
        email=waits.student.email if waits.student else "", withdrawn_at=None
    ).exists()


@pytest.mark.parametrize("how", ["seated", "kept", "waiting"])
def test_an_application_taken_back_gives_back_what_it_has_in_the_academy(how: str) -> None:
    world = make_seminar(capacity=1)
    application = make_application(world, Stage.ACCEPTED)
    if how != "kept":
        confirm(application)
    if how == "waiting":
        application = make_application(world, Stage.ACCEPTED)
    run = world.listing.run_id or 0
    assert application.student is not None
    actions.withdraw(again(application), by=application.student, now=NOON)

    assert again(application).stands is Stage.WITHDRAWN
    left = 1 if how == "waiting" else 0
    taken = taken_by_partners([run], now=NOON).get(run, {})
    assert taken.get(world.home.organisation_id, 0) == left


def test_a_seat_given_back_by_a_facilitator_stands_here_again() -> None:
    world = make_seminar()
    application = make_application(world, Stage.ACCEPTED)
    seat = confirm(application)
    facilitator = make_facilitator(seat.run)
    assert seat.person is not None
    academy.withdraw(seat, by=seat.person, now=NOON)
    follow()
    seat.refresh_from_db()
    academy.reinstate(seat, by=facilitator, now=NOON)
    follow()

    assert again(application).stage == Stage.ACCEPTED


def test_a_course_stays_where_it_is_held_once_somebody_has_a_place() -> None:
    world = make_seminar()
    make_application(world, Stage.ACCEPTED)
    content = replace(content_of(world.listing), run=None, outside_url="https://a.example/")

    with pytest.raises(Invalid, match="it stays where it is held"):
        listings.save(world.listing, content, by=world.host_keeper, now=NOON)


def test_a_listing_does_not_set_aside_more_than_a_run_has_nor_places_of_others() -> None:
    world = make_applied()
    make_partner(world.host.consortium, make_university("Third"))
    run = make_run(make_version(), host=world.host.organisation, capacity=3)
    others = make_run(make_version(), host=world.home.organisation)

    with pytest.raises(Invalid, match="Together that is more than the run has places"):
        make_listing(world.host, by=world.host_keeper, run=run.pk, slots_kind=Slots.EACH, slots=2)
    with pytest.raises(NotAllowed, match="given by its facilitators and by its host"):
        make_listing(world.host, by=make_coordinator(world.host), run=others.pk)


def test_whom_a_partner_nominates_in_the_run_itself_waits_for_the_yes_of_the_host() -> None:
    world = make_seminar(slots_kind=Slots.EACH, slots=2)
    run = world.listing.run
    assert run is not None
    guide = make_facilitator(run)

    made = academy.nominate(
        run,
        organisation=world.home.organisation,
        name="Past the exchange",
        email="past@bay.example",
        language="en",
        reason="",
        by=world.keeper,
        now=NOON,
    )

    assert (made.state, made.invitation, run.invitations.count()) == ("waiting", None, 0)
    assert [(str(each.person), each.template) for each in Message.objects.filter(person=guide)] == [
        (guide.name, "academy/mail/nominated")
    ]
    academy.decide_nomination(made, accept=True, answer="", by=guide, now=NOON)
    assert left_for(world.listing, world.home.organisation_id, now=NOON) == 1


def test_a_full_run_has_no_places_left_however_many_a_listing_offers() -> None:
    world = make_seminar(capacity=1)
    home = world.home.organisation_id

    def left() -> tuple[int | None, list[int]]:
        known = catalogue.current()
        where = {world.home.consortium_id}
        wanted = has_places(known, home, consortia=where, now=NOON)
        found = known.find(Asked(only=wanted)).keys
        return left_by_partner(world.listing, [home], now=NOON)[home], found

    before = left()
    make_application(world, Stage.NOMINATED)

    assert (before, left()) == ((1, [world.listing.pk]), (0, []))
    waits = make_application(world, Stage.APPROVED)
    client = Client()
    client.force_login(world.keeper)
    page = client.get(f"/exchange/applications/{waits.pk}/").text
    assert "All places in the course are taken at present" in page


def test_a_pool_that_a_run_does_not_hold_is_not_offered() -> None:
    with pytest.raises(Invalid, match="Together that is more than the run has places"):
        make_seminar(capacity=3, slots_kind=Slots.POOLED, slots=4)


def test_a_draft_that_offers_less_than_is_taken_in_its_run_is_not_published() -> None:
    world = make_seminar(slots_kind=Slots.EACH, slots=2)
    for _ in range(2):
        confirm(make_application(world, Stage.ACCEPTED))
    run = world.listing.run_id

    with pytest.raises(Invalid, match="2 places for students of Tsurumi Bay University are taken"):
        make_listing(world.host, by=world.host_keeper, run=run, slots_kind=Slots.EACH, slots=1)


def test_one_partner_has_another_number_of_places_than_all() -> None:
    world = make_seminar(slots_kind=Slots.EACH, slots=1)
    third = make_partner(world.host.consortium, make_university("Third"))
    home, other = world.home.organisation_id, third.organisation_id

    by: dict[str, Any] = {"by": world.host_keeper, "now": NOON}
    set_partner_slots(world.listing, {home: 3, other: None}, **by)
    for _ in range(2):
        make_application(world, Stage.NOMINATED)

    quotas = dict(world.listing.run.partners.values_list("organisation_id", "quota"))  # type: ignore[union-attr]
    assert quotas == {home: 3, other: 1}
    assert left_by_partner(world.listing, [home, other], now=NOON) == {home: 1, other: 1}
    (row,) = catalogue.current().rows()
    assert row.own == {home: 3}
    assert left_for(world.listing, home, now=NOON) == 1
    with pytest.raises(Invalid, match="2 places for students of Tsurumi Bay University are taken"):
        set_partner_slots(world.listing, {home: None}, **by)
    with pytest.raises(NotAllowed):
        set_partner_slots(world.listing, {home: 9}, by=world.keeper, now=NOON)
    copy = listings.take_over(world.listing, **by)
    assert dict(copy.partner_slots.values_list("organisation_id", "number")) == {home: 3}


def test_a_place_in_a_run_is_ended_by_its_facilitators() -> None:
    world = make_seminar()
    application = make_application(world, Stage.ACCEPTED)

    with pytest.raises(NotNow, match="its facilitators end it there"):
        actions.end_place(application, reason="Gone.", by=world.host_keeper, now=NOON)


def test_who_is_ranked_first_moves_up_first_in_the_run() -> None:
    world = make_seminar(capacity=1)
    placed = make_application(world, Stage.ACCEPTED)
    second, first = (make_application(world, Stage.APPROVED) for _ in range(2))
    actions.rank(first, to=1, by=world.keeper, now=NOON)
    for each in (second, first):
        actions.nominate(each, by=world.keeper, now=NOON)
        actions.decide(each, accept=True, reason="", by=world.host_keeper, now=NOON)
    assert placed.student is not None

    actions.withdraw(again(placed), by=placed.student, now=NOON)

    assert [again(each).stands for each in (first, second)] == [Stage.KEPT, Stage.WAITING]
