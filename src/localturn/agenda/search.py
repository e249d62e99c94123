"""What the agenda gives to the search of the house."""

from collections.abc import Mapping
from datetime import datetime

from localturn.agenda.actions.indexing import all_documents
from localturn.foundation.languages import N_
from localturn.foundation.people.reader import Reader
from localturn.foundation.search import KindName

__all__ = ["all_documents", "audiences_of", "kinds"]


def audiences_of(person: Reader, *, now: datetime) -> frozenset[str]:
    """Everything that can be found here is for everybody."""
    return frozenset()


def kinds() -> Mapping[str, KindName]:
    return {"event": KindName(N_("Event or news"), N_("Events and news"))}
