"""What a project has from an address already."""

from datetime import datetime

from django.db.models import Q

from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.domain.web_addresses import spellings
from localturn.corpus.models import ImportItem, ProjectDocument
from localturn.corpus.queries.import_sentences import Said
from localturn.foundation.languages import N_
from localturn.foundation.library.actions import Fetched

MET = N_(
    "The project has “%(title)s” from this address already. What is there now is another text."
)
MET_ON = N_(
    "The project has “%(title)s” from this address already, as it was on %(day)s. What is there now"
    " is another text."
)


def fetched_of(item: ImportItem) -> Fetched | None:
    """Where and when it was fetched; None of a file that somebody brought."""
    if not item.address or item.fetched_at is None:
        return None
    return Fetched(item.address, item.found_at, item.fetched_at)


def met_before(item: ImportItem) -> list[Said]:
    """The documents that came from the same address, of classes that everybody may read who sees
    what is said of this one (1 statement; of a file that somebody brought none)."""
    if not item.address:
        return []
    told = {*spellings(item.address), *spellings(item.found_at)}
    rows = ProjectDocument.objects.filter(
        Q(document__source__in=told) | Q(document__asked__in=told),
        project=item.batch.project_id,
        kind__in={DocumentClass.PUBLIC.value, item.batch.kind},
        removed_at=None,
    ).order_by("pk")
    return [_met(title, at) for title, at in rows.values_list("title", "document__fetched_at")[:5]]


def _met(title: str, at: datetime | None) -> Said:
    if at is None:
        return MET, {"title": title}
    return MET_ON, {"title": title, "day": f"{at:%Y-%m-%d}"}
