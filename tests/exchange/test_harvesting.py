"""Partners' catalogues, harvested from a real server that behaves in every way."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from localturn.exchange.actions import harvesting as actions
from localturn.exchange.actions import listings
from localturn.exchange.domain.content import Credit
from localturn.exchange.domain.terms import Delivery, Level, State
from localturn.exchange.models import Found, Listing, Source
from localturn.exchange.queries import harvests
from localturn.exchange.queries.listings import content_of
from localturn.exchange.standards.ooapi_in import Unreadable, read_course, read_offering, read_page
from localturn.foundation import fetch
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotAllowed, NotNow
from makers.exchange import (
    NOON,
    SEMINAR,
    make_coordinator,
    make_listing,
    make_partner,
    make_university,
)
from makers.people import make_operator
from makers.web import Handler, Reply, Site, open_site

Course = dict[str, Any]


def course(key: str = "c-1", name: str = "Harbours", **further: Any) -> Course:
    return {"courseId": key, "name": [{"language": "en", "value": name}], **further}


def told(*courses: Course, **further: Any) -> Reply:
    body = json.dumps({"items": list(courses), "hasNextPage": False, **further}).encode()
    return lambda handler: handler.say(200, body)


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened


@pytest.fixture
def source(db: None, site: Site) -> Source:
    return Source.objects.create(partner=make_partner(), address=site.address(""), added_at=NOON)


@pytest.fixture
def keeper(source: Source) -> Person:
    return make_coordinator(source.partner)


def harvest(source: Source, site: Site, *, within: float = 5, **limits: Any) -> Source:
    """As the task does, but on this machine; says how it went by the row."""
    bounds = fetch.Limits(**{"seconds": 2, "body": 100_000, "redirects": 2, **limits})
    ask = partial(fetch.get, limits=bounds, ports=frozenset({site.port}), allow_loopback=True)
    actions.harvest_from(source, ask=ask, seconds=within)
    source.refresh_from_db()
    return source


def trouble(source: Source) -> str:
    return harvests.sentence(source.trouble)


def settle(source: Source, keeper: Person, act: Callable[..., Any] = actions.take) -> None:
    for change in harvests.changes_in(source)[0]:
        act(change.found, seen=change.seen, by=keeper, now=NOON)


# --- What is read -----------------------------------------------------------------------------


def test_what_one_house_tells_another_reads(source: Source, site: Site, keeper: Person) -> None:
    make_listing(source.partner, by=keeper)

    def ask(address: str) -> fetch.Answer:
        parts = urlsplit(address)
        answer = Client().get(f"/exchange/ooapi/v6{parts.path}?{parts.query}")
        return fetch.Answer(address, answer.status_code, {}, answer.content)

    actions.harvest_from(source, ask=ask)
    settle(source, keeper)

    content = content_of(Listing.objects.get(state=State.DRAFT.value))
    assert content.title == SEMINAR.title
    assert content.credits == (Credit(Decimal(6), "ECTS"),)
    assert (content.level, content.field, content.language) == (Level.MASTER, "0314", "en")
    assert content.delivery == SEMINAR.delivery == (Delivery.ASYNCHRONOUS, Delivery.SYNCHRONOUS)
    assert (content.academic_year, content.participants) == (2026, 25)
    assert (content.plan.first_day, content.plan.last_day) == (
        date(2026, 10, 23),
        date(2026, 10, 30),
    )


@pytest.mark.once
@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[" * 100_000, b"[]", b'{"items": 3}', b'{"a": 1' + b"9" * 9000 + b"}"],
)
def test_a_page_that_is_none_is_told(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_page(body)


@pytest.mark.once
def test_values_that_cannot_be_used_are_left_out() -> None:
    wild = course(
        name="A\x00 name\n" + "x" * 300,
        primaryCode={"code": 7},
        modesOfDelivery=["coil", None, {}],
        studyLoad=[{"studyLoadUnit": "ects", "value": float("nan")}, 3, None],
        fieldsOfStudy="031499",
        level=["master"],
        link="javascript:alert(1)",
        description=[{"language": 4, "value": "Surrogate \ud800."}, "x"],
        teachingLanguages=["../.."],
    )

    said = read_course(wild)

    assert said == {
        "title": ("A name " + "x" * 300)[:200],
        "written_in": "en",
        "field": "0314",
        "overview": "Surrogate .",
        "language": "en",
    }
    assert (
        read_offering([None, {"startDateTime": "9999-99-99"}, {"startDate": 3}], zone="UTC") == {}
    )
    with pytest.raises(Unreadable):
        read_course(course(name=" "))


# --- A partner that misbehaves --------------------------------------------------------------


def endless(handler: Handler) -> None:
    """Page after page, each with a new course."""
    number = parse_qs(urlsplit(handler.path).query)["pageNumber"][0]
    told(course(f"c-{number}"), hasNextPage=True)(handler)


def half(handler: Handler) -> None:
    handler.raw(b'HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n{"items": [')


def drip(handler: Handler) -> None:
    """A byte now and then, for ever."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n")
    for _byte in range(200):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.02)


def status(code: int, **headers: str) -> Reply:
    return lambda handler: handler.say(code, b"{}", **headers)


MISBEHAVIOUR: dict[str, tuple[Reply, dict[str, Any], str]] = {
    "for ever": (endless, {}, "There are more than 20 pages of courses."),
    "the same": (
        told(course(), hasNextPage=True),
        {},
        "Page 2 says nothing new, and that there is more.",
    ),
    "slowly": (drip, {"seconds": 0.15}, "127.0.0.1 did not answer in time."),
    "half": (half, {}, "What 127.0.0.1 answered cannot be read."),
    "too much": (
        lambda handler: handler.say(200, b" " * 200_000),
        {},
        "What 127.0.0.1 answers is too large.",
    ),
    "no JSON": (status(200), {}, "What was answered has no list of “items”."),
    "a fault": (status(500), {}, "answered with the status 500."),
    "in a circle": (status(302, Location="/courses"), {}, "leads from one address to the next"),
    "to a private address": (status(302), {}, "192.168.1.1 is not on the public internet"),
}


@pytest.mark.parametrize("how", MISBEHAVIOUR)
def test_a_partner_that_misbehaves_is_told_in_a_sentence_and_harms_nothing(
    how: str, source: Source, site: Site
) -> None:
    site.pages |= {"/courses": told(course()), "/courses/c-1/course-offerings": told()}
    harvest(source, site)
    before = list(Found.objects.values())
    reply, limits, sentence = MISBEHAVIOUR[how]
    site.pages["/courses"] = reply
    if how == "to a private address":
        site.pages["/courses"] = status(302, Location=f"http://192.168.1.1:{site.port}/")

    harvest(source, site, **limits)

    assert sentence in trouble(source)
    assert list(Found.objects.values()) == before
    assert len(site.asked) < 30


def test_a_harvest_ends_in_time_however_quick_each_answer_is(source: Source, site: Site) -> None:
    site.pages["/courses"] = endless

    harvest(source, site, within=0)

    assert trouble(source) == "The catalogue takes too long to be read whole."


def test_this_machine_and_its_neighbours_are_not_asked(source: Source, site: Site) -> None:
    actions.harvest_from(source, ask=partial(fetch.get, ports=frozenset({site.port})))
    source.refresh_from_db()

    assert trouble(source) == "127.0.0.1 is not on the public internet, so it is not asked."
    assert site.asked == []


def test_what_can_be_read_of_a_bad_list_is_kept_and_the_rest_told(
    source: Source, site: Site, keeper: Person
) -> None:
    site.pages |= {
        "/courses": told(course("c-1"), course("c-2", "Bridges")),
        "/courses/c-1/course-offerings": told(),
        "/courses/c-2/course-offerings": told(),
    }
    harvest(source, site)
    settle(source, keeper)
    site.pages["/courses"] = told({"name": "?"}, course("c-1", name=" "), course("../x"), 3)  # type: ignore[arg-type]

    harvest(source, site)

    assert [harvests.sentence(each) for each in source.notes] == [
        "Courses without an identity, which are left out: 3.",
        "Course c-1: it has no name.",
    ]
    assert harvests.changes_in(source) == ([], 0)  # c-2 may be among those without an identity


def test_offerings_that_fail_leave_years_as_they_were(
    source: Source, site: Site, keeper: Person
) -> None:
    offering = {"startDateTime": "2027-10-04T22:30:00Z", "endDateTime": "2027-12-17T12:00:00Z"}
    site.pages |= {"/courses": told(course()), "/courses/c-1/course-offerings": told(offering)}
    harvest(source, site)
    settle(source, keeper)
    site.pages["/courses/c-1/course-offerings"] = status(503)

    harvest(source, site)

    assert trouble(source) == ""
    assert harvests.sentence(source.notes[0]).endswith("when they are offered: 1.")
    assert harvests.changes_in(source) == ([], 0)
    assert content_of(Listing.objects.get()).academic_year == 2027


# --- Looked at and settled ------------------------------------------------------------------


def test_new_ones_become_drafts_changed_ones_change_their_listing_gone_ones_are_archived(
    source: Source, site: Site, keeper: Person
) -> None:
    site.pages |= {
        "/courses": told(course(description="On ports.")),
        "/courses/c-1/course-offerings": told(),
    }
    harvest(source, site)
    ((new,), _number) = harvests.changes_in(source)
    settle(source, keeper)
    listing = Listing.objects.get()
    assert (new.kind.value, listing.state, listing.title) == ("new", "draft", "Harbours")

    ours = content_of(listing)
    listings.save(listing, ours.__class__(**{**vars(ours), "faculty": "Ours"}), by=keeper, now=NOON)
    site.pages["/courses"] = told(course(name="Harbours and docks", description="On ports."))
    harvest(source, site)
    ((changed,), _number) = harvests.changes_in(source)
    assert [(each.label, each.before, each.now) for each in changed.lines] == [
        ("Course title", "Harbours", "Harbours and docks")
    ]
    settle(source, keeper)
    listing.refresh_from_db()
    assert (listing.title, listing.faculty, listing.state) == (
        "Harbours and docks",
        "Ours",
        "draft",
    )

    Listing.objects.update(state=State.PUBLISHED.value, published_at=NOON, academic_year=2026)
    site.pages["/courses"] = told()
    harvest(source, site)
    ((gone,), _number) = harvests.changes_in(source)
    settle(source, keeper)
    listing.refresh_from_db()
    assert (gone.kind.value, listing.state, Found.objects.count()) == ("gone", "archived", 0)


def test_what_is_left_comes_again_when_it_changes(
    source: Source, site: Site, keeper: Person
) -> None:
    site.pages |= {"/courses": told(course()), "/courses/c-1/course-offerings": told()}
    harvest(source, site)
    settle(source, keeper, actions.leave)
    harvest(source, site)
    still = harvests.changes_in(source)[1]
    site.pages["/courses"] = told(course(name="Docks"))
    harvest(source, site)

    assert (still, harvests.changes_in(source)[1], Listing.objects.count()) == (0, 1, 0)


def test_only_what_was_looked_at_is_taken_and_only_by_who_lists(
    source: Source, site: Site, keeper: Person
) -> None:
    site.pages |= {"/courses": told(course()), "/courses/c-1/course-offerings": told()}
    harvest(source, site)
    found = Found.objects.get()
    ((change,), _number) = harvests.changes_in(source)
    other = make_coordinator(
        make_partner(source.partner.consortium, make_university("Elsewhere")), "Other"
    )

    with pytest.raises(NotNow):
        actions.take(found, seen="another", by=keeper, now=NOON)
    for person in (make_operator(), other):
        with pytest.raises(NotAllowed):
            actions.take(found, seen=change.seen, by=person, now=NOON)
    with pytest.raises(NotAllowed):
        actions.remove(source, by=other, now=NOON)
    actions.remove(source, by=make_operator("second@example.org"), now=NOON)
    assert Source.objects.count() == 0


def test_a_keeper_adds_a_catalogue_and_settles_it_on_the_pages(
    source: Source, site: Site, keeper: Person
) -> None:
    client = Client()
    client.force_login(keeper)
    asked = {"partner": source.partner_id, "address": "https://api.university.example/v6/courses"}

    wrong = client.post(reverse("exchange:sources"), {**asked, "address": "x y"})
    added = client.post(reverse("exchange:sources"), asked)
    again = client.post(reverse("exchange:sources"), asked)
    made = Source.objects.latest("pk")
    site.pages |= {"/courses": told(course()), "/courses/c-1/course-offerings": told()}
    harvest(source, site)
    page = client.get(source.get_absolute_url())
    ((change,), _number) = harvests.changes_in(source)
    take = reverse("exchange:found-take", args=[source.pk, change.found.pk])
    taken = client.post(take, {"seen": change.seen})

    assert (wrong.status_code, added.status_code, again.status_code) == (422, 302, 422)
    assert made.address == "https://api.university.example/v6"
    assert "is being read" in client.get(made.get_absolute_url()).text
    assert client.post(reverse("exchange:source-ask", args=[made.pk])).status_code == 409
    assert "Harbours" in page.text
    assert "Make a draft of it" in page.text
    assert taken.status_code == 302
    assert Listing.objects.get().title == "Harbours"


@pytest.mark.parametrize(
    "link",
    [
        "https://havnby.example/\ud800",
        "https://havnby.example/ä",
        "https://havn by.example/",
        "https://-.example/",
        "http://localhost/",
        "javascript:alert(1)",
        "https://havnby.example/" + "a" * 500,
        7,
    ],
)
def test_an_address_that_no_listing_can_hold_is_left_out(link: Any) -> None:
    assert "outside_url" not in read_course(course(link=link))


def test_an_address_that_may_be_followed_is_taken() -> None:
    link = "https://www.havnby.example:8443/course/7?year=2026&x=%20#top"

    assert read_course(course(link=link))["outside_url"] == link


def test_a_catalogue_is_not_read_again_and_again(source: Source, keeper: Person) -> None:
    source.asked_at, source.done_at = NOON, NOON + timedelta(minutes=1)
    source.save()

    with pytest.raises(NotNow) as refused:
        actions.ask_for_harvest(source, by=keeper, now=NOON + timedelta(minutes=2))
    actions.ask_for_harvest(source, by=keeper, now=NOON + timedelta(minutes=5))

    assert refused.value.sentence.endswith("Wait five minutes.")
