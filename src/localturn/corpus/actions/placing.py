"""Codings of a table, put where they belong in documents that are here."""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from localturn.corpus.domain.interchange import (
    Arriving,
    Code,
    Coder,
    Coding,
    Guid,
    Losses,
    Passage,
    Project,
    Reading,
    Source,
    Unreadable,
    made_guid,
)
from localturn.corpus.models import ProjectDocument
from localturn.corpus.permissions import Sight
from localturn.corpus.standards.codings_csv import CodingRow
from localturn.corpus.standards.documents.refusing import TOO_LONG
from localturn.corpus.standards.opening import CODINGS
from localturn.foundation.languages import N_, folded
from localturn.foundation.library.models import TextVersion
from localturn.foundation.library.text import clean

MOST_SECONDS = 120
ELSEWHERE = N_("Codings of documents that are not in this project")
SEVERAL = N_("Codings of documents whose title several documents have")
BY_POSITION = N_("Codings without words, put where their positions say")
NOT_FOUND = N_("Codings whose passage is not in its document, or there more than once")


@dataclass(frozen=True)
class Placed:
    arriving: Arriving
    there: Mapping[Guid, ProjectDocument]
    """Its documents, which are all here."""


def placed(sight: Sight, table: Reading[tuple[CodingRow, ...]]) -> Placed:
    """The codings as a project whose documents are those in sight, and what could not be placed.
    Texts are read one after the other, and only of documents that are named. Raises Unreadable
    where that takes too long."""
    placing = _Placing()
    placing.losses.take_over(table.left_behind)
    passages: dict[Guid, tuple[Passage, ...]] = {}
    there: dict[Guid, ProjectDocument] = {}
    for document, rows in _by_document(sight, table.value, placing.losses):
        guid = made_guid("document", document.pk)
        if found := placing.passages(_text_of(document), rows):
            passages[guid], there[guid] = found, document
    sources = (
        Source(guid, document.title, _text_of(document), passages[guid])
        for guid, document in there.items()
    )
    project = Project("", codes=list(placing.codes.values()), coders=tuple(placing.coders.values()))
    return Placed(Arriving(CODINGS, project, sources, placing.losses.told()), there)


_Rows = list[tuple[int, CodingRow]]
"""With their numbers."""


def _by_document(
    sight: Sight, rows: Sequence[CodingRow], losses: Losses
) -> list[tuple[ProjectDocument, _Rows]]:
    """By the one document in sight that is called as they say."""
    called: defaultdict[str, list[ProjectDocument]] = defaultdict(list)
    for document in sight.documents():
        called[folded(document.title)].append(document)
    found: dict[int, tuple[ProjectDocument, _Rows]] = {}
    for number, row in enumerate(rows):
        documents = called.get(folded(row.document), [])
        if len(documents) == 1:
            found.setdefault(documents[0].pk, (documents[0], []))[1].append((number, row))
        else:
            losses.add(SEVERAL if documents else ELSEWHERE, row.document)
    return list(found.values())


def _text_of(document: ProjectDocument) -> str:
    return TextVersion.objects.values_list("text", flat=True).get(pk=document.version_id)


@dataclass
class _Placing:
    """What is known of codes and coders while rows are placed."""

    codes: dict[tuple[str, ...], Code] = field(default_factory=dict)
    coders: dict[str, Coder] = field(default_factory=dict)
    losses: Losses = field(default_factory=Losses)
    until: float = field(default_factory=lambda: time.monotonic() + MOST_SECONDS)

    def passages(self, text: str, rows: _Rows) -> tuple[Passage, ...]:
        found: list[Passage] = []
        for number, row in rows:
            if time.monotonic() > self.until:
                raise Unreadable(TOO_LONG)
            span = _span(text, row)
            if span is None:
                self.losses.add(NOT_FOUND, row.quote)
                continue
            self.losses.add(BY_POSITION, row.document, int(not row.quote))
            coder = _coder(self.coders, row.coder)
            code = _code(self.codes, row.path).guid
            coding = Coding(made_guid("row", number), code, coder, weight=row.weight)
            guid = made_guid("passage", number)
            found.append(Passage(guid, *span, (coding,), row.comment, coder))
        return tuple(found)


def _span(text: str, row: CodingRow) -> tuple[int, int] | None:
    """By its positions if they have its words, or if it has none; else by its words, if they are
    there once."""
    start, end, quote = row.start or 0, row.end or 0, clean(row.quote)
    if 0 <= start < end <= len(text) and quote in {"", text[start:end]}:
        return start, end
    at = text.find(quote) if quote else -1
    if at < 0 or text.find(quote, at + 1) >= 0:
        return None
    return at, at + len(quote)


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
