from localturn.exchange.models.consortium import Consortium, Partner
from localturn.exchange.models.harvest import Found, Source
from localturn.exchange.models.listing import CatalogueState, CreditKind, Listing, Meeting

__all__ = [
    "CatalogueState",
    "Consortium",
    "CreditKind",
    "Found",
    "Listing",
    "Meeting",
    "Partner",
    "Source",
]
