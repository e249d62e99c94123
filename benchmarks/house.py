"""The frame of every page, the first page's weight, the memory of serving, the way from nothing."""

import argparse
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.harness import Figure, House
from benchmarks.served import family

PARAMETERS = {"rounds": 100}
ROOT = Path(__file__).resolve().parent.parent
KIB = 1024


def figures(house: House, options: argparse.Namespace) -> Iterator[Figure]:
    """All of them; the processes are measured on the embedded database alone."""
    from localturn.foundation.people.models import Person

    person = Person.objects.create_user("frame@example.org", name="Frame")
    visitor = house.visitor(person)
    floor = house.floor(person, rounds=options.rounds)
    cost = visitor.cost("/bench-frame/", rounds=options.rounds)
    yield cost.figure("frame page", 2, 1.2, floor=floor)
    yield Figure("frame page, statements", cost.statements, "statements", 3)
    weight = house.visitor().weight("/")
    yield Figure("first page, cold", weight.cold / KIB, "KiB", 150, 75)
    yield Figure("first page, requests", weight.requests, "requests", 8)
    yield Figure("first page, warm", weight.warm / KIB, "KiB", 15, 7.5)
    if house.database == "sqlite":
        yield idle()
        if options.bare:
            yield Figure("fresh copy to served demonstration", _from_nothing(), "s", 90, 40)


def idle() -> Figure:
    """What serving the demonstration takes while nobody asks for anything."""
    return Figure("serve with the demonstration, idle", _serving(), "MiB", 300, 200)


def _serving() -> float:
    """Proportional memory of all processes of `serve`, when the queue is empty and pages ran."""
    with tempfile.TemporaryDirectory(prefix="localturn-bench-") as home:
        environ = {
            **os.environ,
            "LOCALTURN_HOME": home,
            "LOCALTURN_DATABASE": "",
            "LOCALTURN_DEMONSTRATION": "1",
        }
        command = [sys.executable, "-m", "localturn", "serve", "--migrate", "--demo"]
        with _started([*command, "--port", "8971"], environ) as server:
            until_answers("http://127.0.0.1:8971/", seconds=300)
            _until_idle(Path(home) / "localturn.sqlite3")
            for _request in range(40):
                for path in ("", "about/", "account/login/"):
                    with urlopen(f"http://127.0.0.1:8971/{path}", timeout=30) as page:
                        page.read()
            time.sleep(15)
            return sum(proportional(pid) for pid in family(server.pid)) / KIB


def _from_nothing() -> float:
    """Seconds from a fresh copy, with nothing fetched before, to the first page."""
    with tempfile.TemporaryDirectory(prefix="localturn-bench-") as folder:
        copy = Path(folder) / "copy"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(copy)], check=True)
        environ = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("LOCALTURN_", "DJANGO_"))},
            "UV_CACHE_DIR": f"{folder}/uv",
            "PIP_CACHE_DIR": f"{folder}/pip",
            "PATH": os.pathsep.join(
                p for p in os.environ["PATH"].split(os.pathsep) if not (Path(p) / "uv").exists()
            ),
        }
        python = shutil.which("python3", path="/usr/bin") or sys.executable
        began = time.monotonic()
        with _started([python, str(copy / "dev.py"), "run"], environ) as server:
            assert server.stdout is not None
            for line in server.stdout:
                if "Local Turn is served at" in line:
                    until_answers(line.split()[5], seconds=30)
                    return time.monotonic() - began
        raise RuntimeError("The demonstration was not served.")


@contextmanager
def _started(command: list[str], environ: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command,
        env=environ,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def until_answers(address: str, *, seconds: float) -> None:
    """Wait for a server that has just been started."""
    end = time.monotonic() + seconds
    while True:
        try:
            with urlopen(address, timeout=10):
                return
        except (URLError, ConnectionError, TimeoutError):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def _until_idle(database: Path) -> None:
    """Until nothing runs and nothing waits that is not meant for later."""
    waiting = (
        "SELECT COUNT(*) FROM django_tasks_database_dbtaskresult "
        "WHERE status = 'RUNNING' OR status = 'READY' AND run_after > '9000'"
    )
    end = time.monotonic() + 300
    while time.monotonic() < end:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            if connection.execute(waiting).fetchone() == (0,):
                return
        time.sleep(1)


def proportional(pid: int) -> float:
    """KiB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return float(line.split()[1])
    return 0.0
