"""What waits, what runs, what failed: for the operators' page."""

from typing import Any

from django.db.models import QuerySet
from django_tasks.base import Task, TaskResultStatus

from localturn.foundation.tasks.models import Slot, TaskRow


def waiting() -> QuerySet[TaskRow]:
    """Tasks that have not begun, those that wait for another try included."""
    return TaskRow.objects.filter(status=TaskResultStatus.READY)


def running() -> QuerySet[TaskRow]:
    return TaskRow.objects.filter(status=TaskResultStatus.RUNNING)


def failed() -> QuerySet[TaskRow]:
    """Newest first."""
    return TaskRow.objects.filter(status=TaskResultStatus.FAILED).order_by("-finished_at")


def asked_of(*tasks: Task[..., Any]) -> set[Any]:
    """What these still have to do: the last argument of each that waits or runs."""
    rows = TaskRow.objects.filter(
        task_path__in=[each.module_path for each in tasks],
        status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING),
    )
    asked = rows.values_list("args_kwargs", flat=True)
    return {each["args"][-1] for each in asked if each["args"]}


def how_many_run(task: Task[..., Any], about: Any) -> int:
    """How many of this task, with this as its last argument, are being worked on."""
    rows = running().filter(task_path=task.module_path)
    asked = rows.values_list("args_kwargs", flat=True)
    return sum(each["args"][-1:] == [about] for each in asked)


def latest_slots() -> dict[str, Slot]:
    """The last time of each entry of the timetable that was asked for."""
    latest: dict[str, Slot] = {}
    for slot in Slot.objects.order_by("at"):
        latest[slot.name] = slot
    return latest
