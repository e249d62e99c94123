"""Sources and their logs, for editors."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from localturn.agenda.domain.sources import Outcome, Stage
from localturn.agenda.models import Fetch, Source
from localturn.agenda.queries.candidates import require_editor
from localturn.foundation.fetch import Reason, explain
from localturn.foundation.people.reader import Reader
from localturn.foundation.refusals import NotFound

MOST_SHOWN = 50
_REASONS = {reason.value: reason for reason in Reason}


def sources_kept_by(person: Reader, *, now: datetime) -> QuerySet[Source]:
    """All of them, with how much of each waits. Raises NotAllowed."""
    require_editor(person, now=now)
    waits = Q(candidates__stage=Stage.WAITING.value)
    return Source.objects.annotate(waiting=Count("candidates", filter=waits)).order_by("name", "pk")


def source_kept_by(person: Reader, pk: int, *, now: datetime) -> Source:
    """Raises NotAllowed, NotFound."""
    found = sources_kept_by(person, now=now).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def log_of(source: Source) -> list[Fetch]:
    """The last fetches, the newest first."""
    return list(source.fetches.select_related("by")[:MOST_SHOWN])


def sentence(remark: Mapping[str, Any]) -> str:
    """A remark that was kept, in the reader's language."""
    text, values = str(remark["text"]), dict(remark["values"])
    if text in _REASONS:
        return explain(_REASONS[text], str(values.get("about", "")))
    return _(text) % values if values else _(text)


def sentences_of(fetch: Fetch) -> list[str]:
    """What a fetch's line of the log says."""
    said = [sentence(each) for each in fetch.remarks]
    if fetch.outcome == Outcome.UNCHANGED:
        return [*said, _("Nothing has changed since the last time.")]
    if fetch.outcome == Outcome.READ:
        values = {"entries": fetch.entries, "new": fetch.new}
        return [_("Entries: %(entries)s, of which new: %(new)s.") % values, *said]
    return said
