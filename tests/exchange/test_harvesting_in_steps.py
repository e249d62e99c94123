"""A catalogue is read in short steps, between which other work goes on."""

import json
import time
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from localturn.exchange.actions import harvesting as actions
from localturn.exchange.domain.harvest import print_of, progress_fields, progress_from
from localturn.exchange.models import Found, Source
from localturn.exchange.queries import harvests
from localturn.foundation import fetch, moments
from localturn.foundation.tasks import task, worker
from makers.exchange import NOON, make_coordinator, make_partner
from makers.people import make_operator
from makers.web import Handler, Site, open_site

pytestmark = pytest.mark.django_db

PAGES = 3
SLOW = 0.03
"""Seconds of each answer."""
STEP = 0.01
"""So short that each step asks one thing."""


class Partner:
    """A catalogue of three pages with two courses each, answered without a line between."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, address: str) -> fetch.Answer:
        time.sleep(SLOW)
        parts = urlsplit(address)
        self.asked.append(parts.path)
        return fetch.Answer(address, 200, {}, json.dumps(self._said(parts)).encode())

    def _said(self, parts: Any) -> dict[str, Any]:
        if parts.path.endswith("course-offerings"):
            return {"items": [{"startDate": "2026-10-09", "maxNumberStudents": 25}]}
        number = int(parse_qs(parts.query)["pageNumber"][0])
        items = [a_course(f"c-{number}-{at}") for at in (2, 1)]
        return {"items": items, "hasNextPage": number < PAGES}


def a_course(key: str) -> dict[str, Any]:
    return {"courseId": key, "name": [{"language": "en", "value": f"Harbours {key}"}]}


def make_source(address: str = "https://api.example/v6") -> Source:
    known = Source.objects.first()
    return Source.objects.create(
        partner=known.partner if known else make_partner(),
        address=address,
        added_at=NOON,
        asked_at=NOON,
    )


def go_on(source: Source, ask: Any, *, seconds: float = 60) -> bool:
    """The next step, by what is kept of the one before."""
    source.refresh_from_db()
    return actions.harvest_from(source, ask=ask, seconds=seconds, step=STEP)


def test_many_steps_find_what_one_finds_and_nothing_is_kept_before_the_last() -> None:
    whole, stepped = make_source(), make_source("https://api.example/other")
    actions.harvest_from(whole, ask=Partner())
    partner, steps = Partner(), 1

    while not go_on(stepped, partner):
        steps += 1
        assert not stepped.found.exists()
        stepped.refresh_from_db()
        assert stepped.so_far["page"] >= 1

    stepped.refresh_from_db()
    assert stepped.so_far == {}
    assert stepped.whole_at is not None
    assert steps > PAGES
    assert len(partner.asked) == PAGES + 2 * PAGES == len(set(partner.asked)) + PAGES - 1
    said = [dict(each.found.values_list("key", "said")) for each in (whole, stepped)]
    assert said[0] == said[1]
    assert len(said[0]) == 2 * PAGES


def test_all_steps_together_have_so_much_time() -> None:
    source = make_source()

    while not go_on(source, Partner(), seconds=1.5 * SLOW):
        pass

    source.refresh_from_db()
    assert harvests.sentence(source.trouble) == "The catalogue takes too long to be read whole."
    assert source.so_far == {}
    assert not Found.objects.exists()


def test_a_step_of_an_earlier_time_changes_nothing() -> None:
    source = make_source()
    go_on(source, Partner())
    earlier = Source.objects.get()
    Source.objects.update(asked_at=NOON + timedelta(hours=1), so_far={})

    actions.harvest_from(earlier, ask=Partner())
    actions.harvest.call(source.pk, NOON.isoformat())

    source.refresh_from_db()
    assert (source.so_far, source.done_at) == ({}, None)
    assert not Found.objects.exists()


def test_what_is_kept_between_two_steps_is_read_again() -> None:
    source = make_source()
    for _step in range(PAGES + 2):
        go_on(source, Partner())
    source.refresh_from_db()

    kept = json.loads(json.dumps(source.so_far))

    assert progress_fields(progress_from(kept)) == kept
    assert kept["is_listed"]
    assert kept["offered"] > 0


@task()
def letter() -> None:
    """What waits behind a catalogue."""
    LETTERS.append(time.monotonic())


LETTERS: list[float] = []


def test_other_work_goes_on_between_two_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []

    def slowly(handler: Handler) -> None:
        time.sleep(SLOW)
        asked.append(time.monotonic())
        handler.say(200, json.dumps({"items": [a_course("c-1")], "hasNextPage": False}).encode())

    def offerings(handler: Handler) -> None:
        asked.append(time.monotonic())
        handler.say(200, json.dumps({"items": []}).encode())

    with open_site() as site:
        here = _here(site)
        monkeypatch.setattr(fetch, "get", here)
        monkeypatch.setattr(actions, "STEP", STEP)
        site.pages |= {"/courses": slowly, "/courses/c-1/course-offerings": offerings}
        source = make_source(site.address(""))
        actions.harvest.enqueue(source.pk, NOON.isoformat())
        letter.enqueue()

        worker.run_waiting()

    source.refresh_from_db()
    assert source.whole_at is not None
    assert len(asked) == 2
    assert asked[0] < LETTERS[-1] < asked[1]


def _here(site: Site) -> Any:
    return partial(fetch.get, ports=frozenset({site.port}), allow_loopback=True)


def test_a_step_that_is_run_again_goes_on_once(monkeypatch: pytest.MonkeyPatch) -> None:
    partner = Partner()
    monkeypatch.setattr(fetch, "get", lambda address, **_limits: partner(address))
    monkeypatch.setattr(actions, "STEP", STEP)
    source = make_source()
    asked = NOON.isoformat()

    with moments.travelled(NOON - moments.now()):
        for _killed_after_it_was_kept in range(2):
            actions.harvest.call(source.pk, asked)
        assert len(partner.asked) == 1
        worker.run_waiting()
        number = len(partner.asked)
        source.refresh_from_db()
        assert source.whole_at is not None
        actions.harvest.call(source.pk, asked)

    assert number == PAGES + 2 * PAGES
    assert len(partner.asked) == number


def test_no_more_is_kept_of_a_catalogue_than_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_KEPT", 0.00015)
    partner, source = Partner(), make_source()

    while not go_on(source, partner):
        pass

    source.refresh_from_db()
    assert harvests.sentence(source.trouble).startswith("The catalogue says more than")
    assert (source.so_far, len(partner.asked)) == ({}, 2)
    assert not Found.objects.exists()


@pytest.mark.parametrize("who", [make_operator, None])
def test_only_a_step_loads_what_the_steps_before_have_read(who: Any, client: Client) -> None:
    source = make_source()
    go_on(source, Partner())
    person = who() if who else make_coordinator(source.partner)
    client.force_login(person)
    found = Found.objects.create(source=source, key="c-1", said={"title": "A"}, seen_at=NOON)

    with (
        moments.travelled(NOON + timedelta(hours=1) - moments.now()),
        CaptureQueriesContext(connection) as asked,
    ):
        for address in (reverse("exchange:sources"), source.get_absolute_url()):
            assert client.get(address).status_code == 200
        if who is None:
            seen = print_of(found.said)
            actions.leave(found, seen=seen, by=person, now=moments.now())
        kept = harvests.source_kept_by(person, source.pk, now=moments.now())
        actions.ask_for_harvest(kept, by=person, now=moments.now())
        Source.objects.update(asked_at=NOON)
        actions.harvest_all.call()

    read = [each["sql"] for each in asked if each["sql"].startswith("SELECT")]
    assert [sql for sql in read if "so_far" in sql] == []
