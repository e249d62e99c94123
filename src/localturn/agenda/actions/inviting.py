"""An event for the calendar of who has a place in it (RFC 5546)."""

from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils import translation

from localturn.agenda.actions.telling import PRODUCT, entry_of, uid_of
from localturn.agenda.models import Event, Registrant
from localturn.agenda.queries.events import in_language
from localturn.agenda.standards import vevent
from localturn.foundation.calendar import ics


def invitation(registrant: Registrant, event: Event, *, now: datetime, is_off: bool) -> str:
    """A file that puts the event into a calendar program, changes it there, or calls it off.

    Its identity is the one that the event has in the agenda's own calendars. "" for an event
    without a day.
    """
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    whom = vevent.Invitation(
        name=registrant.name,
        email=registrant.email,
        from_name=str(event.organiser or event.organiser_name) or name or "Local Turn",
        from_email=address,
        is_off=is_off,
    )
    with translation.override(registrant.language):
        entry = entry_of(event, in_language(list(event.texts.all()), registrant.language))
    lines = vevent.vevent(
        replace(
            entry,
            uid=uid_of(event),
            link=event.online_link,
            sequence=event.sequence + registrant.invited,
            changed_at=max(now, event.changed_at),
        ),
        invitation=whom,
    )
    if not lines:
        return ""
    year = (event.starts or now).year
    zone = b"" if event.all_day else ics.zone_lines(event.zone, year - 1, year + 1)
    method = "CANCEL" if is_off else "REQUEST"
    return vevent.calendar([lines.encode()], product=PRODUCT, method=method, zones=[zone]).decode()
