"""Stages that run beside each other: each is told whole when it has ended, and never mixed."""

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from workshop.places import ROOT
from workshop.say import Stop, say

EVERY = 30.0
"""Seconds after which it is said how far everything is."""
HOW_FAR = re.compile(rb"\[ *(\d+%)\]")
UNTIL_NOW = re.compile(rb"^[.FEsxX]+\Z", re.MULTILINE)
"""As pytest tells each test of a line that is not full yet."""


@dataclass
class Company:
    """Stages under way, by their names, with what they have said so far."""

    under_way: dict[str, IO[bytes]] = field(default_factory=dict)
    is_over: bool = False

    def stage(
        self, name: str, command: Sequence[str | Path], env: Mapping[str, str] | None = None
    ) -> int:
        """Run one stage, then tell what it said; the answer is its exit status."""
        if self.is_over:
            raise Stop(f"{name}: not begun.")
        say(f"── {name} begins")
        with tempfile.TemporaryFile() as said:
            self.under_way[name] = said
            done = subprocess.run(
                [str(word) for word in command],
                cwd=ROOT,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                check=False,
            )
            del self.under_way[name]
            said.seek(0)
            told = said.read().decode(errors="replace").rstrip()
        verdict = "passed" if done.returncode == 0 else "FAILED"
        say(f"── {name}\n{told}\n   {name}: {verdict}")
        return done.returncode

    def how_far(self) -> str:
        """Such as "tests on SQLite 43%, journeys 12%"."""
        return ", ".join(f"{name} {_last(said)}" for name, said in list(self.under_way.items()))


def beside(company: Company, *lanes: Callable[[], None]) -> None:
    """Run lanes of stages beside each other to their ends, and say now and then how far they are;
    raises what a lane has raised."""
    with ThreadPoolExecutor(len(lanes)) as pool:
        running = [pool.submit(lane) for lane in lanes]
        try:
            last = time.monotonic()
            while wait(running, timeout=1).not_done:
                if time.monotonic() - last >= EVERY and (far := company.how_far()):
                    say(f"   {far}")
                    last = time.monotonic()
        except KeyboardInterrupt:
            company.is_over = True
            raise
        for lane in running:
            lane.result()


def _last(said: IO[bytes]) -> str:
    """How far a stage is, as pytest says it at the end of each line, or in the first of them."""
    try:
        size = os.fstat(said.fileno()).st_size
        end = os.pread(said.fileno(), 1000, max(0, size - 1000))
    except (OSError, ValueError):  # it has just ended
        return "…"
    if found := HOW_FAR.findall(end):
        return str(found[-1].decode())
    begun = UNTIL_NOW.search(end)
    return f"{len(begun[0])} tests" if begun else "…"
