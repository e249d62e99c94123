"""An issue of a mailing list, from the ledger to a mail server that takes everything."""

import argparse
import time as clock
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.digest_data import an_issue, under_way
from benchmarks.harness import Figure, House
from benchmarks.sink import open_sink

PARAMETERS = {"people": 2_000, "rounds": 50}
TIMES = 5


def figures(house: House, options: argparse.Namespace) -> Iterator[Figure]:
    """Processor time of the sender alone; the sink has a process of its own."""
    _sent(an_issue(60, slug="first"))  # what a process loads with its first letters is not counted
    small = an_issue(max(options.people // TIMES, 50), slug="small")
    issue = an_issue(options.people)
    first, _size = _sent(small)
    began = clock.process_time()
    under_way(issue)
    queued = clock.process_time() - began
    cost, size = _sent(issue, queued=True)
    yield Figure("digest: letters a CPU-second", 1 / cost, "letters", rival=65, floor=462)
    yield Figure("digest: one letter, of its 350th of a second", cost * 350, "times", 1)
    yield Figure("digest: one letter weighs", size, "bytes")
    per_letter = queued / options.people * 1000
    yield Figure("digest: into the ledger, a letter", per_letter, "ms", 1)
    yield Figure(f"digest: one letter with {TIMES} times the readers", cost / first, "times", 1.2)
    visitor = house.visitor(_reader())
    floor = house.floor(_reader(), rounds=options.rounds)
    for name, path, target in (
        ("the list's page", "/agenda/lists/letter/", 40),
        ("an issue in the browser", "/agenda/lists/letter/1/", 40),
    ):
        page = visitor.cost(path, rounds=options.rounds)
        yield page.figure(f"digest: {name}", target, floor=floor)
        yield Figure(f"digest: {name}, statements", page.statements, "statements", 10)


def _reader() -> Any:
    from localturn.foundation.people.models import Person

    return Person.objects.filter(email="reader@town.example").first() or (
        Person.objects.create_user("reader@town.example", name="Reader", welcomed_at=_now())
    )


def _now() -> Any:
    from localturn.foundation import moments

    return moments.now()


def _sent(issue: Any, *, queued: bool = False) -> tuple[float, float]:
    """Seconds of the processor a letter, and bytes."""
    from django.conf import settings

    from localturn.agenda.actions import delivering
    from localturn.agenda.domain.digest import Content
    from localturn.agenda.models import Delivery, Snapshot
    from localturn.agenda.queries.letters import Press, reader_of
    from localturn.config.environment import Smtp

    if not queued:
        under_way(issue)
    with TemporaryDirectory() as folder, open_sink(Path(folder)) as sink:
        settings.SMTP = Smtp("127.0.0.1", sink.port, "", "", "none")
        settings.MAIL_RETURN = "bounces@letters.example"
        began = clock.process_time()
        list(delivering.hand_over(seconds=600))
        spent = clock.process_time() - began
        settings.SMTP = None
        number = sink.number()
    handed = Delivery.objects.filter(issue=issue, state="handed").count()
    if not handed or handed != number:
        raise RuntimeError(f"{handed} letters are said to be handed over, {number} have arrived")
    press = Press(issue, Content.read(Snapshot.objects.get(issue=issue).content))
    some = Delivery.objects.filter(issue=issue).select_related("subscriber")[:50]
    letters = [
        press.letter(each.pk, reader_of(each.subscriber)) or b""
        for each in some
        if each.subscriber is not None
    ]
    return spent / number, sum(map(len, letters)) / len(letters)
