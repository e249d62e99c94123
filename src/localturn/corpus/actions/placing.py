"""Codings of a table, put where they belong in documents that are here."""

from collections import defaultdict
from collections.abc import Sequence

from localturn.corpus.domain.interchange import (
    Code,
    Coder,
    Coding,
    Loss,
    Losses,
    Passage,
    Project,
    Source,
    made_guid,
)
from localturn.corpus.models import ProjectDocument
from localturn.corpus.permissions import Sight
from localturn.corpus.standards.codings_csv import CodingRow
from localturn.foundation.languages import N_, folded

ELSEWHERE = N_("Codings of documents that are not in this project")
NOT_FOUND = N_("Codings whose passage is not in its document, or there more than once")


def placed(
    sight: Sight, rows: Sequence[CodingRow]
) -> tuple[Project, dict[str, ProjectDocument], tuple[Loss, ...]]:
    """The codings as a project whose documents are those in sight, by GUID; and what could not be
    placed."""
    documents = {folded(each.title): each for each in sight.documents().select_related("version")}
    losses = Losses()
    passages: defaultdict[str, list[Passage]] = defaultdict(list)
    codes: dict[tuple[str, ...], Code] = {}
    coders: dict[str, Coder] = {}
    there: dict[str, ProjectDocument] = {}
    for number, row in enumerate(rows):
        document = documents.get(folded(row.document))
        if document is None:
            losses.add(ELSEWHERE, row.document[:80])
            continue
        span = _span(document.version.text, row)
        if span is None:
            losses.add(NOT_FOUND, row.quote[:80])
            continue
        guid = made_guid("document", document.pk)
        there[guid] = document
        code = _code(codes, row.path)
        coder = _coder(coders, row.coder)
        coding = Coding(made_guid("row", number), code.guid, coder, weight=row.weight)
        passages[guid].append(
            Passage(made_guid("passage", number), *span, (coding,), row.comment, coder)
        )
    sources = tuple(
        Source(guid, each.title, each.version.text, tuple(passages[guid]))
        for guid, each in there.items()
    )
    project = Project(
        "", codes=list(codes.values()), coders=tuple(coders.values()), sources=sources
    )
    return project, there, losses.told()


def _span(text: str, row: CodingRow) -> tuple[int, int] | None:
    """By its positions if they have its words, or if it has none; else by its words, if they are
    there once."""
    start, end = row.start or 0, row.end or 0
    if 0 <= start < end <= len(text) and row.quote in {"", text[start:end]}:
        return start, end
    if row.quote and text.count(row.quote) == 1:
        at = text.index(row.quote)
        return at, at + len(row.quote)
    return None


def _code(codes: dict[tuple[str, ...], Code], path: tuple[str, ...]) -> Code:
    """With those above it, each once."""
    parent = ""
    for depth in range(1, len(path) + 1):
        key = path[:depth]
        if key not in codes:
            codes[key] = Code(made_guid("code", *key), key[-1], parent=parent)
        parent = codes[key].guid
    return codes[path]


def _coder(coders: dict[str, Coder], name: str) -> str:
    if not name.strip():
        return ""
    return coders.setdefault(name, Coder(made_guid("coder", name), name)).guid
