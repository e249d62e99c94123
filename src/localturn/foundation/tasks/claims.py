"""Taking a task from the queue, and what becomes of it: done, again later, or failed.

Every step is one short transaction. A worker that was taken for dead finds its task in other
hands and changes nothing.
"""

from datetime import datetime, timedelta
from pathlib import Path
from traceback import format_exception
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import get_date_max

from localturn.foundation.tasks import presence
from localturn.foundation.tasks.models import TaskRow, Worker

DEATHS = 3
"""A task under which this many workers died is not tried again: it may be what kills them."""
DEAD = "dead:"
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
BUSY_TRIES = 6
"""At least so often is a task tried that found the database busy or away."""


def ready(*, now: datetime) -> QuerySet[TaskRow]:
    """Tasks whose time has come, in the order in which they are taken."""
    return TaskRow.objects.filter(
        Q(run_after=get_date_max()) | Q(run_after__lte=now), status=TaskResultStatus.READY
    )


def claim(worker_id: str, *, now: datetime) -> TaskRow | None:
    """The next task, taken for this worker; None where nothing waits.

    The first look takes no lock, so that an idle worker does not hold SQLite's one write lock.
    """
    if not ready(now=now).exists():
        return None
    with transaction.atomic():
        waiting = ready(now=now)
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        taken = waiting.first()
        if taken is None:
            return None
        worker_ids = [*taken.worker_ids, worker_id]
        changed = TaskRow.objects.filter(pk=taken.pk, status=TaskResultStatus.READY).update(
            status=TaskResultStatus.RUNNING, started_at=now, worker_ids=worker_ids
        )
        if not changed:
            return None
        taken.status, taken.started_at, taken.worker_ids = (
            TaskResultStatus.RUNNING,
            now,
            worker_ids,
        )
        return taken


def succeed(taken: TaskRow, returned: Any, *, now: datetime) -> bool:
    """The task is done; False if it was not this worker's any more."""
    return _change(
        taken,
        status=TaskResultStatus.SUCCESSFUL,
        finished_at=now,
        return_value=returned,
        exception_class_path="",
        traceback="",
    )


def fail(taken: TaskRow, error: BaseException, *, now: datetime) -> bool:
    """The task raised: it waits for its next try, or has failed; False if it was not ours."""
    kept = {
        "exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}",
        "traceback": "".join(format_exception(error)),
    }
    failures = sum(not name.startswith(DEAD) for name in taken.worker_ids)
    if failures < _tries(taken, error):
        pause = min(FIRST_PAUSE * 4 ** (failures - 1), LONGEST_PAUSE)
        return _change(taken, status=TaskResultStatus.READY, run_after=now + pause, **kept)
    return _change(taken, status=TaskResultStatus.FAILED, finished_at=now, **kept)


def _tries(taken: TaskRow, error: BaseException) -> int:
    least = BUSY_TRIES if isinstance(error, OperationalError | InterfaceError) else 1
    try:
        return max(int(getattr(taken.task, "tries", 1)), least)
    except ImportError:
        return least


@transaction.atomic
def _change(taken: TaskRow, **fields: Any) -> bool:
    held = TaskRow.objects.select_for_update().filter(pk=taken.pk).first()
    if (
        held is None
        or held.status != TaskResultStatus.RUNNING
        or held.worker_ids != taken.worker_ids
    ):
        return False
    TaskRow.objects.filter(pk=taken.pk).update(**fields)
    for name, value in fields.items():
        setattr(taken, name, value)
    return True


def reap(folder: Path, *, now: datetime) -> int:
    """Give back what dead workers left running; gives how many tasks that were."""
    dead = presence.dead_workers(folder)
    running = TaskRow.objects.filter(status=TaskResultStatus.RUNNING)
    given_back = 0
    if dead or running.exists():
        living = _living(dead)
        for task in running:
            if not task.worker_ids or task.worker_ids[-1] not in living:
                given_back += _give_back(task, now=now)
    for worker_id in dead:
        presence.bury(folder, worker_id)
    return given_back


def _living(dead: list[str]) -> frozenset[str]:
    workers = Worker.objects.exclude(pk__in=dead)
    return frozenset(workers.values_list("pk", flat=True))


def _give_back(task: TaskRow, *, now: datetime) -> bool:
    """Mark the last worker as dead; after `DEATHS` of them the task has failed."""
    worker_ids = [*task.worker_ids[:-1], DEAD + (task.worker_ids or ["unknown"])[-1]]
    deaths = sum(name.startswith(DEAD) for name in worker_ids)
    if deaths < DEATHS:
        return _change(task, status=TaskResultStatus.READY, worker_ids=worker_ids)
    return _change(
        task,
        status=TaskResultStatus.FAILED,
        finished_at=now,
        worker_ids=worker_ids,
        exception_class_path="WorkerDied",
        traceback=f"{deaths} workers died while they ran this task.",
    )
