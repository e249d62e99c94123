"""Take something in from a file or folder, such as: localturn import course FOLDER. Every mistake
is named with its file and line; where there is one, nothing is imported."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from localturn.cli.house import acting, enter, require_migrated
from localturn.cli.saying import Failure, fail, say, taking

if TYPE_CHECKING:
    from localturn.foundation.room import Report

HELP = "take in a course folder or another kind of file"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", help="such as: course")
    parser.add_argument("path", metavar="PATH", type=Path)
    parser.add_argument(
        "--by", metavar="ADDRESS", help="in whose name; the only operator's if absent"
    )


def run(options: argparse.Namespace) -> int:
    """Ask the room that takes this kind."""
    enter()
    require_migrated()
    from django.utils.module_loading import import_string

    from localturn.foundation import moments
    from localturn.foundation.refusals import Refusal
    from localturn.foundation.room import rooms

    kinds = {kind: path for room in rooms() for kind, path in room.importers.items()}
    if options.kind not in kinds:
        raise Failure(f"There is no way in for {options.kind!r}, only for: {', '.join(kinds)}")
    if not options.path.exists():
        raise Failure(f"There is no {options.path}.")
    by = acting(options.by)
    take_in = import_string(kinds[options.kind])
    try:
        with taking(f"Reading {options.path}"):
            report: Report = take_in(options.path, by=by, now=moments.now())
    except Refusal as refusal:
        raise Failure(
            refusal.sentence or "This may not be done in that person's name."
        ) from refusal
    return tell(report)


def tell(report: "Report") -> int:
    """Print what came of it; the answer is the exit status."""
    for mistake in report.mistakes:
        print(mistake)
    if report.mistakes:
        count = len(report.mistakes)
        word = "mistake" if count == 1 else "mistakes"
        return fail(f"{count} {word}; nothing was done.")
    for sentence in report.done:
        print(sentence)
    for sentence in report.left_behind:
        say(f"Left behind: {sentence}")
    return 0
