"""Many people in the final test at once, against a served installation: each opens the test, then
saves an answer every few seconds. The people share the machine with what serves them."""

import argparse
import asyncio
import json
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle

from benchmarks.harness import Figure, House, percentile
from benchmarks.line import Answer, Dropped, Line
from benchmarks.served import Server
from benchmarks.sitting import Sitter, Sitting, sitting

PARAMETERS = {"people": 200, "seconds": 60}
EVERY = 5.0
"""Seconds from one request of a person to the next."""
SETTLING = 5.0
"""Seconds until the worker for tasks has started too."""


@dataclass
class Heard:
    """How long everybody waited, in milliseconds from the moment when they wanted to ask."""

    pages: list[float] = field(default_factory=list)
    saves: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    """How much of it the generator itself was late."""
    errors: list[str] = field(default_factory=list)


def figures(house: House, options: argparse.Namespace) -> Iterator[Figure]:
    """Of so many people for so many seconds."""
    test = sitting(house, options.people, slug="load")
    house.leave()
    with Server() as server:
        time.sleep(SETTLING)
        heard, own, served = asyncio.run(_measured(server, house.host, test, options.seconds))
    requests = len(heard.pages) + len(heard.saves)
    for error in sorted(set(heard.errors)):
        print(f"    {heard.errors.count(error)} × {error}", flush=True)
    yield Figure("load: requests", requests, "requests")
    yield Figure("load: requests a second", requests / options.seconds, "requests/s")
    yield Figure("load: errors", len(heard.errors), "errors", 0)
    for name, times in (
        ("any request", heard.pages + heard.saves),
        ("attempt page", heard.pages),
        ("save one answer", heard.saves),
    ):
        yield Figure(
            f"load: {name}, p95",
            percentile(times, 95),
            "ms",
            300,
            100,
            least=min(times, default=0),
            median=percentile(times, 50),
            most=max(times, default=0),
        )
    yield Figure("load: server's processor time a request", served * 1000 / requests, "ms")
    yield Figure("load: generator's processor time a request", own * 1000 / requests, "ms")
    yield Figure("load: generator's own lateness, p95", percentile(heard.late, 95), "ms")


async def _measured(
    server: Server, host: str, test: Sitting, seconds: float
) -> tuple[Heard, float, float]:
    """What was heard; the processor time of this process and of the server's meanwhile."""
    heard = Heard()
    own, served = _own(), server.seconds()
    began = time.monotonic() + 0.5
    people = len(test.sitters)
    async with asyncio.TaskGroup() as everybody:
        for number, sitter in enumerate(test.sitters):
            line = Line(server.port, host, sitter.cookies)
            first = began + EVERY * number / people
            everybody.create_task(_sit(sitter, line, test.test, heard, first, began + seconds))
    return heard, _own() - own, server.seconds() - served


async def _sit(
    sitter: Sitter, line: Line, test: str, heard: Heard, first: float, end: float
) -> None:
    positions, sequence, due = cycle(sorted(sitter.tasks)), 0, first
    while due < end:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        heard.late.append((time.monotonic() - due) * 1000)
        times = heard.saves if sequence else heard.pages
        try:
            if sequence == 0:
                trouble = _of_page(await line.get(test))
            else:
                at = next(positions)
                fields = sitter.fields(at, sequence) | {"sequence": str(sequence)}
                answer = await line.post(f"/academy/attempts/{sitter.attempt}/{at}/", fields)
                trouble = _of_save(answer, sequence)
        except Dropped as dropped:
            trouble = f"dropped: {dropped.__cause__!r}"
        times.append((time.monotonic() - due) * 1000)
        if trouble:
            heard.errors.append(trouble)
        sequence, due = sequence + 1, due + EVERY
    line.close()


def _of_page(answer: Answer) -> str:
    if answer.status != 200:
        return f"the page answered {answer.status}"
    return "" if b"data-saving=" in answer.body else "the page has no attempt"


def _of_save(answer: Answer, sequence: int) -> str:
    if answer.status != 200:
        return f"a save answered {answer.status}"
    said = json.loads(answer.body)
    return "" if said["kept"] and said["sequence"] == sequence else "a save was not kept"


def _own() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
