"""A sign-in that is set anew is tried at once, and one of a restored backup only when asked for."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from localturn.exchange.actions import harvesting, sign_ins, signing_in_anew
from localturn.exchange.actions.asking_partners import SignedIn
from localturn.exchange.actions.sign_ins import Told
from localturn.exchange.domain.signing_in import Kind
from localturn.exchange.models import SignIn, Source
from localturn.exchange.queries import harvests
from localturn.foundation import fetch, moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotAllowed
from localturn.foundation.room import offered
from localturn.foundation.tasks.models import TaskRow
from localturn.foundation.trail.models import Entry
from makers.exchange import NOON, make_coordinator, make_partner, make_university

pytestmark = [pytest.mark.django_db, pytest.mark.both]

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def source(settings: LazySettings, tmp_path: Path) -> Source:
    settings.KEYS = tmp_path / "keys"
    return make_source()


@pytest.fixture
def keeper(source: Source) -> Person:
    return make_coordinator(source.partner)


def make_source(address: str = "https://api.example/v6") -> Source:
    known = Source.objects.first()
    partner = known.partner if known else make_partner()
    return Source.objects.create(partner=partner, address=address, added_at=NOON)


def sign_in(source: Source, keeper: Person, *, now: datetime) -> None:
    signing_in_anew.sign_in_with(source, Told(Kind.TOKEN, "t0ken"), by=keeper, now=now)


def asked() -> list[tuple[int, datetime | None]]:
    """Of the harvests that wait, which catalogue they read, and not before when."""
    rows = TaskRow.objects.filter(task_path__endswith="harvest").order_by("enqueued_at")
    return [(row.args_kwargs["args"][0], _earliest(row)) for row in rows]


def _earliest(row: TaskRow) -> datetime | None:
    return row.run_after if row.run_after and row.run_after.year < 9999 else None


def restore() -> list[str]:
    """What the exchange puts right, as the command has every room do it."""
    (put,) = [put for room, put in offered("restored") if room.name == "exchange"]
    said: list[str] = put(now=NOON)
    return said


def harvest(source: Source) -> list[str]:
    """What was shown to the partner."""
    shown: list[str] = []

    def get(address: str, /, **named: dict[str, str]) -> fetch.Answer:
        shown.append(named["sign_in"].get("Authorization", ""))
        return fetch.Answer(address, 200, {}, b'{"items": []}', was_signed_in=True)

    source.refresh_from_db()
    harvesting.harvest_from(source, ask=SignedIn(source, get=get))
    source.refresh_from_db()
    return shown


@pytest.mark.parametrize(
    "stood",
    [
        {"trouble": {"text": "It asks for a sign-in.", "values": {}}, "notes": []},
        {"trouble": {}, "notes": [{"text": "It asks for a sign-in.", "values": {}}]},
        {"done_at": None},
    ],
    ids=["nothing taken", "without offerings", "still being read"],
)
def test_a_catalogue_is_read_at_once_when_its_sign_in_is_set(
    source: Source, keeper: Person, stood: dict[str, object]
) -> None:
    Source.objects.update(**{"asked_at": NOON, "done_at": NOON, **stood})
    source.refresh_from_db()

    sign_in(source, keeper, now=NOON + MINUTE)

    held = Source.objects.get()
    assert asked() == [(source.pk, None)]
    assert held.asked_at == NOON + MINUTE
    assert harvests.is_under_way(held, now=NOON + MINUTE)


def test_what_read_it_with_the_former_sign_in_keeps_nothing(source: Source, keeper: Person) -> None:
    Source.objects.update(asked_at=NOON)
    former = Source.objects.get()
    sign_in(source, keeper, now=NOON + SECOND)

    def refuse(_address: str) -> fetch.Answer:
        raise fetch.NotFetched(fetch.Reason.UNREACHABLE, "api.example")

    harvesting.harvest_from(former, ask=refuse)

    held = Source.objects.get()
    assert (held.trouble, held.done_at) == ({}, None)


def test_secrets_are_not_tried_one_after_the_other(source: Source, keeper: Person) -> None:
    sign_in(source, keeper, now=NOON)
    sign_ins.forget_sign_in(source, by=keeper, now=NOON + SECOND)
    sign_in(source, keeper, now=NOON + 2 * SECOND)
    other = make_source("https://api.example/v5")
    sign_in(other, keeper, now=NOON + 3 * SECOND)
    sign_in(source, keeper, now=NOON + HOUR)

    assert asked() == [
        (source.pk, None),
        (source.pk, NOON + MINUTE + 2 * SECOND),
        (other.pk, NOON + MINUTE + 3 * SECOND),
        (source.pk, None),
    ]


def test_nor_by_two_who_keep_the_same_catalogue(source: Source, keeper: Person) -> None:
    second = make_coordinator(source.partner, "Second")
    sign_in(source, keeper, now=NOON)
    sign_in(source, second, now=NOON + SECOND)

    assert asked() == [(source.pk, None), (source.pk, NOON + MINUTE + SECOND)]


def test_a_sign_in_of_a_restored_backup_is_shown_to_nobody_before_somebody_has_looked(
    source: Source, keeper: Person
) -> None:
    sign_in(source, keeper, now=NOON)
    client = Client()
    client.force_login(keeper)
    address = reverse("exchange:source-ask", args=[source.pk])

    said = restore()
    before = harvest(source)
    trouble = harvests.sentence(source.trouble)
    page = client.get(source.get_absolute_url()).text
    client.post(address, {"sign-in": "holds"})
    after = harvest(source)

    assert [each.partition(": ")[2].partition(".")[0] for each in said] == [
        "1 sign-ins at partners' catalogues"
    ]
    assert before == []
    assert trouble.startswith("The sign-in comes from a restored backup")
    assert "It still holds: read the catalogue" in page
    assert len(asked()) == 2
    assert after == ["Bearer t0ken"]
    assert "It still holds" not in client.get(source.get_absolute_url()).text
    assert Entry.objects.filter(what="exchange.source.sign-in-kept").count() == 1


def test_one_that_is_written_anew_after_a_restore_is_used(source: Source, keeper: Person) -> None:
    sign_in(source, keeper, now=NOON)
    restore()

    sign_in(source, keeper, now=NOON + HOUR)

    assert harvest(source) == ["Bearer t0ken"]


def test_only_who_keeps_the_catalogue_says_that_a_sign_in_still_holds(
    source: Source, keeper: Person
) -> None:
    sign_in(source, keeper, now=NOON)
    restore()
    elsewhere = make_partner(source.partner.consortium, make_university("Elsewhere"))
    other = make_coordinator(elsewhere, "Other")

    with pytest.raises(NotAllowed):
        signing_in_anew.go_on_signing_in(source, by=other, now=moments.now())

    assert SignIn.objects.get().is_in_doubt


def test_a_restore_says_nothing_of_sign_ins_where_there_are_none(source: Source) -> None:
    assert restore() == []
