"""The queue holds numbers of rows, never what stands in them."""

from localturn.foundation.languages import N_
from localturn.foundation.personal_data import OnErasure, Table

_NUMBERS = N_("Nothing: which work is asked for, by the numbers of rows")

TABLES = [
    Table(
        "django_tasks_database.DBTaskResult",
        _NUMBERS,
        impersonal=("queue_name", "backend_name"),
        on_erasure=OnErasure.BY_APP,
    ),
    Table("tasks.Slot", _NUMBERS, impersonal=("name",), on_erasure=OnErasure.BY_APP),
]
