"""Workers that are stopped and killed, as processes are in earnest."""

import fcntl
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from localturn.foundation.tasks.presence import BEING_RESTORED, unserved
from makers.installation import Installation, make_installation, until

pytestmark = pytest.mark.both


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Installation]:
    with make_installation(tmp_path / "home") as house:
        yield house


def enqueue(house: Installation, call: str) -> None:
    house.do(f"from makers import errands; errands.{call}")


def states(house: Installation) -> list[str]:
    query = "SELECT status FROM django_tasks_database_dbtaskresult WHERE task_path LIKE 'makers.%'"
    return [status for (status,) in house.rows(query)]


def lines(paper: Path) -> list[str]:
    return paper.read_text().splitlines() if paper.exists() else []


def test_a_task_whose_worker_was_killed_runs_again(house: Installation, tmp_path: Path) -> None:
    paper = tmp_path / "paper"
    enqueue(house, f"linger.enqueue({str(paper)!r}, 1.5)")

    with house.start("work") as worker:
        until(lambda: len(lines(paper)) == 1)
        worker.kill()
        worker.wait()
    assert states(house) == ["RUNNING"]

    with house.start("work"):
        until(lambda: "ended" in lines(paper))
        until(lambda: states(house) == ["SUCCESSFUL"])

    words = [line.split()[0] for line in lines(paper)]
    assert words == ["began", "began", "ended"]


def test_a_worker_told_to_leave_finishes_its_task(house: Installation, tmp_path: Path) -> None:
    paper = tmp_path / "paper"
    enqueue(house, f"linger.enqueue({str(paper)!r}, 1.5)")

    with house.start("work") as worker:
        until(lambda: len(lines(paper)) == 1)
        worker.terminate()
        assert worker.wait(timeout=90) == 0

    assert lines(paper)[-1] == "ended"
    assert states(house) == ["SUCCESSFUL"]
    assert house.rows("SELECT id FROM tasks_worker") == []


def test_a_task_that_kills_three_workers_is_given_up(house: Installation, tmp_path: Path) -> None:
    paper = tmp_path / "paper"
    enqueue(house, f"kill_whoever_runs_this.enqueue({str(paper)!r})")

    for _worker in range(3):
        with house.start("work") as worker:
            assert worker.wait(timeout=90) == -signal.SIGKILL
    with house.start("work"):
        until(lambda: states(house) == ["FAILED"])

    assert len(lines(paper)) == 3


def test_two_workers_share_the_tasks_and_none_runs_twice(
    house: Installation, tmp_path: Path
) -> None:
    paper = tmp_path / "paper"
    house.do(
        "from makers import errands\n"
        f"for n in range(40): errands.note.enqueue({str(paper)!r}, str(n))"
    )

    with house.start("work"), house.start("work"):
        until(lambda: states(house) == ["SUCCESSFUL"] * 40)

    assert sorted(map(int, lines(paper))) == list(range(40))


def at_work(house: Installation) -> list[str]:
    """The workers on the register whose lock is held; looked at twice, since one may be entered and
    the other taken off between the two questions."""
    for _look in range(2):
        found = [each for (each,) in house.rows("SELECT id FROM tasks_worker") if held(house, each)]
        if found:
            return found
    return []


def held(house: Installation, worker_id: str) -> bool:
    try:
        with (house.home / "workers" / f"{worker_id}.lock").open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def locks(house: Installation) -> list[str]:
    """Of workers; the one that all share stays."""
    return [each.name for each in (house.home / "workers").iterdir() if each.name != "serve.lock"]


def test_somebody_is_at_work_all_the_while_that_a_worker_makes_way_for_a_fresh_one(
    house: Installation, tmp_path: Path
) -> None:
    paper, seen = tmp_path / "paper", list[list[str]]()
    enqueue(house, f"swell.enqueue({str(paper)!r}, 64)")
    with house.start("work") as worker:
        until(lambda: at_work(house))
        first = at_work(house)
        began = time.monotonic()
        while (not seen or seen[-1] in ([], first)) and time.monotonic() - began < 90:
            seen.append(at_work(house))
            time.sleep(0.02)
        until(lambda: len(house.rows("SELECT id FROM tasks_worker")) == 1)
        pids = house.rows("SELECT pid FROM tasks_worker")
        worker.terminate()
        assert worker.wait(timeout=90) == 0

    assert first not in ([], seen[-1])
    assert [] not in seen
    assert pids == [(worker.pid,)]
    assert locks(house) == []


def test_a_worker_told_to_leave_while_it_makes_way_leaves_as_cleanly(
    house: Installation, tmp_path: Path
) -> None:
    enqueue(house, f"swell.enqueue({str(tmp_path / 'paper')!r}, 64)")
    with house.start("work") as worker:
        words = Path(f"/proc/{worker.pid}/cmdline")
        until(lambda: b"--after" in words.read_bytes(), pause=0.001)

        worker.terminate()

        assert worker.wait(timeout=90) == 0
    assert house.rows("SELECT id FROM tasks_worker") == []
    assert locks(house) == []


def test_while_a_backup_is_restored_nobody_begins_to_work(house: Installation) -> None:
    with unserved(house.home / "workers"):
        refused = [house.run("work", "--child"), house.run("tick")]

    for each in refused:
        assert each.returncode == 1
        assert each.stderr.splitlines()[-1] == f"localturn: {BEING_RESTORED}"
        assert "Traceback" not in each.stderr
    assert house.rows("SELECT id FROM tasks_worker") == []
    assert house.run("tick").returncode == 0


def test_a_worker_leaves_when_its_server_is_gone(house: Installation) -> None:
    with house.start("work", "--child") as worker:
        until(lambda: house.rows("SELECT pid FROM tasks_worker"))
        assert worker.stdin is not None
        worker.stdin.close()

        assert worker.wait(timeout=90) == 0


def test_the_timetable_is_asked_for_by_whoever_works(house: Installation) -> None:
    slot = "name = 'localturn.foundation.tasks.actions.forget_finished'"
    with house.start("work"):
        until(lambda: house.rows(f"SELECT name FROM tasks_slot WHERE {slot}"))


def test_without_a_worker_tick_does_what_is_due(house: Installation, tmp_path: Path) -> None:
    paper = tmp_path / "paper"
    enqueue(house, f"note.enqueue({str(paper)!r}, 'hello')")

    done = house.run("tick")

    assert done.returncode == 0, done.stderr
    assert lines(paper) == ["hello"]
    assert locks(house) == []
