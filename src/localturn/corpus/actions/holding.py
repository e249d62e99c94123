"""Changes to a project's codings come one after the other. Whoever makes one takes its number
first, and so holds the project until it is done: documents, rounds and codings are held after."""

from django.db import connection

from localturn.foundation.refusals import NotFound


def next_change(project: int) -> int:
    """The number of what this transaction changes in the codings of a project; greater than all
    that others could see before it. Nobody else changes them until it ends (1 statement)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE corpus_project SET codings_changed = codings_changed + 1 "
            "WHERE id = %s RETURNING codings_changed",
            [project],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFound
    return int(row[0])
