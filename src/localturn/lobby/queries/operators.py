"""How the installation is: what operators look at first."""

import platform
import shutil
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import django
from django.conf import settings
from django.db import connection
from django_tasks_db.models import DBTaskResult

from localturn import __version__
from localturn.foundation.mail import queries as mail
from localturn.foundation.room import timetable
from localturn.foundation.tasks import presence
from localturn.foundation.tasks import queries as tasks


@dataclass(frozen=True)
class Health:
    """Figures of the first page."""

    workers: int
    waiting: int
    running: int
    failed: int
    mail: dict[str, int]
    free_bytes: int
    total_bytes: int
    backup_at: datetime | None
    backups_wanted: bool


@dataclass(frozen=True)
class Run:
    """An entry of the timetable and what became of it the last time."""

    task: str
    every: str
    at: datetime | None
    status: str


def health() -> Health:
    """Asked anew each time: operators look here when something is wrong."""
    disk = shutil.disk_usage(settings.HOME)
    return Health(
        workers=len(presence.living_workers(settings.HOME / "workers")),
        waiting=tasks.waiting().count(),
        running=tasks.running().count(),
        failed=tasks.failed().count(),
        mail=mail.counts(),
        free_bytes=disk.free,
        total_bytes=disk.total,
        backup_at=_latest_backup(),
        backups_wanted=settings.BACKUP_FOLDER is not None,
    )


def _latest_backup() -> datetime | None:
    from localturn.foundation.moments import now

    folder = settings.BACKUP_FOLDER
    if folder is None or not folder.is_dir():
        return None
    made = [path.stat().st_mtime for path in folder.glob("localturn-*.tar.gz")]
    return datetime.fromtimestamp(max(made), now().tzinfo) if made else None


def versions() -> list[tuple[str, str]]:
    """What this runs on."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
        else:
            cursor.execute("SHOW server_version")
        [database] = cursor.fetchone() or ("?",)
    return [
        ("Local Turn", __version__),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        (connection.display_name, str(database)),
    ]


def runs() -> list[Run]:
    """The timetable, with the last time of each entry."""
    slots = tasks.latest_slots()
    rows: dict[UUID, str] = dict(
        DBTaskResult.objects.filter(pk__in=[slot.task_id for slot in slots.values()]).values_list(
            "pk", "status"
        )
    )
    return [
        Run(
            task=entry.task,
            every=entry.every,
            at=slots[entry.task].at if entry.task in slots else None,
            status=rows.get(slots[entry.task].task_id, "") if entry.task in slots else "",
        )
        for entry in timetable()
    ]
