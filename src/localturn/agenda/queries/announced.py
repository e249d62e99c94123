"""What an event says otherwise than the session that it announces, for who edits it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from localturn.agenda.domain.following import STATUS, TEXTS, WHEN, Said, Stands, is_at
from localturn.agenda.domain.terms import Status
from localturn.agenda.models import Announced, Event
from localturn.agenda.queries.events import when_of
from localturn.foundation.languages import N_

_STANDS = {
    Stands.HELD: (Status.SCHEDULED, N_("The session takes place.")),
    Stands.UNDATED: (Status.POSTPONED, N_("No time is set for the session any longer.")),
    Stands.GONE: (Status.CANCELLED, N_("The session is no longer part of its course.")),
}


@dataclass(frozen=True)
class Otherwise:
    """What the session says, where a person wrote something else here."""

    title: str
    begins: datetime | None
    zone: str
    stands: str
    """A sentence."""


def said_otherwise(event: Event) -> Otherwise | None:
    """None where it announces nothing, or says the same (1 statement)."""
    row = Announced.objects.filter(event=event).first()
    if row is None or not row.differs:
        return None
    said = Said(row.title, row.begins, row.ends, row.zone, Stands(row.stands))
    titles = {each.title for each in event.texts.all()}
    status, sentence = _STANDS[said.stands]
    found = Otherwise(
        title=row.title if TEXTS in row.differs and row.title not in titles else "",
        begins=row.begins if WHEN in row.differs and not is_at(when_of(event), said) else None,
        zone=row.zone,
        stands=_(sentence) if STATUS in row.differs and event.status != status else "",
    )
    return found if found.title or found.begins or found.stands else None
