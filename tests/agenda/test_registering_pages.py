"""Registering in a browser: with and without an account, by links whose look changes nothing."""

import re
from dataclasses import replace
from datetime import time, timedelta
from io import BytesIO

import pytest
from django.conf import settings as house
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pytest_django import Settings

from localturn.agenda.actions import registration_forms
from localturn.agenda.domain.marks import Purpose
from localturn.agenda.domain.registering import Asks, Place, Question
from localturn.agenda.domain.terms import Mode
from localturn.agenda.domain.when import When
from localturn.agenda.models import Event, Registrant, Registration
from localturn.agenda.queries.registering import link_for, terms_of
from localturn.foundation import moments
from localturn.foundation.mail.models import CALENDAR, Message
from makers.agenda import make_editor, make_event, titled
from makers.people import make_person
from makers.registering import make_registrant, make_registration, make_seated

pytestmark = pytest.mark.django_db


def make_seminar(**fields: object) -> Event:
    day = moments.now().date() + timedelta(days=30)
    when = When("Europe/Stockholm", day, time(10), day, time(16))
    told: dict[str, object] = {"texts": titled("Seminar"), "when": when, "deadline": None}
    return make_event(now=moments.now(), **told | fields)


def make_open(**terms: object) -> Registration:
    return make_registration(make_seminar(), now=moments.now(), **terms)


def path(registration: Registration, rest: str) -> str:
    return f"/agenda/events/{registration.event_id}/{rest}"


def filled(registration: Registration, **said: object) -> dict[str, object]:
    place = registration.places.order_by("position")[0].pk
    told = {"name": "Ana Kovač", "email": "ana@example.org", "place": place, "once": "a"}
    return told | said


def link_in(letter: Message, name: str) -> str:
    return str(letter.context[name]).removeprefix(house.PUBLIC_URL)


def test_who_has_no_account_registers_and_cancels_by_the_letter_alone() -> None:
    registration, client = make_open(), Client()
    page = client.get(path(registration, "register/"))
    assert "2 places left" in client.get(f"/agenda/events/{registration.event_id}/").text
    once = re.search(r'name="once" value="(\w{22})"', page.text)
    assert once is not None
    assert "6 months after it" in page.text

    sent = filled(registration, once=once[1])
    answers = [client.post(path(registration, "register/"), sent) for _ in range(2)]
    assert {each.headers["Location"] for each in answers} == {path(registration, "register/done/")}
    assert client.get(path(registration, "register/done/")).status_code == 200
    letter = Message.objects.get(address="ana@example.org")
    registrant = Registrant.objects.get()

    for name in ("look", "give_up", "take"):
        assert client.get(link_in(letter, name)).status_code == 200
        assert client.head(link_in(letter, name)).status_code == 200
    registrant.refresh_from_db()
    assert registrant.standing == "confirmed"
    client.post(link_in(letter, "give_up"))
    registrant.refresh_from_db()
    assert registrant.standing == "cancelled"
    assert "is cancelled" in client.get(link_in(letter, "look")).text


def test_the_page_does_not_tell_who_is_registered_already() -> None:
    registration, client = make_open(), Client()
    new = client.post(path(registration, "register/"), filled(registration))
    known = client.post(path(registration, "register/"), filled(registration, once="b"))

    assert (new.status_code, new.headers["Location"]) == (
        known.status_code,
        known.headers["Location"],
    )
    assert Registrant.objects.count() == 1


def test_a_link_is_good_for_what_it_was_made_for_alone() -> None:
    registrant = make_registrant(make_open(), now=moments.now())
    take = link_for(Purpose.TAKE_PLACE, registrant.key).rstrip("/").rpartition("/")[2]

    assert Client().get(f"/agenda/registrations/take/{take}/").status_code == 200
    assert Client().post(f"/agenda/registrations/give-up/{take}/").status_code == 404
    assert Client().post(f"/agenda/registrations/look/{take}/").status_code == 404


def test_who_is_signed_in_sees_at_once_where_they_stand_and_finds_it_again() -> None:
    registration = make_open(places=(Place("Hall", 0),))
    person, client = make_person("Ana Kovač"), Client()
    client.force_login(person)

    answer = client.post(path(registration, "register/"), filled(registration), follow=True)

    assert "You are on the waiting list" in answer.text
    assert Registrant.objects.get().person == person
    own = client.get("/agenda/registrations/").text
    assert "Seminar" in own
    assert "Waits" in own
    assert "You are registered" in client.get(f"/agenda/events/{registration.event_id}/").text
    assert client.get(path(registration, "register/")).status_code == 302


def test_what_is_to_come_stands_before_what_is_over() -> None:
    person, client = make_person("Ana Kovač"), Client()
    client.force_login(person)
    past = make_registration(make_seminar(texts=titled("Long ago")), now=moments.now())
    coming = make_open()
    for registration in (past, coming):
        make_registrant(registration, by=person, now=moments.now())
    assert "What is over" not in client.get("/agenda/registrations/").text

    Event.objects.filter(pk=past.event_id).update(
        starts=moments.now() - timedelta(days=3), ends=moments.now() - timedelta(days=2)
    )
    before, _heading, after = client.get("/agenda/registrations/").text.partition("What is over")

    assert ("Seminar" in before, "Long ago" in before) == (True, False)
    assert ("Seminar" in after, "Long ago" in after) == (False, True)


def test_what_is_missing_is_said_at_its_question_and_nothing_is_lost() -> None:
    meal = Question("Which meal?", Asks.CHOICE, ("Soup", "Salad"), is_required=True)
    consent = Question("May we film?", Asks.YES_NO, is_required=True)
    registration = make_open(questions=(meal, consent))
    address = path(registration, "register/")
    first, second = (each.pk for each in registration.questions.all())

    refused = Client().post(address, filled(registration))
    assert refused.status_code == 422
    assert "Without this you cannot register." in refused.text
    assert "ana@example.org" in refused.text
    said = {f"question_{first}": "Salad", f"question_{second}": "on"}
    assert Client().post(address, filled(registration, **said)).status_code == 302
    assert Registrant.objects.get().answers == {str(first): "Salad", str(second): "yes"}


def test_answers_and_name_are_changed_by_the_link() -> None:
    registration = make_open(questions=(Question("Anything else?"),))
    registrant = make_registrant(registration, now=moments.now())
    look = link_for(Purpose.REGISTRATION, registrant.key).removeprefix(house.PUBLIC_URL)
    asked = registration.questions.get().pk

    sent = filled(registration, name="Ana K.", **{f"question_{asked}": "A ramp."})
    assert Client().post(look, sent).status_code == 302

    registrant.refresh_from_db()
    assert (registrant.name, registrant.answers) == ("Ana K.", {str(asked): "A ramp."})
    assert "A ramp." in Client().get(look).text


def test_programs_that_fill_in_everything_and_too_many_from_one_place_register_nobody(
    settings: Settings,
) -> None:
    registration, client = make_open(), Client()
    address = path(registration, "register/")
    assert client.post(address, filled(registration, website="x")).status_code == 302
    assert Registrant.objects.count() == 0

    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {"register": "1/h/ip"}
    assert client.post(address, filled(registration)).status_code == 302
    more = client.post(address, filled(registration, once="b", email="bo@example.org"))
    assert more.status_code == 422
    assert "Too many registrations" in more.text
    cache.clear()


def test_the_form_is_written_by_who_looks_after_the_event() -> None:
    event, client = make_seminar(), Client()
    client.force_login(make_editor())
    address = f"/agenda/events/{event.pk}/registration/"
    assert client.get(address).status_code == 200
    sent = {"opens_zone": "Europe/Stockholm", "offer_days": 2, "keep_months": 3, "remind_days": ""}
    sent |= {"place_0": "Hall", "total_0": 9, "words_0": "Meal?", "asks_0": "choice"}
    sent |= {"choices_0": "Soup\nSalad\n", "has_waiting_list": "on"}
    assert client.post(address, {**sent, "place_0": ""}).status_code == 422

    assert client.post(address, sent).status_code == 302
    registration = Registration.objects.get()
    assert (registration.offer_days, registration.remind_days) == (2, None)
    assert registration.questions.get().choices == ["Soup", "Salad"]
    place = registration.places.get()
    sent |= {"place_key_0": place.pk, "total_0": "", "place_1": "Online", "words_0": ""}
    assert client.post(address, sent).status_code == 302
    assert registration.places.values_list("pk", "total")[0] == (place.pk, None)
    assert registration.questions.count() == 0


def test_the_list_is_ticked_exported_and_printed() -> None:
    registration = make_open(questions=(Question("Meal?"),))
    asked = registration.questions.get().pk
    ana = make_registrant(registration, answers={asked: "=1+1"}, now=moments.now())
    client = Client()
    client.force_login(make_editor())
    here = path(registration, f"registrants/{ana.pk}/attendance/")

    client.post(here, {"there": "yes"})
    client.post(here, {"there": "yes"})
    assert "Was there" in client.get(path(registration, "registrants/")).text
    ana.refresh_from_db()
    assert ana.attended_at is not None
    table = client.get(path(registration, "registrants.csv")).content.decode("utf-8-sig")
    head, row = table.splitlines()
    assert head.split(",")[:2] == ["Name", "E-mail address"]
    assert row.startswith("Ana Kovač,ana@example.org,In the hall,Has a place,")
    assert row.endswith(",1,'=1+1")
    book = load_workbook(BytesIO(client.get(path(registration, "registrants.xlsx")).content))
    assert [each.value for each in book.worksheets[0]["A"]] == ["Name", "Ana Kovač"]
    assert (
        "<strong>Ana Kovač</strong>" in client.get(path(registration, "registrants/badges/")).text
    )


def test_the_list_asks_as_little_of_the_database_for_many_as_for_one() -> None:
    registration, client = make_open(), Client()
    client.force_login(make_editor())
    address = path(registration, "registrants/")
    make_seated(registration, 1)
    client.get(address)

    with CaptureQueriesContext(connection) as for_one:
        client.get(address)
    for name in ("Bo", "Cy", "Di"):
        make_registrant(registration, name, now=moments.now())
    with CaptureQueriesContext(connection) as for_four:
        assert client.get(address).text.count('<tr id="r') == 4

    assert len(for_four) == len(for_one) <= 20


def test_the_agenda_finds_it_among_what_is_still_open_while_people_register_here() -> None:
    registration = make_open()
    event, editor = registration.event, make_editor("Ed Itor")

    def is_found() -> bool:
        page = Client().get("/agenda/?open=1").text
        return f"/agenda/events/{event.pk}/" in page

    assert is_found()
    tomorrow = moments.now().date() + timedelta(days=1)
    terms = terms_of(registration)
    for changed, found in (
        ({"is_closed": True}, False),
        ({"opens_day": tomorrow}, False),
        ({}, True),
    ):
        registration_forms.save(event, replace(terms, **changed), by=editor, now=moments.now())
        assert is_found() is found


def test_where_people_register_only_who_has_a_place_learns_where_one_joins() -> None:
    link = "https://meet.example/room"
    event = make_seminar(online_link=link, mode=Mode.ONLINE)
    address, ana, bo = f"/agenda/events/{event.pk}/", make_person("Ana"), make_person("Bo")
    public = (
        address,
        f"{address}event.ics",
        *(f"/agenda/feeds/ahead.{each}" for each in ("ics", "atom", "json", "jsonld")),
    )
    client = Client()
    assert link in client.get(address).text
    assert link in client.get("/agenda/feeds/ahead.ics").text

    registration = make_registration(
        event, now=moments.now(), places=(Place("Online", 1),), has_waiting_list=True
    )
    make_registrant(registration, email=ana.email, by=ana, now=moments.now())
    make_registrant(registration, "Bo", email=bo.email, by=bo, now=moments.now())

    assert [link in client.get(each).text for each in public] == [False] * len(public)
    seen = {}
    for person in (ana, bo):
        client.force_login(person)
        seen[person.name] = link in client.get(address).text
    assert seen == {"Ana": True, "Bo": False}
    letter = Message.objects.get(address=ana.email)
    assert f"CONFERENCE;VALUE=URI:{link}" in letter.context[CALENDAR]
