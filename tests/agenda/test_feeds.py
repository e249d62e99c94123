"""The agenda as programs are told it."""

import json
from datetime import time, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from icalendar import Calendar

from localturn.agenda.actions import events, indexing
from localturn.agenda.actions.indexing import all_documents, tell_anew
from localturn.agenda.domain.content import Content, Text
from localturn.agenda.domain.terms import Kind, Mode
from localturn.agenda.domain.when import Deadline, When
from localturn.agenda.models import Event, Told
from localturn.agenda.views import feeds
from localturn.foundation import moments
from localturn.foundation.search import actions as search
from localturn.foundation.search.models import IndexedDocument
from makers.agenda import make_event, make_topic, titled
from makers.places import make_city

pytestmark = pytest.mark.django_db

ICS = "/agenda/feeds/ahead.ics"
ATOM = "{http://www.w3.org/2005/Atom}"


def soon(days: int = 10, clock: time | None = time(10)) -> When:
    day = moments.now().date() + timedelta(days=days)
    return When("Europe/Stockholm", day, clock, day, time(12) if clock else None)


def entries(answer: Any) -> list[Any]:
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_the_calendar_says_when_where_and_what_in_the_language_it_is_asked_in() -> None:
    make_topic("housing", en="Housing", sv="Bostäder")
    made = make_event(
        Content(
            texts=(
                Text("en", "Meeting, with; marks\\", "Line one", "", True),
                Text("sv", "Möte " + "å" * 80),
            ),
            when=soon(),
            topics=("housing",),
            city=make_city().pk,
            mode=Mode.BOTH,
            online_link="https://a.example/join",
        )
    )

    (english,) = entries(Client().get(ICS, {"in": "en"}))
    (swedish,) = entries(Client().get(ICS, {"in": "sv"}))

    assert english["SUMMARY"] == "Meeting, with; marks\\"
    assert swedish["SUMMARY"] == "Möte " + "å" * 80
    assert english["UID"] == swedish["UID"]
    assert english["UID"].startswith(f"agenda/event/{made.uid}@")
    assert english["DTSTART"].dt == made.starts
    assert english["DTSTART"].params["TZID"] == "Europe/Stockholm"
    assert english["CATEGORIES"].cats == ["Event", "Housing"]
    assert swedish["CATEGORIES"].cats[1] == "Bostäder"
    assert "Malmö" in english["LOCATION"]
    answer = Client().get(ICS)
    zones = [each["TZID"] for each in Calendar.from_ical(answer.content).walk("VTIMEZONE")]
    assert zones == ["Europe/Stockholm"]
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


def test_whole_days_are_days_to_the_one_after_the_last() -> None:
    first = moments.now().date() + timedelta(days=3)
    make_event(Content(texts=titled("Days"), when=When("UTC", first, None, first + timedelta(1))))

    (entry,) = entries(Client().get(ICS))

    assert entry["DTSTART"].dt == first
    assert entry["DTEND"].dt == first + timedelta(days=2)


def test_a_call_stands_on_its_last_day() -> None:
    last = moments.now().date() + timedelta(days=9)
    make_event(Content(kind=Kind.CALL, texts=titled("Papers"), deadline=Deadline(last)))

    (entry,) = entries(Client().get(ICS))

    assert (entry["SUMMARY"], entry["DTSTART"].dt) == ("Due: Papers", last)


def test_moved_cancelled_and_taken_out_each_make_a_newer_entry_of_the_same() -> None:
    made = make_event(Content(texts=titled("Meeting"), when=soon()))
    (first,) = entries(Client().get(ICS))
    events.cancel(made, by=None, now=moments.now())
    (cancelled,) = entries(Client().get(ICS))
    events.withdraw(made, by=None, now=moments.now())
    (gone,) = entries(Client().get(ICS))

    assert [each["STATUS"] for each in (first, cancelled, gone)] == [
        "CONFIRMED",
        "CANCELLED",
        "CANCELLED",
    ]
    assert [each["SEQUENCE"] for each in (first, cancelled, gone)] == [0, 1, 2]
    assert gone["SUMMARY"] == "Taken out"
    assert len({each["UID"] for each in (first, cancelled, gone)}) == 1
    with moments.travelled(timedelta(days=91)):
        assert entries(Client().get(ICS)) == []


def test_the_calendar_of_a_search_for_words_is_told_what_was_taken_out() -> None:
    made = make_event(Content(texts=titled("Quiet harbours"), when=soon()))
    make_event(Content(texts=titled("Loud stations"), when=soon()))
    harbours, stations = {"q": "harbours"}, {"q": "stations"}
    assert [each["SUMMARY"] for each in entries(Client().get(ICS, harbours))] == ["Quiet harbours"]

    events.withdraw(made, by=None, now=moments.now())

    for _again in range(2):
        (gone,) = entries(Client().get(ICS, harbours))
        assert (gone["STATUS"], gone["SUMMARY"]) == ("CANCELLED", "Taken out")
        (other,) = entries(Client().get(ICS, stations))
        assert other["STATUS"] == "CONFIRMED"
        assert "Quiet harbours" not in Client().get("/agenda/", harbours).text
        assert "Quiet harbours" not in Client().get("/search/", harbours).text
        search.rebuild(all_documents())
    with moments.travelled(timedelta(days=91)):
        search.rebuild(all_documents())
    assert IndexedDocument.objects.filter(title="Quiet harbours").count() == 0


def test_what_was_taken_out_and_is_published_again_is_a_newer_entry() -> None:
    made = make_event(Content(texts=titled("Meeting"), when=soon()))
    events.withdraw(made, by=None, now=moments.now())
    events.publish(made, by=None, now=moments.now())

    (entry,) = entries(Client().get(ICS))

    assert (entry["STATUS"], entry["SEQUENCE"]) == ("CONFIRMED", 2)


def test_too_many_for_a_calendar_leave_out_what_is_over_and_then_what_is_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feeds, "MOST", 2)
    for days in (-20, -10, 5):
        make_event(Content(texts=titled(f"Day {days}"), when=soon(days)))
    assert [each["SUMMARY"] for each in entries(Client().get(ICS))] == ["Day -10", "Day 5"]

    for days in (6, 7):
        make_event(Content(texts=titled(f"Day {days}"), when=soon(days)))
    assert [each["SUMMARY"] for each in entries(Client().get(ICS))] == ["Day 5", "Day 6"]


def test_a_summary_is_no_markup_of_a_feed() -> None:
    texts = (Text("en", "Meeting", "<script>x()</script>", is_original=True),)
    make_event(Content(texts=texts, when=soon()))

    (item,) = Client().get("/agenda/feeds/ahead.json", {"in": "en"}).json()["items"]

    assert item["content_html"] == "&lt;script&gt;x()&lt;/script&gt;"
    assert item["summary"] == "<script>x()</script>"


def test_what_is_over_stays_in_calendars_for_ninety_days() -> None:
    make_event(Content(texts=titled("Lately"), when=soon(-80)))
    make_event(Content(texts=titled("Long ago"), when=soon(-120)))

    assert [each["SUMMARY"] for each in entries(Client().get(ICS))] == ["Lately"]


def test_a_feed_that_has_not_changed_is_not_sent_again() -> None:
    made = make_event(Content(texts=titled("Meeting"), when=soon()))
    first = Client().get(ICS)
    etag = first.headers["ETag"]
    assert not etag.startswith("W/")

    again = Client().get(ICS, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().get(ICS).content == first.content

    events.postpone(made, by=None, now=moments.now())
    assert Client().get(ICS, headers={"if-none-match": etag}).status_code == 200


def test_each_filter_is_a_feed_of_its_own() -> None:
    make_event(Content(texts=titled("Online"), when=soon(), mode=Mode.ONLINE))
    make_event(Content(texts=titled("There"), when=soon(), mode=Mode.ON_SITE))

    (entry,) = entries(Client().get(ICS, {"mode": "online"}))
    feed = ElementTree.fromstring(Client().get("/agenda/feeds/ahead.atom?mode=on-site").content)
    named = json.loads(Client().get("/agenda/feeds/ahead.json?mode=online").content)

    assert entry["SUMMARY"] == "Online"
    assert [each.findtext(f"{ATOM}title") for each in feed.iter(f"{ATOM}entry")] == ["There"]
    assert [each["title"] for each in named["items"]] == ["Online"]


def test_news_are_an_atom_feed_with_identities_that_stay() -> None:
    made = make_event(
        Content(kind=Kind.REPORT, texts=(Text("en", "Report <b> & more", "", "**Bold**", True),))
    )

    feed = ElementTree.fromstring(Client().get("/agenda/feeds/told.atom").content)
    (entry,) = feed.iter(f"{ATOM}entry")

    assert (entry.findtext(f"{ATOM}id") or "").replace("-", "") == f"urn:uuid:{made.uid}"
    assert entry.findtext(f"{ATOM}title") == "Report <b> & more"
    assert "<strong>Bold</strong>" in (entry.findtext(f"{ATOM}content") or "")
    link = feed.find(f"{ATOM}link[@rel='self']")
    assert link is not None
    assert link.get("href") == f"{settings.PUBLIC_URL}/agenda/feeds/told.atom"


def test_schema_org_says_how_one_attends_and_what_became_of_it() -> None:
    made = make_event(
        Content(
            texts=titled("Meeting"),
            when=soon(),
            mode=Mode.BOTH,
            city=make_city().pk,
            online_link="https://a.example/join",
            languages=("sv",),
        )
    )
    events.postpone(made, by=None, now=moments.now())

    (item,) = json.loads(Client().get("/agenda/feeds/ahead.jsonld").content)["itemListElement"]

    assert item["eventStatus"] == "https://schema.org/EventPostponed"
    assert item["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [each["@type"] for each in item["location"]] == ["Place", "VirtualLocation"]
    assert item["inLanguage"] == ["sv"]


def test_the_embedded_list_may_be_framed_by_anybody_and_runs_nothing() -> None:
    make_event(Content(texts=titled("Meeting <script>"), when=soon()))

    answer = Client().get("/agenda/embed/ahead/")

    assert "Meeting &lt;script&gt;" in answer.text
    assert "<script" not in answer.text
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    assert not answer.cookies


def test_one_event_is_added_to_a_calendar_from_its_page() -> None:
    made = make_event(Content(texts=titled("Meeting"), when=soon(400)))

    (entry,) = entries(Client().get(f"{made.get_absolute_url()}event.ics"))

    assert entry["SUMMARY"] == "Meeting"


def test_everything_is_written_out_anew_when_names_have_changed() -> None:
    make_event(Content(texts=titled("Meeting"), when=soon()))
    Told.objects.update(ics="old")

    tell_anew.call()

    assert Told.objects.get().ics.startswith("BEGIN:VEVENT")
    assert Event.objects.count() == 1


def test_what_is_taken_out_meanwhile_is_not_written_out_as_if_it_stood(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = make_event(Content(texts=titled("Meeting"), when=soon()))
    second = make_event(Content(texts=titled("Talk"), when=soon()))
    tell = indexing.tell

    def meanwhile(event: Event) -> None:
        tell(event)
        if event.pk == first.pk:
            events.withdraw(second, by=None, now=moments.now())

    monkeypatch.setattr(indexing, "tell", meanwhile)
    tell_anew.call()

    assert "STATUS:CANCELLED" in Told.objects.get(event=second).ics
