"""Serve Local Turn: web workers, and a worker for tasks, started and stopped together.

Ctrl+C or SIGTERM ends it: requests under way are answered, the task under way is finished.
"""

import argparse
import os
import subprocess
import sys

from localturn.cli.house import enter, locks_told
from localturn.cli.saying import Failure

HELP = "serve the pages and work off the tasks"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="127.0.0.1 unless given")
    parser.add_argument("--port", type=int, default=8000, help="8000 unless given")
    parser.add_argument("--workers", type=int, default=2, help="web processes; 2 unless given")
    parser.add_argument("--no-tasks", action="store_true", help="leave tasks to `localturn work`")
    parser.add_argument(
        "--migrate", action="store_true", help="bring the database up to date first"
    )
    parser.add_argument(
        "--demo", action="store_true", help="fill an empty one with the demonstration"
    )
    parser.add_argument("--prepare-only", action="store_true", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Prepare in a process of its own, whose memory is free again when serving begins. Both know
    by a lock each, before they do anything, that no backup is restored meanwhile.

    Where no address was set, links lead to the port that is served.
    """
    if os.name == "nt":
        raise Failure("Serving needs Linux or macOS; on Windows use its Linux subsystem.")
    os.environ.setdefault("LOCALTURN_URL", f"http://127.0.0.1:{options.port}")
    enter()
    from django.conf import settings

    from localturn.foundation.tasks import presence

    with locks_told(), presence.serving(settings.HOME / "workers"):
        return _prepare(options) if options.prepare_only else _serve(options)


def _prepare(options: argparse.Namespace) -> int:
    from localturn.cli.preparing import prepare

    prepare(migrate=options.migrate, demo=options.demo)
    return 0


def _serve(options: argparse.Namespace) -> int:
    words = ["--migrate"] * options.migrate + ["--demo"] * options.demo
    prepared = subprocess.run(
        [sys.executable, "-m", "localturn", "serve", "--prepare-only", *words], check=False
    )
    if prepared.returncode:
        return prepared.returncode
    from localturn.cli.serving import serve

    return serve(
        host=options.host, port=options.port, workers=options.workers, tasks=not options.no_tasks
    )
