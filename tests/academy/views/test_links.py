"""Addresses that give a place to whoever opens them."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.test import Client

from localturn.academy.actions import enrolment as actions
from localturn.academy.models import Enrolment, InvitingLink, Run
from localturn.foundation import moments
from localturn.foundation.refusals import NotAllowed, NotNow
from makers.academy import NOON, make_enrolment, make_facilitator, make_person, make_run
from makers.races import at_once

pytestmark = pytest.mark.django_db


def make_link(run: Run, **fields: object) -> InvitingLink:
    return actions.make_link(
        run,
        **{"note": "", "most": None, "expires_at": None} | fields,  # type: ignore[arg-type]
        by=make_facilitator(run),
        now=NOON,
    )


def test_a_link_is_made_passed_on_and_withdrawn(client: Client) -> None:
    run = make_run(starts_on=moments.now().date())
    facilitator, ana = make_facilitator(run), make_person("Ana")
    address = f"/academy/runs/{run.slug}/links/"
    client.force_login(facilitator)
    client.post(address, {"note": "The northern towns", "most": "2"})
    link = InvitingLink.objects.get()
    joins = f"/academy/join/{link.token}/"
    assert joins in client.get(address).text

    client.logout()
    assert "Make an account" in client.get(joins).text
    client.force_login(ana)
    client.post(joins, {"sex": "woman"})
    seat = Enrolment.objects.get(person=ana)
    assert (seat.way, seat.stated_sex.sex) == (Enrolment.Way.LINK, "woman")
    client.force_login(facilitator)
    assert "1 of 2" in client.get(address).text

    client.post(f"{address}{link.pk}/revoke/")
    client.force_login(make_person())
    answer = client.post(joins)
    assert answer.status_code == 409
    assert "This link has been withdrawn" in answer.text
    assert client.get("/academy/join/nothing-like-it/").status_code == 404


def test_a_link_gives_as_many_places_as_it_may_and_only_until_its_end() -> None:
    run = make_run()
    link = make_link(run, most=1, expires_at=NOON + timedelta(days=1))
    first, second = make_person(), make_person()

    actions.join_by_link(link, by=first, now=NOON)
    assert actions.join_by_link(link, by=first, now=NOON).person == first
    with pytest.raises(NotNow, match="As many people"):
        actions.join_by_link(link, by=second, now=NOON)
    with pytest.raises(NotNow, match="run out"):
        actions.join_by_link(link, by=second, now=NOON + timedelta(days=1))


def test_a_link_gives_no_place_that_is_not_there_and_lets_nobody_back_in() -> None:
    run = make_run(capacity=1)
    link, left = make_link(run), make_person()
    seat = make_enrolment(run, left)
    with pytest.raises(NotNow, match="All places"):
        actions.join_by_link(link, by=make_person(), now=NOON)

    actions.withdraw(seat, by=make_facilitator(run), now=NOON)

    with pytest.raises(NotAllowed, match="has ended your part"):
        actions.join_by_link(link, by=left, now=NOON)


def test_only_facilitators_make_and_withdraw_links() -> None:
    run = make_run()
    link, stranger = make_link(run), make_facilitator(make_run())

    with pytest.raises(NotAllowed):
        actions.make_link(run, note="", most=None, expires_at=None, by=stranger, now=NOON)
    with pytest.raises(NotAllowed):
        actions.revoke_link(link, by=stranger, now=NOON)


@pytest.mark.django_db(transaction=True)
@pytest.mark.both
def test_of_three_who_come_by_the_last_use_of_a_link_at_once_one_gets_it(tmp_path: Path) -> None:
    link = make_link(make_run(), most=1)

    answers = at_once(
        *(partial(actions.join_by_link, link, by=make_person(), now=NOON) for _ in range(3)),
        folder=tmp_path,
    )

    assert sorted(type(each).__name__ for each in answers) == ["Enrolment", "NotNow", "NotNow"]


@pytest.mark.parametrize("people", [60, 200])
def test_a_long_list_of_people_is_paged_and_costs_the_same(
    client: Client, people: int, django_assert_num_queries: object
) -> None:
    run = make_run()
    for number in range(people):
        make_enrolment(run, make_person(f"Person {number:03}"))
    client.force_login(make_facilitator(run))
    address = f"/academy/runs/{run.slug}/people/"
    first = client.get(address).text
    with django_assert_num_queries(6):  # type: ignore[operator]
        second = client.get(f"{address}?page=2").text

    assert ("Person 000" in first, "Person 050" in first) == (True, False)
    assert ("Person 000" in second, "Person 050" in second) == (False, True)
