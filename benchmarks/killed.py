"""Answers to a test while the server is killed, again and again, with the signal that nothing can
catch: whatever was said to be saved must be there afterwards, and nothing may count twice.

On PostgreSQL the database's own processes are killed too. What is not tried here is a machine that
loses its power: the operating system goes on, so what was written and not yet on the disk stays.
"""

import argparse
import asyncio
import json
import random
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from benchmarks.harness import Figure, House
from benchmarks.killing import in_turn, one_kill
from benchmarks.ledger import Key, Sent, verdict
from benchmarks.line import Dropped, Line
from benchmarks.served import Server
from benchmarks.sitting import Sitter, Sitting, sitting

PARAMETERS = {"people": 40, "kills": 20}
HANDED_IN = 302
"""What a page leads on with where it is done, now or before."""
SOONEST, LATEST = 0.3, 1.5
"""Seconds of saving before a kill."""


@dataclass
class Tally:
    """What is counted besides the answers themselves."""

    saves: int = 0
    """Requests that were answered with "saved"."""
    dropped: int = 0
    """Requests without an answer, or with one that says that something broke."""
    refused: int = 0
    """A newest answer, or a hand-in after the server was back, that was not taken."""
    overtaken: int = 0
    """An older answer that was taken over a newer one."""
    handed_in: set[int] = field(default_factory=set)
    """Attempts of which somebody was told that they are handed in."""
    reopened: int = 0
    """Such attempts that were open afterwards."""
    returns: list[float] = field(default_factory=list)
    """Seconds from a kill until pages are answered again."""


@dataclass
class Trial:
    """Everybody, and what they did so far."""

    house: House
    server: Server
    test: Sitting
    chance: random.Random
    sent: dict[Key, Sent]
    tally: Tally = field(default_factory=Tally)

    async def until_killed(self, kill: Any, leaving: list[Sitter], moment: float) -> None:
        """Everybody saves, those who leave hand in shortly before the kill."""
        savers = [
            asyncio.create_task(self._save(sitter))
            for sitter in self.test.sitters
            if sitter.attempt not in self.tally.handed_in and sitter not in leaving
        ]
        savers += [asyncio.create_task(self._leave(sitter, moment)) for sitter in leaving]
        await asyncio.sleep(moment)
        await asyncio.to_thread(kill)
        await asyncio.gather(*savers)

    async def hand_in(self, leaving: list[Sitter]) -> None:
        """Those who wanted to hand in do so again, on two lines at once; now it must be taken."""
        for sitter in leaving:
            line = self._line(sitter)
            if sitter.attempt not in self.tally.handed_in:  # it may be, and nobody was told
                await self._send(line, sitter, min(sitter.tasks))
            line.close()
        twice = [*leaving, *leaving]
        answers = await asyncio.gather(*(self._hand_in(each) for each in twice))
        for sitter, status in zip(twice, answers, strict=True):
            if status != HANDED_IN:
                self.tally.refused += 1
                print(f"    attempt {sitter.attempt} was not handed in: {status}", flush=True)

    async def _save(self, sitter: Sitter) -> None:
        line = self._line(sitter)
        try:
            while True:
                at = self.chance.choice(sorted(sitter.tasks))
                each = self.sent[sitter.attempt, at]
                unanswered = each.newest > each.answered
                again = unanswered and self.chance.random() < 0.5  # as a browser does
                if not await self._send(line, sitter, at, again=again):
                    return
                if each.newest > 1 and self.chance.random() < 0.1:
                    await self._send_old(line, sitter, at)
        except Dropped:
            self.tally.dropped += 1
        finally:
            line.close()

    async def _send(self, line: Line, sitter: Sitter, at: int, *, again: bool = False) -> bool:
        """Send a new answer, or the newest again; False where the server did not say what became
        of it."""
        each = self.sent[sitter.attempt, at]
        sequence = each.newest if again else each.newest + 1
        fields = sitter.fields(at, sequence)
        each.values[sequence] = sitter.stored(at, fields)
        address = f"/academy/attempts/{sitter.attempt}/{at}/"
        answer = await line.post(address, fields | {"sequence": str(sequence)})
        if answer.status != 200:
            self.tally.dropped += 1
            return False
        said = json.loads(answer.body)
        if said["kept"] and said["sequence"] == sequence:
            each.answered = max(each.answered, sequence)
            self.tally.saves += 1
        else:
            self.tally.refused += 1
        return True

    async def _send_old(self, line: Line, sitter: Sitter, at: int) -> None:
        """What was under way for long arrives after something newer, and says something else."""
        old = self.sent[sitter.attempt, at].newest - 1
        fields = sitter.fields(at, old + 1) | {"sequence": str(old)}
        answer = await line.post(f"/academy/attempts/{sitter.attempt}/{at}/", fields)
        if answer.status == 200:
            self.tally.overtaken += json.loads(answer.body)["kept"]

    async def _leave(self, sitter: Sitter, moment: float) -> None:
        line = self._line(sitter)
        try:
            await self._send(line, sitter, min(sitter.tasks))
            await asyncio.sleep(max(0.0, moment - 0.2 * self.chance.random() - 0.05))
            await self._hand_in(sitter)
        except Dropped:
            self.tally.dropped += 1
        finally:
            line.close()

    async def _hand_in(self, sitter: Sitter) -> int:
        line = self._line(sitter)
        try:
            answer = await line.post(f"{self.test.test}hand-in/", {"attempt": "1", "anyway": "yes"})
        finally:
            line.close()
        if answer.status == HANDED_IN:
            self.tally.handed_in.add(sitter.attempt)
        return answer.status

    def _line(self, sitter: Sitter) -> Line:
        return Line(self.server.port, self.house.host, sitter.cookies)


def figures(house: House, options: argparse.Namespace) -> Iterator[Figure]:
    """Killed so often, each time in the middle of answers."""
    test = sitting(house, options.people, slug="killed")
    sent = {(s.attempt, at): Sent() for s in test.sitters for at in s.tasks}
    house.leave()
    waiting = list(test.sitters)
    lost = wrong = found = 0
    unconfirmed: set[tuple[Key, int]] = set()
    with Server() as server:
        trial = Trial(house, server, test, random.Random(7), sent)
        for number in range(options.kills):
            share = -(-len(waiting) // (options.kills - number))
            leaving, waiting = waiting[:share], waiting[share:]
            what = options.kill or in_turn(house, number)
            _one_kill(trial, what, leaving)
            stored = list(_stored(test))
            result = verdict(sent, stored)
            lost, wrong = max(lost, result.lost), max(wrong, result.wrong)
            unconfirmed |= {
                (key, sequence)
                for key, sequence, _value in stored
                if key in sent and sequence > sent[key].answered
            }
            found = result.found
            trial.tally.reopened += _open_of(trial.tally.handed_in)
            house.leave()
            print(f"    kill {number + 1} ({what}): {result}", flush=True)
            asyncio.run(trial.hand_in(leaving))
    tally, twice = trial.tally, _twice(test)
    house.leave()
    yield Figure("killed: saves answered", tally.saves, "saves")
    yield Figure("killed: requests without an answer", tally.dropped, "requests")
    yield Figure("killed: answers said to be saved and found", found, "answers")
    yield Figure("killed: answers said to be saved and lost", lost, "answers", 0)
    yield Figure("killed: answers there and never confirmed", len(unconfirmed), "answers")
    yield Figure("killed: answers other than sent, or there twice", wrong, "answers", 0)
    yield Figure("killed: older answers taken over newer ones", tally.overtaken, "answers", 0)
    yield Figure("killed: newest answers and hand-ins refused", tally.refused, "requests", 0)
    yield Figure("killed: tests handed in", len(tally.handed_in), "attempts")
    yield Figure("killed: tests handed in and open again", tally.reopened, "attempts", 0)
    yield Figure("killed: tests counted twice or wrongly", twice, "attempts", 0)
    middle = statistics.median(tally.returns)
    yield Figure("killed: until pages are answered again", middle, "s", most=max(tally.returns))


def _one_kill(trial: Trial, what: str, leaving: list[Sitter]) -> None:
    """Answers come in, it is killed, and it comes back."""
    moment = trial.chance.uniform(SOONEST, LATEST)
    again = one_kill(
        trial.house, trial.server, what, lambda kill: trial.until_killed(kill, leaving, moment)
    )
    trial.tally.returns.append(again)


def _stored(test: Sitting) -> Iterable[tuple[Key, int, Any]]:
    """What is there of each question. Who was handed in and not told so may have answered once
    more: that is kept apart, for a facilitator to decide about, and is what is newest."""
    from localturn.academy.models import Answer

    attempts = [sitter.attempt for sitter in test.sitters]
    rows = Answer.objects.filter(attempt__in=attempts).select_related("late").order_by("pk")
    for answer in rows:
        newest = getattr(answer, "late", None) or answer
        yield (answer.attempt_id, answer.position), newest.sequence, newest.value


def _open_of(attempts: Iterable[int]) -> int:
    from localturn.academy.models import Attempt

    return Attempt.objects.filter(pk__in=list(attempts), closed_at=None).count()


def _twice(test: Sitting) -> int:
    """Attempts that are not closed, once, with one grade, one completion, and the points that
    their answers give."""
    from localturn.academy.domain.attempts import Marked, points_for, share_of
    from localturn.academy.domain.marking import share
    from localturn.academy.domain.questions import task_from
    from localturn.academy.models import Attempt, Completion, GradeEntry

    bad = 0
    attempts = Attempt.objects.filter(pk__in=[sitter.attempt for sitter in test.sitters])
    for attempt in attempts.select_related("activity"):
        mine = {"enrolment": attempt.enrolment_id, "activity": test.activity}
        marked = [
            Marked(
                answer.question.points,
                share(task_from(answer.question.kind, answer.question.task), answer.value)
                if answer.value is not None
                else Decimal(0),
            )
            for answer in attempt.answers.select_related("question")
        ]
        due = share_of(marked)
        grades = list(GradeEntry.objects.filter(**mine).values_list("points", flat=True))
        bad += not (
            attempt.closed_at is not None
            and attempt.share == due
            and due is not None
            and grades == [points_for(due, attempt.activity.points)]
            and Attempt.objects.filter(**mine).count() == 1
            and Completion.objects.filter(**mine).count() == 1
        )
    return bad
