"""What an operator may do with a task, and how long finished ones are kept."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks.base import Task, TaskResultStatus

from localturn.foundation import moments
from localturn.foundation.refusals import NotFound, NotNow
from localturn.foundation.tasks import queries, task
from localturn.foundation.tasks.models import Slot, TaskRow

KEPT_DONE = timedelta(days=7)
KEPT_FAILED = timedelta(days=90)


@transaction.atomic
def ask_once(task: Task[..., Any], about: Any, *, run_after: datetime | None = None) -> None:
    """Put a task of one argument into the queue, unless one of the same waits there already.

    That one is held until the caller's transaction ends, so that it finds what was written there.
    """
    waiting = queries.waiting().select_for_update().filter(task_path=task.module_path)
    if not any(row.args_kwargs["args"] == [about] for row in waiting):
        task.using(run_after=run_after).enqueue(about)


@transaction.atomic
def try_again(task_id: UUID, *, now: datetime) -> None:
    """Put a failed task back into the queue, with all its tries before it."""
    row = _failed(task_id)
    TaskRow.objects.filter(pk=row.pk).update(
        status=TaskResultStatus.READY, run_after=now, finished_at=None, worker_ids=[]
    )


@transaction.atomic
def give_up(task_id: UUID) -> None:
    """Take a failed task off the list."""
    _failed(task_id).delete()


def _failed(task_id: UUID) -> TaskRow:
    row = TaskRow.objects.select_for_update().filter(pk=task_id).first()
    if row is None:
        raise NotFound(_("This task is no longer kept."))
    if row.status != TaskResultStatus.FAILED:
        raise NotNow(_("This task has not failed, or runs again already."))
    return row


@task()
def forget_finished() -> None:
    """Retention: what was done is kept for a week, what failed for three months."""
    now = moments.now()
    finished = TaskRow.objects.filter(finished_at__isnull=False)
    finished.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEPT_DONE).delete()
    finished.filter(status=TaskResultStatus.FAILED, finished_at__lt=now - KEPT_FAILED).delete()
    Slot.objects.filter(at__lt=now - KEPT_FAILED).delete()
