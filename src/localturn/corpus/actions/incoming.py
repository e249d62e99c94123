"""A project of another program becomes part of one here: documents, codes, codings, memos."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from django.utils.translation import gettext as _

from localturn.corpus.actions.documents import require_work, take
from localturn.corpus.actions.finding import index_texts
from localturn.corpus.actions.incoming_frame import members_of, nodes_of, unnamed
from localturn.corpus.actions.incoming_notes import Notes, cases_of, sets_of
from localturn.corpus.actions.incoming_steps import Taking
from localturn.corpus.actions.incoming_values import Values
from localturn.corpus.domain.fitting_in import LONGEST_COMMENT, LONGEST_TITLE
from localturn.corpus.domain.interchange import Arriving, Guid, Passage, Source
from localturn.corpus.domain.interchange import Coding as Read
from localturn.corpus.models import (
    AttributeValue,
    CodebookVersion,
    Coding,
    Member,
    Memo,
    Node,
    ProjectDocument,
)
from localturn.foundation.languages import N_
from localturn.foundation.library.actions import keep
from localturn.foundation.library.text import Text, as_it_stands, quote
from localturn.foundation.refusals import Invalid, NotNow

DOUBLES = N_("Codings that their coder has made twice at the same place")
DOCUMENTS_AT_ONCE = 50
CHARACTERS_AT_ONCE = 2_000_000
CODINGS_AT_ONCE = 5_000
MOST_AT_LAST = 10_000
"""Memos, cases or sets: they are made in one step."""
_BATCH = 2_000
_PLACE = ("document_id", "version_id", "start", "end", "code_id", "coder_id")
_Place = tuple[int, int, int, int, int, int]


@dataclass(frozen=True)
class _Row:
    """A coding that is still to be kept, and what was noted about its passage."""

    coding: Coding
    code: Guid
    noted: tuple[Guid, ...]


def put_in(
    arriving: Arriving, taking: Taking, *, there: Mapping[Guid, ProjectDocument] | None = None
) -> Callable[[], None]:
    """Put all of it into the project by steps, documents in their class but for those that are
    `there`. Codes and coders that are there under the same name are taken for the same. What is
    given back lets it be seen, in the last step."""
    require_work(taking.by)
    if taking.kind not in taking.by.rights.classes:
        raise Invalid(_("You may not read documents of this class yourself."))
    project = arriving.project
    if max(len(project.cases), len(project.collections), len(project.notes)) > MOST_AT_LAST:
        raise NotNow(_("There are more memos, cases or sets in this file than can be taken in."))
    putting = _PuttingIn(arriving, taking, there=there or {})
    with taking.step():
        putting.nodes = nodes_of(arriving.project.codes, taking)
        putting.members = members_of(arriving.project.coders, taking)
    for sources in _together(arriving.sources):
        putting.documents_of(sources)
    return putting.finish


@dataclass
class _PuttingIn:
    arriving: Arriving
    taking: Taking
    there: Mapping[Guid, ProjectDocument]
    nodes: dict[Guid, Node] = field(default_factory=dict)
    members: dict[Guid, Member] = field(default_factory=dict)
    documents: dict[Guid, int] = field(default_factory=dict)
    versions: list[int] = field(default_factory=list)
    """Texts that are new."""

    def __post_init__(self) -> None:
        self.values = Values(self.arriving.project.attributes, self.taking)
        self.notes = Notes(self.taking)

    def documents_of(self, sources: Sequence[Source]) -> None:
        """Some of them with all that is in them."""
        read = [(each, as_it_stands(each.text)) for each in sources if each.text.strip()]
        coded: list[tuple[Source, ProjectDocument]] = []
        with self.taking.step():
            values: list[AttributeValue] = []
            memos: list[Memo] = []
            for told, text in read:
                source = replace(told, text=text.text)
                document = self.there.get(source.guid)
                if document is None:
                    document = self._document(source, text)
                    values += self.values.of_document(document, source.values)
                else:
                    _require_as_it_was(document)
                self.documents[source.guid] = document.pk
                by = self.members.get(source.coder, self.taking.by)
                memos += self.notes.of_document(source, document, by)
                coded.append((source, document))
            AttributeValue.objects.bulk_create(values, batch_size=_BATCH)
            Memo.objects.bulk_create(memos, batch_size=_BATCH)
        self.taking.made["values"] += len(values)
        self.taking.made["memos"] += len(memos)
        rows = chain.from_iterable(self._rows(source, document) for source, document in coded)
        while some := list(islice(rows, CODINGS_AT_ONCE)):
            self._code(some)

    def finish(self) -> None:
        """What joins documents; and all of them come into sight."""
        project, taking = self.arriving.project, self.taking
        made = self.notes.of_project(project, self.nodes, self.members)
        Memo.objects.bulk_create(made, batch_size=_BATCH)
        taking.made["memos"] += len(made)
        cases_of(project.cases, self.documents, self.values, taking)
        sets_of(project.collections, self.documents, taking)
        coming = ProjectDocument.objects.filter(coming=taking.transfer.pk)
        coming.update(coming=None, removed_at=None)
        if self.versions:
            index_texts.enqueue(self.versions)

    def _document(self, source: Source, text: Text) -> ProjectDocument:
        taking = self.taking
        title = source.name.strip()[:LONGEST_TITLE] or unnamed()
        version = keep(text, title=title, language=source.language, now=taking.now)
        self.versions.append(version.pk)
        taking.made["documents"] += 1
        return take(
            version,
            title=title,
            kind=taking.kind,
            coming=taking.transfer.pk,
            by=taking.by,
            now=taking.now,
        )

    def _rows(self, source: Source, document: ProjectDocument) -> Iterator[_Row]:
        """Without those that the document has already."""
        old = set[_Place]()
        if source.guid in self.there:
            counted = Coding.objects.filter(document=document, round=None, withdrawn_at=None)
            old = set(counted.order_by().values_list(*_PLACE))
        new = set[_Place]()
        for passage in source.passages:
            if not source.text[passage.start : passage.end].strip():
                continue
            for coding in passage.codings:
                row = self._coding(source, document, passage, coding)
                if _place(row) in old:
                    self.taking.made["codings_there"] += 1
                elif _place(row) in new:
                    self.taking.losses.add(DOUBLES, row.quote)
                else:
                    new.add(_place(row))
                    yield _Row(row, coding.code, passage.noted)

    def _coding(
        self, source: Source, document: ProjectDocument, passage: Passage, coding: Read
    ) -> Coding:
        said = quote(source.text, passage.start, passage.end)
        now = self.taking.now
        return Coding(
            project_id=document.project_id,
            document=document,
            version_id=document.version_id,
            start=passage.start,
            end=passage.end,
            quote=said.exact,
            prefix=said.prefix,
            suffix=said.suffix,
            code=self.nodes[coding.code],
            coder=self.members.get(coding.coder or passage.coder, self.taking.by),
            weight=coding.weight,
            comment=passage.memo[:LONGEST_COMMENT],
            made_at=min(coding.coded_at or now, now),
            changed_at=now,
        )

    def _code(self, rows: Sequence[_Row]) -> None:
        """Under the codebook as it is in this moment."""
        with self.taking.step() as change:
            frozen = CodebookVersion.objects.filter(project=self.taking.project)
            last = frozen.order_by("-number").values_list("pk", flat=True).first()
            in_use = Node.objects.filter(project=self.taking.project, retired_at=None)
            meanings = dict(in_use.values_list("pk", "meaning"))
            for row in rows:
                if row.coding.code_id not in meanings:
                    raise NotNow(_changed())
                row.coding.meaning = meanings[row.coding.code_id]
                row.coding.made_under_id = last
                row.coding.change = change
            Coding.objects.bulk_create((row.coding for row in rows), batch_size=_BATCH)
        for row in rows:
            self.notes.of_coding(row.coding.pk, row.noted)
        self.taking.made["codings"] += len(rows)


def _together(sources: Iterator[Source]) -> Iterator[list[Source]]:
    """As many as are kept in one step."""
    found: list[Source] = []
    characters = 0
    for source in sources:
        found.append(source)
        characters += len(source.text)
        if len(found) >= DOCUMENTS_AT_ONCE or characters >= CHARACTERS_AT_ONCE:
            yield found
            found, characters = [], 0
    if found:
        yield found


def _require_as_it_was(document: ProjectDocument) -> None:
    """It was placed in this text; from here on nobody corrects it."""
    same = ProjectDocument.objects.filter(
        pk=document.pk, version=document.version_id, removed_at=None
    )
    if not same.exists():
        raise NotNow(_changed())


def _changed() -> str:
    return _(
        "The codebook or a text was changed while this file was being taken in. Send it once more."
    )


def _place(row: Coding) -> _Place:
    return (row.document_id, row.version_id, row.start, row.end, row.code_id, row.coder_id)
