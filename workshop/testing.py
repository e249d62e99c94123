"""Everything that keeps the house right: style, types, walls, tests on both databases, journeys."""

import os
import shutil
from collections.abc import Callable
from ctypes.util import find_library
from dataclasses import dataclass, field
from pathlib import Path

from workshop import debian, environment, memory, postgres
from workshop.beside import Company, beside
from workshop.places import BIN, PYTHON, ROOT
from workshop.say import Stop, say, stage

NO_TESTS = 5  # pytest's exit status when nothing was collected
EVENLY = ["--dist", "worksteal"]
IN_PARTIES = ["--dist", "loadgroup", "--no-loadscope-reorder"]  # who shares a house stays together

BROWSERS = ["chromium-headless-shell", "chromium", "chromium-browser"]
"""The first is Debian's Chromium without windows of its own, which takes a fifth less work."""

JOURNEYS = "tests/journeys"

Stage = Callable[..., int]
"""`say.stage`, or the same beside others: a name, a command and what its environment has besides;
the exit status."""

STYLE: list[tuple[str, list[str | Path]]] = [
    ("ruff", [BIN / "ruff", "check"]),
    ("ruff format", [BIN / "ruff", "format", "--check"]),
]
WALLS: list[tuple[str, list[str | Path]]] = [("import-linter", [BIN / "lint-imports"])]
TYPES: list[tuple[str, list[str | Path]]] = [("mypy", [BIN / "mypy"])]


@dataclass
class Outcome:
    """What passed, what failed, what could not be run here."""

    passed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def note(self, name: str, status: int, *, chosen: bool = False) -> None:
        """File a stage by its exit status; where tests are `chosen` by name, none may match."""
        if status == NO_TESTS:
            self.left_out += [] if chosen else [f"{name} (there are none)"]
        else:
            (self.failed if status else self.passed).append(name)


def check() -> int:
    """The quick checks: style, types, walls."""
    environment.ready(everything=True)
    outcome = Outcome()
    _checks(outcome, stage)
    return _close(outcome, all_of_it=False)


def test(*, all_of_it: bool, words: list[str]) -> int:
    """Everything, the journeys beside the rest: who drives a browser waits for half of the time.
    With `all_of_it` nothing may be left out."""
    missing = [] if not debian.may_install() else _packages_missing()
    installing = debian.begin(missing) if missing else None
    if installing:
        say(f"Debian installs {', '.join(missing)} meanwhile")
    environment.ready(everything=True)
    outcome, company = Outcome(), Company()

    def tests() -> None:
        _checks(outcome, company.stage)
        _tests_on_sqlite(outcome, company.stage, words)
        _wait_for(installing)
        _tests_on_postgresql(outcome, company.stage, words)

    def in_a_browser() -> None:
        _wait_for(installing)
        _journeys(outcome, company.stage, words, _processes(lanes=2))
        _journeys_on_postgresql(outcome, company.stage, words, _processes(lanes=2))

    with memory.written_here():
        beside(company, tests, in_a_browser)
    return _close(outcome, all_of_it=all_of_it)


def journeys(words: list[str]) -> int:
    """The journeys in a browser alone."""
    missing = _browser_missing() if debian.may_install() else []
    if missing:
        say(f"Installing Debian's {', '.join(missing)}")
        debian.install(missing)
    environment.ready(everything=True)
    outcome = Outcome()
    with memory.written_here():
        _journeys(outcome, stage, words, _processes())
    return _close(outcome, all_of_it=True)


def chromium() -> str | None:
    """The browser that the journeys drive."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


def _packages_missing() -> list[str]:
    """What is not here. The first run on a machine begins its tests on SQLite meanwhile, and so
    reads letters in pictures with PostgreSQL's alone."""
    missing = _browser_missing()
    missing += [] if postgres.programs() else ["postgresql"]
    return missing if shutil.which("tesseract") else [*missing, "tesseract-ocr"]


def _browser_missing() -> list[str]:
    """The browser, and what the program that drives it is linked with."""
    missing = [] if chromium() else [BROWSERS[0]]
    return missing if find_library("atomic") else [*missing, "libatomic1"]


def _wait_for(installing: debian.Installing | None) -> None:
    try:
        if installing:
            installing.wait()
    except Stop as stop:
        say(str(stop))


def _checks(outcome: Outcome, stage: Stage) -> None:
    for name, command in [*STYLE, *WALLS, *TYPES]:
        outcome.note(name, stage(name, command))


def _processes(*, lanes: int = 1) -> int:
    """One more than there are processors, for those that wait; for each of two lanes half of it,
    and one."""
    named = os.environ.get("LOCALTURN_TEST_PROCESSES")
    return int(named) if named else min((os.cpu_count() or 1) // lanes + 1, 8)


def _pytest(marks: str, processes: int, words: list[str]) -> list[str | Path]:
    how = ["-q", "-n", str(processes), "-m", marks, "--durations=12"]
    return [PYTHON, "-m", "pytest", *how, *words]


def _sqlite() -> dict[str, str]:
    return {"LOCALTURN_DATABASE": ""}


def _tests_on_sqlite(outcome: Outcome, stage: Stage, words: list[str]) -> None:
    command = _pytest("not journey", _processes(lanes=2), [*EVENLY, *words])
    status = stage("pytest on SQLite", command, _sqlite())
    outcome.note("tests on SQLite", status, chosen=bool(words))


def _tests_on_postgresql(outcome: Outcome, stage: Stage, words: list[str]) -> None:
    name = "tests on PostgreSQL"
    try:
        with postgres.server() as address:
            command = _pytest("not journey and not once", _processes(lanes=2), [*EVENLY, *words])
            status = stage("pytest on PostgreSQL", command, {"LOCALTURN_DATABASE": address})
            outcome.note(name, status, chosen=bool(words))
    except Stop as stop:
        say(str(stop))
        outcome.left_out.append(name)


def _journeys_on_postgresql(
    outcome: Outcome, stage: Stage, words: list[str], processes: int
) -> None:
    """Those whose promises are about what is stored, on a server of their own."""
    try:
        with postgres.server() as address:
            _journeys(outcome, stage, words, processes, on_postgresql=address)
    except Stop as stop:
        say(str(stop))
        outcome.left_out.append("journeys on PostgreSQL")


def _journeys(
    outcome: Outcome, stage: Stage, words: list[str], processes: int, *, on_postgresql: str = ""
) -> None:
    """All of them, on SQLite; or those for PostgreSQL, at this address of a server."""
    where_kept = " on PostgreSQL" if on_postgresql else ""
    browser = chromium()
    if browser is None:
        outcome.left_out.append(
            f"journeys in a browser{where_kept} (no chromium: sudo apt install chromium)"
        )
        return
    environ = {"LOCALTURN_DATABASE": on_postgresql, "CHROMIUM": browser}
    # every process would read all other tests first, to leave them out
    where = [] if any((ROOT / word.split("::")[0]).exists() for word in words) else [JOURNEYS]
    status = stage(
        f"journeys in Chromium{where_kept}",
        _pytest(
            "journey and both" if on_postgresql else "journey",
            processes,
            [*IN_PARTIES, *words, *where],
        ),
        environ,
    )
    outcome.note(f"journeys{where_kept}", status, chosen=bool(words))


def _close(outcome: Outcome, *, all_of_it: bool) -> int:
    """Say how it ended; the last line tells what was left out."""
    print()
    if outcome.passed:
        print("Passed:", ", ".join(outcome.passed))
    if outcome.failed:
        print("FAILED:", ", ".join(outcome.failed))
    if outcome.left_out:
        print("LEFT OUT:", ", ".join(outcome.left_out), flush=True)
    else:
        say("Nothing was left out." if not outcome.failed else "Some checks FAILED, see above.")
    return 1 if outcome.failed or (all_of_it and outcome.left_out) else 0
