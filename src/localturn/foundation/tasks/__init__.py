"""Work that no request waits for: queued in the database by the transaction that asks for it.

    @task(tries=6)
    def send(message_id: int) -> None: ...

    send.enqueue(message.pk)            # inside the action's transaction

A task whose worker was killed runs again, so a task must be idempotent: run twice, it has the
effect of once. `tries` is how often one that raises is attempted, with longer and longer pauses;
one that found the database busy or away is tried again in any case.
"""

from django_tasks import task

__all__ = ["task"]
