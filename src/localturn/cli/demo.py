"""Fill an empty installation with the demonstration, and print who it can be entered as."""

import argparse
import json
import os
from datetime import timedelta
from typing import TYPE_CHECKING

from localturn.cli import gazetteer
from localturn.cli.house import enter, require_migrated
from localturn.cli.saying import Failure, say, taking

if TYPE_CHECKING:
    from pathlib import Path

    from localturn.foundation.room import DemoSignIn

HELP = "fill an empty installation with the demonstration"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--again",
        action="store_true",
        help="throw away everything a demonstration holds, and make it anew for today",
    )

    parser.add_argument(
        "--later",
        metavar="7d",
        type=_length,
        help="let so much time pass in the demonstration: 7d, 12h or 30m",
    )


def _length(written: str) -> timedelta:
    """Days, hours or minutes."""
    units = {"d": "days", "h": "hours", "m": "minutes"}
    if not (written[:-1].isdecimal() and written[-1:] in units):
        raise argparse.ArgumentTypeError(f"{written!r} is no length of time; write 7d, 12h or 30m")
    return timedelta(**{units[written[-1]]: int(written[:-1])})


def run(options: argparse.Namespace) -> int:
    """Fill it, or say why not."""
    enter()
    if options.later:
        return _let_pass(options.later)
    if options.again:
        _wipe()
    require_migrated()
    if inhabited():
        raise Failure(
            "There are people in this installation already. The demonstration is only put into an "
            "empty one; `localturn demo --again` makes a demonstration anew."
        )
    fill()
    print(told())
    return 0


def _let_pass(time: timedelta) -> int:
    """Put the demonstration's clock on; whoever serves it sees so within a second."""
    from django.conf import settings

    from localturn.foundation import moments

    _require_demonstration()
    settings.DEMONSTRATION_CLOCK.advance(time)
    print(f"In the demonstration it is {moments.now():%A, %d %B %Y, %H:%M} UTC now.")
    return 0


def _require_demonstration() -> None:
    from django.conf import settings

    if not settings.DEMONSTRATION:
        raise Failure("This is no demonstration (LOCALTURN_DEMONSTRATION is not 1): nothing done.")


def inhabited() -> bool:
    """Whether anybody is here."""
    from localturn.foundation.people.models import Person

    return Person.objects.exists()


def fill() -> None:
    """Everything in one transaction: half a demonstration is none."""
    from django.db import transaction

    from localturn.foundation import moments
    from localturn.foundation.room import offered
    from localturn.lobby.actions.search import rebuild

    gazetteer.bring()
    sign_ins: list[DemoSignIn] = []
    with taking("Making the demonstration"), transaction.atomic():
        for _room, furnish in offered("demo"):
            sign_ins += furnish(now=moments.now(), report=say)
        for _room, join in offered("demo_joined"):
            join(now=moments.now(), report=say)
        rebuild()  # what was made without an action of its own can be found as well
    descriptor = os.open(_kept(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([vars(sign_in) for sign_in in sign_ins], file, ensure_ascii=False, indent=1)


def _kept() -> "Path":
    from django.conf import settings

    path: Path = settings.HOME / "demonstration.json"
    return path


def told() -> str:
    """Addresses and passwords of each role, as a table; empty where there is no demonstration."""
    if not _kept().exists():
        return ""
    rows = [
        (one["role"], one["email"], one["password"], one["note"])
        for one in json.loads(_kept().read_text(encoding="utf-8"))
    ]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)).rstrip()
        for row in rows
    )


def _wipe() -> None:
    """Empty the database of a demonstration, and of nothing else."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from localturn.lobby.actions.wiping import wipe_database

    _require_demonstration()
    with taking("Throwing away the old demonstration"):
        wipe_database(connection)
        _kept().unlink(missing_ok=True)
        (settings.HOME / "clock").unlink(missing_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
