"""Ask for what the timetable says is due, run what waits, and leave: for a machine on which no
worker runs, called by cron every few minutes."""

import argparse

from localturn.cli.house import enter, locks_told, require_migrated
from localturn.cli.saying import taking

HELP = "run what is due now, once"


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace) -> int:
    """One round of a worker."""
    enter()
    require_migrated()
    from django.conf import settings

    from localturn.foundation.room import timetable
    from localturn.foundation.tasks import presence, worker

    folder = settings.HOME / "workers"
    with locks_told(), taking("Running what is due"), presence.present(folder) as registered:
        worker.look_after(folder, timetable())
        done = worker.run_waiting(registered.id)
    print(f"{done} tasks were run.")
    return 0
