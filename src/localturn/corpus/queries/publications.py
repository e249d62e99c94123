"""Publications of a project, as every member may read them: with no passage that may not be quoted
before everybody."""

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from localturn.corpus.domain.citing import Quotation, Source
from localturn.corpus.domain.publications import (
    Written,
    documents_cited,
    passages_quoted,
    read_literature,
    written_out,
)
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import Project, ProjectDocument, Publication, PublicationVersion
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.citing import quotations_of, sources_of
from localturn.corpus.queries.releases import quotable
from localturn.foundation.links import Thing
from localturn.foundation.room import thing_at

MOST_QUOTED = 300


def publications_of(sight: Sight) -> QuerySet[Publication]:
    """The last changed first; those taken back only for who may put them back."""
    rows = Publication.objects.filter(project=sight.project).select_related("by__person")
    return rows.filter(withdrawn_at=None).order_by("-changed_at", "-pk")


def written_of(
    said: Publication | PublicationVersion, *, project: Project, withheld: str
) -> Written:
    """With its quotations of the project's passages and its references (at most 6 statements);
    `withheld` stands where a passage may not be quoted."""
    quotations = _quotations(project, passages_quoted(said.text))
    sources = read_literature(said.literature) | _documents(project, documents_cited(said.text))
    return written_out(said.text, quotations=quotations, sources=sources, withheld=withheld)


def passages_at(addresses: Iterable[str]) -> dict[str, int]:
    """Numbers of passages by their addresses as they are written, with or without the host."""
    found = {each: thing_at(each) for each in addresses}
    return {
        address: int(thing.id)
        for address, thing in found.items()
        if thing is not None and (thing.room, thing.kind) == ("corpus", "passage")
    }


def thing_of(publication: Publication) -> Thing:
    return Thing("corpus", "publication", str(publication.pk))


def things_quoted(publication: Publication) -> list[Thing]:
    """What it quotes, for others to see where a passage is used."""
    found = passages_at(passages_quoted(publication.text))
    own = quotable().filter(project=publication.project_id, pk__in=set(found.values()))
    return [Thing("corpus", "passage", str(pk)) for pk in own.values_list("pk", flat=True)]


def _quotations(project: Project, addresses: list[str]) -> Mapping[str, Quotation]:
    found = passages_at(addresses[:MOST_QUOTED])
    rows = list(quotable().filter(project=project, pk__in=set(found.values())))
    quoted = quotations_of(rows) if rows else {}
    return {address: quoted[pk] for address, pk in found.items() if pk in quoted}


def _documents(project: Project, numbers: list[int]) -> dict[str, Source]:
    """Public ones: of others nobody learns that there are any."""
    if not numbers:
        return {}
    rows = ProjectDocument.objects.filter(
        project=project, kind=DocumentClass.PUBLIC, removed_at=None, pk__in=numbers[:MOST_QUOTED]
    ).select_related("document")
    return {f"document-{pk}": source for pk, source in sources_of(rows).items()}
