"""What of the agenda other rooms and people's calendars show."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from localturn.agenda.calendar import calendar_entries
from localturn.agenda.cards import announced_at, cards
from localturn.agenda.domain.content import Content
from localturn.agenda.domain.when import When
from localturn.agenda.queries.related import thing_of
from localturn.foundation import moments
from localturn.foundation.links import Thing
from makers.agenda import make_editor, make_event, titled
from makers.people import make_person
from makers.places import make_city
from makers.registering import make_registrant, make_registration

pytestmark = pytest.mark.django_db


def soon(days: int = 9) -> When:
    return When("Europe/Stockholm", moments.now().date() + timedelta(days=days))


def test_a_city_shows_what_is_to_come_in_it() -> None:
    city = make_city()
    make_event(Content(texts=titled("Here"), when=soon(), city=city.pk))
    make_event(Content(texts=titled("Over"), when=soon(-9), city=city.pk))
    make_event(Content(texts=titled("Elsewhere"), when=soon()))

    found = announced_at(city, reader=AnonymousUser(), now=moments.now())

    assert [each.title for each in found] == ["Here"]
    assert "Here" in Client().get(city.get_absolute_url()).text


def test_a_draft_is_drawn_for_editors_alone() -> None:
    draft = make_event(is_published=False, texts=titled("Draft"))
    things = [thing_of(draft), Thing("agenda", "event", "0" * 32), Thing("agenda", "other", "x")]

    assert cards(things, reader=AnonymousUser()) == []
    assert [each.title for each in cards(things, reader=make_editor())] == ["Draft"]


def test_a_meeting_without_an_end_lasts_an_hour_in_ones_own_calendar_as_in_a_feed() -> None:
    person, when = make_person(), replace(soon(), begins=time(10))
    event = make_event(Content(texts=titled("Here"), when=when))
    make_registrant(make_registration(event), by=person, now=moments.now())

    now = moments.now()
    [entry] = calendar_entries(person, since=now, until=now + timedelta(days=60))

    assert when.starts_at is not None
    assert entry.ends == when.starts_at + timedelta(hours=1)


def test_without_a_place_nothing_stands_in_ones_calendar() -> None:
    make_event(Content(texts=titled("Here"), when=soon()))
    now = moments.now()

    entries = calendar_entries(make_person(), since=now, until=now + timedelta(days=60))

    assert entries == []
