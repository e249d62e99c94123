"""The server as a process: it answers, it stops cleanly, and nothing of it is left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from localturn.foundation.tasks.presence import BEING_RESTORED, BEING_SERVED, Unlocked, unserved
from makers.installation import Installation, make_installation, until
from makers.post_office import free_port

pytestmark = pytest.mark.once


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Installation]:
    with make_installation(tmp_path / "home") as house:
        yield house


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
            return page.status == 200
    except (URLError, ConnectionError, TimeoutError):
        return False


def group(leader: int) -> list[int]:
    """The processes that belong to a server, its task worker included."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environ = (folder / "environ").read_bytes()
            state = (folder / "stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if f"LOCALTURN_TEST_SERVER={leader}".encode() in environ and state != "Z":
            found.append(int(folder.name))
    return found


def environ_of_children(leader: int) -> bytes:
    children = Path(f"/proc/{leader}/task/{leader}/children").read_text().split()
    return b"".join(Path(f"/proc/{child}/environ").read_bytes() for child in children)


def test_a_server_answers_works_off_tasks_and_stops_cleanly(
    house: Installation, tmp_path: Path
) -> None:
    paper = tmp_path / "paper"
    port = free_port()
    with house.start("serve", "--port", str(port)) as server:
        until(lambda: answers(port))
        assert f"LOCALTURN_URL=http://127.0.0.1:{port}".encode() in environ_of_children(server.pid)
        house.do(f"from makers import errands; errands.note.enqueue({str(paper)!r}, 'hello')")
        until(paper.exists)

        server.terminate()

        assert server.wait(timeout=90) == 0
    assert not answers(port)
    assert house.rows("SELECT id FROM tasks_worker") == []


def test_of_a_server_that_is_killed_nothing_stays_behind(house: Installation) -> None:
    port = free_port()
    house.environ["LOCALTURN_TEST_SERVER"] = str(port)
    with house.start("serve", "--port", str(port)) as server:
        until(lambda: answers(port))
        until(lambda: house.rows("SELECT id FROM tasks_worker"))
        assert len(group(port)) >= 4

        os.kill(server.pid, signal.SIGKILL)
        server.wait()

        until(lambda: group(port) == [])


STARTING = """
import os, signal, sys, time
from localturn.cli.serving import die_with
signal.signal(signal.SIGTERM, lambda *_: None)  # what a worker has from its server until it serves
server = os.getpid()
if not os.fork():
    if sys.argv[1] == "late":
        print(os.getpid(), flush=True)
        while os.getppid() == server:
            time.sleep(0.01)
        die_with(server)
    else:
        die_with(server)
        print(os.getpid(), flush=True)
time.sleep(600)
"""


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("when", ["early", "late"])
def test_a_worker_that_is_only_starting_goes_with_a_server_that_is_killed(when: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTING, when], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        worker = int(server.stdout.readline())

        server.kill()

        until(lambda: not is_alive(worker), seconds=90)


def test_a_task_worker_that_dies_is_started_again(house: Installation) -> None:
    port = free_port()
    with house.start("serve", "--port", str(port)):
        until(lambda: house.rows("SELECT pid FROM tasks_worker"))
        [(first,)] = house.rows("SELECT pid FROM tasks_worker")

        os.kill(first, signal.SIGKILL)

        until(lambda: {pid for (pid,) in house.rows("SELECT pid FROM tasks_worker")} - {first})


def test_while_a_server_is_up_no_backup_is_restored_also_without_a_worker(
    house: Installation, tmp_path: Path
) -> None:
    port, backup = free_port(), str(tmp_path / "backup.tar.gz")
    with house.start("serve", "--port", str(port), "--no-tasks") as server:
        until(lambda: answers(port))
        assert house.run("backup", backup).returncode == 0

        refused = house.run("restore", backup, "--replace")

        server.terminate()
        assert server.wait(timeout=90) == 0
    assert refused.returncode == 1, refused.stdout
    assert "This installation is being served, or a backup is being restored." in refused.stderr
    assert house.run("restore", backup, "--replace").returncode == 0


def test_while_a_backup_is_restored_nothing_is_prepared_and_none_is_restored_beside(
    tmp_path: Path,
) -> None:
    with make_installation(tmp_path / "home", migrated=False) as empty:
        backup = tmp_path / "backup.tar.gz"
        backup.touch()
        with unserved(empty.home / "workers"):
            refused = empty.run("serve", "--migrate", "--demo", "--port", str(free_port()))
            beside = empty.run("restore", str(backup))

        assert refused.returncode == 1
        assert refused.stderr.splitlines() == [f"localturn: {BEING_RESTORED}"]
        assert beside.returncode == 1
        assert beside.stderr.splitlines() == [f"localturn: {BEING_SERVED}"]
        assert not (empty.home / "localturn.sqlite3").exists()


def test_what_prepares_a_server_is_known_to_a_restore_also_without_the_server(
    tmp_path: Path,
) -> None:
    with make_installation(tmp_path / "home", migrated=False) as empty:
        backup = tmp_path / "backup.tar.gz"
        backup.touch()
        words = ("serve", "--prepare-only", "--migrate")
        with empty.start(*words) as preparing:
            until((empty.home / "workers" / "serve.lock").exists)
            until(lambda: is_locked(empty))
            refused = empty.run("restore", str(backup))
            assert preparing.poll() is None
    assert refused.stderr.splitlines() == [f"localturn: {BEING_SERVED}"]


def is_locked(house: Installation) -> bool:
    try:
        with unserved(house.home / "workers"):
            return False
    except Unlocked:
        return True


def test_a_port_that_is_taken_is_told_in_a_sentence(house: Installation) -> None:
    port = free_port()
    with house.start("serve", "--port", str(port), "--no-tasks"):
        until(lambda: answers(port))

        second = house.run("serve", "--port", str(port), "--no-tasks")

    assert second.returncode == 1
    assert second.stderr.splitlines()[-1] == (
        f"localturn: Port {port} cannot be had on 127.0.0.1 (Address already in use); "
        "choose another, such as: --port 8001"
    )
