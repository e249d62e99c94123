"""Whatever leaves a project as a file goes through one gate, which holds names back that have a
pseudonym: every address of the room is asked, so that one that is new is asked too."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import DjangoDbBlocker

import localturn.corpus
from house.addresses import read, routes
from house.world_corpus import make_corpus
from localturn.corpus.actions import pseudonyms, publications, transfers
from localturn.corpus.domain.pseudonyms import About
from localturn.corpus.domain.publications import Kind
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import (
    Actor,
    Attribute,
    AttributeValue,
    Case,
    Member,
    Node,
    ProjectDocument,
    Release,
    Transfer,
)
from localturn.corpus.permissions import sight
from localturn.corpus.queries import spans
from makers.corpus import NOON, make_coding, make_document
from makers.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TABLE = read((Path(__file__).parents[2] / "house/addresses.txt").read_text(encoding="utf-8"))
FORMS = ("csv", "xlsx", "json", "svg", "png", "bib", "ris", "graphml", "gexf", "docx", "md")
NAME = "Zvetlana"
EXPORTS = {
    "corpus:answer",
    "corpus:attribute-table",
    "corpus:codebook-docx",
    "corpus:codebook-drawing",
    "corpus:lines",
    "corpus:network-file",
    "corpus:publication-file",
    "corpus:reference-file",
    "corpus:round-agreement",
    "corpus:transfer-file",
}
"""All addresses at which a file of a project is had. Whoever adds one lets it go through
`views.handing_out`, and the test below finds out whether it says all that stands in it."""


@dataclass
class World:
    things: dict[str, dict[str, Any]]
    lead: Member
    client: Client


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        spans.forget()
        people = [make_person(name, can_author=True) for name in ("Lea", "Cara", "Rea")]
        things = make_corpus(*people)
        lead = Member.objects.select_related("project", "person").get(person=people[0])
        client = Client()
        client.force_login(people[0])
        _write_name(things, lead)
        yield World(things, lead, client)
        transaction.set_rollback(True)
    spans.forget()


def _write_name(things: dict[str, dict[str, Any]], lead: Member) -> None:
    """In all that people write and that some file takes along, before it gets a pseudonym."""
    project = lead.project
    Node.objects.filter(pk=things["node"]["node"]).update(name=f"Like {NAME}")
    Actor.objects.filter(project=project, name="Cities").update(name=f"{NAME} of cities")
    case = Case.objects.filter(project=project).order_by("pk")[0]
    for of_cases, thing in ((False, {"document": _document(things)}), (True, {"case": case})):
        attribute = Attribute.objects.create(
            project=project, name=f"Who {of_cases}", kind="text", of_cases=of_cases
        )
        AttributeValue.objects.create(attribute=attribute, value=NAME, **thing)
    words = publications.Words(Kind.POST, "Post", "", "en", f"As {NAME} has it.")
    post = publications.begin(words, sight=sight(lead), now=NOON)
    things["post"] = {"publication": post.pk}
    interview = things["passage-of-interview"]["coding"]
    Release.objects.create(coding_id=interview, released_at=NOON)
    ProjectDocument.objects.filter(pk=things["interview"]["document"]).update(title=f"Of {NAME}")
    spoken = make_document(project, f"She said {NAME}.", kind=DocumentClass.INTERVIEW)
    code = Node.objects.get(pk=things["node"]["node"])
    coded = make_coding(spoken, code, f"said {NAME}", by=lead)
    Release.objects.create(coding=coded, released_at=NOON)
    taken = transfers.ask_out("qdc", profile="plain", classes=(), by=lead, now=NOON)
    transfers.make_out.call(taken.pk)
    assert Transfer.objects.get(pk=taken.pk).state == "done"
    things["of-lead"] = {"transfer": taken.pk}


def _document(things: dict[str, dict[str, Any]]) -> ProjectDocument:
    return ProjectDocument.objects.get(pk=things["document"]["document"])


def _give_pseudonym(lead: Member) -> None:
    later = NOON.replace(hour=13)
    pseudonyms.give([NAME], stands_as="Person 2", about=About.PERSON, by=lead, now=later)


def _files(world: World) -> Iterator[tuple[str, str, HttpResponseBase]]:
    """What every address answers that does not answer with a page: its name, itself, and that."""
    known = defaultdict[str, set[Any]](set, form=set(FORMS))
    for thing in world.things.values():
        for argument, value in thing.items():
            known[argument].add(value)
    ways = defaultdict[str, set[str]](set)
    for row in TABLE:
        if row.method == "GET":
            pairs = [
                (k, world.things.get(v[1:], {}).get("pk", 1) if v[:1] == "@" else v)
                for k, v in row.said
            ]
            ways[row.name].add(urlencode(pairs))
    for name, route in routes().items():
        if not name.startswith("corpus:") or name not in ways:
            continue
        arguments = re.findall(r"\{(\w+)\}", route)
        for values in product(*(sorted(known[each], key=str) for each in arguments)):
            try:
                address = reverse(name, kwargs=dict(zip(arguments, values, strict=True)))
            except NoReverseMatch:
                continue
            for said in sorted(ways[name]):
                asked = f"{address}?{said}" if said else address
                with transaction.atomic():
                    answer = world.client.get(asked)
                    body = answer.getvalue()
                    transaction.set_rollback(True)
                answer.content_of = body  # type: ignore[attr-defined]
                yield name, asked, answer


def _is_file(answer: HttpResponseBase) -> bool:
    return answer.status_code == 200 and "attachment" in answer.headers.get(
        "Content-Disposition", ""
    )


def _tells(body: bytes) -> bool:
    if body[:4] != b"PK\x03\x04":
        return NAME.lower().encode() in body.lower()
    with zipfile.ZipFile(BytesIO(body)) as archive:
        return any(_tells(archive.read(each)) for each in archive.namelist())


def test_the_addresses_at_which_a_file_is_had_are_these(world: World) -> None:
    assert {name for name, _, answer in _files(world) if _is_file(answer)} == EXPORTS


def test_no_file_that_is_had_says_a_name_that_has_a_pseudonym(world: World) -> None:
    told = {
        name
        for name, _, answer in _files(world)
        if _is_file(answer) and _tells(answer.content_of)  # type: ignore[attr-defined]
    }
    assert told == EXPORTS  # otherwise nothing here could fail
    with transaction.atomic():
        _give_pseudonym(world.lead)
        answers = list(_files(world))
        transaction.set_rollback(True)

    leaks = [
        asked
        for _, asked, answer in answers
        if _is_file(answer) and _tells(answer.content_of)  # type: ignore[attr-defined]
    ]
    assert leaks == []
    # but for lines: a passage in which a name is replaced is no longer the one that was released
    held_back = {name for name, _, answer in answers if answer.status_code == 409}
    assert held_back >= EXPORTS - {"corpus:lines"}
    # pictures have their letters as shapes: the same name is held back in all their forms
    drawn = {asked for _, asked, answer in answers if asked.endswith(".png") and _is_file(answer)}
    assert drawn == set()


def test_what_a_public_document_is_called_holds_nothing_back(world: World) -> None:
    with transaction.atomic():
        ProjectDocument.objects.filter(title="Declaration").update(title=NAME)
        AttributeValue.objects.all().delete()
        _give_pseudonym(world.lead)
        project = world.lead.project.slug
        address = reverse("corpus:attribute-table", args=[project, "csv"])
        refused = world.client.get(address)
        ProjectDocument.objects.filter(title=f"Of {NAME}").update(title="Of somebody")
        answered = world.client.get(address)
        transaction.set_rollback(True)

    assert (refused.status_code, answered.status_code) == (409, 200)
    assert "Titles of documents" in refused.content.decode()


def test_a_view_answers_with_a_file_by_the_gate_alone() -> None:
    """Nothing else of the room says that it is one; a page's picture and a sentence are none."""
    room = Path(localturn.corpus.__file__).parent
    own = {
        path.relative_to(room).as_posix()
        for path in room.rglob("*.py")
        if re.search(r"Content-Disposition|FileResponse|content_type=", path.read_text("utf-8"))
    }

    assert own == {"views/handing_out.py", "views/pages.py", "views/arriving.py"}
