"""The coding desk, the passages of a code and the reading of documents, in a research project."""

import argparse
import random
import time as clock
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.corpus_data import make_project, text_of
from benchmarks.corpus_painted import painted
from benchmarks.harness import Figure, House, Visitor

if TYPE_CHECKING:
    from localturn.corpus.models import ProjectDocument

PRINTED = 5
"""Different PDFs that are read in turn."""
PARAMETERS = {"documents": 235, "words": 10_000, "codings": 20_000, "rounds": 50}


def figures(house: House, options: argparse.Namespace) -> Iterator[Figure]:
    """As who leads the project sees it."""
    from localturn.corpus.models import Node, ProjectDocument

    person = make_project(documents=options.documents, words=options.words, codings=options.codings)
    visitor = house.visitor(person)
    floor = house.floor(person, rounds=options.rounds)
    full = ProjectDocument.objects.order_by("folded")[0]
    node = Node.objects.order_by("pk")[0]
    desk = visitor.cost(f"/corpus/documents/{full.pk}/", rounds=max(5, options.rounds // 5))
    yield desk.figure("corpus: the desk with 500 codings, served", 150, floor=floor)
    yield Figure("corpus: the desk, statements", desk.statements, "statements", 20)
    weight = visitor.get(f"/corpus/documents/{full.pk}/").size()
    yield Figure("corpus: the desk weighs", weight / 1024, "KiB", 150)
    yield from _storing(visitor, full, node.pk, options.rounds, floor)
    for name, page in (("the first page", 1), ("the last page", 100_000)):
        cost = visitor.cost(f"/corpus/codes/{node.pk}/?page={page}", rounds=options.rounds)
        yield cost.figure(f"corpus: passages of a code, {name}", 30, 15, floor=floor, rival=89)
    yield from _asked(node.pk, options.rounds)
    project = visitor.cost("/corpus/projects/networks/", rounds=5)
    yield project.figure("corpus: the project's page", 60, floor=floor)
    yield from _cutting()
    yield from _reading(options)
    session = visitor.cookies["sessionid"]
    house.leave()
    path = f"/corpus/documents/{full.pk}/"
    yield from painted(path, session, served=desk.milliseconds, rounds=min(7, options.rounds))


def _storing(
    visitor: Visitor, document: "ProjectDocument", node: int, rounds: int, floor: float
) -> Iterator[Figure]:
    places = count(10, 61)

    def store() -> None:
        start = next(places) % (document.characters - 50)
        place = {"version": document.version_id, "start": start, "end": start + 40}
        said = urlencode({**place, "code": node, "key": str(uuid4())})
        address = f"/corpus/documents/{document.pk}/code/"
        environ = visitor._environ("POST", address, said.encode())
        environ.update(
            CONTENT_TYPE="application/x-www-form-urlencoded",
            CONTENT_LENGTH=str(len(said)),
            HTTP_X_CSRFTOKEN=visitor.cookies["csrftoken"],
            HTTP_REFERER=visitor.site,
            HTTP_ACCEPT="application/json",
        )
        answer = visitor.ask(environ)
        if answer.status != 200:
            raise RuntimeError(f"storing was answered {answer.status}")

    cost = visitor.cost_of(store, rounds=rounds)
    yield cost.figure(
        "corpus: one coding stored and its paragraphs shown", 10, floor=floor, rival=22.7
    )
    yield Figure("corpus: one coding, statements", cost.statements, "statements", 25)


def _asked(node: int, rounds: int) -> Iterator[Figure]:
    """The rows alone, which a page is made of."""
    from localturn.corpus.models import Member
    from localturn.corpus.permissions import sight

    seen = sight(Member.objects.select_related("project").get())
    times = []
    for _round in range(rounds):
        began = clock.process_time_ns()
        list(seen.codings().filter(code=node).select_related("document")[:50])
        times.append((clock.process_time_ns() - began) / 1e6)
    yield Figure(
        "corpus: 50 passages of a code, asked", sorted(times)[rounds // 2], "ms", 15, floor=0.9
    )


def _cutting() -> Iterator[Figure]:
    from localturn.corpus.domain.segments import Marked, cut

    dice = random.Random(3)
    spans = [(n * 480, n * 480 + 478) for n in range(125)]
    for number, target in ((500, 3), (5_000, 60)):
        starts = [dice.randrange(59_000) for _ in range(number)]
        marks = [Marked(n, s, s + dice.randrange(20, 200)) for n, s in enumerate(starts)]
        best = 1e9
        for _round in range(10):
            began = clock.process_time_ns()
            cut(spans, marks)
            best = min(best, (clock.process_time_ns() - began) / 1e6)
        yield Figure(f"corpus: a text cut by {number} codings", best, "ms", target)


def _reading(options: argparse.Namespace) -> Iterator[Figure]:
    """In the process that reads, whose time is waited for."""
    from localturn.corpus.standards.documents.bounded import Readers

    dice = random.Random(5)
    texts = [text_of(dice, options.words).encode() for _ in range(min(options.documents, 235))]
    with Readers() as readers:
        readers.read(texts[0], "warm.txt")
        began = clock.monotonic()
        for number, each in enumerate(texts):
            readers.read(each, f"{number}.txt")
        took = clock.monotonic() - began
    yield Figure(f"corpus: {len(texts)} texts read", took, "s", 10, rival=9.2)
    printed = [_printed(text_of(dice, options.words)) for _ in range(PRINTED)]
    with Readers() as readers:
        readers.read(printed[0], "warm.pdf")
        began = clock.monotonic()
        for number in range(len(texts)):
            readers.read(printed[number % PRINTED], f"{number}.pdf")
        took = clock.monotonic() - began
    yield Figure(f"corpus: {len(texts)} PDFs of 30 pages read", took, "s", 120)


def _printed(text: str) -> bytes:
    """A PDF of thirty pages, each line of some twelve words, with a running head."""
    from makers.documents import make_pdf

    words = text.split()
    a_line = -(-len(words) // (30 * 28))
    lines = [" ".join(words[at : at + a_line]) for at in range(0, len(words), a_line)]
    a_page = -(-len(lines) // 30)
    pages = [lines[at : at + a_page] for at in range(0, len(lines), a_page)]
    return make_pdf(pages, head="Networks of cities")
