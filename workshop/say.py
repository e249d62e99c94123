"""What is said while something takes its time, and how a failure is told."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock

from workshop.places import ROOT

BEGAN = time.monotonic()
_ONE_AT_A_TIME = Lock()


class Stop(Exception):
    """The command cannot go on; the sentence says why and what to do."""


def say(sentence: str) -> None:
    """One line of progress, with the seconds since the command began."""
    with _ONE_AT_A_TIME:
        print(f"[{time.monotonic() - BEGAN:5.1f} s] {sentence}", flush=True)


def call(
    command: Sequence[str | Path],
    *,
    because: str,
    env: Mapping[str, str] | None = None,
    quiet: bool = True,
) -> str:
    """Run a program; if it fails, raise Stop with the end of what it said."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        check=False,
    )
    if done.returncode:
        tail = "\n".join((done.stdout or "").splitlines()[-25:])
        raise Stop(f"{because} failed (exit status {done.returncode}).\n{tail}".rstrip())
    return done.stdout or ""


def stage(name: str, command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> int:
    """Run one stage of the checks with its output in view; the answer is its exit status."""
    say(f"── {name}")
    done = subprocess.run(
        [str(word) for word in command], cwd=ROOT, env={**os.environ, **(env or {})}, check=False
    )
    say(f"   {name}: {'passed' if done.returncode == 0 else 'FAILED'}")
    return done.returncode
