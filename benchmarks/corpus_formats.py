"""Projects on their way to and from other programs, and how far three coders agree: 235 documents
of 10,000 words and 26,000 codings, without a database."""

import argparse
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

from benchmarks.harness import Figure, House

PARAMETERS = {"documents": 235, "codings": 26_000, "rounds": 3}
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def figures(house: House, options: argparse.Namespace) -> Iterator[Figure]:
    """The cheapest of the rounds beside the median: the processor is somebody else's too."""
    from localturn.corpus.standards.refi.packing import write_project
    from localturn.corpus.standards.refi.profiles import PROFILES
    from localturn.corpus.standards.refi.reading import read_project

    project = _project(options.documents, options.codings)
    for key in ("plain", "nvivo"):
        seconds, written = _measured(
            partial(write_project, project, PROFILES[key], origin="Bench"), options.rounds
        )
        yield _figure(f"corpus: QDPX out ({key})", seconds, 3, rival=23.0, floor=1.8)
        seconds, opened = _measured(partial(read_project, written.content), options.rounds)
        yield _figure(f"corpus: QDPX in ({key})", seconds, 5, floor=0.24)
        moved = sum(
            ours.passages != theirs.passages
            for ours, theirs in zip(project.sources, opened.value.sources, strict=True)
        )
        yield Figure(f"corpus: documents with a shifted passage ({key})", moved, "documents", 0)
    yield from _agreement(options)


def _agreement(options: argparse.Namespace) -> Iterator[Figure]:
    from localturn.corpus.domain.agreement.unitizing import unitizing

    continua = _continua(options.documents, 20_000)
    number = sum(len(units) for each in continua for units in each.units.values())
    seconds, _found = _measured(lambda: unitizing(continua), options.rounds)
    yield _figure("corpus: alpha-U with interval, 3 coders", seconds, 5)
    yield Figure("corpus: codings in it", number, "codings")


def _measured(work: Callable[[], Any], rounds: int) -> tuple[list[float], Any]:
    taken, made = [], None
    for _ in range(rounds):
        began = time.process_time()
        made = work()
        taken.append(time.process_time() - began)
    return sorted(taken), made


def _figure(name: str, seconds: list[float], target: float, **beside: float) -> Figure:
    median = seconds[len(seconds) // 2]
    return Figure(name, median, "s", target, least=round(seconds[0], 2), **beside)


def _project(documents: int, codings: int) -> Any:
    from localturn.corpus.domain.interchange import (
        Code,
        Coder,
        Coding,
        Passage,
        Project,
        Source,
        made_guid,
    )

    dice = random.Random(1)
    words = [
        "".join(dice.choices("abcdefghijklmnoprstuvåé", k=dice.randint(2, 10)))
        for _ in range(5_000)
    ]
    codes = [
        Code(made_guid("c", n), f"Code {n}", parent=made_guid("c", n // 8) if n > 8 else "")
        for n in range(60)
    ]
    sources = []
    for document in range(documents):
        text = " ".join(
            word + ("🏙" if n % 700 == 0 else "") + ("\n" if n % 90 == 89 else "")
            for n, word in enumerate(dice.choices(words, k=10_000))
        )
        passages = []
        for n in range(codings // documents):
            start = text.index(" ", dice.randrange(len(text) - 1_000)) + 1
            end = text.index(" ", start + dice.randrange(30, 300))
            code = codes[dice.randrange(60)].guid
            coding = Coding(made_guid("k", document, n), code, made_guid("u", n % 3), NOW)
            passages.append(
                Passage(made_guid("p", document, n), start, end, (coding,), coder=coding.coder)
            )
        guid = made_guid("s", document)
        sources.append(Source(guid, f"Document {document}", text, tuple(passages)))
    coders = tuple(Coder(made_guid("u", n), f"Coder {n}") for n in range(3))
    return Project("Bench", created_at=NOW, coders=coders, codes=codes, sources=tuple(sources))


def _continua(documents: int, codings: int) -> Any:
    """Three who find most passages alike, begin and end them a little apart, and sometimes choose
    another code."""
    from localturn.corpus.domain.agreement.continua import Continuum, Unit

    dice = random.Random(3)
    found = []
    for name in range(documents):
        passages = [
            (dice.randrange(59_000), dice.randrange(40, 400), dice.randrange(60))
            for _ in range(codings // documents // 3 + 1)
        ]
        units: dict[Any, list[Unit]] = {}
        for coder in range(3):
            units[coder] = []
            for start, length, code in passages:
                begin = start if dice.random() < 0.8 else dice.randrange(59_000)
                given = code if dice.random() < 0.8 else dice.randrange(60)
                first, last = begin + dice.randrange(20), begin + length + dice.randrange(20, 40)
                units[coder].append(Unit(first, last, given))
        found.append(Continuum(60_000, units, name))
    return found
