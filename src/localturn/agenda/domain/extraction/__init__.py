"""What an announcement says, read from prose: each value with where in the text it stands."""

from localturn.agenda.domain.extraction.reading import read
from localturn.agenda.domain.extraction.splitting import split
from localturn.agenda.domain.extraction.values import (
    Announcement,
    Doubt,
    Field,
    Found,
    Known,
    Session,
)

__all__ = [
    "Announcement",
    "Doubt",
    "Field",
    "Found",
    "Known",
    "Session",
    "read",
    "split",
]
