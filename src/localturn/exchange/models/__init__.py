from localturn.exchange.models.application import (
    Agreement,
    Application,
    Confirmation,
    PriorCourse,
    deadlines_of,
)
from localturn.exchange.models.consortium import Consortium, Partner
from localturn.exchange.models.harvest import Found, SignIn, Source
from localturn.exchange.models.listing import (
    CatalogueState,
    CreditKind,
    Listing,
    Meeting,
    PartnerSlots,
)
from localturn.exchange.models.transcript import Grading, Transcript, TranscriptPdf

__all__ = [
    "Agreement",
    "Application",
    "CatalogueState",
    "Confirmation",
    "Consortium",
    "CreditKind",
    "Found",
    "Grading",
    "Listing",
    "Meeting",
    "Partner",
    "PartnerSlots",
    "PriorCourse",
    "SignIn",
    "Source",
    "Transcript",
    "TranscriptPdf",
    "deadlines_of",
]
