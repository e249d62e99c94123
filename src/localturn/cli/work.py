"""Take tasks from the queue until told to leave (Ctrl+C, SIGTERM). `serve` starts one of these;
on other hosts, over the same PostgreSQL, start as many as are wanted."""

import argparse
import os
import sys

from localturn.cli.house import enter, locks_told, require_migrated

HELP = "take tasks from the queue"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--after", default="", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Work; a process that has grown large makes way for a fresh one in its place, to which it
    hands on that somebody works."""
    enter()
    require_migrated()
    from django.conf import settings

    from localturn.foundation.room import timetable
    from localturn.foundation.tasks import worker

    folder = settings.HOME / "workers"
    with locks_told():
        onward = worker.run(folder, timetable(), child=options.child, after=options.after)
    if onward:
        words = ["--after", onward, *(["--child"] if options.child else [])]
        again = [sys.executable, "-m", "localturn", "work", *words]
        os.execv(sys.executable, again)  # noqa: S606 – the same program, with the same id
    return 0
