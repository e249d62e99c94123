"""Whatever a program asks of the documented addresses, it is answered or refused, and no more.

Schemathesis makes questions from a document, also such as it does not allow, and holds each answer
against what the document says of it.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from exchange.contracts import IDENTITY, MOOCHUB, PROBLEM
from exchange.test_open_standards import BASE, CONTRACTS, MOOCS, ask
from localturn.academy.models import Activity, RunActivity, RunPartner
from localturn.exchange.standards import moochub
from localturn.foundation import moments
from localturn.foundation.api.problem import MEDIA_TYPE
from localturn.foundation.people.models import Role
from localturn.lobby.api.document import described
from makers.academy import make_enrolment, make_facilitator, make_run, make_version
from makers.api import Program
from makers.exchange import make_listing, make_partner
from makers.people import make_membership, make_organisation

pytestmark = [pytest.mark.once, pytest.mark.django_db]

Document = dict[str, Any]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 6
"""Of each way to ask at an address, as many that the document allows as that it does not."""

HERE, JSON = "http://localhost", "application/json"
AS_IT_IS = {"Accept-Encoding": "identity"}
LONG_AGO = "2000-01-01T00:00:00Z"
TEXT: Document = {"type": "string"}
ASKED: dict[str, Document] = {
    "pageSize": {"enum": [10, 20, 50, 100, 250]},
    "pageNumber": {"type": "integer", "minimum": 1, "maximum": 100_000},
    "q": {"type": "string", "maxLength": 200},
    "primaryCode": TEXT,
    "teachingLanguage": {"type": "string", "maxLength": 20},
    "level": {"enum": ["associate_degree", "bachelor", "master", "doctoral"]},
    "modeOfDelivery": {"enum": ["online", "presential", "blended"]},
    "state": {"enum": ["active", "inactive"]},
    "since": {"type": "string", "format": "date-time"},
    "until": {"type": "string", "format": "date-time"},
    "expand": {"enum": ["organisation", "programmes", "course", "academic_session"]},
}
"""What the reference names for the Open Education API, whose contracts stand in the exchange's."""

PAGE: dict[str, Document] = {"page": {"type": "integer", "minimum": 1, "maximum": 100_000}}


def with_things(document: Document, things: Mapping[str, list[Any]]) -> Document:
    """In which an address names what is there; what it does not allow is asked for all the same."""
    found = deepcopy(document)
    for path in found["paths"].values():
        for operation in path.values():
            for each in operation.get("parameters", []):
                if each["in"] == "path":
                    each["schema"] = {"enum": things[each["name"]]}
    return found


def fail_nowhere(document: Document, headers: Mapping[str, str]) -> dict[int, int]:
    """Ask everything that is in a document; gives how many were answered with which status."""
    schema, app = schemathesis.openapi.from_dict(document), WSGIHandler()
    answered: Counter[int] = Counter()

    for result in schema.get_all_operations():
        for mode in GenerationMode:

            @settings(
                max_examples=EXAMPLES,
                derandomize=True,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=result.ok().as_strategy(mode))
            def asked(case: schemathesis.Case) -> None:
                answer = case.call(app=app, base_url=HERE, headers={**headers, **AS_IT_IS})
                case.validate_response(answer, checks=CHECKS)
                answered[answer.status_code] += 1

            asked()
    return answered


def operation(path: str, asked: Mapping[str, Document], schema: Document, kind: str) -> Document:
    """A list or a thing that is public, as a document describes it."""
    places = re.findall(r"{(\w+)}", path)
    return {
        "parameters": [
            *(
                {"name": name, "in": "path", "required": True, "schema": IDENTITY}
                for name in places
            ),
            *({"name": name, "in": "query", "schema": said} for name, said in asked.items()),
        ],
        "responses": {
            "200": {"description": "It.", "content": {kind: {"schema": schema}}},
            "4XX": {"description": "Why not.", "content": {MEDIA_TYPE: {"schema": PROBLEM}}},
        },
    }


def of_the_house(paths: Document) -> Document:
    return {"openapi": "3.1.0", "info": {"title": "Open", "version": "1"}, "paths": paths}


def test_the_houses_api_fails_at_no_question() -> None:
    today = moments.now().date()
    version = make_version(number=None)
    meeting = Activity.objects.create(
        version=version,
        module=version.modules.all()[1],
        position=8,
        stable_id="meeting-1",
        file_name="08-meeting-1",
        kind="webinar",
        title="A meeting",
        minutes=60,
    )
    guided = make_run(version, starts_on=today - timedelta(days=8), is_open=True)
    RunActivity.objects.filter(activity=meeting).update(starts_at=moments.now(), due_at=None)
    taken = make_run(starts_on=today - timedelta(days=8), is_open=True)
    person = make_facilitator(guided)
    league = make_organisation("League of Towns")
    make_membership(person, league, role=Role.COORDINATOR)
    RunPartner.objects.create(run=guided, organisation=league)
    make_enrolment(taken, person)
    things = {
        "run": [guided.slug, taken.slug],
        "course": [version.course.slug],
        "activity": ["meeting-1", "quiz-1"],
        "seat": [make_enrolment(guided).pk],
    }
    document = json.loads(json.dumps(described()))

    answered = fail_nowhere(with_things(document, things), Program(person).headers)

    operations = sum(len(path) for path in document["paths"].values())
    assert answered[200] > operations * EXAMPLES // 2
    assert {200, 401, 404, 422} <= answered.keys()


def test_the_catalogue_for_programs_fails_at_no_question() -> None:
    partner = make_partner()
    make_listing(partner, programme="Towns and Migration")
    make_listing(partner, title="Bare", participants=None, language="zh-Hant")
    things: dict[str, list[Any]] = {}
    for path in ("courses", "organisations", "programmes", "academic-sessions"):
        for item in ask(path)["items"]:
            for name in (name for name in item if name.endswith("Id")):
                things.setdefault(name, []).append(item[name])
    (offering, *_more) = ask(f"courses/{things['courseId'][0]}/course-offerings", since=LONG_AGO)[
        "items"
    ]
    things["courseOfferingId"] = [offering["courseOfferingId"]]
    service = [unquote(each["path"]) for each in ask("/")["supportedOperations"]]
    paths = {
        f"{BASE}{path.lstrip('/')}": {"get": operation(path, ASKED, CONTRACTS[path], JSON)}
        for path in service
    }
    paths[MOOCS] = {"get": operation(MOOCS, PAGE, MOOCHUB, moochub.TYPE)}

    answered = fail_nowhere(with_things(of_the_house(paths), things), {})

    assert answered[200] > len(paths) * EXAMPLES // 2
    assert {200, 400, 404} <= answered.keys()
