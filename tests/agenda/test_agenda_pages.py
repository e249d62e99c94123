"""The agenda's pages as people see them."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from localturn.agenda.actions import events
from localturn.agenda.domain.content import Content, Text
from localturn.agenda.domain.terms import Kind, Mode
from localturn.agenda.domain.when import Deadline, When
from localturn.agenda.forms.event import EventForm
from localturn.agenda.models import Event
from localturn.agenda.queries.asked import search_of
from localturn.agenda.queries.documents import documents_of, lasting_in
from localturn.agenda.queries.events import content_of
from localturn.agenda.queries.finding import find, lines_of
from localturn.agenda.queries.saying import place_words
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from makers.agenda import CONFERENCE, make_editor, make_event, make_topic, titled
from makers.people import make_organisation, make_person
from makers.places import make_city, make_country

pytestmark = pytest.mark.django_db

AGENDA = "/agenda/"


def ahead(days: int, clock: time | None = time(10), zone: str = "Europe/Stockholm") -> When:
    day = moments.now().date() + timedelta(days=days)
    return When(zone, day, clock, day, time(23) if clock else None)


def titles(page: Any) -> list[str]:
    found = re.findall(r"<h2><a href=\"/agenda/events/\d+/\"[^>]*>([^<]*)</a>", page.text)
    return [str(each) for each in found]


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def small(title: str, days: int = 10, **changed: Any) -> Event:
    return make_event(Content(texts=titled(title), when=ahead(days)), **changed)


def test_the_agenda_has_what_is_to_come_and_the_archive_what_was() -> None:
    small("Later", 20)
    small("Sooner", 5)
    small("Over", -30)
    small("Drafted", 3, is_published=False)

    assert titles(Client().get(AGENDA)) == ["Sooner", "Later"]
    assert titles(Client().get(AGENDA, {"past": "1"})) == ["Over"]
    year = (moments.now() - timedelta(days=30)).year
    assert f"?year={year}" in Client().get("/agenda/archive/").text
    assert "Over" in titles(Client().get(AGENDA, {"year": str(year)}))


def test_it_is_narrowed_down_by_every_facet() -> None:
    make_topic("housing", en="Housing")
    city = make_city()
    organiser = make_organisation("Ring of Towns")
    by_facet = {
        "topic": {"topics": ("housing",)},
        "city": {"city": city.pk},
        "organiser": {"organiser": organiser.pk},
        "mode": {"mode": Mode.BOTH},
        "language": {"languages": ("fr",)},
        "kind": {"kind": Kind.CALL},
        "country": {"country": make_country("BE", "Belgium").pk},
    }
    for name, changed in by_facet.items():
        small(name, **changed)
    asked = {
        "topic": "housing",
        "city": city.pk,
        "organiser": organiser.pk,
        "mode": "online",
        "language": "fr",
        "kind": "call",
        "country": "BE",
    }

    for name, value in asked.items():
        assert titles(Client().get(AGENDA, {name: value})) == [name]
    month = f"{ahead(10).first_day:%Y-%m}"
    assert len(titles(Client().get(AGENDA, {"month": month}))) == len(by_facet)
    assert titles(Client().get(AGENDA, {"q": "organ"})) == ["organiser"]


def test_registration_still_open_is_asked_by_the_clock() -> None:
    def closing(days: int) -> Deadline:
        return Deadline(moments.now().date() + timedelta(days=days))

    small("Open", deadline=closing(2))
    small("Closed", deadline=closing(-2))
    small("Nobody registers")

    page = Client().get(AGENDA, {"open": "1"})
    assert titles(page) == ["Open"]
    assert "Registration is closed." in Client().get(AGENDA).text


def test_the_language_of_a_title_is_said_where_it_is_not_the_readers() -> None:
    make_event(
        Content(texts=(Text("sv", "Möte", is_original=True), Text("fr", "Réunion")), when=ahead(3))
    )

    assert titles(Client().get(AGENDA)) == ["Möte"]
    assert 'lang="sv">Möte' in Client().get(AGENDA).text
    french = Client(headers={"accept-language": "fr"}).get(AGENDA)
    assert titles(french) == ["Réunion"]


def test_a_time_is_shown_where_it_is_held_with_the_readers_beside_it() -> None:
    event = make_event(texts=titled("Far away"), when=ahead(5, time(18), "America/Toronto"))
    reader = make_person(zone="Europe/Sarajevo")

    page = signed_in(reader).get(event.get_absolute_url()).text

    both = r"18:00–23:00 \(Eastern Time\), for you [^<]*, 00:00–05:00 \(Central European Time\)"
    assert re.search(both, page)
    assert "18:00–23:00 (Eastern Time)<" in Client().get(event.get_absolute_url()).text


def test_whatever_an_address_asks_is_answered() -> None:
    small("Meeting")
    for asked in (
        {"kind": "<b>", "city": "9" * 40, "organiser": "\x00", "month": "2026-99"},
        {"year": "20x6", "page": "900", "q": "\x00 ' OR 1=1 --"},
        {"topic": ["x"] * 500, "mode": "both", "language": "../..", "country": "ZZ"},
    ):
        assert Client().get(AGENDA, asked).status_code == 200
        assert Client().get("/agenda/feeds/ahead.ics", asked).status_code == 200
        assert Client().get("/agenda/places/", asked).status_code == 200


def test_a_page_of_the_agenda_takes_at_most_eight_statements() -> None:
    make_topic("housing")
    city, organiser = make_city(), make_organisation()
    for n in range(3):
        small(f"M{n}", n + 1, city=city.pk, organiser=organiser.pk, topics=("housing",))
    reader = signed_in(make_person())
    reader.get(AGENDA)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        reader.get(AGENDA, {"country": "SE"})

    assert len(asked) <= 8


def test_a_month_shows_each_day_of_what_lasts_and_times_on_the_readers_clocks() -> None:
    make_event(
        texts=titled("Days"),
        when=When("UTC", date(2030, 3, 30), None, date(2030, 4, 2)),
        deadline=None,
    )
    make_event(
        texts=titled("Late"),
        when=When("UTC", date(2030, 3, 31), time(23), date(2030, 3, 31), time(23, 30)),
        deadline=None,
    )
    reader = signed_in(make_person(zone="Europe/Stockholm"))

    april = reader.get("/agenda/month/2030-04/").text
    march = reader.get("/agenda/month/2030-03/").text

    assert april.count(">Days<") == 2
    assert march.count(">Days<") == 2
    assert "01:00</span> Late" in april
    assert "Late" not in march


def test_news_without_a_date_stand_by_the_day_of_publishing_the_newest_first() -> None:
    news = Content(kind=Kind.NEWS, texts=titled("First"))
    make_event(news, now=datetime(2026, 5, 1, tzinfo=UTC))
    make_event(replace(news, texts=titled("Second")), now=datetime(2026, 5, 2, tzinfo=UTC))

    assert titles(Client().get("/agenda/news/")) == ["Second", "First"]
    assert titles(Client().get(AGENDA)) == []


def test_an_editor_writes_publishes_and_mends_an_announcement() -> None:
    make_topic("housing")
    city = make_city()
    editor = signed_in(make_editor())
    sent = {
        "kind": "event",
        "language_0": "sv",
        "title_0": "Möte om bostäder",
        "summary_0": "Kom!",
        "body_0": "",
        "first_day": "2030-05-06",
        "begins": "09:30",
        "ends": "12:00",
        "zone": "Europe/Stockholm",
        "deadline_day": "2030-05-01",
        "mode": "on-site",
        "city": city.code,
        "languages": ["sv"],
        "topics": ["housing"],
        "sessions": "2030-05-06 09:30-10:00 | Välkomna | Ana Kovač",
        "speakers": "Ana Kovač | Lipnik",
        "documents": "Program | https://a.example/program.pdf",
    }

    made = editor.post("/agenda/events/new/", sent)
    event = Event.objects.get()
    assert made.headers["Location"] == event.get_absolute_url()
    assert Client().get(event.get_absolute_url()).status_code == 404
    editor.post(f"/agenda/events/{event.pk}/publish/")

    page = Client().get(event.get_absolute_url()).text
    for words in ("Möte om bostäder", "Välkomna", "Lipnik", "https://a.example/program.pdf"):
        assert words in page
    translated = sent | {"title_1": "Meeting on housing", "language_1": "en"}
    editor.post(f"/agenda/events/{event.pk}/edit/", translated)
    assert titles(Client().get(AGENDA)) == ["Meeting on housing"]
    event.refresh_from_db()
    assert [text.is_original for text in content_of(event).texts] == [True, False]
    assert event.sequence == 0


def test_a_form_that_is_saved_unchanged_changes_nothing() -> None:
    make_topic("housing")
    content = replace(CONFERENCE, topics=("housing",), city=make_city().pk)
    form = EventForm(content=content, language="en")
    sent = {name: bound.value() for name in form.fields if (bound := form[name]).value()}
    sent["city"] = form["city"].value()

    again = EventForm(_posted(sent), content=content, language="en")

    assert again.is_valid(), again.errors
    assert again.content == content


def _posted(sent: dict[str, Any]) -> Any:
    from django.http import QueryDict

    made = QueryDict(mutable=True)
    for name, value in sent.items():
        if isinstance(value, list):
            made.setlist(name, value)
        else:
            made[name] = value
    return made


def test_what_is_wrong_in_a_form_is_said_beside_it() -> None:
    editor = signed_in(make_editor())
    answer = editor.post(
        "/agenda/events/new/",
        {
            "kind": "event",
            "language_0": "sv",
            "title_0": "Möte",
            "first_day": "2030-05-06",
            "last_day": "2030-05-01",
            "zone": "UTC",
            "sessions": "25:99 | Never",
            "city": "Nowhereville",
        },
    )

    assert answer.status_code == 422
    assert "“25:99 | Never” cannot be read." in answer.text
    assert "We know no place called “Nowhereville”" in answer.text
    assert not Event.objects.exists()


def test_what_was_cancelled_says_so_wherever_it_stands() -> None:
    event = small("Meeting")
    events.cancel(event, by=None, now=moments.now())

    assert '<span class="ds-tag">Cancelled</span>' in Client().get(AGENDA).text
    assert "It is not held." in Client().get(event.get_absolute_url()).text


def test_an_editors_desk_is_offered_while_they_hold_the_office() -> None:
    today = moments.now().date()
    editor = make_editor()
    desk = reverse("agenda:desk")

    assert desk in signed_in(editor).get(AGENDA).text
    for dates in (
        {"since": today + timedelta(days=1), "until": None},
        {"since": None, "until": today},
    ):
        editor.memberships.update(**dates)
        assert desk not in signed_in(editor).get(AGENDA).text
    editor.memberships.update(since=today, until=today + timedelta(days=1))
    assert desk in signed_in(editor).get(AGENDA).text
    editor.memberships.update(role="member")
    assert desk not in signed_in(editor).get(AGENDA).text


def test_a_page_takes_as_many_statements_for_many_lines_as_for_few() -> None:
    reader = signed_in(make_editor())
    asked = []
    for number in (2, 12):
        for n in range(number):
            small(f"M{number}-{n}", n + 1)
        reader.get(AGENDA)
        with CaptureQueriesContext(connection) as captured:
            page = reader.get(AGENDA)
        asked.append(len(captured))
    assert len(titles(page)) == 14
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("Town hall, Strandgaten 12, Bergen", "Bergen", "Norway"), None),
        (
            ("12 rue des Écluses 75010 Paris", "Paris", "France"),
            "12 rue des Écluses 75010 Paris, France",
        ),
        (("Parisian house", "Paris", "France"), "Parisian house, Paris, France"),
        (("", "Bergen", "Norway"), "Bergen, Norway"),
        (("", "Luxembourg", "Luxembourg"), "Luxembourg"),
    ],
)
def test_a_city_that_the_address_names_is_not_said_twice(
    parts: tuple[str, ...], said: str | None
) -> None:
    assert place_words("on-site", *parts) == (said or "Town hall, Strandgaten 12, Bergen, Norway")


def test_words_find_what_is_to_come_what_lasts_what_is_over_and_what_a_year_has() -> None:
    now = moments.now()

    def told(title: str, first: int, last: int) -> None:
        begins, ends = ((now + timedelta(days=days)).date() for days in (first, last))
        when = When("UTC", begins, None, ends)
        make_event(texts=titled(f"Harbour {title}"), when=when, deadline=None, now=now)

    told("next year", 400, 401)
    told("lasting", -400, 1)
    told("over", -400, -390)

    def found(asked: str, *, later: timedelta = timedelta()) -> set[str]:
        keys, _stamp = find(search_of(QueryDict(asked)), now=now + later)
        return {line.title.removeprefix("Harbour ") for line in lines_of(keys.keys)}

    year = (now - timedelta(days=400)).year
    assert found("q=harbour") == {"next year", "lasting"}
    assert found("q=harbour", later=timedelta(days=395)) == {"next year"}
    assert found("q=harbour&past=1") == {"over"}
    assert found(f"q=harbour&year={year}") == {"lasting", "over"}


def test_it_is_marked_for_each_month_from_before_it_is_told_until_it_is_over() -> None:
    told = datetime(2026, 11, 23, tzinfo=UTC)
    when = When("UTC", date(2027, 1, 30), None, date(2027, 2, 2))
    event = make_event(texts=titled("Harbour"), when=when, deadline=None, now=told)

    (document,) = documents_of(event)

    months = [told - timedelta(days=30), told, told + timedelta(days=30)]
    months += [datetime(2027, month, 1, tzinfo=UTC) for month in (1, 2)]
    assert document.marks == tuple(map(lasting_in, months))
    assert lasting_in(datetime(2027, 3, 1, tzinfo=UTC)) not in document.marks


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "9999-01"])
def test_a_month_at_the_end_of_all_calendars_is_not_found(month: str) -> None:
    assert Client().get(f"/agenda/month/{month}/").status_code == 404


@pytest.mark.parametrize("month", ["0002-01", "9998-12"])
def test_the_months_before_it_are(month: str) -> None:
    assert Client().get(f"/agenda/month/{month}/").status_code == 200
