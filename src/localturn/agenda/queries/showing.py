"""Lines of the agenda as HTML, each kept by what it shows."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from localturn.agenda.domain.terms import AHEAD, Kind, Status
from localturn.agenda.queries.finding import Line
from localturn.agenda.queries.saying import (
    deadline_label,
    deadline_words,
    place_words,
    when_words,
)


def drawn(lines: Iterable[Line], *, now: datetime, heading: int = 2) -> list[Markup]:
    """What a list shows of each."""
    language, zone = get_language() or "en", timezone.get_current_timezone_name()
    return [
        _drawn(
            line,
            line.deadline is not None and line.deadline.passes_at <= now,
            heading,
            language,
            zone,
        )
        for line in lines
    ]


@lru_cache(maxsize=4096)
def _drawn(line: Line, is_late: bool, heading: int, language: str, zone: str) -> Markup:
    spoken = Markup("") if line.language == language else Markup(' lang="{}"').format(line.language)
    parts = [
        Markup('<h{0}><a href="{1}"{2}>{3}</a></h{0}>').format(
            heading, reverse("agenda:event", args=[line.pk]), spoken, line.title
        )
    ]
    marks = [_(Kind(line.kind).label)] if line.kind != Kind.EVENT else []
    if line.status != Status.SCHEDULED:
        marks.append(_(Status(line.status).label))
    tags = Markup("").join(Markup('<span class="ds-tag">{}</span> ').format(m) for m in marks)
    if line.when.first_day:
        parts.append(Markup("<p>{}{}</p>").format(tags, when_words(line.when)))
    elif tags:
        parts.append(Markup("<p>{}</p>").format(tags))
    where = place_words(line.mode, line.venue, line.city, line.country)
    if facts := " · ".join(filter(None, (where, line.organiser))):
        parts.append(Markup('<p class="lt-quiet lt-small">{}</p>').format(facts))
    if line.summary:
        parts.append(Markup("<p{}>{}</p>").format(spoken, line.summary))
    if line.deadline and line.kind in AHEAD and line.status == Status.SCHEDULED:
        said = (
            Markup('<span class="lt-quiet">{}</span>').format(_("Registration is closed."))
            if is_late
            else Markup("{}: {}").format(
                deadline_label(Kind(line.kind)), deadline_words(line.deadline)
            )
        )
        parts.append(Markup('<p class="lt-small">{}</p>').format(said))
    return Markup("").join(parts)
