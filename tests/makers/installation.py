"""A whole installation beside the tests: its own folder and database, its own processes.

For what can only be seen from outside: a worker that is killed, a server that is stopped, a
backup that is restored. Made once a test run by `localturn manage migrate`, then copied.
"""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit
from uuid import uuid4

import psycopg

from makers import nursery
from makers.once import KEPT, made_once

TESTS = Path(__file__).resolve().parents[1]
SERVER = os.environ.get("LOCALTURN_DATABASE", "")


@dataclass
class Installation:
    """One folder and one database."""

    home: Path
    database: str = ""
    environ: dict[str, str] = field(default_factory=dict)

    def variables(self) -> dict[str, str]:
        return {
            **{k: v for k, v in os.environ.items() if not k.startswith(("LOCALTURN_", "DJANGO_"))},
            "LOCALTURN_HOME": str(self.home),
            "LOCALTURN_DATABASE": self.database,
            "PYTHONPATH": str(TESTS),
            **self.environ,
        }

    def run(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """A subcommand of `localturn`, run to its end."""
        return nursery.run(words, self.variables(), stdin, timeout=600)

    def do(self, code: str) -> str:
        """Some lines of Python inside the installation; gives what they print."""
        done = self.run("manage", "shell", "-v0", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def start(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """A subcommand left running for the length of the block, its whole group ended after."""
        process = subprocess.Popen(
            [sys.executable, "-m", "localturn", *words],
            env=self.variables(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the database says, asked past Django."""
        if self.database:
            with psycopg.connect(_libpq(self.database)) as connection:
                return connection.execute(query.encode()).fetchall()
        path = self.home / "localturn.sqlite3"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)) as connection:
            return connection.execute(query).fetchall()


def until(true: Callable[[], object], *, seconds: float = 90, pause: float = 0.05) -> None:
    """Wait for something another process does."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it has not happened"
        time.sleep(pause)


@contextmanager
def make_installation(
    home: Path, *, furnish: str = "", migrated: bool = True, **environ: str
) -> Iterator[Installation]:
    """A migrated one, empty but for what some lines of Python put into it."""
    home.mkdir(parents=True, exist_ok=True)
    made = Installation(home, environ=environ)
    source = _template(furnish) if migrated else None
    if not SERVER:
        if source:
            shutil.copyfile(source / "localturn.sqlite3", home / "localturn.sqlite3")
        yield made
        return
    name = f"installation_{uuid4().hex[:12]}"
    made.database = _named(name)
    template = _database(source) if source else "template1"
    with psycopg.connect(_libpq(SERVER), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        try:
            yield made
        finally:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def migrated() -> Path | str:
    """What the tests' own database begins as: a file, or a server's database by its name."""
    source = _template("")
    return _database(source) if SERVER else source / "localturn.sqlite3"


def _template(furnish: str) -> Path:
    """The home of a migrated installation, made once a test run, to be copied."""
    if KEPT in os.environ and not furnish and not SERVER:
        return made_once(
            f"migrated_{_tables()}", lambda home: _make_template(home, None, ""), within=KEPT
        )
    name = f"furnished_{sha256(furnish.encode()).hexdigest()[:12]}" if furnish else "migrated"
    before = _template("") if furnish else None
    return made_once(name, lambda home: _make_template(home, before, furnish))


def _tables() -> str:
    """Changes with every migration, and with what they are made of."""
    sources = sorted(TESTS.parent.glob("src/localturn/**/migrations/*.py"))
    sources += [TESTS.parent / "requirements.lock"]
    return sha256(b"".join(each.read_bytes() for each in sources)).hexdigest()[:12]


def _make_template(home: Path, before: Path | None, furnish: str) -> None:
    template = Installation(home)
    if SERVER:
        source = _database(before) if before else "template1"
        with psycopg.connect(_libpq(SERVER), autocommit=True) as server:
            server.execute(f"CREATE DATABASE {_database(home)} TEMPLATE {source}".encode())
        template.database = _named(_database(home))
    elif before:
        shutil.copyfile(before / "localturn.sqlite3", home / "localturn.sqlite3")
    if furnish:
        template.do(furnish)
        return
    for words in (("migrate", "-v0", "--skip-checks"), ("createcachetable", "-v0")):
        done = template.run("manage", *words)
        assert done.returncode == 0, done.stderr


def _database(template: Path) -> str:
    """On a server: the name of a template's database."""
    return "_".join(re.findall("[a-z0-9]+", f"{template.parent.name} {template.name}".lower()))


def _named(name: str) -> str:
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))


def _libpq(url: str) -> str:
    parts = urlsplit(url)
    words = {
        "host": unquote(parts.hostname or ""),
        "port": str(parts.port or ""),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "dbname": parts.path.lstrip("/"),
    }
    return " ".join(f"{key}='{value}'" for key, value in words.items() if value)
