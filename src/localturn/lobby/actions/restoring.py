"""Putting a backup in the place of what is there, so that either the old or the new is whole.

Everything is unpacked and checked beside the installation first. Then the database changes hands
in one step (a renamed file; a renamed schema), after the files that it names are there; files
and tables that only the old one had are removed last. A restore that was interrupted is repeated.

What has happened since the backup is not undone where that would harm people: who was erased is
erased again (`foundation.people.ledger`), mail that waited then is not sent by itself, and each
room puts right what it knows of (`Room.restored`).
"""

import hashlib
import json
import logging
import os
import shutil
import sqlite3
import tarfile
import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import Node
from django.db.migrations.loader import MigrationLoader

from localturn.foundation import moments
from localturn.foundation.mail.actions import hold_waiting
from localturn.foundation.people import ledger
from localturn.foundation.people.actions.erasure import erase_again
from localturn.foundation.people.models import ApiToken, Session
from localturn.foundation.room import offered
from localturn.lobby.actions.backups import FORMAT
from localturn.lobby.actions.folded import WAY_OUT, is_folded
from localturn.lobby.actions.tables import copy_in

log = logging.getLogger(__name__)

INCOMING, OUTGOING = "localturn_incoming", "localturn_outgoing"


class Unusable(Exception):
    """A backup that cannot be restored here; the sentence says why."""


@dataclass(frozen=True)
class Restored:
    """What is there now."""

    made_at: datetime
    version: str
    files: int
    erased_again: int
    """Records of people who were erased after the backup was made."""
    mails_held: int
    """Mails that waited when it was made and may have been sent since."""
    put_right: list[str]
    """What the rooms have done besides, in sentences."""
    left_wrong: list[str]
    """Of which rooms that failed, and why."""


def restore_backup(path: Path) -> Restored:
    """Replace this installation's database and files by the backup's; raises Unusable."""
    home: Path = settings.HOME
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as name:
        folder = Path(name)
        manifest = _unpack(path, folder)
        _require_known(manifest)
        noted = _noted()
        stored = folder / "files"
        count = _add_files(stored)
        if connection.vendor == "sqlite":
            _replace_sqlite(folder / "database.sqlite3")
        else:
            _replace_schema(folder / "database", manifest["migrations"])
        call_command("migrate", verbosity=0, interactive=False)
        mails_held, erased_again = _protect(noted)
        put_right, left_wrong = _put_right()
        _remove_other_files(stored)
    if connection.vendor == "postgresql":
        _drop_schema(OUTGOING)
    return Restored(
        datetime.fromisoformat(manifest["made_at"]),
        manifest["version"],
        files=count,
        erased_again=erased_again,
        mails_held=mails_held,
        put_right=put_right,
        left_wrong=left_wrong,
    )


def _protect(noted: list[ledger.Noted]) -> tuple[int, int]:
    """What must not fail with anything else, so it comes before it: how many mails are held, and
    how many records erased again."""
    mails_held = hold_waiting()  # first: whatever fails after this, nothing is sent twice
    # what was revoked or left since the backup would be good again
    ApiToken.objects.all().delete()
    Session.objects.all().delete()
    call_command("createcachetable", verbosity=0)
    return mails_held, erase_again(noted)


def _put_right() -> tuple[list[str], list[str]]:
    """What the rooms have done and what they could not, each whatever becomes of the others."""
    done, failed = [], []
    now = moments.now()
    for room, put in offered("restored"):
        try:
            with transaction.atomic():
                done += put(now=now)
        except Exception as error:
            log.exception("%s has not put right what was restored", room.name)
            failed.append(f"{room.name}: {error!r}")
    return done, failed


def _noted() -> list[ledger.Noted]:
    """Whom to erase again; read before anything is replaced, so that nobody erased comes back."""
    try:
        return ledger.noted()
    except ledger.Unreadable as error:
        raise Unusable(
            f"{error} If it is no such note, move it out of the folder; if it is damaged, take it "
            "from a copy of the folder."
        ) from error


def _unpack(path: Path, folder: Path) -> dict[str, Any]:
    """Unpack, and check every byte against the manifest."""
    try:
        with tarfile.open(path, mode="r:gz") as archive:
            _extract(archive, folder)
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, EOFError, tarfile.TarError, ValueError) as error:
        raise Unusable(f"{path} is not a whole backup of Local Turn ({error}).") from error
    if manifest.get("format") != FORMAT:
        raise Unusable(f"{path} has a format that this version does not read.")
    if manifest["database"] != connection.vendor:
        raise Unusable(
            f"{path} is of an installation on {manifest['database']}; this one runs on "
            f"{connection.vendor}."
        )
    for name, expected in manifest["sha256"].items():
        member = folder / name
        if member.is_symlink() or not member.is_file():
            raise Unusable(f"{path} lacks {name}.")
        with member.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                raise Unusable(f"{name} in {path} is damaged.")
    known = {"manifest.json", *manifest["sha256"]}
    for member in folder.rglob("*"):
        name = member.relative_to(folder).as_posix()
        if name not in known and (member.is_symlink() or not member.is_dir()):
            raise Unusable(f"{path} holds {name}, of which its manifest says nothing.")
    return manifest


def _extract(archive: tarfile.TarFile, folder: Path) -> None:
    """Its files, as plain files below the folder and nowhere else: not every Python 3.11 has the
    filter that sees to it."""
    for member in archive:
        if member.isdir():
            continue
        target = folder / member.name
        source = archive.extractfile(member) if member.isfile() else None
        if source is None or ".." in target.parts or not target.is_relative_to(folder):
            raise tarfile.TarError(f"it holds {member.name}, which is no plain file in it")
        target.parent.mkdir(parents=True, exist_ok=True)
        with source, target.open("xb") as file:
            shutil.copyfileobj(source, file)
        os.utime(target, (member.mtime, member.mtime))


def _require_known(manifest: dict[str, Any]) -> None:
    """A newer version's tables cannot be understood by an older one."""
    known = set(MigrationLoader(None).disk_migrations or {})
    unknown = [(app, name) for app, name in manifest["migrations"] if (app, name) not in known]
    if not unknown:
        return
    if all(is_folded(app, name) for app, name in unknown):
        raise Unusable(
            "The backup was made by an earlier state of Local Turn, from before its first release. "
            f"Restore it there, and move on from there. {WAY_OUT}"
        )
    raise Unusable(
        f"The backup was made by version {manifest['version']}, which knows more than this one "
        f"({'.'.join(unknown[0])}). Install that version first."
    )


def _add_files(stored: Path) -> int:
    """Put the backup's files beside those that are there; stored files never change in place."""
    root = Path(settings.MEDIA_ROOT)
    count = 0
    for source in stored.rglob("*") if stored.exists() else ():
        if source.is_file():
            target = root / source.relative_to(stored)
            target.parent.mkdir(parents=True, exist_ok=True)
            new = target.with_name(f".{target.name}.new")
            shutil.copyfile(source, new)
            new.chmod(0o600)
            new.replace(target)
            count += 1
    return count


def _remove_other_files(stored: Path) -> None:
    root = Path(settings.MEDIA_ROOT)
    for path in root.rglob("*") if root.exists() else ():
        if path.is_file() and not (stored / path.relative_to(root)).exists():
            path.unlink()


def _replace_sqlite(incoming: Path) -> None:
    with closing(sqlite3.connect(incoming)) as database:
        [(verdict,)] = database.execute("PRAGMA integrity_check").fetchall()
    if verdict != "ok":
        raise Unusable(f"The database in the backup is damaged: {verdict}")
    path = Path(str(connection.settings_dict["NAME"]))
    connection.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.incoming")
    shutil.copyfile(incoming, beside)
    beside.chmod(0o600)
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    _fold_log_in(path)
    beside.replace(path)


def _fold_log_in(path: Path) -> None:
    """The old database's log must not be read as the new one's; what it holds goes into the old."""
    if path.exists():
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _replace_schema(folder: Path, applied: list[list[str]]) -> None:
    """Build the tables as they were in a schema of their own, fill them, then swap the names."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        [current] = cursor.fetchone() or ("public",)
    for left_behind in (INCOMING, OUTGOING):
        _drop_schema(left_behind)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {INCOMING}")
        cursor.execute(f"SET search_path TO {INCOMING}")
    try:
        _migrate_to({(app, name) for app, name in applied})
        copy_in(connection, folder)
        quoted = connection.ops.quote_name(current)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"ALTER SCHEMA {quoted} RENAME TO {OUTGOING}")
            cursor.execute(f"ALTER SCHEMA {INCOMING} RENAME TO {quoted}")
    finally:
        connection.close()  # and with it the search path


def _drop_schema(name: str) -> None:
    """Table by table, each for itself: together they need more locks than a server has room for."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [name])
        for (table,) in cursor.fetchall():
            cursor.execute(f"DROP TABLE {name}.{quote(table)} CASCADE")
        cursor.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE")


def _migrate_to(applied: set[tuple[str, str]]) -> None:
    """Exactly the migrations that the backup's database had seen."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    last = [node for node in applied if not _followed(graph.node_map[node], applied)]
    executor.migrate(sorted(last))


def _followed(node: Node, applied: set[tuple[str, str]]) -> bool:
    """Whether a later migration of the same app was applied as well."""
    return any(child.key in applied and child.key[0] == node.key[0] for child in node.children)
