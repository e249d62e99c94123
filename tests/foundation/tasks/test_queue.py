"""What becomes of a task in the queue."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django_tasks.base import TaskResultStatus

from localturn.foundation import moments
from localturn.foundation.refusals import NotNow
from localturn.foundation.tasks import actions, claims, queries, worker
from localturn.foundation.tasks.models import TaskRow, Worker
from localturn.foundation.tasks.presence import place_of
from makers import errands

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return tmp_path / "paper"


def lines(paper: Path) -> list[str]:
    return paper.read_text().splitlines() if paper.exists() else []


def test_a_task_is_run_once(paper: Path) -> None:
    errands.note.enqueue(str(paper), "hello")

    assert worker.run_waiting() == 1
    assert worker.run_waiting() == 0
    assert lines(paper) == ["hello"]


def test_a_task_of_a_transaction_that_is_rolled_back_was_never_asked_for(paper: Path) -> None:
    with transaction.atomic():
        errands.note.enqueue(str(paper), "hello")
        transaction.set_rollback(True)

    assert worker.run_waiting() == 0


def test_a_task_for_later_waits_until_then(paper: Path) -> None:
    tomorrow = moments.now() + timedelta(days=1)
    errands.note.using(run_after=tomorrow).enqueue(str(paper), "later")

    assert worker.run_waiting() == 0
    with moments.travelled(timedelta(days=1, seconds=1)):
        assert worker.run_waiting() == 1


def test_what_is_asked_for_once_waits_once_and_is_asked_for_again_when_it_runs() -> None:
    for about in ("a", "b", "a"):
        actions.ask_once(errands.stumble, about)
    assert sorted(row.args_kwargs["args"] for row in queries.waiting()) == [["a"], ["b"]]

    taken = claims.claim("a", now=moments.now())
    assert taken is not None
    [about] = taken.args_kwargs["args"]
    assert (queries.how_many_run(errands.stumble, about), queries.waiting().count()) == (1, 1)
    actions.ask_once(errands.stumble, about)
    assert queries.waiting().count() == 2


def test_of_two_that_want_a_task_one_gets_it(paper: Path) -> None:
    errands.note.enqueue(str(paper), "hello")

    first = claims.claim("a", now=moments.now())
    second = claims.claim("b", now=moments.now())

    assert first is not None
    assert second is None


def test_a_task_that_raises_has_failed_and_keeps_what_went_wrong(paper: Path) -> None:
    errands.stumble.enqueue(str(paper))

    worker.run_waiting()

    row = queries.failed().get()
    assert row.exception_class_path == "builtins.ValueError"
    assert "a stone in the way" in row.traceback
    assert lines(paper) == ["stumbled"]


def test_a_task_with_tries_waits_longer_each_time_until_it_succeeds(paper: Path) -> None:
    errands.stumble_and_rise.enqueue(str(paper))

    worker.run_waiting()
    first = TaskRow.objects.get()
    assert first.status == TaskResultStatus.READY
    assert timedelta(seconds=25) < first.run_after - moments.now() <= timedelta(seconds=30)
    assert worker.run_waiting() == 0

    with moments.travelled(timedelta(seconds=31)):
        worker.run_waiting()
        second = TaskRow.objects.get()
        assert timedelta(seconds=115) < second.run_after - moments.now() <= timedelta(seconds=120)

    with moments.travelled(timedelta(minutes=3)):
        worker.run_waiting()

    assert TaskRow.objects.get().status == TaskResultStatus.SUCCESSFUL
    assert lines(paper) == ["tried"] * 3


def test_a_task_that_found_the_database_busy_is_tried_again(paper: Path) -> None:
    errands.find_the_database_busy.enqueue(str(paper))

    worker.run_waiting()
    assert TaskRow.objects.get().status == TaskResultStatus.READY
    with moments.travelled(timedelta(seconds=31)):
        worker.run_waiting()

    assert TaskRow.objects.get().status == TaskResultStatus.SUCCESSFUL
    assert lines(paper) == ["tried"] * 2


def test_an_operator_may_try_a_failed_task_again_but_not_a_waiting_one(paper: Path) -> None:
    errands.stumble.enqueue(str(paper))
    worker.run_waiting()
    failed = queries.failed().get()

    actions.try_again(failed.pk, now=moments.now())

    assert [row.pk for row in queries.waiting()] == [failed.pk]
    with pytest.raises(NotNow):
        actions.try_again(failed.pk, now=moments.now())


def dead_worker(folder: Path) -> str:
    """A row without a lock: what a killed worker leaves."""
    now = moments.now()
    row = Worker.objects.create(id="gone", place=place_of(folder), pid=1, began_at=now, seen_at=now)
    return row.pk


def test_what_a_dead_worker_left_running_runs_again(tmp_path: Path, paper: Path) -> None:
    errands.note.enqueue(str(paper), "hello")
    claims.claim(dead_worker(tmp_path), now=moments.now())

    assert claims.reap(tmp_path, now=moments.now()) == 1
    assert worker.run_waiting() == 1
    assert lines(paper) == ["hello"]
    assert not Worker.objects.exists()


def test_a_worker_elsewhere_is_dead_when_it_has_been_silent_for_three_minutes(
    tmp_path: Path, paper: Path
) -> None:
    now = moments.now()
    Worker.objects.create(id="far", place="elsewhere:/x", pid=1, began_at=now, seen_at=now)
    errands.note.enqueue(str(paper), "hello")
    claims.claim("far", now=now)

    Worker.objects.update(seen_at=datetime.now(UTC) - timedelta(minutes=2))
    assert claims.reap(tmp_path, now=now) == 0
    Worker.objects.update(seen_at=datetime.now(UTC) - timedelta(minutes=4))
    assert claims.reap(tmp_path, now=now) == 1


def test_a_task_under_which_three_workers_died_has_failed(tmp_path: Path, paper: Path) -> None:
    errands.note.enqueue(str(paper), "hello")

    for _death in range(3):
        claims.claim(dead_worker(tmp_path), now=moments.now())
        claims.reap(tmp_path, now=moments.now())

    assert queries.failed().get().exception_class_path == "WorkerDied"


def test_a_worker_taken_for_dead_changes_nothing_when_it_comes_back(
    tmp_path: Path, paper: Path
) -> None:
    errands.note.enqueue(str(paper), "hello")
    taken = claims.claim(dead_worker(tmp_path), now=moments.now())
    assert taken is not None
    claims.reap(tmp_path, now=moments.now())

    assert claims.succeed(taken, None, now=moments.now()) is False
    assert queries.waiting().count() == 1


def test_done_tasks_are_forgotten_after_a_week_and_failed_ones_after_three_months(
    paper: Path,
) -> None:
    errands.note.enqueue(str(paper), "hello")
    errands.stumble.enqueue(str(paper))
    worker.run_waiting()

    with moments.travelled(timedelta(days=8)):
        actions.forget_finished.func()
        assert [row.status for row in TaskRow.objects.all()] == [TaskResultStatus.FAILED]
    with moments.travelled(timedelta(days=91)):
        actions.forget_finished.func()
        assert not TaskRow.objects.exists()
