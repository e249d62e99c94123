"""Who must not read an interview meets nothing of it, at whatever address: every one of the
resolver is asked, with the number of everything that there is, so that a new one is asked too."""

import json
import re
import time
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse
from pytest_django import DjangoDbBlocker

from house.addresses import read, routes
from house.world_corpus import make_corpus
from localturn.corpus.actions import projects, rounds, transfers
from localturn.corpus.actions.finding import index_what_is_missing
from localturn.corpus.cards import cards
from localturn.corpus.domain.terms import Rights, Role
from localturn.corpus.domain.transfers import OUT, REPLICATION
from localturn.corpus.models import Attribute, Member, Node, ProjectDocument, Round, Transfer
from localturn.corpus.queries import spans
from localturn.foundation.files.models import StoredFile
from localturn.foundation.links import Thing
from localturn.foundation.mail.models import Message
from localturn.foundation.people.actions.copies import write_copy
from localturn.foundation.people.models import Person
from localturn.foundation.search.models import IndexedDocument
from localturn.foundation.trail.models import Entry
from makers.api import Program
from makers.corpus import NOON, make_coding
from makers.interviews import BOTH, NAME, SOUGHT, finish, hide_interview, keep_question
from makers.people import make_operator, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TABLE = read((Path(__file__).parents[1] / "house/addresses.txt").read_text(encoding="utf-8"))
FORMS = {"csv", "json", "svg", "png", "xlsx", "bib", "ris", "graphml", "gexf", "docx", "md"}
NOTHING = "Qvostinia"
"""Looked for in vain, and as long as what is looked for."""
CHANGING = re.compile(
    rb'csrfmiddlewaretoken" value="\w+"|name="key" value="[-\w]+"|nonce="[^"]+"|id="id_key"[^>]*>'
    rb'|<dcterms:[^>]*>[^<]*|"since": "[^"]*"|data-since="[^"]*"'
)
"""What differs between two answers of which nothing else does."""


@dataclass
class World:
    """`things` by the word that the table of addresses uses, `numbers` by argument."""

    things: dict[str, dict[str, Any]]
    numbers: dict[str, set[Any]]
    lead: Person
    reader: Person
    narrow: Person
    """Codes, worked on the interview, and may read no interview any more."""
    hidden: dict[str, set[int]]
    """Of these, what belongs to the interview."""
    before: dict[str, bytes]
    """What the reader was answered when there was no such interview."""

    @cached_property
    def told_reader(self) -> dict[str, bytes]:
        """What they are answered now."""
        return dict(_answers(self, self.reader, "GET"))


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        spans.forget()
        yield _world()
        transaction.set_rollback(True)


def _world() -> World:
    lead, coder, reader, narrow = (
        make_person(name, can_author=True) for name in ("Lea", "Cara", "Rea", "Nora")
    )
    things = make_corpus(lead, coder, reader)
    leads, codes = (Member.objects.select_related("project").get(person=p) for p in (lead, coder))
    project = leads.project
    former = projects.add_member(
        project, narrow, role=Role.CODER, rights=Rights(interviews=True), by=leads, now=NOON
    )
    code = Node.objects.get(pk=things["node"]["node"])
    job, age = (
        Attribute.objects.create(project=project, name=name, kind="text", of_cases=of_cases)
        for name, of_cases in (("Job", False), ("Age", True))
    )
    plan = ProjectDocument.objects.get(title="Declaration")
    talks = rounds.begin("Talks", by=leads, now=NOON)
    rounds.give(talks, {plan: [leads, codes, former]}, by=leads, now=NOON)
    make_coding(plan, code, "States do not", by=leads, round=talks)
    make_coding(plan, code, "States", by=codes, round=talks)
    kept = keep_question(job, leads)
    things |= {"other-questions": {"number": kept.number}, "before": {"number": kept.number - 1}}
    things |= {"job": {"pk": job.pk}, "talks": {"pk": talks.pk, "round": talks.pk}}
    index_what_is_missing.func()
    world = World(things, _numbers(things), lead, reader, narrow, {}, {})
    with transaction.atomic():
        finish(talks, leads)
        projects.change_member(former, role=Role.CODER, rights=Rights(), by=leads, now=NOON)
        world.before = dict(_answers(world, reader, "GET"))
        transaction.set_rollback(True)
    spans.forget()
    talks = Round.objects.get(pk=talks.pk)
    former.refresh_from_db()
    world.hidden = hide_interview(code, job, age, talks, lead=leads, coder=codes, former=former)
    world.numbers = {
        name: known | world.hidden.get(name, set()) for name, known in world.numbers.items()
    }
    spans.forget()
    return world


def _numbers(things: Mapping[str, Mapping[str, Any]]) -> dict[str, set[Any]]:
    """What may stand in an address for each argument: whatever the table of addresses has there."""
    known = defaultdict[str, set[Any]](set, form=set(FORMS))
    for thing in things.values():
        for name, value in thing.items():
            known[name].add(value)
    return known


def _asked(world: World, method: str) -> Iterator[str]:
    """Every address of the room, with whatever may stand in it and each way of asking that the
    table of addresses knows there."""
    ways = defaultdict[str, set[str]](set)
    for row in TABLE:
        if row.method == method:
            ways[row.name].add(
                urlencode(
                    [
                        (k, world.things.get(v[1:], {}).get("pk", 1) if v[:1] == "@" else v)
                        for k, v in row.said
                    ]
                )
            )
    for name, route in routes().items():
        if not name.startswith("corpus:") or name not in ways:
            continue
        arguments = re.findall(r"\{(\w+)\}", route)
        missing = [each for each in arguments if not world.numbers[each]]
        assert missing == [], f"Nothing of the small world can stand for {missing} in {route}."
        reached = 0
        for values in product(*(sorted(world.numbers[each], key=str) for each in arguments)):
            try:
                address = reverse(name, kwargs=dict(zip(arguments, values, strict=True)))
            except NoReverseMatch:
                continue
            reached += 1
            for said in sorted(ways[name] | _more(name, world)):
                yield f"{address}?{said}" if said else address
        assert reached, f"No address of {name} was asked."


def _more(name: str, world: World) -> set[str]:
    """Questions and searches that would meet it."""
    job, round_ = (world.things["job"]["pk"], world.things["talks"]["pk"])
    code = world.things["node"]["node"]
    kinds = [
        *(
            f"kind={each}&attribute={job}"
            for each in ("crosstab", "coders", "timeline", "together")
        ),
        f"kind=sides&attribute={job}&left={BOTH}&right=",
        f"kind=crosstab&only-{job}={BOTH}",
        f"kind=crosstab&layer=settled-{round_}",
    ]
    if name in {"corpus:ask", "corpus:answer"}:
        return set(kinds)
    if name == "corpus:cell":
        return {f"{each}&row={code}&column={column}" for each in kinds for column in (0, 1, code)}
    if name in {"corpus:find", "corpus:lines"}:
        within = {f"q={SOUGHT}&how=pattern&document={n}" for n in world.hidden.get("document", ())}
        return {f"q={SOUGHT}&how={how}" for how in ("exact", "lemma", "pattern")} | within
    if name in {"corpus:memos", "corpus:attribute-grid", "corpus:codebook", "corpus:actors"}:
        return {f"q={SOUGHT}", "of=cases", f"of=cases&q={SOUGHT}"}
    return set()


def _answers(world: World, person: Person | None, method: str) -> Iterator[tuple[str, bytes]]:
    client = _client(person)
    for address in _asked(world, method):
        yield address, _answer(client, method, address)


def _client(person: Person | None) -> Client:
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)
    return client


def _answer(client: Client, method: str, address: str, **headers: str) -> bytes:
    """Status, headers and body, with what is packed in it, once it is made; what it changes is
    undone."""
    path, _, said = address.partition("?")
    for _again in range(100):
        status, *parts = _asked_once(client, method, path, said, **headers)
        if status != 202:
            break
        time.sleep(0.1)  # a page is being drawn
    return b"\n".join([str(status).encode(), *parts])


def _asked_once(
    client: Client, method: str, path: str, said: str, **headers: str
) -> tuple[int, *tuple[bytes, ...]]:
    with transaction.atomic():
        response = (
            client.get(path, query_params=_pairs(said), headers=headers)
            if method == "GET"
            else client.post(
                path, said, content_type="application/x-www-form-urlencoded", headers=headers
            )
        )
        body = response.getvalue()
        transaction.set_rollback(True)
    head = "\n".join(f"{k}: {v}" for k, v in response.headers.items() if k != "Content-Length")
    return response.status_code, head.encode(), *_unpacked(body)


def _pairs(said: str) -> Any:
    return parse_qs(said, keep_blank_values=True)


def _unpacked(body: bytes) -> Iterator[bytes]:
    if body[:4] != b"PK\x03\x04":
        yield body
        return
    with zipfile.ZipFile(BytesIO(body)) as archive:
        for name in sorted(archive.namelist()):
            yield name.encode()
            yield from _unpacked(archive.read(name))


def _tells(said: bytes, address: str = "") -> bool:
    """Whether it has the name; not where whoever asks has it in the address already."""
    return BOTH not in address and NAME.lower().encode() in said.lower()


def _leaks(answers: Iterable[tuple[str, bytes]]) -> list[str]:
    return [address for address, said in answers if _tells(said, address)]


def test_the_name_is_met_by_who_may_read_it(world: World) -> None:
    """Otherwise nothing here could fail."""
    met = [_route(each) for each in _leaks(_answers(world, world.lead, "GET"))]

    assert len(set(met)) > 30


def _route(address: str) -> str:
    return resolve(address.partition("?")[0]).view_name


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", ["reader", "narrow"])
def test_no_address_of_the_room_tells_it(who: str, method: str, world: World) -> None:
    if (who, method) == ("reader", "GET"):
        answers = world.told_reader
    else:
        answers = dict(_answers(world, getattr(world, who), method))

    assert "\n".join(_leaks(answers.items())) == ""
    there = [each for each in answers if _leads_to_it(each, world)]
    assert len(there) > 20
    assert [each for each in there if not answers[each].startswith(b"404")] == []


def _leads_to_it(address: str, world: World) -> bool:
    """Whether an address names what belongs to the interview. (By `number` several kinds of things
    are named, among them some that are not its; a publication that quotes it is everybody's.)"""
    named = resolve(address.partition("?")[0]).kwargs
    told = named.keys() & world.hidden.keys() - {"number", "item", "publication"}
    return any(named[each] in world.hidden[each] for each in told)


def test_a_reader_is_answered_as_if_there_were_no_interview(world: World) -> None:
    """To the letter: not even a number of something is another one."""
    others = [
        address
        for address, said in world.before.items()
        if _route(address) != "corpus:publications"  # has one more
        and CHANGING.sub(b"", said) != CHANGING.sub(b"", world.told_reader[address])
    ]

    assert "\n".join(others) == ""


def test_what_is_looked_for_in_an_interview_is_not_there(world: World) -> None:
    """Neither found nor refused in another way than what stands nowhere."""
    reader = _client(world.reader)
    asked = [each for each in _asked(world, "GET") if SOUGHT in each and ".png" not in each]

    for address in asked:
        found, nothing = (
            CHANGING.sub(b"", _answer(reader, "GET", address.replace(SOUGHT, word)))
            for word in (SOUGHT, NOTHING)
        )
        assert found.replace(SOUGHT.encode(), NOTHING.encode()) == nothing, address
    assert len(asked) >= 10


@pytest.mark.parametrize("who", ["nobody", "outsider", "operator"])
def test_who_takes_no_part_is_told_nothing(who: str, world: World) -> None:
    person = {"nobody": None, "outsider": make_person(), "operator": make_operator()}[who]

    assert _leaks(_answers(world, person, "GET")) == []


def test_no_other_page_of_the_house_tells_it(world: World) -> None:
    """Search, first page, calendar, feeds, the API: whatever needs no number."""
    everywhere = [
        f"{route}{more}"
        for name, route in routes().items()
        if "{" not in route and "logout" not in name
        for more in ("", f"?q={SOUGHT}")
    ]
    for person in (world.reader, world.narrow, make_operator()):
        client, token = _client(person), Program(person).headers
        found = [
            address
            for address in everywhere
            if _tells(_answer(client, "GET", address, **(token if address[:5] == "/api/" else {})))
        ]
        assert found == []


@pytest.mark.parametrize("who", ["reader", "narrow"])
@pytest.mark.parametrize("form", sorted(set(OUT) - {REPLICATION}))
def test_nothing_that_is_taken_out_tells_it(form: str, who: str, world: World) -> None:
    member = Member.objects.select_related("project", "person").get(person=getattr(world, who))
    client = _client(member.person)
    page = reverse("corpus:transfer-out", args=[member.project.slug])
    asked = {"form": form, "profile": "plain", "classes": ["public", "interview"]}
    assert client.post(page, asked).status_code == 422
    seen = sorted(each.value for each in member.rights.classes)

    answered = client.post(page, {**asked, "classes": seen})

    made = Transfer.objects.get(pk=answered["Location"].split("/")[-2])
    transfers.make_out.call(made.pk)
    for address in (
        reverse(f"corpus:{each}", args=[made.pk]) for each in ("transfer", "transfer-file")
    ):
        said = _answer(client, "GET", address)
        assert said.startswith(b"200")
        assert not _tells(said)


def test_no_file_of_an_interview_is_given_out(world: World) -> None:
    files = list(StoredFile.objects.all())
    told = [each for each in files if _tells(each.name.encode())]
    assert len(told) >= 3
    assert _answer(_client(world.lead), "GET", told[0].get_absolute_url()).startswith(b"200")

    for person in (world.reader, world.narrow, None, make_operator()):
        client = _client(person)
        for file in files:
            said = _answer(client, "GET", file.get_absolute_url())
            assert not _tells(said), file
            assert file not in told or said.startswith(b"404"), file


def test_what_the_house_keeps_for_others_does_not_have_it(world: World) -> None:
    """Letters, the index of the search, the trail, and cards on other rooms' pages."""
    for model in (Message, IndexedDocument, Entry):
        rows = json.dumps(list(model.objects.values()), default=str)
        assert not _tells(rows.encode()), model
    things = [Thing("corpus", "passage", str(pk)) for pk in world.numbers["coding"]]
    for person in (world.reader, world.narrow):
        shown = cards(things, reader=person)
        assert shown
        assert not _tells(repr(shown).encode())


@pytest.mark.parametrize("who", ["reader", "narrow"])
def test_a_copy_of_ones_own_data_does_not_have_it(who: str, world: World) -> None:
    packed = BytesIO()
    write_copy(getattr(world, who), packed)

    with zipfile.ZipFile(packed) as archive:
        sections = {each: archive.read(each) for each in archive.namelist()}
    assert "corpus/member.json" in sections
    for name, content in sections.items():
        assert not _tells(_without_own_words(name, content)), name


def _without_own_words(name: str, content: bytes) -> bytes:
    """What somebody wrote in a memo or a comment stays theirs to have."""
    own = {"corpus/memo.json": ("title", "text"), "corpus/coding.json": ("comment",)}
    if name not in own:
        return content
    rows = json.loads(content)
    return json.dumps(
        [{k: v for k, v in row.items() if k not in own[name]} for row in rows]
    ).encode()
