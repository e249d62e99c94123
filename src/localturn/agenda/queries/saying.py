"""What an announcement says in words of the reader's language."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from localturn.agenda.domain.terms import Kind, Mode
from localturn.agenda.domain.when import Deadline, When
from localturn.agenda.models import Event, EventText
from localturn.agenda.queries.events import in_language
from localturn.foundation.ui.times import day, moment, stretch


def text_for_reader(event: Event) -> EventText:
    """In the reader's language where it is told in it, else as it was announced."""
    return in_language(list(event.texts.all()), get_language() or "en")


def when_words(when: When) -> Markup:
    """Day and time on the clocks of its zone and, where they differ, on the reader's."""
    if when.first_day is None:
        return Markup("")
    last = when.last_day or when.first_day
    starts = when.starts_at
    if when.is_all_day or starts is None:
        if last == when.first_day:
            return day(when.first_day, weekday=True)
        return _from_to(day(when.first_day), day(last))
    begins = moment(starts, when.zone)
    if when.ends is None:
        return begins if last == when.first_day else _from_to(begins, day(last))
    ends = when.ends_at
    if last == when.first_day or ends is None:
        return stretch(starts, ends, when.zone) if ends else begins
    return _from_to(begins, moment(ends, when.zone))


def deadline_words(deadline: Deadline) -> Markup:
    if deadline.clock is None:
        return day(deadline.day, weekday=True)
    return moment(deadline.passes_at, deadline.zone)


def deadline_label(kind: Kind) -> str:
    return _("Answer until") if kind is Kind.CALL else _("Register until")


def where_words(event: Event) -> str:
    """Venue, city and country; or that it is online."""
    country = str(event.country) if event.country else ""
    return place_words(event.mode, event.venue, str(event.city or ""), country)


def place_words(mode: str, *parts: str) -> str:
    said: list[str] = []
    for part in parts:
        if part and not any(_ends_with(each, part) for each in said):
            said.append(part)
    place = ", ".join(said)
    if mode == Mode.ONLINE:
        return _("Online") if not place else _("Online (%(place)s)") % {"place": place}
    if mode == Mode.BOTH:
        return _("%(place)s and online") % {"place": place} if place else _(Mode.BOTH.label)
    return place


def _ends_with(words: str, place: str) -> bool:
    """Whether an address names its city already."""
    said, name = words.casefold(), place.casefold()
    return said.endswith(f" {name}") or said == name


def _from_to(begin: Markup, end: Markup) -> Markup:
    words = escape(_("%(begin)s to %(end)s"))
    return words % {"begin": begin, "end": end}
