"""What has to be there before the first request: tables, files for browsers, a demonstration."""

import hashlib
from pathlib import Path

from localturn.cli import demo as demonstration
from localturn.cli import gazetteer
from localturn.cli.house import enter, pending_migrations
from localturn.cli.saying import Failure, taking


def prepare(*, migrate: bool, demo: bool) -> None:
    """Do what is missing, and only that."""
    enter()
    from django.conf import settings

    settings.HOME.mkdir(parents=True, exist_ok=True)
    _tables(migrate=migrate)
    gazetteer.bring()
    _static_files(settings.STATIC_ROOT)
    if demo and not demonstration.inhabited():
        demonstration.fill()


def _tables(*, migrate: bool) -> None:
    from django.core.management import CommandError, call_command

    pending = pending_migrations()
    if pending and not migrate:
        raise Failure(
            f"The database is not up to date: {len(pending)} migrations are pending, such as "
            f"{pending[0]}. Make a backup, then serve with --migrate."
        )
    if pending:
        with taking("Bringing the database up to date"):
            try:
                call_command("migrate", verbosity=0, interactive=False)
            except CommandError as error:
                raise Failure(str(error)) from error
    call_command("createcachetable", verbosity=0)


def _static_files(root: Path) -> None:
    """Collect the files for browsers when one of them has changed since."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            found.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    stamp = root / ".collected"
    if stamp.exists() and stamp.read_text(encoding="ascii") == found.hexdigest():
        return
    with taking("Gathering the files for browsers"):
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(found.hexdigest(), encoding="ascii")
