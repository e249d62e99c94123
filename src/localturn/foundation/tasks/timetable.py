"""What is done again and again: each time of the timetable is asked for exactly once.

An installation that slept through several times of an entry does the last of them.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from localturn.foundation.tasks.entries import Entry
from localturn.foundation.tasks.models import Slot


def ask_for_due(entries: Sequence[Entry], *, now: datetime) -> int:
    """Enqueue every entry whose latest time has not been asked for; gives how many."""
    slots = {entry: entry.slot(now=now) for entry in entries}
    asked_for = set(Slot.objects.filter(at__in=set(slots.values())).values_list("name", "at"))
    return sum(
        _ask(entry, slot) for entry, slot in slots.items() if (entry.task, slot) not in asked_for
    )


def _ask(entry: Entry, slot: datetime) -> bool:
    """The row and the task stand or fall together; False if another worker was first."""
    try:
        with transaction.atomic():
            queued = import_string(entry.task).enqueue()
            Slot.objects.create(name=entry.task, at=slot, task_id=queued.id)
    except IntegrityError:
        return False
    return True
