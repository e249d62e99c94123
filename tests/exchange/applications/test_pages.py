"""The pages of an application, as its parties and others see them."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from localturn.exchange.actions import applications as actions
from localturn.exchange.actions import listings
from localturn.exchange.domain.applications import Stage
from localturn.exchange.domain.terms import Slots
from localturn.exchange.models import Application, Partner, PriorCourse
from localturn.foundation.people.models import Person
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
from makers.people import make_operator, make_person

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

    with django_assert_num_queries(10):
        client.get(address)


@pytest.mark.parametrize("who", ["nobody", "member of nothing"])
def test_everybody_is_led_from_a_course_to_applying(who: str) -> None:
    world = make_applied()
    client = Client() if who == "nobody" else signed_in(make_person("No Member"))
    address = f"/exchange/courses/{world.listing.pk}/apply/"

    page = client.get(f"/exchange/courses/{world.listing.pk}/").text
    answer = client.get(address)

    assert f'href="{address}"' in page
    if who == "nobody":
        assert answer.url == f"/account/login/?next={address}"  # type: ignore[attr-defined]
    else:
        assert "Students of universities in its consortium may apply" in answer.text


def test_a_course_that_takes_no_applications_offers_none() -> None:
    late = make_applied(apply_until=date(2026, 6, 2)).listing
    kept = make_listing(Partner.objects.get(organisation=late.host_id))
    keeper = make_coordinator(Partner.objects.get(organisation=late.host_id))

    assert "/apply/" not in Client().get(late.get_absolute_url()).text
    assert "/apply/" not in signed_in(keeper).get(kept.get_absolute_url()).text


def test_a_host_answers_several_nominations_at_once_once_it_is_sure() -> None:
    world = make_applied(slots_kind=Slots.EACH, slots=5, participants=1)
    second, first, third = (make_application(world, Stage.APPROVED) for _ in range(3))
    actions.rank(first, to=1, by=world.keeper, now=NOON)
    for each in (second, first, third):
        actions.nominate(each, by=world.keeper, now=NOON)
    client = signed_in(world.host_keeper)
    desk = f"/exchange/courses/{world.listing.pk}/applications/"
    chosen = {"application": [first.pk, second.pk], "decision": "yes"}

    page = client.get(desk).text
    asked = client.post(f"{desk}answer/", chosen)
    before = Application.objects.filter(stage=Stage.NOMINATED).count()
    done = client.post(f"{desk}answer/", {**chosen, "sure": "1"}, follow=True)
    no = {"application": [third.pk], "decision": "no", "sure": "1"}
    unsaid = client.post(f"{desk}answer/", no)

    assert page.count('type="checkbox" name="application"') == 3
    assert "Accept 2 students" in asked.text
    assert before == 3
    assert "2 nominations are answered." in done.text
    stages = [Application.objects.get(pk=each.pk).stage for each in (first, second, third)]
    assert stages == [Stage.ACCEPTED, Stage.WAITING, Stage.NOMINATED]
    assert (unsaid.status_code, client.post(f"{desk}answer/").status_code) == (422, 422)
    assert "Say why" in unsaid.text


def test_a_university_lists_no_draft_but_those_that_it_has_begun_itself() -> None:
    world = make_applied()
    own, begun = make_application(world, Stage.DRAFT).student, make_student(world.home, "Bea Begun")
    actions.add_student(
        world.listing, home=world.home.organisation, email=begun.email, by=world.keeper, now=NOON
    )

    page = signed_in(world.keeper).get(f"/exchange/courses/{world.listing.pk}/applications/").text

    assert [str(each) in page for each in (own, begun)] == [False, True]


def test_the_table_of_applications_is_for_who_answers_them_alone() -> None:
    world = make_applied()
    third = make_partner(world.host.consortium, make_university("Third"))
    accepted, sent = make_application(world, Stage.ACCEPTED), make_application(world)
    other = make_application(world, Stage.NOMINATED, home=third)
    make_application(world, Stage.DRAFT)
    assert accepted.student is not None
    assert sent.student is not None
    assert other.student is not None
    address = f"/exchange/courses/{world.listing.pk}/applications/table.csv"

    def addresses(person: Person) -> list[str]:
        lines = signed_in(person).get(address).content.decode("utf-8-sig").splitlines()[1:]
        return sorted(line.split(",")[1] for line in lines)

    assert addresses(world.host_keeper) == ["", accepted.student.email]
    assert addresses(world.keeper) == sorted([accepted.student.email, sent.student.email])
    assert signed_in(accepted.student).get(address).status_code == 403
    workbook = signed_in(world.keeper).get(address.replace("csv", "xlsx"))
    assert workbook.content[:2] == b"PK"


def test_a_host_gives_one_partner_another_number_of_places_on_a_page() -> None:
    world = make_applied(slots_kind=Slots.EACH, slots=2)
    client = signed_in(world.host_keeper)
    address = f"/exchange/listings/{world.listing.pk}/places/"
    name = f"places-{world.home.organisation_id}"

    edited = client.get(f"/exchange/listings/{world.listing.pk}/").text
    saved = client.post(address, {name: "4"}, follow=True)

    assert f'href="{address}"' in edited
    assert "The places of the partners are saved." in saved.text
    assert 'value="4"' in client.get(address).text
    shown = signed_in(make_student(world.home)).get(world.listing.get_absolute_url()).text
    assert "<dd>4</dd>" in shown


def test_a_keeper_ends_a_place_on_the_page_of_the_application() -> None:
    world = make_applied()
    application = make_application(world, Stage.ACCEPTED)
    client = signed_in(world.host_keeper)

    unsaid = client.post(f"{page_of(application)}end/")
    client.post(f"{page_of(application)}end/", {"reason": "Never came."})

    assert unsaid.status_code == 422
    assert "End this place" in unsaid.text
    assert "The place was ended by a university" in client.get(page_of(application)).text
