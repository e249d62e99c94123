"""The pages of an application, as its parties and others see them."""

from typing import Any

import pytest
from django.test import Client

from localturn.exchange.actions import listings
from localturn.exchange.domain.applications import Stage
from localturn.exchange.domain.terms import Slots
from localturn.exchange.models import Application, PriorCourse
from localturn.foundation.people.models import Person
from makers.exchange import (
    NOON,
    Applied,
    make_application,
    make_applied,
    make_coordinator,
    make_partner,
    make_student,
    make_university,
)
from makers.people import make_operator

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FILLED = {
    "statement": "I live in a town that shrinks.",
    "follows_language": "on",
    "courses-TOTAL_FORMS": "3",
    "courses-INITIAL_FORMS": "0",
    "courses-0-course": "Cities",
    "courses-0-university": "Tsurumi Bay University",
    "courses-0-points": "4",
}


def signed_in(person: Person | None) -> Client:
    assert person is not None
    client = Client()
    client.force_login(person)
    return client


def page_of(application: Application) -> str:
    return f"/exchange/applications/{application.pk}/"


def apply(world: Applied, student: Person, **said: Any) -> Any:
    address = f"/exchange/courses/{world.listing.pk}/apply/"
    return signed_in(student).post(
        address, FILLED | {"home": world.home.organisation_id} | said, follow=True
    )


def test_a_student_applies_from_the_page_of_the_course() -> None:
    world = make_applied()
    student = make_student(world.home)

    listing = signed_in(student).get(f"/exchange/courses/{world.listing.pk}/").text
    draft = apply(world, student, save="1").text
    sent = apply(world, student, send="1").text

    assert "Apply for a place" in listing
    assert "The draft is saved. Nobody has it until you send it." in draft
    assert "It is the turn of: Home university." in sent
    assert "Cities" in sent


def test_what_cannot_be_sent_is_said_beside_its_field() -> None:
    world = make_applied()
    student = make_student(world.home)

    bare = apply(world, student, send="1", statement="")
    row = apply(world, student, send="1", **{"courses-0-university": ""})
    many = apply(world, student, send="1", **{"courses-TOTAL_FORMS": "21"})

    assert [page.status_code for page in (bare, row, many)] == [422, 422, 422]
    assert "Say why you would like to take this course." in bare.text
    assert "Name the course and the university, or empty the row." in row.text
    assert not Application.objects.exists()


def test_an_application_is_seen_by_its_parties_alone_and_by_the_host_once_it_is_approved() -> None:
    world = make_applied()
    sent, approved = make_application(world), make_application(world, Stage.APPROVED)
    other = make_coordinator(make_partner(world.host.consortium, make_university("Third")))
    readers = [sent.student, world.keeper, world.host_keeper, other, make_operator()]

    def answers(application: Application) -> list[int]:
        return [signed_in(each).get(page_of(application)).status_code for each in readers]

    assert answers(sent) == [200, 200, 404, 404, 404]
    assert answers(approved) == [404, 200, 200, 404, 404]


def test_a_university_does_not_read_a_draft_that_it_knows_of() -> None:
    application = make_application(world := make_applied(), Stage.DRAFT)

    page = signed_in(world.keeper).get(page_of(application)).text

    assert "The student is still writing it." in page
    assert application.statement not in page


def test_a_draft_that_was_never_sent_is_thrown_away_with_its_words() -> None:
    world = make_applied()
    draft = make_application(world, Stage.DRAFT)
    address = f"{page_of(draft)}withdraw/"

    others = signed_in(world.keeper).post(address).status_code
    page = signed_in(draft.student).post(address, follow=True).text

    assert others == 403
    assert "The draft is thrown away." in page
    assert not Application.objects.exists()
    assert not PriorCourse.objects.exists()
    assert signed_in(world.keeper).get(page_of(draft)).status_code == 404
    listed = signed_in(world.keeper).get(f"/exchange/courses/{world.listing.pk}/applications/")
    assert str(draft.student) not in listed.text


def test_a_draft_whose_course_is_no_longer_on_offer_can_only_be_thrown_away() -> None:
    world = make_applied()
    draft = make_application(world, Stage.DRAFT)
    before = signed_in(draft.student).get(page_of(draft)).text
    listings.take_back(world.listing, by=world.host_keeper, now=NOON)
    after = signed_in(draft.student).get(page_of(draft)).text

    assert ["Go on with the draft" in each for each in (before, after)] == [True, False]
    assert ["Throw the draft away" in each for each in (before, after)] == [True, True]
    signed_in(draft.student).post(f"{page_of(draft)}withdraw/")
    assert not Application.objects.exists()


@pytest.mark.parametrize("reason", ["a\0b", "a" * 2_001])
def test_a_reason_that_cannot_be_kept_is_refused_and_the_application_stands(reason: str) -> None:
    world = make_applied()
    sent = make_application(world)

    answer = signed_in(sent.student).post(f"{page_of(sent)}withdraw/", {"reason": reason})

    sent.refresh_from_db()
    assert (answer.status_code, sent.stage) == (422, Stage.SENT)


def test_a_refusal_without_a_reason_is_asked_for_one() -> None:
    world = make_applied()
    application = make_application(world, Stage.NOMINATED)
    address = f"{page_of(application)}decide/"

    page = signed_in(world.host_keeper).post(address, {"decision": "no"})
    neither = signed_in(world.host_keeper).post(address, {"reason": "Hm."})

    assert (page.status_code, neither.status_code) == (422, 422)
    assert "Say why: the student and their university read it." in page.text
    assert "Choose whether it is a yes or a no." in neither.text


def test_a_university_sees_how_many_more_it_can_nominate() -> None:
    world = make_applied(slots_kind=Slots.EACH, slots=2)
    make_application(world, Stage.NOMINATED)
    make_application(world, Stage.APPROVED)
    address = f"/exchange/courses/{world.listing.pk}/applications/"

    assert "You can nominate 1 more." in signed_in(world.keeper).get(address).text
    assert "1 place is given or asked for" in signed_in(world.host_keeper).get(address).text
    assert signed_in(make_student(world.home)).get(address).status_code == 403


def test_places_left_in_the_catalogue_count_what_is_nominated() -> None:
    world = make_applied(slots_kind=Slots.EACH, slots=1)
    student = signed_in(make_student(world.home))
    address = f"/exchange/?places={world.home.organisation.slug}"

    before = student.get(address).text
    make_application(world, Stage.NOMINATED)

    assert world.listing.title in before
    assert world.listing.title not in student.get(address).text


def test_the_agreement_is_proposed_confirmed_and_kept_from_others() -> None:
    world = make_applied()
    application = make_application(world, Stage.ACCEPTED)
    address = f"{page_of(application)}agreement/"
    terms = {
        "course": "Towns",
        "points": "6",
        "recognised_as": "Free elective",
        "recognised_points": "5",
    }

    signed_in(application.student).post(address, terms)
    read = signed_in(world.keeper).get(address).text
    digest = read.split('name="digest" value="')[1][:64]
    confirmed = signed_in(world.keeper).post(
        f"{address}confirm/", {"party": "home", "digest": digest}, follow=True
    )
    stale = signed_in(world.host_keeper).post(
        f"{address}confirm/", {"party": "host", "digest": "0" * 64}, follow=True
    )

    assert "Free elective" in read
    assert "Still to be confirmed by: Student, Host university." in confirmed.text
    assert "The agreement was changed meanwhile." in stale.text
    assert signed_in(make_student(world.home)).get(address).status_code == 404
    early = make_application(world, Stage.NOMINATED)
    assert signed_in(early.student).get(f"{page_of(early)}agreement/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_lists_cost_as_much_for_three_as_for_one(
    number: int, django_assert_num_queries: Any
) -> None:
    world = make_applied()
    for _ in range(number):
        make_application(world, Stage.APPROVED)
    client = signed_in(world.keeper)
    address = f"/exchange/courses/{world.listing.pk}/applications/"
    client.get(address)

    with django_assert_num_queries(8):
        client.get(address)
