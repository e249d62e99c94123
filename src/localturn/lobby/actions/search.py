"""Building the index anew from what the rooms say they have."""

from django.urls import get_resolver

from localturn.foundation.search import actions
from localturn.foundation.tasks import task
from localturn.lobby.queries.search import all_documents


def rebuild() -> int:
    """Let exactly what the rooms offer now be found; gives how many documents that is.

    Who writes waits meanwhile, so what takes long is done before: reading in all the addresses.
    """
    _ = get_resolver().url_patterns
    return actions.rebuild(all_documents())


@task()
def rebuild_every_week() -> None:
    """What was missed, by whatever mistake, is found again after a week at the latest."""
    rebuild()
