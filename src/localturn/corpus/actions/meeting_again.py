"""What a project has from an address already."""

from datetime import datetime

from django.db.models import Q

from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.domain.web_addresses import spellings
from localturn.corpus.models import ImportItem, ProjectDocument
from localturn.corpus.queries.import_sentences import DOCUMENT, MET, MET_ON, Said
from localturn.foundation.library.actions import Fetched


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
    return [_met(pk, at) for pk, at in rows.values_list("pk", "document__fetched_at")[:5]]


def _met(document: int, at: datetime | None) -> Said:
    if at is None:
        return MET, {DOCUMENT: str(document)}
    return MET_ON, {DOCUMENT: str(document), "day": f"{at:%Y-%m-%d}"}
