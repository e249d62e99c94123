"""How each database keeps words and finds them."""

from django.db import connection

from localturn.foundation.search.engines import postgresql, sqlite
from localturn.foundation.search.engines.contract import Engine, Words

__all__ = ["Engine", "Words", "engine"]


def engine() -> Engine:
    """The engine of the database in use."""
    return postgresql.ENGINE if connection.vendor == "postgresql" else sqlite.ENGINE
