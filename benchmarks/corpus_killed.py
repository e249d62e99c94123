"""Codings of one document by several coders at once while the server is killed, again and again,
with the signal that nothing can catch: whatever was said to be stored must be there afterwards,
once, as it was sent, and what was taken back must stay so.

Every coder sends as the coding desk does: what was not answered waits in a queue and is sent again
under the same key. Some is sent twice at once, or once more long after it was answered.

On PostgreSQL the database's own processes are killed too. A machine that loses its power is not
tried.
"""

import argparse
import asyncio
import json
import random
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from benchmarks.harness import Figure, House
from benchmarks.killing import Kill, in_turn, one_kill
from benchmarks.line import Answer, Dropped, Line
from benchmarks.served import Server

PARAMETERS = {"people": 8, "kills": 30}
SOONEST, LATEST = 0.5, 3.0
"""Seconds of coding before a kill."""
STORED, FINAL = 200, range(400, 500)
WORDS = 4_000


@dataclass
class Sent:
    """A coding that somebody has sent, and what they were told of it."""

    start: int
    end: int
    code: int
    number: int = 0
    """Of the coding, when it was said to be stored."""
    is_back: bool = False
    """Whether it was said to be taken back."""
    wants_back: bool = False


@dataclass
class Coder:
    """Somebody at the desk, with what their browser keeps until it is answered."""

    member: int
    cookies: dict[str, str]
    sent: dict[UUID, Sent] = field(default_factory=dict)
    waiting: list[UUID] = field(default_factory=list)


@dataclass
class Tally:
    stored: int = 0
    again: int = 0
    """Sent although it had been answered, or twice at once."""
    dropped: int = 0
    refused: int = 0
    returns: list[float] = field(default_factory=list)


@dataclass
class Trial:
    house: House
    server: Server
    document: int
    version: int
    text: str
    codes: list[int]
    coders: list[Coder]
    chance: random.Random
    tally: Tally = field(default_factory=Tally)

    async def until_killed(self, kill: Kill) -> None:
        """Everybody codes until the server is gone."""
        at_work = [asyncio.create_task(self._codes(each)) for each in self.coders]
        await asyncio.sleep(self.chance.uniform(SOONEST, LATEST))
        await asyncio.to_thread(kill)
        await asyncio.gather(*at_work)

    async def send_what_waits(self) -> None:
        """As a browser does when the line is back."""
        await asyncio.gather(*(self._send_all(each) for each in self.coders))

    async def _codes(self, coder: Coder) -> None:
        line, other = self._line(coder), self._line(coder)
        try:
            while True:
                if not coder.waiting:
                    coder.waiting.append(self._new(coder))
                key = coder.waiting[0]
                lines = [line, other] if self.chance.random() < 0.1 else [line]
                self.tally.again += len(lines) - 1
                taken = await asyncio.gather(*(self._send(each, coder, key) for each in lines))
                if not all(taken):
                    return
                if self.chance.random() < 0.1:
                    self.tally.again += 1
                    await self._send(line, coder, self.chance.choice(list(coder.sent)))
        except Dropped:
            self.tally.dropped += 1
        finally:
            line.close()
            other.close()

    async def _send_all(self, coder: Coder) -> None:
        line = self._line(coder)
        while coder.waiting:
            if not await self._send(line, coder, coder.waiting[0]):
                await asyncio.sleep(0.2)
        line.close()

    def _new(self, coder: Coder) -> UUID:
        """No two codings of a coder are alike, also without blanks at their ends: those would be
        stored once for another reason."""
        key = UUID(int=self.chance.getrandbits(128), version=4)
        alike = {(each.start, each.end, each.code) for each in coder.sent.values()}
        while True:
            start = self.chance.randrange(len(self.text) - 300)
            end = start + self.chance.randrange(1, 300)
            code = self.chance.choice(self.codes)
            is_trimmed = self.text[start:end].strip() == self.text[start:end]
            if is_trimmed and (start, end, code) not in alike:
                coder.sent[key] = Sent(start, end, code, wants_back=self.chance.random() < 0.15)
                return key

    async def _send(self, line: Line, coder: Coder, key: UUID) -> bool:
        """The coding; and when it is stored and was a slip, that it is taken back. Whether the
        server said so."""
        sent = coder.sent[key]
        place = {"version": str(self.version), "start": str(sent.start), "end": str(sent.end)}
        answer = await line.post(
            f"/corpus/documents/{self.document}/code/",
            {**place, "code": str(sent.code), "key": str(key)},
        )
        if not self._is_taken(answer):
            return False
        sent.number = int(json.loads(answer.body)["coding"])
        self.tally.stored += 1
        if sent.wants_back and not sent.is_back:
            back = await line.post(f"/corpus/passages/{sent.number}/take-back/", {})
            if not self._is_taken(back):
                return False
            sent.is_back = True
        if key in coder.waiting:
            coder.waiting.remove(key)
        return True

    def _is_taken(self, answer: Answer) -> bool:
        """What a database that is gone makes of a request is no refusal: it is sent again."""
        if answer.status == STORED:
            return True
        if answer.status in FINAL:
            self.tally.refused += 1
            print(f"    refused: {answer.status} {answer.body[:200]!r}", flush=True)
        else:
            self.tally.dropped += 1
        return False

    def _line(self, coder: Coder) -> Line:
        return Line(self.server.port, self.house.host, coder.cookies, accept="application/json")


@dataclass(frozen=True)
class Verdict:
    """Numbers of codings."""

    said: int
    lost: int
    doubled: int
    wrong: int
    """Not as they were sent, or that nobody sent."""
    counting_again: int
    """Taken back, and counting all the same."""


def figures(house: House, options: argparse.Namespace) -> Iterator[Figure]:
    """Killed so often, each time in the middle of codings."""
    document, codes, coders = _desk(house, options.people)
    found = [Verdict(0, 0, 0, 0, 0)]
    with Server() as server:
        text = document.version
        trial = Trial(
            house, server, document.pk, text.pk, text.text, codes, coders, random.Random(7)
        )
        house.leave()
        for number in range(options.kills):
            what = options.kill or in_turn(house, number)
            trial.tally.returns.append(one_kill(house, server, what, trial.until_killed))
            found.append(_verdict(trial))
            house.leave()
            print(f"    kill {number + 1} ({what}): {found[-1]}", flush=True)
            asyncio.run(trial.send_what_waits())
        found.append(_verdict(trial))
        house.leave()
    tally, last = trial.tally, found[-1]
    yield Figure("corpus killed: requests said to be stored", tally.stored, "requests")
    yield Figure("corpus killed: sent again or twice at once", tally.again, "requests")
    yield Figure("corpus killed: requests without an answer", tally.dropped, "requests")
    yield Figure("corpus killed: codings said to be stored", last.said, "codings")
    for name in ("lost", "doubled", "wrong", "counting_again"):
        most = max(getattr(each, name) for each in found)
        yield Figure(f"corpus killed: codings {name.replace('_', ' ')}", most, "codings", 0)
    yield Figure("corpus killed: codings refused", tally.refused, "requests", 0)
    middle = statistics.median(tally.returns)
    yield Figure(
        "corpus killed: until pages are answered again", middle, "s", most=max(tally.returns)
    )


def _verdict(trial: Trial) -> Verdict:
    """What is stored, held against what was sent and said."""
    from localturn.corpus.models import Coding

    columns = ("key", "coder", "start", "end", "code", "quote", "withdrawn_at", "pk")
    rows = list(Coding.objects.filter(document=trial.document).values_list(*columns))
    sent = {(coder.member, key): each for coder in trial.coders for key, each in coder.sent.items()}
    there = {(coder, key): (pk, back) for key, coder, *_place, back, pk in rows}
    said = {key: each for key, each in sent.items() if each.number}
    places = Counter((coder, start, end, code) for _key, coder, start, end, code, *_rest in rows)
    wrong = sum(
        (each := sent.get((coder, key))) is None
        or (start, end, code) != (each.start, each.end, each.code)
        or quote != trial.text[start:end]
        for key, coder, start, end, code, quote, _back, _pk in rows
    )
    return Verdict(
        said=len(said),
        lost=sum(there.get(key, (0, None))[0] != each.number for key, each in said.items()),
        doubled=sum(number - 1 for number in places.values()),
        wrong=wrong,
        counting_again=sum(
            each.is_back and there.get(key, (0, None))[1] is None for key, each in said.items()
        ),
    )


def _desk(house: House, people: int) -> tuple[Any, list[int], list[Coder]]:
    """One document before so many coders."""
    from makers.corpus import make_code, make_document, make_member, make_project

    project = make_project("Killed")
    words = random.Random(3)
    text = " ".join(
        "".join(words.choices("abcdefghijklmnoprstuvåäöß🦋", k=words.randint(2, 9)))
        for _each in range(WORDS)
    )
    document = make_document(project, text)
    codes = [make_code(project).pk for _each in range(12)]
    members = [make_member(project) for _each in range(people)]
    coders = [
        Coder(each.pk, house.visitor(each.person).cookies)
        for each in members
        if each.person is not None
    ]
    return document, codes, coders
