"""Write something out to a file or folder, such as: localturn export course ID FOLDER."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from localturn.cli.house import acting, enter, require_migrated
from localturn.cli.importing import tell
from localturn.cli.saying import Failure, taking

if TYPE_CHECKING:
    from localturn.foundation.room import Report

HELP = "write out a course folder or another kind of file"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", help="such as: course")
    parser.add_argument("identity", metavar="ID", help="the short name of the thing")
    parser.add_argument("path", metavar="PATH", type=Path)
    parser.add_argument(
        "--by", metavar="ADDRESS", help="in whose name; the only operator's if absent"
    )


def run(options: argparse.Namespace) -> int:
    """Ask the room that writes this kind."""
    enter()
    require_migrated()
    from django.utils.module_loading import import_string

    from localturn.foundation import moments
    from localturn.foundation.refusals import Refusal
    from localturn.foundation.room import rooms

    kinds = {kind: path for room in rooms() for kind, path in room.exporters.items()}
    if options.kind not in kinds:
        raise Failure(f"There is no way out for {options.kind!r}, only for: {', '.join(kinds)}")
    by = acting(options.by)
    write_out = import_string(kinds[options.kind])
    try:
        with taking(f"Writing {options.path}"):
            report: Report = write_out(options.identity, options.path, by=by, now=moments.now())
    except Refusal as refusal:
        raise Failure(
            refusal.sentence or "This may not be done in that person's name."
        ) from refusal
    return tell(report)
