"""Put a backup in the place of what is here. Stop `serve` and every `work` before."""

import argparse
from pathlib import Path

from localturn.cli.house import enter, locks_told
from localturn.cli.saying import Failure, fail, taking

HELP = "put a backup in the place of what is here"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument(
        "--replace", action="store_true", help="even where people are in this installation already"
    )


def run(options: argparse.Namespace) -> int:
    """Check first, replace then."""
    enter()
    from django.conf import settings

    from localturn.foundation.tasks import presence

    if not options.file.exists():
        raise Failure(f"There is no {options.file}.")
    folder = settings.HOME / "workers"
    with locks_told(), presence.unserved(folder):
        _require_no_worker(folder)
        return _restore(options)


def _restore(options: argparse.Namespace) -> int:
    from localturn.lobby.actions.restoring import Unusable, restore_backup

    if not options.replace and _inhabited():
        raise Failure(
            "There are people in this installation. Make a backup of it, then restore with "
            "--replace: everything here is thrown away."
        )
    try:
        with taking(f"Restoring {options.file}"):
            restored = restore_backup(options.file)
    except Unusable as unusable:
        raise Failure(f"{unusable} Nothing was changed.") from unusable
    print(
        f"Restored what there was on {restored.made_at:%Y-%m-%d %H:%M} UTC, "
        f"with {restored.files} files."
    )
    if restored.erased_again:
        print(f"Erased again, as they were erased since then: {restored.erased_again} records.")
    if restored.mails_held:
        print(
            f"Held, as they waited then and may have been sent since: {restored.mails_held} mails. "
            "Look through them at /operators/mail/?state=unsure and choose “Send again” or "
            "“It was sent”."
        )
    for sentence in restored.put_right:
        print(sentence)
    if restored.left_wrong:
        return fail(
            "Everything is restored, but this could not be put right: "
            f"{'; '.join(restored.left_wrong)}. Mend the cause and restore once more before "
            "anybody works with it."
        )
    return 0


def _inhabited() -> bool:
    from django.db import DatabaseError, connection

    from localturn.cli.demo import inhabited

    try:
        return "people_person" in connection.introspection.table_names() and inhabited()
    except DatabaseError as error:
        raise Failure(f"The database cannot be read: {error}") from error


def _require_no_worker(folder: Path) -> None:
    """It would write into what is replaced."""
    from django.db import DatabaseError, connection

    from localturn.foundation.tasks import presence

    try:
        if "tasks_worker" not in connection.introspection.table_names():
            return
        living = presence.living_workers(folder)
    except DatabaseError:
        return  # an older database, or a broken one: there is nothing to ask
    if living:
        raise Failure(
            f"A worker is running (process {living[0].pid} at {living[0].place}). "
            "Stop `localturn serve` and `localturn work` first."
        )
