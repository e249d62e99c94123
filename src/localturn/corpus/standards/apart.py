"""Projects of other programs, read in a process of its own: a file may be made to take hours or all
memory, and then that process ends and nothing else."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from localturn.corpus.domain.fitting_in import left_out
from localturn.corpus.domain.interchange import (
    Arriving,
    Loss,
    Losses,
    Project,
    Source,
    Unreadable,
)
from localturn.corpus.domain.offsets import Basis
from localturn.corpus.standards.documents.language import language_of
from localturn.corpus.standards.documents.refusing import TOO_LARGE, TOO_LONG
from localturn.corpus.standards.looking import Report, report_of
from localturn.corpus.standards.opening import opened
from localturn.corpus.standards.passing import passed, received
from localturn.corpus.standards.pipes import MOST_MEMORY, bound_memory, bound_time, receive, send
from localturn.foundation.languages import N_

MOST_CODINGS = 1_000_000
TOO_MANY = N_("There are more codings in this file than can be taken in.")


@dataclass(frozen=True)
class Limits:
    """Of what one file may take."""

    seconds: int = 300
    """Of a processor; on a busy machine each answer may take three times as long."""
    memory: int = MOST_MEMORY


USUAL = Limits()


class ReadingFailed(RuntimeError):
    """The process ended by a fault of ours; what it was stands in the log."""


@dataclass(frozen=True)
class Look:
    form: str
    """What a file was found to be."""
    report: Report


def look(content: bytes, *, limits: Limits = USUAL) -> Look:
    """What is in a file; raises Unreadable."""
    with _reading({"do": "look"}, content, limits) as process:
        said = process.answer()
        return Look(said["form"], said["report"])


@contextmanager
def arriving(
    content: bytes, *, basis: Basis | None = None, limits: Limits = USUAL
) -> Iterator[Arriving]:
    """The project in a file, each document with its language; raises Unreadable, also while its
    documents are taken."""
    order = {"do": "read", "basis": basis.key if basis else ""}
    with _reading(order, content, limits) as process:
        head = process.answer()
        sources = (received(Source, process.answer()["source"]) for _ in range(head["sources"]))
        left_behind = received(tuple[Loss, ...], head["losses"])
        yield Arriving(head["form"], received(Project, head["project"]), sources, left_behind)


@dataclass
class _Process:
    running: subprocess.Popen[bytes]
    seconds: int

    def ask(self, order: dict[str, str], content: bytes) -> None:
        assert self.running.stdin is not None  # noqa: S101 (it was begun with both)
        try:
            send(self.running.stdin, json.dumps(order).encode())
            send(self.running.stdin, content)
        except OSError:
            return  # It has ended: whoever waits for its answer is told why.

    def answer(self) -> dict[str, Any]:
        assert self.running.stdout is not None  # noqa: S101
        timer = threading.Timer(3 * self.seconds, self.running.kill)
        timer.start()
        try:
            answer = receive(self.running.stdout)
        finally:
            timer.cancel()
        if answer is None:
            if self.running.wait() < 0:
                raise Unreadable(TOO_LONG)
            raise ReadingFailed
        said: dict[str, Any] = json.loads(answer)
        if "refused" in said:
            raise Unreadable(said["refused"])
        return said


@contextmanager
def _reading(order: dict[str, str], content: bytes, limits: Limits) -> Iterator[_Process]:
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", __name__, str(limits.seconds), str(limits.memory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as running:
        try:
            process = _Process(running, limits.seconds)
            process.ask(order, content)
            yield process
        finally:
            running.kill()


def _answers(content: bytes, order: dict[str, str]) -> Iterator[dict[str, Any]]:
    try:
        basis = Basis.from_key(order["basis"]) if order.get("basis") else None
        form, found = opened(content, basis=basis)
        if sum(1 for _each in found.value.codings()) > MOST_CODINGS:
            raise Unreadable(TOO_MANY)
        if order["do"] == "look":
            yield {"form": form, "report": report_of(found)}
            return
        losses = Losses()
        losses.take_over(found.left_behind)
        losses.take_over(left_out(found.value))
        yield {
            "form": form,
            "project": passed(replace(found.value, sources=())),
            "losses": [passed(each) for each in losses.told()],
            "sources": len(found.value.sources),
        }
        for source in found.value.sources:
            yield {"source": passed(replace(source, language=_language(source)))}
    except Unreadable as unreadable:
        yield {"refused": unreadable.reason}
    except (MemoryError, RecursionError):
        yield {"refused": TOO_LARGE}


def _language(source: Source) -> str:
    return source.language or (language_of(source.text) if source.text.strip() else "")


def main() -> None:
    """Answer the one order that comes by standard input."""
    seconds, memory = map(int, sys.argv[1:])
    bound_memory(memory)
    # what a library writes to its standard output must not get among the answers
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    order, content = receive(sys.stdin.buffer), receive(sys.stdin.buffer)
    if order is None or content is None:
        return
    bound_time(seconds)
    for said in _answers(content, json.loads(order)):
        send(answers, json.dumps(said).encode())


if __name__ == "__main__":
    main()
