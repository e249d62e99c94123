"""Backups: the database and the files of an installation in one archive, made while it runs.

A gzipped tar, readable by its owner alone:

    manifest.json         format, version, database, applied migrations, and a checksum of each
                          member; there is no other member
    database.sqlite3      SQLite's own online copy, or
    database/TABLE.copy   PostgreSQL's COPY of each table, all of one moment
    files/…               what people uploaded and what was made for them

The secret key is not in it: whoever finds a backup cannot sign anybody in. With another key
people sign in anew, and nothing else is lost.
"""

import hashlib
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from localturn import __version__
from localturn.foundation import moments
from localturn.foundation.people.actions.erasure import note_erasures
from localturn.foundation.tasks import task
from localturn.lobby.actions.tables import copy_out

FORMAT = 1
NAME = "localturn-%Y%m%d-%H%M%S.tar.gz"


@dataclass(frozen=True)
class Made:
    """A backup that was written."""

    path: Path
    size: int
    files: int


def make_backup(path: Path, *, now: datetime) -> Made:
    """Write a backup; it appears under its name when it is complete.

    The database comes first: a file uploaded meanwhile may be one too many, none is missing.
    """
    note_erasures.call()  # whoever restores this backup some day has the notes of all before it
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}.half")
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
            snapshot = Path(folder)
            applied = _snapshot(snapshot)
            files = _stored_files()
            with _private(half) as archive:
                sums = _fill(archive, snapshot, files)
                _write_manifest(archive, snapshot, applied, sums, now)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return Made(path, path.stat().st_size, len(files))


@contextmanager
def _private(path: Path) -> Iterator[tarfile.TarFile]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=5) as archive:
            yield archive
        file.flush()
        os.fsync(file.fileno())


def _snapshot(folder: Path) -> list[tuple[str, str]]:
    """Copy the database as it is at one moment; gives the migrations that it has seen."""
    if connection.vendor == "sqlite":
        copy = folder / "database.sqlite3"
        connection.ensure_connection()
        with closing(sqlite3.connect(copy)) as target:
            connection.connection.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
            rows = target.execute("SELECT app, name FROM django_migrations ORDER BY id")
            return [(app, name) for app, name in rows]
    copy_out(connection, folder / "database")
    return sorted(MigrationRecorder(connection).applied_migrations())


def _stored_files() -> list[Path]:
    root = Path(settings.MEDIA_ROOT)
    return sorted(path for path in root.rglob("*") if path.is_file()) if root.exists() else []


def _fill(archive: tarfile.TarFile, snapshot: Path, files: list[Path]) -> dict[str, str]:
    """Add everything; gives the checksum of each member."""
    members = {
        str(path.relative_to(snapshot)): path
        for path in sorted(snapshot.rglob("*"))
        if path.is_file()
    }
    root = Path(settings.MEDIA_ROOT)
    members.update({f"files/{path.relative_to(root)}": path for path in files})
    sums = {}
    for name, path in members.items():
        try:
            with path.open("rb") as file:
                sums[name] = hashlib.file_digest(file, "sha256").hexdigest()
            archive.add(path, arcname=name, recursive=False, filter=_nobody_s)
        except FileNotFoundError:
            sums.pop(name, None)  # erased while the backup was made, as it should be
    return sums


def _nobody_s(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def _write_manifest(
    archive: tarfile.TarFile,
    snapshot: Path,
    applied: list[tuple[str, str]],
    sums: dict[str, str],
    now: datetime,
) -> None:
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "version": __version__,
        "made_at": now.isoformat(),
        "database": connection.vendor,
        "migrations": applied,
        "sha256": sums,
    }
    path = snapshot / "manifest.json"
    path.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    archive.add(path, arcname="manifest.json", filter=_nobody_s)


@task()
def back_up_on_schedule() -> None:
    """Where a folder for backups is set: today's backup, and an end to those that are too old."""
    folder = settings.BACKUP_FOLDER
    if folder is None:
        return
    now = moments.now()
    make_backup(folder / now.strftime(NAME), now=now)
    expire(folder, keep=timedelta(days=settings.BACKUP_KEEP_DAYS), now=now)


def expire(folder: Path, *, keep: timedelta, now: datetime) -> list[Path]:
    """Remove backups that are older than what was promised to people who had data erased."""
    old = [
        path
        for path in sorted(folder.glob("localturn-*.tar.gz"))
        if (made := _made_at(path)) is not None and made < now - keep
    ]
    for path in old:
        path.unlink()
    return old


def _made_at(path: Path) -> datetime | None:
    try:
        made = datetime.strptime(path.name, NAME)  # noqa: DTZ007 – UTC, as moments are
    except ValueError:
        return None
    return made.replace(tzinfo=moments.now().tzinfo)
