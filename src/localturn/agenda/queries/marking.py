"""The key that marks in letters and digests of addresses are made with."""

from functools import cache
from secrets import token_urlsafe

from localturn.agenda.models import MarkKey


@cache
def mark_secret() -> str:
    """Of this installation, for ever: read once a process, for a letter has three marks.

    A migration makes it; where a database was emptied since, it is made anew.
    """
    made, _is_new = MarkKey.objects.get_or_create(pk=1, defaults={"secret": token_urlsafe(32)})
    return made.secret


def forget() -> None:
    """Read it anew when it is next asked for."""
    mark_secret.cache_clear()
