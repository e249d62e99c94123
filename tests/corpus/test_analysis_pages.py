"""Pages of questions, search and rounds, as members read and use them."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from localturn.corpus.actions import relations, rounds
from localturn.corpus.actions.finding import index_what_is_missing
from localturn.corpus.domain.networks import Direction, Government, Stance
from localturn.corpus.domain.terms import AttributeKind, DocumentClass
from localturn.corpus.models import (
    Actor,
    Attribute,
    AttributeValue,
    Coding,
    Member,
    Question,
    Round,
    Settlement,
)
from localturn.corpus.permissions import sight
from localturn.corpus.queries import spans
from makers.corpus import NOON, Work, make_code, make_coding, make_document, make_member, make_work

pytestmark = pytest.mark.django_db

SECRET = "Zvoncetova"
"""Stands in the interview alone."""


@dataclass
class World:
    work: Work
    continent: Attribute
    closed: Round
    other: Member


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        spans.forget()
        yield _world()
        transaction.set_rollback(True)


def _world() -> World:
    work = make_work()
    other = make_member(work.project)
    make_code(work.project, "Money", under=work.code)
    interview = make_document(
        work.project, f"{SECRET} said that cities ask.", title=SECRET, kind=DocumentClass.INTERVIEW
    )
    work.more["interview"] = interview
    continent = Attribute.objects.create(
        project=work.project, name="Continent", kind=AttributeKind.TEXT.value
    )
    AttributeValue.objects.create(attribute=continent, document=work.document, value="Europe")
    AttributeValue.objects.create(attribute=continent, document=interview, value="North America")
    closed = rounds.begin("First", by=work.lead, now=NOON)
    rounds.give(
        closed, {d: [work.coder, other] for d in (work.document, interview)}, by=work.lead, now=NOON
    )
    make_coding(work.document, work.code, "Cities receive", by=work.coder, round=closed)
    make_coding(work.document, work.code, "Cities", by=other, round=closed)
    make_coding(interview, work.code, SECRET, by=work.coder, round=closed)
    nothing_found = closed.assignments.select_related("round").get(document=interview, member=other)
    rounds.mark_done(nothing_found, is_done=True, by=other, now=NOON)
    rounds.close(closed, by=work.lead, now=NOON)
    rounds.work_out_agreement.func(closed.pk)
    index_what_is_missing.func()
    town, state = (
        relations.add_actor(name, level=Government.LOCAL, by=work.lead, now=NOON)
        for name in ("Town", "State")
    )
    relations.relate(
        sight(work.lead),
        Coding.objects.get(document=interview),
        town,
        state,
        direction=Direction.VERTICAL,
        stance=Stance.DEMANDS,
        note=SECRET,
        now=NOON,
    )
    return World(work, continent, closed, other)


def _as(member: Member) -> Client:
    client = Client()
    assert member.person is not None
    client.force_login(member.person)
    return client


def _at(world: World, path: str) -> str:
    return f"/corpus/projects/{world.work.project.slug}/{path}"


def _read(member: Member, world: World, path: str, status: int = 200) -> str:
    answer = _as(member).get(_at(world, path))
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode()


def test_a_table_leads_from_its_cell_to_the_passages(world: World) -> None:
    continent = world.continent.pk
    page = _read(world.work.lead, world, f"ask/?kind=crosstab&attribute={continent}")
    assert "Layer: the codings of all coders, each counted." in page
    link = f"row={world.work.code.pk}&amp;column=0"
    assert link in page

    cell = _read(
        world.work.lead,
        world,
        f"ask/passages/?kind=crosstab&attribute={continent}&row={world.work.code.pk}&column=0",
    )
    assert "Cities receive" in cell


@pytest.mark.parametrize(
    "asked", ["kind=together", "kind=coders", "kind=together&nearness=near&reach=9", "flat=1"]
)
def test_each_kind_of_question_is_answered(world: World, asked: str) -> None:
    assert "<svg" in _read(world.work.coder, world, f"ask/?{asked}")


def test_two_sides_and_years_are_told_apart_by_an_attribute(world: World) -> None:
    by = f"attribute={world.continent.pk}&left=Europe&right=North+America"

    assert "Ratio" in _read(world.work.lead, world, f"ask/?kind=sides&{by}")
    assert "<svg" in _read(world.work.lead, world, f"ask/?kind=timeline&{by}")
    refused = _read(world.work.lead, world, "ask/?kind=sides", 422)
    assert "Choose by which attribute" in refused


@pytest.mark.parametrize(
    "asked",
    ["kind=dance", "code=99999999", "layer=coder-0", "kind=together&reach=x", "attribute=77777"],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(world: World, asked: str) -> None:
    assert "This cannot be asked" in _read(world.work.lead, world, f"ask/?{asked}", 422)


def test_an_answer_is_taken_along_with_its_question_in_words(world: World) -> None:
    client = _as(world.work.lead)
    asked = f"?kind=crosstab&attribute={world.continent.pk}"

    said = client.get(_at(world, f"ask/answer.json{asked}")).json()
    assert said["in_words"][1] == "Layer: the codings of all coders, each counted."
    assert said["rows"][0][:3] == ["Vertical", "Europe", 2]
    csv = client.get(_at(world, f"ask/answer.csv{asked}")).content.decode("utf-8-sig")
    assert csv.splitlines()[1].startswith("Vertical,Europe,2,1,1,")
    assert client.get(_at(world, f"ask/answer.xlsx{asked}")).content[:2] == b"PK"
    svg = client.get(_at(world, f"ask/answer.svg{asked}")).content
    assert ET.fromstring(svg).tag.endswith("svg")
    assert client.get(_at(world, f"ask/answer.png{asked}")).content[:4] == b"\x89PNG"


def test_a_question_is_kept_and_answers_at_its_address(world: World) -> None:
    client = _as(world.work.coder)

    with transaction.atomic():
        answer = client.post(_at(world, "ask/?kind=crosstab"), {"name": "Everything"})
        kept = Question.objects.get()
        assert answer.headers["Location"] == kept.get_absolute_url()
        assert "Everything" in client.get(kept.get_absolute_url()).content.decode()
        assert "Everything" in _read(world.work.reader, world, "questions/")
        assert client.post(f"{kept.get_absolute_url()}withdraw/").status_code == 302
        assert "Everything" not in _read(world.work.reader, world, "questions/")
        transaction.set_rollback(True)


def test_words_are_found_line_under_line(world: World) -> None:
    page = _read(world.work.reader, world, "search/?q=network")
    assert "<mark>network</mark>" in page
    assert "Found in 1 paragraph" in page
    assert "Nothing is found" in _read(world.work.reader, world, "search/?q=xyzzy")
    wrong = _read(world.work.reader, world, "search/?q=%28a&how=pattern", 422)
    assert "cannot be read" in wrong
    assert "<mark>cities</mark>" in _read(
        world.work.reader, world, "search/?q=cit(y|ies)&how=pattern"
    )


def test_a_closed_round_says_how_far_its_coders_agree(world: World) -> None:
    page = _read(world.work.lead, world, f"rounds/{world.closed.pk}/")

    assert "u-alpha" in page
    assert f"{world.work.coder} – {world.other}" in page
    assert SECRET in page
    assert "3 codings" in page
    of_public = _read(world.work.reader, world, f"rounds/{world.closed.pk}/")
    assert SECRET not in of_public
    assert "2 codings" in of_public


def test_differences_stand_side_by_side_and_are_settled(world: World) -> None:
    page = _read(world.work.lead, world, f"rounds/{world.closed.pk}/differences/")
    assert "Different beginnings or ends" in page
    assert "Marked nothing here." in page
    said = {
        "document": world.work.document.pk,
        "code": world.work.code.pk,
        "region_start": 0,
        "note": "The verb belongs to it.",
    }
    where = _at(world, f"rounds/{world.closed.pk}/settle/")
    client = _as(world.work.lead)

    with transaction.atomic():
        answer = client.post(where, {**said, "choice": "whole", "back": "open=1"})
        assert answer.headers["Location"].endswith("differences/?open=1")
        assert Settlement.objects.get().note == "The verb belongs to it."
        after = _read(world.work.lead, world, f"rounds/{world.closed.pk}/differences/")
        assert "What counts:" in after
        assert client.post(where, {**said, "choice": "open"}).status_code == 302
        assert not Settlement.objects.exists()
        assert client.post(where, {**said, "choice": "Zoe"}).status_code == 422
        transaction.set_rollback(True)


def test_a_round_is_begun_given_out_done_and_closed(world: World) -> None:
    lead, coder = _as(world.work.lead), _as(world.work.coder)
    with transaction.atomic():
        begun = lead.post(_at(world, "rounds/"), {"name": "Second"})
        page = begun.headers["Location"]
        given = {"members": [world.work.coder.pk, world.other.pk], "each": 2}
        assert lead.post(f"{page}give/", given).status_code == 302
        assert "Yours to code" in coder.get(_at(world, "rounds/")).content.decode()
        done = coder.post(f"{page}done/{world.work.document.pk}/", {"done": "yes"})
        assert done.status_code == 302
        blind = coder.get(f"{page}differences/").content.decode()
        assert "This round is open" in blind
        assert lead.post(f"{page}close/").status_code == 302
        assert "worked out" in lead.get(page).content.decode()
        transaction.set_rollback(True)


def test_a_reader_meets_nothing_of_an_interview(world: World) -> None:
    """By whatever route the words, the title or the number of its passages could come out."""
    project, code = world.work.project.slug, world.work.code.pk
    interview = world.work.more["interview"]
    coded = Coding.objects.get(document=interview)
    by = f"attribute={world.continent.pk}"
    settled = f"layer=settled-{world.closed.pk}"
    kinds = [
        *(f"kind={kind}&{by}" for kind in ("crosstab", "coders", "together", "timeline")),
        f"kind=sides&{by}&left=Europe&right=North+America",
        f"kind=crosstab&{by}&only-{world.continent.pk}=North+America",
        f"kind=crosstab&{settled}",
    ]
    routes = [
        *(f"ask/?{asked}" for asked in kinds),
        *(f"ask/passages/?{asked}&row={code}&column=0" for asked in kinds),
        *(f"ask/passages/?{asked}&row={code}&column=1" for asked in kinds),
        *(f"ask/answer.{f}?{asked}" for asked in kinds for f in ("csv", "json", "svg")),
        *(f"search/?q={SECRET}{more}" for more in ("", "&how=lemma", "&how=pattern")),
        f"search/?q={SECRET}&how=pattern&document={interview.pk}&at=0",
        f"rounds/{world.closed.pk}/",
        f"rounds/{world.closed.pk}/differences/?all=1",
        *("rounds/", "questions/", "network/", "network.csv", "network.graphml", "actors/"),
        f"actors/{Actor.objects.get(name='Town').pk}/",
        "",
    ]
    reader = _as(world.work.reader)
    for route in routes:
        page = reader.get(f"/corpus/projects/{project}/{route}").content.decode()
        asked_for = page.replace(f'value="{SECRET}"', "").replace(f"q={SECRET}", "")
        assert SECRET not in asked_for, route
        assert "North America" not in page or "North" in route, route
    assert "Demands" not in reader.get(f"/corpus/projects/{project}/network.csv").text
    for path in (
        f"documents/{interview.pk}/",
        f"passages/{coded.pk}/",
        f"passages/{coded.pk}/relate/",
    ):
        assert reader.get(f"/corpus/{path}").status_code == 404
    said = reader.get(f"/corpus/projects/{project}/ask/answer.json?kind=crosstab").json()
    assert (said["documents"], said["codings"]) == (1, 2)
    assert SECRET in _read(world.work.lead, world, f"search/?q={SECRET}&how=pattern")
