"""Keep what can be found of the exchange in step with what is there, in the same transaction."""

from localturn.exchange.models import Listing
from localturn.exchange.queries.documents import KIND, ROOM, all_documents, document_of
from localturn.foundation.search import actions

__all__ = ["all_documents", "index_listing"]


def index_listing(listing: Listing) -> None:
    document = document_of(listing)
    if document is None:
        actions.remove(room=ROOM, kind=KIND, keys=[str(listing.pk)])
    else:
        actions.put([document])
