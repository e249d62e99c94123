"""Packages of Debian that the checks use, installed where this is allowed without asking."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import IO

from workshop.say import Stop


def may_install() -> bool:
    """Root on a Debian (or a child of it): nobody else's machine is changed."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def venv_hint() -> str:
    """How to get what a virtual environment needs."""
    return "On Debian and Ubuntu: sudo apt install python3-venv\nThen run this command again."


@dataclass
class Installing:
    """Packages on their way, while other work goes on."""

    packages: Sequence[str]
    process: subprocess.Popen[bytes]
    log: IO[bytes]
    one_at_a_time: Lock = field(default_factory=Lock)

    def wait(self) -> None:
        """Until they are there; raises Stop with what apt said, to everybody who waits."""
        status = self.process.wait()
        with self.one_at_a_time:
            self.log.seek(0)
            said = self.log.read().decode(errors="replace")
        if status:
            tail = "\n".join(said.splitlines()[-15:])
            raise Stop(f"apt-get could not install {', '.join(self.packages)}:\n{tail}")


def begin(packages: Sequence[str]) -> Installing:
    """Start installing, in the background."""
    log = tempfile.TemporaryFile()  # noqa: SIM115 – read by wait(), gone with it
    script = "apt-get update -qq && apt-get install -y -qq --no-install-recommends " + " ".join(
        packages
    )
    # Debian starts a server of its own after installing PostgreSQL; the tests start theirs.
    settings = Path("/etc/postgresql-common/createcluster.conf")
    if "postgresql" in packages and not settings.exists():
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text("create_main_cluster = false\n", encoding="ascii")
    process = subprocess.Popen(
        ["sh", "-c", script],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )
    return Installing(packages, process, log)


def install(packages: Sequence[str]) -> None:
    """Install and wait."""
    begin(packages).wait()
