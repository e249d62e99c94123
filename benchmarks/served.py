"""The measured installation as it is deployed: `localturn serve` in processes of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

PATIENCE = 120.0


class Server:
    """`localturn serve` on the database that is open here, until the block ends."""

    def __init__(self) -> None:
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_trouble: object) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()

    def start(self) -> float:
        """Start it; the seconds until it answers."""
        began = time.monotonic()
        with (Path(os.environ["LOCALTURN_HOME"]) / "serve.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "localturn", "serve", "--port", str(self.port)],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.until_it_answers()
        return time.monotonic() - began

    def until_it_answers(self) -> None:
        """Wait for a page that asks the database."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/", timeout=10):
                    return
            except (HTTPError, URLError, ConnectionError, TimeoutError):
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def kill(self) -> None:
        """Kill every process of it at once, so that nothing can be finished or tidied up."""
        assert self._process is not None
        kill_all(self._process.pid)
        self._process.wait()
        self._process = None

    def seconds(self) -> float:
        """Processor time that its processes have used."""
        assert self._process is not None
        return sum(_used(pid) for pid in family(self._process.pid))


def kill_all(pid: int) -> None:
    """Kill a process and all that it has started, and wait until they are gone."""
    doomed = family(pid)
    for each in doomed:
        try:
            os.kill(each, signal.SIGKILL)
        except ProcessLookupError:
            continue
    end = time.monotonic() + PATIENCE
    while any(_runs(each) for each in doomed):
        if time.monotonic() > end:
            raise TimeoutError(f"Some of these processes cannot be killed: {doomed}")
        time.sleep(0.01)


def family(pid: int) -> list[int]:
    """A process and all that come from it."""
    try:
        children = [
            child
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in map(int, (task / "children").read_text().split())
        ]
    except (FileNotFoundError, ProcessLookupError):
        return [pid]
    return [pid, *(each for child in children for each in family(child))]


def _fields(pid: int) -> list[str]:
    """Of /proc/PID/stat, those after the program's name; nothing of a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _runs(pid: int) -> bool:
    return _fields(pid)[:1] not in ([], ["Z"])


def _used(pid: int) -> float:
    stat = _fields(pid)
    return sum(map(int, stat[11:13])) / os.sysconf("SC_CLK_TCK") if stat else 0.0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
