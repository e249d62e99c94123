"""Questions put to a million codings, and words found in twenty million."""

import argparse
import random
import time as clock
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from benchmarks.harness import Figure, House

PARAMETERS = {"documents": 235, "codings": 20_000, "words": 10_000, "rounds": 15}
CODES = 60
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def figures(house: House, options: argparse.Namespace) -> Iterator[Figure]:
    """As who leads the project, signed in. With `--documents 10000 --codings 1000000 --words 200`
    the large project; with `--documents 2000` twenty million words to search."""
    work = _fill(options.documents, options.codings, options.words)
    visitor = house.visitor(work["person"])
    base = f"/corpus/projects/{work['project'].slug}"
    is_large = options.codings > 100_000
    yield from _answers(work, options, is_large=is_large)
    asked = f"{base}/ask/passages/?kind=crosstab&flat=1&row={work['codes'][3]}&column=0"
    cost = visitor.cost(asked, rounds=options.rounds)
    yield cost.figure("corpus: passages of a cell, a page of 50", 40, 20)
    node = visitor.cost(f"/corpus/codes/{work['codes'][3]}/", rounds=options.rounds)
    yield node.figure("corpus: passages of a code, a page of 50", 40, 20)
    for name, query in (
        ("words", "q=%22harbour+council%22"),
        ("a frequent word", "q=%22people%22"),
        ("by lemma", "q=city&how=lemma"),
    ):
        cost = visitor.cost(f"{base}/search/?{query}", rounds=options.rounds)
        yield cost.figure(f"corpus: search, {name}, 20 paragraphs", 60, 30)
        yield Figure(f"corpus: search, {name}, statements", cost.statements, "statements", 20)
    began = clock.process_time_ns()
    visitor.get(f"{base}/search/?q=(a%7Caa)%2B%24%7C%5Ezz&how=pattern")
    spent = (clock.process_time_ns() - began) / 1e6
    yield Figure("corpus: a regular expression that explodes", spent, "ms", 3_000)


def _answers(
    work: dict[str, Any], options: argparse.Namespace, *, is_large: bool
) -> Iterator[Figure]:
    """Without the page, which draws a table of 60 by 60."""
    from localturn.corpus.domain.asking import Asked, Kind
    from localturn.corpus.domain.nearness import Nearness
    from localturn.corpus.permissions import sight
    from localturn.corpus.queries.answers import answer, passages

    seen = sight(work["member"])
    began = clock.process_time_ns()
    answer(seen, Asked(Kind.CROSSTAB))
    first = (clock.process_time_ns() - began) / 1e6
    yield Figure("corpus: the first answer of a process", first, "ms", 6_000 if is_large else 500)
    by = work["attribute"].pk
    together, table = (1_000, 700) if is_large else (60, 60)
    for name, asked, target in (
        ("crosstab by attribute", Asked(Kind.CROSSTAB, attribute=by), table),
        ("two sides", Asked(Kind.SIDES, attribute=by, sides=(("a",), ("b",))), table),
        ("co-occurrence, overlap", Asked(Kind.TOGETHER), together),
        ("co-occurrence, near", Asked(Kind.TOGETHER, nearness=Nearness.NEAR), together),
        ("co-occurrence, paragraph", Asked(Kind.TOGETHER, nearness=Nearness.PARAGRAPH), together),
        ("co-occurrence, follows", Asked(Kind.TOGETHER, nearness=Nearness.FOLLOWS), together),
    ):
        spent = _times(lambda asked=asked: answer(seen, asked), options.rounds)
        yield Figure(f"corpus: {name}", spent, "ms", target)
    cell = Asked(Kind.CROSSTAB, attribute=by)
    row = work["codes"][3]
    spent = _times(lambda: passages(seen, cell, row=row, column=0), options.rounds)
    yield Figure("corpus: which passages a cell has", spent, "ms", 40)


def _times(work: Any, rounds: int) -> float:
    work()
    spent = []
    for _ in range(rounds):
        began = clock.process_time_ns()
        work()
        spent.append((clock.process_time_ns() - began) / 1e6)
    return sorted(spent)[len(spent) // 2]


def _fill(documents: int, codings: int, words: int) -> dict[str, Any]:
    from django.db import connection, transaction

    from localturn.corpus.actions.finding import index_text
    from localturn.corpus.models import (
        Attribute,
        AttributeValue,
        Member,
        Node,
        Project,
        ProjectDocument,
    )
    from localturn.foundation.library.actions import keep
    from localturn.foundation.library.text import as_it_stands
    from localturn.foundation.people.models import Person

    dice = random.Random(7)
    person = Person.objects.create(email="lead@bench.example", name="Lead", is_active=True)
    project = Project.objects.create(slug="bench", name="Bench", begun_at=NOW)
    rights = {"sees_internal": True, "sees_field_notes": True, "sees_interviews": True}
    member = Member.objects.create(
        project=project, person=person, role="lead", joined_at=NOW, **rights
    )
    coders = [member] + [
        Member.objects.create(project=project, name=f"Coder {n}", role="coder", joined_at=NOW)
        for n in range(2)
    ]
    nodes = Node.objects.bulk_create(
        Node(
            project=project, name=f"Code {n}", level="code", position=n, made_at=NOW, changed_at=NOW
        )
        for n in range(CODES)
    )
    attribute = Attribute.objects.create(project=project, name="Side", kind="text")
    texts = [_text(dice, words) for _ in range(20)]
    with transaction.atomic():
        made = []
        for n in range(documents):
            text = texts[n % len(texts)] + f"\n\nNumber {n}."
            version = keep(as_it_stands(text), title=f"Document {n}", language="en", now=NOW)
            made.append(
                ProjectDocument(
                    project=project,
                    document_id=version.document_id,
                    version=version,
                    kind="public" if n % 9 else "interview",
                    title=f"Document {n}",
                    folded=f"document {n:06}",
                    language="en",
                    words=version.words,
                    characters=version.characters,
                    added_at=NOW,
                )
            )
        made = ProjectDocument.objects.bulk_create(made, batch_size=500)
        AttributeValue.objects.bulk_create(
            AttributeValue(attribute=attribute, document=each, value="abcdefgh"[n % 8])
            for n, each in enumerate(made)
        )
        rows = _codings(dice, codings, project=project, made=made, nodes=nodes, coders=coders)
        with connection.cursor() as cursor:
            while some := list(islice(rows, 10_000)):
                cursor.executemany(
                    "INSERT INTO corpus_coding (project_id, document_id, version_id, start,"
                    ' "end", quote, prefix, suffix, code_id, coder_id, meaning, comment, made_at,'
                    " changed_at) VALUES (%s, %s, %s, %s, %s, %s, '', '', %s, %s, 1, '', %s, %s)",
                    some,
                )
        if words >= 1_000:
            for each in made:
                index_text(each.version_id)
    return {
        "person": person,
        "project": project,
        "member": member,
        "codes": [node.pk for node in nodes],
        "attribute": attribute,
    }


def _codings(
    dice: random.Random,
    number: int,
    *,
    project: Any,
    made: Sequence[Any],
    nodes: Sequence[Any],
    coders: Sequence[Any],
) -> Iterator[Any]:
    keys, members = [node.pk for node in nodes], [coder.pk for coder in coders]
    places = [(each.pk, each.version_id, each.characters) for each in made]
    for n in range(number):
        document, version, characters = places[n % len(places)]
        long = dice.randrange(20, 300)
        start = dice.randrange(max(1, characters - long))
        yield (
            *(project.pk, document, version, start, min(start + long, characters)),
            "A passage of no more than some words.",
            keys[min(int(dice.expovariate(0.05)), CODES - 1)],
            *(members[n % len(members)], NOW, NOW),
        )


def _text(dice: random.Random, words: int) -> str:
    """Paragraphs of 70 words, frequent ones and rare ones as in a language."""
    rare = [f"word{n}" for n in range(3_000)]
    frequent = ["people", "city", "cities", "council", "harbour", "network", "state", "migrants"]
    said = [
        dice.choice(frequent) if dice.random() < 0.1 else rare[int(dice.paretovariate(0.6)) % 3_000]
        for _ in range(words)
    ]
    return "\n\n".join(" ".join(said[at : at + 70]) for at in range(0, words, 70))
