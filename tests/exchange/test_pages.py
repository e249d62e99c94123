"""The exchange's pages as people see them."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from localturn.academy.models import Run
from localturn.exchange.actions import listings
from localturn.exchange.domain.content import Content, Credit
from localturn.exchange.domain.meetings import Dated, Plan
from localturn.exchange.domain.terms import Level, Slots
from localturn.exchange.forms.listing import ListingForm
from localturn.exchange.models import Consortium, Listing, Partner
from localturn.exchange.queries.listings import content_of
from localturn.exchange.queries.sentences import language_name
from localturn.foundation import moments
from localturn.foundation.people.models import Person, Role
from makers.academy import make_run, make_version
from makers.exchange import (
    SEMINAR,
    make_consortium,
    make_coordinator,
    make_listing,
    make_partner,
    make_university,
)
from makers.people import make_membership, make_operator, make_person

pytestmark = pytest.mark.django_db

CATALOGUE = "/exchange/"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def titles(page: Any) -> list[str]:
    found = re.findall(r"<h2><a href=\"/exchange/courses/\d+/\"[^>]*>([^<]*)</a>", page.text)
    return [str(each) for each in found]


def test_the_catalogue_is_narrowed_down_by_facets_that_say_how_many() -> None:
    partner = make_partner()
    make_listing(partner, title="Alpha")
    make_listing(partner, title="Beta", language="fr", level=Level.BACHELOR)
    make_listing(partner, title="Gamma", language="fr")

    page = Client().get(CATALOGUE, {"language": "fr", "level": "master"})

    assert titles(page) == ["Gamma"]
    assert re.search(r'value="fr" checked> Français <span>1</span>', page.text)
    assert re.search(r'value="bachelor"> Bachelor \(EQF 6\) <span>1</span>', page.text)
    assert 'role="status">1 course</p>' in page.text


def test_words_are_found_without_accents_and_by_lecturer() -> None:
    partner = make_partner()
    make_listing(partner, title="Città e migrazioni", lecturers=("Åsa Påhittad",))
    make_listing(partner, title="Something else")

    assert titles(Client().get(CATALOGUE, {"q": "citta"})) == ["Città e migrazioni"]
    assert titles(Client().get(CATALOGUE, {"q": "asa pahitt"})) == ["Città e migrazioni"]
    assert titles(Client().get(CATALOGUE, {"q": "nowhere"})) == []


def test_a_course_is_found_by_a_week_in_tokyo_where_the_clocks_do_not_change() -> None:
    make_listing(title="Towns on the move")
    week = {"fri": "17-21", "zone": "Asia/Tokyo"}

    assert titles(Client().get(CATALOGUE, week)) == ["Towns on the move"]
    assert titles(Client().get(CATALOGUE, week | {"fri": "17-20"})) == []
    assert titles(Client().get(CATALOGUE, week | {"zone": "UTC"})) == []


def test_hours_that_cannot_be_read_are_told_beside_their_day() -> None:
    page = Client().get(CATALOGUE, {"fri": "in the <evening>"})

    assert page.status_code == 200
    assert "“in the &lt;evening&gt;” cannot be read." in page.text


def test_whatever_an_address_asks_is_answered() -> None:
    make_listing()
    for asked in (
        {"year": "x", "month": "99", "host": "9" * 30, "language": "<b>", "level": "\x00"},
        {"page": "900", "zone": "Mars/Olympus", "mon": "25-30"},
        {"q": "\x00 ' OR 1=1 --", "places": "nowhere", "archive": "yes"},
        {"q": "towns", "year": ["2026"] * 500},
    ):
        assert Client().get(CATALOGUE, asked).status_code == 200
        assert Client().get(f"{CATALOGUE}catalogue.ics", asked).status_code == 200


def test_an_archived_course_is_found_in_the_archive_alone() -> None:
    listing = make_listing()
    coordinator = Person.objects.get()
    signed_in(coordinator).post(f"/exchange/listings/{listing.pk}/archive/")

    assert titles(Client().get(CATALOGUE)) == []
    assert titles(Client().get(CATALOGUE, {"archive": "1"})) == [SEMINAR.title]
    assert "This course is in the archive" in Client().get(listing.get_absolute_url()).text


def test_places_left_are_asked_for_ones_own_university_alone() -> None:
    consortium = make_consortium()
    host, guest = make_partner(consortium), make_partner(consortium, make_university("Guests"))
    make_listing(host, title="Open")
    make_listing(host, title="Full", slots_kind=Slots.EACH, slots=0)
    make_listing(guest, title="Our own")
    student = make_person()
    make_membership(student, guest.organisation)
    asked = {"places": guest.organisation.slug}

    assert titles(signed_in(student).get(CATALOGUE, asked)) == ["Open"]
    assert titles(Client().get(CATALOGUE, asked)) == ["Full", "Open", "Our own"]


def test_the_catalogue_asks_few_statements(django_assert_max_num_queries: Any) -> None:
    consortium = make_consortium()
    host, guest = make_partner(consortium), make_partner(consortium, make_university("Guests"))
    run = make_run(make_version(), host=host.organisation, capacity=20)
    by = make_coordinator(host)
    for number in range(30):
        make_listing(host, by=by, title=f"Towns {number:02}", run=run.pk if number < 3 else None)
    student = make_person()
    make_membership(student, guest.organisation)
    client = signed_in(student)
    asked = {"q": "towns", "places": guest.organisation.slug, "fri": "0-24", "language": "en"}
    client.get(CATALOGUE, asked)

    with django_assert_max_num_queries(10):
        page = client.get(CATALOGUE, asked)

    assert len(titles(page)) == 25


def test_a_search_has_its_calendar() -> None:
    soon = moments.now().date() + timedelta(days=20)
    plan = Plan("Europe/Berlin", dated=(Dated(soon, time(10), 150, "First"),))
    year = soon.year if soon.month >= 9 else soon.year - 1
    same = {
        "academic_year": year,
        "offering_year": soon.year,
        "first_month": soon.month,
        "last_month": soon.month,
        "plan": plan,
    }
    partner = make_partner()
    make_listing(partner, title="Alpha", **same)
    make_listing(partner, title="Beta", language="fr", **same)

    answer = Client().get(f"{CATALOGUE}catalogue.ics", {"language": "fr"})
    events = Calendar.from_ical(answer.content).walk("VEVENT")

    assert [str(event["SUMMARY"]) for event in events] == ["Beta: First"]
    assert events[0]["DTSTART"].params["TZID"] == "Europe/Berlin"
    again = Client().get(
        f"{CATALOGUE}catalogue.ics", {"language": "fr"}, headers={"If-None-Match": answer["ETag"]}
    )
    assert again.status_code == 304


def test_a_listing_is_described_for_programs() -> None:
    points = (Credit(Decimal(20), "Thesis"), Credit(Decimal(3), "Talk"))
    listing = make_listing(title="Towns </script><script>alert(1)", credits=points)

    page = Client().get(listing.get_absolute_url())

    described = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text)
    assert described is not None
    course = json.loads(described[1])
    assert (course["@type"], course["name"]) == ("Course", "Towns </script><script>alert(1)")
    assert course["numberOfCredits"]["value"] == 23
    assert "<strong>20</strong>" in page.text
    instance = course["hasCourseInstance"][0]
    assert instance["subEvent"][1]["startDate"] == "2026-10-30T10:00:00+01:00"
    assert instance["startDate"] == "2026-10-23"


def test_a_draft_is_seen_by_its_university_alone() -> None:
    partner = make_partner()
    coordinator = make_coordinator(partner)
    listing = make_listing(partner, by=coordinator, is_published=False)
    address = listing.get_absolute_url()

    assert signed_in(coordinator).get(address).status_code == 200
    assert Client().get(address).status_code == 404
    assert signed_in(make_operator()).get(address).status_code == 404


def form_of(listing: Listing) -> dict[str, Any]:
    return fields_of(content_of(listing))


def fields_of(content: Content) -> dict[str, Any]:
    """What a browser sends of the form as it is shown."""
    form = ListingForm(content=content, runs=Run.objects.none(), this_year=2026)
    sent = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in sent.items() if value not in (None, "")}


def test_a_listing_is_begun_written_and_published() -> None:
    partner = make_partner()
    client = signed_in(make_coordinator(partner))
    begun = client.post("/exchange/listings/new/", {"partner": partner.pk})
    edit = begun["Location"]
    fields = form_of(Listing.objects.get()) | {
        "title": "Harbour towns",
        "academic_year": "2026",
        "offering_year": "2026",
        "first_month": "10",
        "last_month": "11",
        "delivery": ["online-synchronous"],
        "zone": "Europe/Lisbon",
        "dated": "2026-10-23 18:00-20:00 Opening",
        "field": "0731",
        "level": "bachelor",
        "language": "pt",
        "course_type": "lecture",
        "credits": "4 Written examination",
        "overview": "About *harbours*.",
        "email": "harbours@university.example",
        "slots_kind": "pooled",
        "slots": "12",
        "lecturers": "Ana Inventada\n\nRui  Inventado",
    }
    unfinished = client.post(edit, fields | {"overview": "", "on": "1"}, follow=True)
    client.post(edit, fields)
    client.post(edit + "publish/")

    listing = Listing.objects.get()
    assert "“Course overview” is missing." in unfinished.text
    assert (listing.state, listing.lecturers) == ("published", ["Ana Inventada", "Rui Inventado"])
    page = Client().get(listing.get_absolute_url())
    assert "About <em>harbours</em>." in page.text
    assert "12 places for all partner universities" in page.text


def test_what_cannot_be_read_is_told_and_nothing_is_lost() -> None:
    partner = make_partner()
    coordinator = make_coordinator(partner)
    listing = make_listing(partner, by=coordinator)
    client = signed_in(coordinator)
    edit = reverse("exchange:edit", args=[listing.pk])
    fields = form_of(listing)

    page = client.post(
        edit, fields | {"dated": "2026-10-23 10:00-12:30\nFriday, ten", "title": "N"}
    )

    assert page.status_code == 422
    assert "Line 2, “Friday, ten”, cannot be read." in page.text
    assert Listing.objects.get().title == SEMINAR.title


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1969-12-31"])
@pytest.mark.parametrize("name", ["first_day", "last_day", "left_out", "apply_until"])
def test_a_day_that_nobody_means_is_refused_beside_its_field(name: str, day: str) -> None:
    sent = fields_of(SEMINAR) | {name: day}

    form = ListingForm(sent, content=SEMINAR, runs=Run.objects.none(), this_year=2026)

    assert form.errors.keys() == {name}


def test_text_that_comes_back_as_browsers_send_it_is_not_checked_by_that() -> None:
    partner = make_partner()
    client = signed_in(make_coordinator(partner))
    text = """Course title: Harbours
Course overview: One.
Two  words.

Three.
Course schedule: First (3 October 2026)
Lecturers
Ana  Inventada
Rui Inventado
Credits
2.5 ECTS,  attendance. 2.5 ECTS, paper.
Weekday and period: 3 October 2026 - 4 October 2026, 10.00-12.00"""
    edit = client.post("/exchange/listings/new/", {"partner": partner.pk, "text": text})["Location"]
    listing = Listing.objects.get()
    marked = listing.marks.keys()
    sent = {
        name: value.replace("\n", "\r\n") if isinstance(value, str) else value
        for name, value in form_of(listing).items()
    }
    saved = client.post(edit, sent)
    listing.refresh_from_db()

    assert saved.status_code == 302
    assert listing.marks.keys() == marked >= {"overview", "lecturers", "credits", "dated", "title"}
    assert listing.overview == "One.\nTwo words.\n\nThree."


def test_my_universitys_listings_stand_by_state_and_year() -> None:
    partner = make_partner()
    coordinator = make_coordinator(partner)
    client = signed_in(coordinator)
    make_listing(partner, by=coordinator, is_published=False, title="A draft")
    make_listing(partner, by=coordinator, title="In print")
    old = make_listing(partner, by=coordinator, title="Of old")
    client.post(f"/exchange/listings/{old.pk}/archive/")

    page = client.get("/exchange/listings/")

    assert re.findall(r"<h[23]>([^<]+)</h[23]>", page.text.split("</main>")[0]) == [
        "Drafts",
        "Published",
        "Archive",
        "2026/27",
    ]
    assert signed_in(make_person()).get("/exchange/listings/").status_code == 403


def test_an_operator_makes_a_consortium_and_says_who_is_in_it() -> None:
    university = make_university()
    operator = signed_in(make_operator())
    operator.post("/exchange/consortia/new/", {"name": "Northern Ring"})
    ring = "/exchange/consortia/northern-ring/"
    operator.post(f"{ring}join/", {"organisation": university.pk, "may_list": "on"})
    again = operator.post(f"{ring}join/", {"organisation": university.pk})
    partner = Consortium.objects.get().partners.get()

    assert (partner.may_list, partner.may_nominate) == (True, False)
    assert "This university is a partner already." in again.text
    assert str(university) in Client().get(ring).text
    operator.post(f"{ring}{partner.pk}/leave/")
    assert str(university) not in Client().get(ring).text


def test_free_hours_follow_the_year_and_not_the_offset_of_today() -> None:
    """Summer meetings of a reader whose clocks change: the same hour on the wall all year."""
    days = [date(2027, 3, 26), date(2027, 4, 2)]
    plan = Plan("Europe/Stockholm", dated=tuple(Dated(day, time(9), 60) for day in days))
    make_listing(title="Spring", offering_year=2027, first_month=3, last_month=4, plan=plan)

    at = {"fri": "9-10", "zone": "Europe/Stockholm"}
    assert titles(Client().get(CATALOGUE, at)) == ["Spring"]
    assert titles(Client().get(CATALOGUE, {"fri": "8-9", "zone": "UTC"})) == []
    assert titles(Client().get(CATALOGUE, {"fri": "7-9", "zone": "UTC"})) == ["Spring"]
    assert (
        datetime(2027, 4, 2, 7, tzinfo=UTC).astimezone(moments.zone("Europe/Stockholm")).hour == 9
    )


PASTED = """Course delivery methods
Online (Synchronous)
Department of Streets
Weekday and Period
Fridays, 23 October - 30 October 2026, 10.00-12.30 hs CET
Anticipated number of participants: 25 Slots available for guest students: not limited
Course Number
Streets and their names University of Havnby
Course Overview
Who is remembered?
1. Names (23 Oct 2026)
2. Walks (30 Oct 2026)
Programme: Master of Streets
"""


def test_a_pasted_text_fills_the_form_and_every_value_is_to_be_checked() -> None:
    partner = make_partner()
    client = signed_in(make_coordinator(partner))

    begun = client.post("/exchange/listings/new/", {"partner": partner.pk, "text": PASTED})
    page = client.get(begun["Location"])
    listing = Listing.objects.get()

    assert (listing.title, listing.level, listing.slots_kind) == (
        "Streets and their names",
        "master",
        "unlimited",
    )
    assert [str(each.day) for each in listing.meetings.all()] == ["2026-10-23", "2026-10-30"]
    assert page.text.count("<strong>Check this.</strong>") == len(listing.marks.keys() - {"*"})
    assert "“1. Names (23 Oct 2026) … 2. Walks (30 Oct 2026)”" in page.text
    assert "“Course number” is empty in the text." in page.text
    fields = form_of(listing) | {"checked": [*listing.marks]}
    client.post(begun["Location"], fields)
    assert Listing.objects.get().marks == {}


def test_places_are_asked_for_by_who_may_and_it_is_said_where_they_are_not() -> None:
    listing = make_listing()
    asked = {"places": listing.host.slug, "q": "towns"}

    page = Client().get(CATALOGUE, asked)
    home = make_partner(listing.consortium, make_university("University of Sund"))
    asked["places"] = home.organisation.slug
    own = signed_in(make_coordinator(home)).get(CATALOGUE, asked)

    assert "Here it was left out." in page.text
    assert "Here it was left out." not in own.text
    for each in (page, own):
        assert 'catalogue.ics?q=towns"' in each.text
        assert "(whether places are left or not)" in each.text


def test_a_form_that_is_no_longer_true_is_told_and_may_be_saved_once_more() -> None:
    partner = make_partner()
    by = make_coordinator(partner)
    listing = make_listing(partner, by=by, is_published=False)
    client, edit = signed_in(by), f"/exchange/listings/{listing.pk}/"
    seen = seen_in(client.get(edit))
    sent = form_of(listing)

    first = client.post(edit, sent | {"seen": seen, "title": "Hers"})
    second = client.post(edit, sent | {"seen": seen, "title": "His"})
    third = client.post(edit, sent | {"seen": seen_in(second), "title": "His"})

    assert [each.status_code for each in (first, second, third)] == [302, 422, 302]
    assert "Somebody has changed this listing" in second.text
    assert 'value="His"' in second.text


def seen_in(page: Any) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]+)"', page.text)
    assert found is not None
    return found[1]


def test_the_university_is_named_where_somebody_keeps_several() -> None:
    partner = make_partner(university=make_university("Université de Valmont"))
    by = make_coordinator(partner)
    make_listing(partner, by=by)
    one = signed_in(by).get("/exchange/listings/")
    other = make_partner(partner.consortium, make_university("University of Sund"))
    make_membership(by, other.organisation, Role.COORDINATOR)
    two = signed_in(by).get("/exchange/listings/")

    assert "Valmont · 2026/27 · SOC-4711" not in one.text
    assert "2026/27 · SOC-4711" in one.text
    assert "Valmont · 2026/27 · SOC-4711" in two.text


def test_languages_that_addresses_name_are_not_kept_for_ever() -> None:
    for number in range(300):
        language_name(f"x{number}")

    assert language_name.cache_info().currsize <= 256


def test_an_operator_archives_a_course_from_its_page() -> None:
    listing = make_listing()
    operator = signed_in(make_operator())

    page = operator.get(listing.get_absolute_url())
    done = operator.post(f"/exchange/listings/{listing.pk}/archive/", follow=True)

    assert f'action="/exchange/listings/{listing.pk}/archive/"' in page.text
    assert "The course is in the archive." in done.text
    assert Listing.objects.get().state == "archived"


def test_a_calendar_that_is_known_is_not_written_again_until_something_changes(
    django_assert_max_num_queries: Any,
) -> None:
    listing = make_listing()
    by = make_coordinator(Partner.objects.get())
    feed = f"{CATALOGUE}catalogue.ics"
    known = {"If-None-Match": Client().get(feed)["ETag"]}

    with django_assert_max_num_queries(1):
        same = Client().get(feed, headers=known)
    other = Client().get(feed, {"language": "fr"}, headers=known)
    listings.save(listing, replace(SEMINAR, title="New"), by=by, now=moments.now())
    changed = Client().get(feed, headers=known)

    assert [each.status_code for each in (same, other, changed)] == [304, 200, 200]


def test_meetings_that_are_not_shown_are_counted() -> None:
    days = (date(2026, 10, 1) + timedelta(days=number) for number in range(61))
    plan = Plan("UTC", dated=tuple(Dated(day, time(10), 60) for day in days))
    listing = make_listing(plan=plan)

    page = Client().get(listing.get_absolute_url())

    assert "1 more meeting is in the calendar." in page.text


def test_who_keeps_a_university_is_not_offered_to_undo_what_an_operator_archived() -> None:
    listing = make_listing()
    keeper, operator = make_coordinator(Partner.objects.get()), make_operator()
    listings.archive(listing, by=operator, now=moments.now())
    address = f"/exchange/listings/{listing.pk}/offer-again/"

    own = signed_in(keeper).get("/exchange/listings/").text
    refused = signed_in(keeper).post(address)
    page = signed_in(operator).get(listing.get_absolute_url()).text

    assert [address in each for each in (own, page)] == [False, True]
    assert refused.status_code == 403
    assert Listing.objects.get().state == "archived"
