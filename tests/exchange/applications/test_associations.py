"""What the Open Education API tells a home university of its own students."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from exchange.contracts import ASSOCIATION, mistakes, page
from localturn.exchange.domain.applications import Stage
from localturn.exchange.domain.identities import What, identity
from localturn.foundation.people.models import Person
from makers.api import Program
from makers.exchange import (
    Applied,
    make_application,
    make_applied,
    make_partner,
    make_student,
    make_university,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def ask(world: Applied, person: Person, *scopes: str, **said: Any) -> tuple[int, Any]:
    program = Program(person, *(scopes or ("applications:read",)))
    offering = identity(What.OFFERING, world.listing.pk, house=settings.PUBLIC_URL)
    path = f"/exchange/ooapi/v6/course-offerings/{offering}/course-offering-associations"
    answer = Client().get(path, said, headers=program.headers)
    assert answer.get("Cache-Control") in {None, "private, no-store"}
    return answer.status_code, json.loads(answer.content)


def test_a_keeper_is_told_how_their_own_students_stand_and_no_others() -> None:
    world = make_applied()
    third = make_partner(world.host.consortium, make_university("Third"))
    own = make_application(world, Stage.ACCEPTED)
    make_application(world, Stage.DRAFT)
    make_application(world, Stage.NOMINATED)
    make_application(world, Stage.ACCEPTED, home=third)

    status, said = ask(world, world.keeper, expand="person")
    queued = ask(world, world.keeper, state="queued")[1]

    assert status == 200
    assert mistakes(said, page(ASSOCIATION)) == []
    assert own.student is not None
    assert [(each["state"], each["ext"]["stage"]) for each in said["items"]] == [
        ("associated", "accepted"),
        ("pending", "nominated"),
    ]
    assert said["items"][0]["person"]["email"] == own.student.email
    assert queued["items"] == []


def test_nobody_else_is_told_who_takes_part() -> None:
    world = make_applied()
    make_application(world, Stage.ACCEPTED)

    assert ask(world, world.host_keeper)[1]["items"] == []
    assert ask(world, make_student(world.home))[0] == 403
    assert ask(world, world.keeper, "calendar:read")[0] == 403
    assert ask(world, world.keeper, "nominations:read")[0] == 403
    assert ask(world, world.keeper, expand="results")[0] == 400
