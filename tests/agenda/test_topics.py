"""Topics are renamed, made one and removed, with what depends on them."""

from dataclasses import replace

import pytest
from django.test import Client

from localturn.agenda.actions import composing, topics
from localturn.agenda.domain.digest import Rules
from localturn.agenda.domain.mailing import Rhythm
from localturn.agenda.models import Event, Issue, Source, Topic
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from localturn.foundation.tasks import worker
from makers.agenda import CONFERENCE, NOON, make_editor, make_event, make_topic, titled
from makers.mailing import make_list, make_reader
from makers.people import make_operator, make_person

pytestmark = pytest.mark.django_db


def shown(address: str) -> str:
    return Client().get(address).text


def make_two() -> tuple[Topic, Topic]:
    return make_topic("housing"), make_topic("homes", en="Homes and houses")


def make_found(title: str, *slugs: str) -> Event:
    content = replace(CONFERENCE, texts=titled(title), topics=slugs)
    return make_event(content, by=None)


def test_what_is_sorted_by_a_topic_goes_over_to_the_other_and_old_addresses_lead_there() -> None:
    housing, homes = make_two()
    editor, letters = make_editor(), make_list()
    both, one = make_found("Both", "housing", "homes"), make_found("One", "housing")
    source = Source.objects.create(kind="feed", name="Towns", added_at=NOON)
    source.topics.add(housing)
    wishing = make_reader(letters, "ana@example.org", topics=["housing"])
    other = make_reader(letters, "bo@example.org", topics=["school"])
    draft = composing.begin(
        letters,
        rhythm=Rhythm.WEEKLY,
        since=NOON.date(),
        until=NOON.date(),
        rules=Rules(topics=frozenset({"housing"})),
        by=make_operator(),
        now=NOON,
    )
    feed = Client().get("/agenda/feeds/ahead.ics?topic=housing&past=1&in=en")

    topics.make_one(housing, homes, by=editor, now=NOON)

    assert [each.slug for each in Topic.objects.all()] == ["homes"]
    assert {e.pk: [t.slug for t in e.topics.all()] for e in (both, one)} == {
        both.pk: ["homes"],
        one.pk: ["homes"],
    }
    assert [each.slug for each in source.topics.all()] == ["homes"]
    wishing.refresh_from_db()
    other.refresh_from_db()
    assert wishing.topics == ["housing", "homes"]  # a frozen issue still says "housing"
    assert other.topics == ["school"]
    assert Issue.objects.get(pk=draft.pk).rules["topics"] == ["homes"]
    page = shown("/agenda/?topic=housing&past=1")
    assert "Both" in page
    assert "One" in page
    assert 'value="homes" checked' in page
    again = Client().get("/agenda/feeds/ahead.ics?topic=housing&past=1&in=en")
    assert again.headers["ETag"] != feed.headers["ETag"]
    assert again.content.count(b"BEGIN:VEVENT") == feed.content.count(b"BEGIN:VEVENT")
    with pytest.raises(Invalid, match="already"):
        topics.add({"en": "Housing"}, by=editor, now=NOON)


def test_a_new_name_is_told_to_programs_and_the_address_stays() -> None:
    housing, _homes = make_two()
    make_found("One", "housing")
    assert b"CATEGORIES:Event,Housing" in Client().get("/agenda/feeds/ahead.ics?past=1").content

    topics.rename(
        housing, {"en": " Dwelling ", "sv": "Boende", "fr": ""}, by=make_editor(), now=NOON
    )
    worker.run_waiting()

    assert b"CATEGORIES:Event,Dwelling" in Client().get("/agenda/feeds/ahead.ics?past=1").content
    assert "Dwelling" in shown("/agenda/?topic=housing&past=1")
    housing.refresh_from_db()
    assert housing.names == {"en": "Dwelling", "sv": "Boende"}


def test_a_topic_that_readers_wish_for_is_not_removed_and_another_is() -> None:
    housing, homes = make_two()
    event, editor = make_found("One", "housing", "homes"), make_editor()
    make_reader(make_list(), "ana@example.org", topics=["housing"])
    make_reader(make_list("Other"), "gone@example.org", topics=["homes"], standing="left")

    with pytest.raises(NotNow, match="1 reader has asked"):
        topics.remove(housing, by=editor, now=NOON)
    topics.remove(homes, by=editor, now=NOON)
    worker.run_waiting()

    assert [each.slug for each in event.topics.all()] == ["housing"]
    assert b"Homes" not in Client().get("/agenda/feeds/ahead.ics?past=1").content
    assert "One" not in shown("/agenda/?topic=homes&past=1")


@pytest.mark.parametrize("name", ["rename", "make_one", "remove"])
def test_only_editors_may(name: str) -> None:
    housing, homes = make_two()
    more = {"rename": ({"en": "A"},), "make_one": (homes,), "remove": ()}[name]
    with pytest.raises(NotAllowed):
        getattr(topics, name)(housing, *more, by=make_person("Ana"), now=NOON)


def test_a_topic_is_not_made_one_with_itself_nor_left_without_an_english_name() -> None:
    housing, _homes = make_two()
    editor = make_editor()
    with pytest.raises(Invalid, match="another"):
        topics.make_one(housing, housing, by=editor, now=NOON)
    with pytest.raises(Invalid, match="English"):
        topics.rename(housing, {"en": " ", "fr": "Logement"}, by=editor, now=NOON)


def test_an_editor_does_all_of_it_on_pages() -> None:
    make_two()
    client = Client()
    client.force_login(make_editor())
    assert "Homes and houses" in client.get("/agenda/desk/topics/").text
    at = "/agenda/desk/topics/housing/"
    assert client.post(at, {"en": ""}).status_code == 422
    client.post(at, {"en": "Dwelling", "fr": "Logement", "sv": "Boende"})
    assert 'value="Dwelling"' in client.get(at).text
    client.post(f"{at}make-one/", {"into": "housing"})
    assert Topic.objects.count() == 2
    client.post(f"{at}make-one/", {"into": "homes"})
    assert client.get(at).status_code == 404
    client.post("/agenda/desk/topics/homes/remove/")
    assert not Topic.objects.exists()
