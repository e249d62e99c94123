"""The queue: django-tasks' database backend, with tasks that may be tried again."""

from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from django_tasks.base import Task
from django_tasks_db import DatabaseBackend

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedTask(Task[P, T]):
    """A task that is tried `tries` times before it counts as failed."""

    tries: int = 1


class Queue(DatabaseBackend):
    """What `settings.TASKS` names."""

    task_class = TriedTask  # type: ignore[assignment]
