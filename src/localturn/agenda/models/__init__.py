from localturn.agenda.models.announced import Announced
from localturn.agenda.models.candidate import Candidate, EventAddress, Joining, Merge, Remark
from localturn.agenda.models.editors import EditingOffice
from localturn.agenda.models.event import (
    AgendaState,
    Event,
    EventDocument,
    EventText,
    Provenance,
    Session,
    Speaker,
    Topic,
)
from localturn.agenda.models.issue import (
    Bounce,
    Delivery,
    DomainCheck,
    Issue,
    Snapshot,
    Stage,
    State,
)
from localturn.agenda.models.linked import LinkedReport
from localturn.agenda.models.mailing import MailingList, Subscriber, Suppression
from localturn.agenda.models.marking import MarkKey
from localturn.agenda.models.registration import PlaceKind, Question, Registrant, Registration
from localturn.agenda.models.source import Fetch, RawItem, Source
from localturn.agenda.models.told import Told

__all__ = [
    "AgendaState",
    "Announced",
    "Bounce",
    "Candidate",
    "Delivery",
    "DomainCheck",
    "EditingOffice",
    "Event",
    "EventAddress",
    "EventDocument",
    "EventText",
    "Fetch",
    "Issue",
    "Joining",
    "LinkedReport",
    "MailingList",
    "MarkKey",
    "Merge",
    "PlaceKind",
    "Provenance",
    "Question",
    "RawItem",
    "Registrant",
    "Registration",
    "Remark",
    "Session",
    "Snapshot",
    "Source",
    "Speaker",
    "Stage",
    "State",
    "Subscriber",
    "Suppression",
    "Told",
    "Topic",
]
