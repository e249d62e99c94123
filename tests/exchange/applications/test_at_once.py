"""Fifty who want the last place at once."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from localturn.exchange.actions import applications as actions
from localturn.exchange.actions import listings
from localturn.exchange.domain.applications import Stage
from localturn.exchange.domain.terms import Slots
from localturn.exchange.models import Application
from localturn.exchange.queries.listings import content_of
from makers.exchange import NOON, make_application, make_applied, make_student
from makers.races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def test_of_fifty_nominated_at_once_one_has_the_last_place_and_the_others_are_told(
    tmp_path: Path,
) -> None:
    world = make_applied(slots_kind=Slots.POOLED, slots=1)
    approved = [
        Application.objects.create(
            listing=world.listing,
            home=world.home.organisation,
            student=make_student(world.home),
            stage=Stage.APPROVED,
            follows_language=True,
            begun_at=NOON,
            changed_at=NOON,
        )
        for _ in range(50)
    ]

    answers = at_once(
        *(partial(actions.nominate, each, by=world.keeper, now=NOON) for each in approved),
        folder=tmp_path,
    )

    said = [getattr(each, "sentence", None) for each in answers]
    assert said.count(None) == 1
    assert len(set(said)) == 2
    assert sorted(type(each).__name__ for each in answers) == ["NoneType", *["NotNow"] * 49]


def test_places_are_not_made_fewer_while_the_last_one_is_taken(tmp_path: Path) -> None:
    world = make_applied(slots_kind=Slots.EACH, slots=1)
    approved = make_application(world, Stage.APPROVED)
    content = replace(content_of(world.listing), slots=0)

    answers = at_once(
        partial(actions.nominate, approved, by=world.keeper, now=NOON),
        partial(listings.save, world.listing, content, by=world.host_keeper, now=NOON),
        folder=tmp_path,
    )

    assert sorted(type(each).__name__ for each in answers) in (
        ["Invalid", "NoneType"],
        ["NoneType", "NotNow"],
    )
