"""A sender killed again and again, with the signal that nothing can catch, while it hands an issue
over by SMTP: each reader must get it exactly once.

In doubt may be the one letter that was in the hand of a killed sender: its text had begun to go
out, and nobody had said that it was taken. Those are settled here as an editor would settle them
who looks into the mail server's log: what is in it was sent, what is not is sent again.
"""

import argparse
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.digest_data import an_issue, under_way
from benchmarks.harness import Figure, House
from benchmarks.sink import Sink, open_sink

PARAMETERS = {"people": 2_000, "kills": 200}
PAUSE = 0.01
"""Seconds that the mail server may take for its answer: the moment of doubt."""
STUCK = 60.0


def figures(house: House, options: argparse.Namespace) -> Iterator[Figure]:
    """Killed so often, each time after some letters more."""
    from django.conf import settings

    from localturn.agenda.models import Delivery, Issue, Stage
    from localturn.config.environment import Smtp

    issue = an_issue(options.people, slug="killed")
    dice = random.Random(3)
    with TemporaryDirectory() as name, open_sink(Path(name), pause=PAUSE) as sink:
        settings.SMTP = Smtp("127.0.0.1", sink.port, "", "", "none")
        under_way(issue)
        _warm(issue)
        kills = 0
        for number in range(options.kills):
            left = options.people - sink.number()
            share = max(left - options.kills / 4, 0) / (options.kills - number)
            kills += _killed(house, sink, after=dice.randint(0, round(2 * share)), dice=dice)
        _run_to_the_end(house)
        taken = sink.letters()
        rows = dict(Delivery.objects.filter(issue=issue).values_list("pk", "state"))
        doubtful = [pk for pk, state in rows.items() if state == "doubt"]
        handed = [pk for pk, state in rows.items() if state == "handed"]
        withheld = [pk for pk, state in rows.items() if state == "withheld"]
        lost = [pk for pk in handed if not taken[pk]]
        arrived = [pk for pk in doubtful if taken[pk]]
        others = len(rows) - len(handed) - len(doubtful) - len(withheld)
        yield Figure("digest killed: senders killed", kills, "kills")
        yield Figure("digest killed: readers", len(rows), "readers")
        yield Figure("digest killed: said to be sent and not arrived", len(lost), "letters", 0)
        yield Figure("digest killed: arrived twice", _twice(sink), "letters", 0)
        yield Figure("digest killed: neither sent nor in doubt", others, "letters", 0)
        yield Figure("digest killed: in doubt", len(doubtful), "letters", kills)
        yield Figure("digest killed: in doubt, had arrived", len(arrived), "letters")
        _settle(issue, arrived, doubtful)
        _run_to_the_end(house)
        after = sink.letters()
        wrong = [pk for pk in rows if after[pk] != (0 if pk in withheld else 1)]
        open_ones = Issue.objects.filter(pk=issue.pk).exclude(stage=Stage.SENT).count()
        yield Figure("digest killed: settled, not exactly once", len(wrong), "letters", 0)
        yield Figure("digest killed: issues that are not done", open_ones, "issues", 0)
        settings.SMTP = None


def _warm(issue: Any) -> None:
    """What every sender loads first is loaded once: each is a fork of this process."""
    from localturn.agenda.domain.digest import Content
    from localturn.agenda.domain.mailing import Wishes
    from localturn.agenda.models import Snapshot
    from localturn.agenda.queries.letters import Press, Reader

    press = Press(issue, Content.read(Snapshot.objects.get(issue=issue).content))
    for language in press.content.languages:
        press.letter(0, Reader("a@town.example", language, "k" * 22, Wishes()))


def _twice(sink: Sink) -> int:
    return sum(number > 1 for number in sink.letters().values())


def _settle(issue: Any, arrived: list[int], doubtful: list[int]) -> None:
    from localturn.agenda.actions import sending
    from localturn.foundation import moments
    from localturn.foundation.people.models import Person

    operator = Person.objects.create_superuser("operator@town.example")
    rest = [pk for pk in doubtful if pk not in set(arrived)]
    for letters, again in ((arrived, False), (rest, True)):
        if letters:
            sending.settle(issue, letters, again=again, by=operator, now=moments.now())


def _killed(house: House, sink: Sink, *, after: int, dice: random.Random) -> int:
    """A sender at work, and killed once so many letters more have arrived."""
    wanted = sink.number() + after
    sender = _begin(house)
    began = time.monotonic()
    while sink.number() < wanted and time.monotonic() - began < STUCK:
        if os.waitpid(sender, os.WNOHANG)[0]:
            return 0
        time.sleep(0.001)
    time.sleep(dice.random() * 0.02)
    os.kill(sender, signal.SIGKILL)
    os.waitpid(sender, 0)
    return 1


def _run_to_the_end(house: House) -> None:
    _pid, status = os.waitpid(_begin(house), 0)
    if status:
        raise RuntimeError(f"the last sender ended with {status}")


def _begin(house: House) -> int:
    """A worker in a process of its own, as `localturn work` is one; gives its number."""
    house.leave()
    child = os.fork()
    if child:
        return child
    try:
        _work()
    except BaseException as error:  # noqa: BLE001 – a fork must not go on as its parent
        print(f"    the sender broke: {error!r}", flush=True)
        os._exit(1)
    os._exit(0)


def _work() -> None:
    from django.conf import settings

    from localturn.agenda.actions import delivering, sending
    from localturn.foundation import moments
    from localturn.foundation.tasks import claims, presence

    folder = settings.HOME / "workers"
    with presence.present(folder):
        claims.reap(folder, now=moments.now())
        delivering.give_back(now=moments.now())
        list(delivering.hand_over(seconds=600))
        sending.close_what_is_done(now=moments.now())
