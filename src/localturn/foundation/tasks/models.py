"""Who works, and what the timetable has already asked for."""

from typing import Any

from django.db import models
from django_tasks_db.models import DBTaskResult

TaskRow = DBTaskResult[Any, Any]
"""A task in the queue, of whatever arguments and result."""


class Worker(models.Model):
    """A process that takes tasks from the queue; its row goes when it leaves."""

    id = models.CharField(primary_key=True, max_length=64)
    place = models.CharField(max_length=300)
    """Host and folder: workers of one place see each other's lock files."""
    pid = models.PositiveIntegerField()
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.id} at {self.place}"


class Slot(models.Model):
    """A time of the timetable that has been asked for; there is one row however many workers."""

    name = models.CharField(max_length=200)
    at = models.DateTimeField()
    task_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "at"], name="one_task_per_time_of_timetable")
        ]

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M}"
