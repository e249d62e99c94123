"""A project of another program becomes part of one here: documents, codes, codings, memos."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.corpus.actions.documents import require_work, take
from localturn.corpus.actions.finding import index_texts
from localturn.corpus.actions.holding import next_change
from localturn.corpus.domain.interchange import Code, Guid, Kind, Project, Source, Value, tree
from localturn.corpus.domain.interchange import Passage as Read
from localturn.corpus.domain.terms import AttributeKind, DocumentClass, Level, MemoKind, Role
from localturn.corpus.domain.wordings import from_description, nearest_colour
from localturn.corpus.models import (
    Attribute,
    AttributeValue,
    Case,
    CodebookVersion,
    Coding,
    DocumentSet,
    Member,
    Memo,
    Node,
    ProjectDocument,
)
from localturn.corpus.permissions import sight
from localturn.foundation.library.actions import keep
from localturn.foundation.library.text import as_it_stands, quote
from localturn.foundation.refusals import Invalid, NotNow

MOST_CODINGS = 2_000_000
MOST_CODES = 5_000
LONGEST_NAME = 200
_BATCH = 2_000
_PLACE = ("document_id", "version_id", "start", "end", "code_id", "coder_id")
_Place = tuple[int, int, int, int, int, int]
_KINDS = {
    Kind.TEXT: AttributeKind.TEXT,
    Kind.BOOLEAN: AttributeKind.YES_NO,
    Kind.INTEGER: AttributeKind.WHOLE,
    Kind.DECIMAL: AttributeKind.NUMBER,
    Kind.DATE: AttributeKind.DATE,
    Kind.MOMENT: AttributeKind.TEXT,
}


@transaction.atomic
def put_in(
    project: Project,
    *,
    kind: DocumentClass,
    there: Mapping[Guid, ProjectDocument] | None = None,
    by: Member,
    now: datetime,
) -> dict[str, int]:
    """Put all of it into the project of this member, documents in this class but for those that
    are `there`; what was made, by what it is. Codes and coders that are there under the same name
    are taken for the same."""
    require_work(by)
    if kind not in by.rights.classes:
        raise Invalid(_("You may not read documents of this class yourself."))
    if sum(1 for _each in project.codings()) > MOST_CODINGS:
        raise NotNow(_("There are more codings in this file than can be taken in."))
    return _PuttingIn(project, kind, by, now, there=there or {}).done()


@transaction.atomic
def put_in_codes(codes: "list[Code] | tuple[Code, ...]", *, by: Member, now: datetime) -> int:
    """Put a codebook alone into a project; how many codes are new."""
    require_work(by)
    putting = _PuttingIn(Project("", codes=codes), DocumentClass.PUBLIC, by, now)
    putting.codes()
    return putting.made["codes"]


@dataclass
class _PuttingIn:
    project: Project
    kind: DocumentClass
    by: Member
    now: datetime
    there: Mapping[Guid, ProjectDocument] = field(default_factory=dict)
    made: Counter[str] = field(default_factory=Counter)
    nodes: dict[Guid, Node] = field(default_factory=dict)
    members: dict[Guid, Member] = field(default_factory=dict)
    documents: dict[Guid, ProjectDocument] = field(default_factory=dict)
    codings: dict[Guid, Coding] = field(default_factory=dict)

    def done(self) -> dict[str, int]:
        self.codes()
        self._coders()
        self._attributes_and_documents()
        self._passages()
        self._memos()
        self._cases()
        self._sets()
        new = [each.version_id for guid, each in self.documents.items() if guid not in self.there]
        if new:
            index_texts.enqueue(new)
        return dict(self.made)

    def codes(self) -> None:
        """One by one: each is known by its number before those under it."""
        there = Node.objects.filter(project=self.by.project_id, retired_at=None)
        by_place = {(node.parent_id, node.name): node for node in there}
        if there.count() + len(self.project.codes) > MOST_CODES:
            raise NotNow(_("There are more codes in this file than a codebook can have."))
        positions: Counter[int | None] = Counter(node.parent_id for node in by_place.values())
        for code, _depth in tree(self.project.codes):
            parent = self.nodes.get(code.parent)
            above = parent.pk if parent else None
            name = _shortened(code.name) or _("Without a name")
            node = by_place.get((above, name))
            if node is None:
                node = self._node(code, name, parent, positions[above])
                positions[above] += 1
                by_place[above, name] = node
                self.made["codes"] += 1
            self.nodes[code.guid] = node

    def _node(self, code: Code, name: str, parent: Node | None, position: int) -> Node:
        told = from_description(code.description)
        level = told.level if told.level in set(Level) else Level.CODE.value
        return Node.objects.create(
            project=self.by.project,
            parent=parent,
            position=position,
            level=level,
            name=name,
            colour=nearest_colour(code.colour),
            definition=told.definition,
            when_to_use=told.when_to_use,
            when_not=told.when_not,
            example=told.example,
            source=told.source,
            made_at=self.now,
            made_by=self.by,
            changed_at=self.now,
        )

    def _coders(self) -> None:
        """Who is called as somebody without an account who coded here before is the same; nobody
        is taken for a person of the house but the one who brings the file."""
        there = Member.objects.filter(project=self.by.project_id, person=None)
        by_name = {member.name: member for member in there if member.name}
        by_name[str(self.by)] = self.by
        for coder in self.project.coders:
            name = _shortened(coder.name) or _("Somebody in another program")
            if name not in by_name:
                by_name[name] = Member.objects.create(
                    project=self.by.project,
                    name=name,
                    role=Role.CODER.value,
                    joined_at=self.now,
                    left_at=self.now,
                )
                self.made["coders"] += 1
            self.members[coder.guid] = by_name[name]

    def _attributes_and_documents(self) -> None:
        of_documents = self._attributes(of_cases=False)
        values: list[AttributeValue] = []
        for source in self.project.sources:
            if not source.text.strip():
                continue
            document = self.there.get(source.guid) or self._document(source)
            self.documents[source.guid] = document
            values += [
                AttributeValue(attribute=row, document=document, value=said)
                for row, said in _said(source.values, of_documents)
            ]
        AttributeValue.objects.bulk_create(values, batch_size=_BATCH)
        self.made["values"] += len(values)

    def _attributes(self, *, of_cases: bool) -> dict[Guid, Attribute]:
        there = Attribute.objects.filter(project=self.by.project_id, of_cases=of_cases)
        by_name = {row.name: row for row in there}
        used = {
            guid
            for each in (self.project.cases if of_cases else self.project.sources)
            for guid in each.values
        }
        found: dict[Guid, Attribute] = {}
        for attribute in self.project.attributes:
            if attribute.guid not in used:
                continue
            name = attribute.name.strip()[:120] or _("Without a name")
            if name not in by_name:
                by_name[name] = Attribute.objects.create(
                    project=self.by.project,
                    name=name,
                    kind=_KINDS[attribute.kind].value,
                    of_cases=of_cases,
                    position=len(by_name),
                )
                self.made["attributes"] += 1
            found[attribute.guid] = by_name[name]
        return found

    def _document(self, source: Source) -> ProjectDocument:
        title = source.name[:300] or _("Without a name")
        version = keep(as_it_stands(source.text), title=title, now=self.now)
        self.made["documents"] += 1
        return take(version, title=title, kind=self.kind, by=self.by, now=self.now)

    def _passages(self) -> None:
        last = CodebookVersion.objects.filter(project=self.by.project_id).order_by("-number")
        frozen = last.values_list("pk", flat=True).first()
        rows = list(self._rows(frozen))
        change = next_change(self.by.project_id)
        for _guid, row in rows:
            row.change = change
        Coding.objects.bulk_create((row for _guid, row in rows), batch_size=_BATCH)
        self.codings = dict(rows)
        self.made["codings"] += len(rows)

    def _rows(self, frozen: int | None) -> Iterator[tuple[Guid, Coding]]:
        """Without those that documents which were there have already."""
        there = Coding.objects.filter(
            document__in=[each.pk for each in self.there.values()], round=None, withdrawn_at=None
        )
        present = set[_Place](there.order_by().values_list(*_PLACE))
        for source in self.project.sources:
            document = self.documents.get(source.guid)
            if document is None:
                continue
            text = document.version.text
            for passage in source.passages:
                if not text[passage.start : passage.end].strip():
                    continue
                for coding in passage.codings:
                    row = self._coding(document, passage, text)
                    row.code = self.nodes[coding.code]
                    row.meaning = row.code.meaning
                    row.coder = self.members.get(coding.coder or passage.coder, self.by)
                    row.weight = coding.weight
                    row.made_at = min(coding.coded_at or self.now, self.now)
                    row.made_under_id = frozen
                    if source.guid in self.there and _place(row) in present:
                        self.made["codings_there"] += 1
                        continue
                    present.add(_place(row))
                    yield coding.guid, row

    def _coding(self, document: ProjectDocument, passage: Read, text: str) -> Coding:
        said = quote(text, passage.start, passage.end)
        return Coding(
            project_id=document.project_id,
            document=document,
            version_id=document.version_id,
            start=passage.start,
            end=passage.end,
            quote=said.exact,
            prefix=said.prefix,
            suffix=said.suffix,
            comment=passage.memo[:5_000],
            changed_at=self.now,
        )

    def _memos(self) -> None:
        about = self._about()
        memos = [
            Memo(
                project=self.by.project,
                kind=MemoKind.NOTE.value,
                title=_shortened(note.name) or _("Without a name"),
                text=note.text,
                by=self.members.get(note.coder, self.by),
                made_at=min(note.created_at or self.now, self.now),
                changed_at=self.now,
                **about.get(note.guid, {}),
            )
            for note in self.project.notes
        ]
        memos += self._uncoded()
        Memo.objects.bulk_create(memos, batch_size=_BATCH)
        self.made["memos"] += len(memos)

    def _about(self) -> Mapping[Guid, Mapping[str, object]]:
        """The first thing that a note is said to be about."""
        found: dict[Guid, Mapping[str, object]] = {}
        for source in self.project.sources:
            if document := self.documents.get(source.guid):
                for guid in source.noted:
                    found.setdefault(guid, {"document": document})
            for passage in source.passages:
                coded = next((c.guid for c in passage.codings if c.guid in self.codings), None)
                for guid in passage.noted:
                    if coded:
                        found.setdefault(guid, {"coding": self.codings[coded]})
        for code in self.project.codes:
            for guid in code.noted:
                found.setdefault(guid, {"node": self.nodes[code.guid]})
        return found

    def _uncoded(self) -> Iterator[Memo]:
        """What a document is described as, and what was noted about passages without a code."""
        for source in self.project.sources:
            document = self.documents.get(source.guid)
            if document is None:
                continue
            said = [source.description] if source.description else []
            said += [
                f"„{source.text[p.start : p.end]}“\n\n{p.memo}"
                for p in source.passages
                if p.memo and not p.codings
            ]
            for text in said:
                yield Memo(
                    project=self.by.project,
                    kind=MemoKind.NOTE.value,
                    title=document.title[:LONGEST_NAME],
                    text=text,
                    document=document,
                    by=self.members.get(source.coder, self.by),
                    made_at=self.now,
                    changed_at=self.now,
                )

    def _cases(self) -> None:
        attributes = self._attributes(of_cases=True)
        values: list[AttributeValue] = []
        seen = set(sight(self.by).cases().values_list("pk", flat=True))
        for case in self.project.cases:
            name = _shortened(case.name) or _("Without a name")
            row, is_new = Case.objects.get_or_create(
                project=self.by.project, name=name, defaults={"about": case.description}
            )
            if not is_new and row.pk not in seen:
                self.made["out_of_sight"] += 1
                continue
            seen.add(row.pk)
            row.documents.add(*(self.documents[g] for g in case.sources if g in self.documents))
            if is_new:
                self.made["cases"] += 1
                values += [
                    AttributeValue(attribute=each, case=row, value=said)
                    for each, said in _said(case.values, attributes)
                ]
        AttributeValue.objects.bulk_create(values, batch_size=_BATCH)

    def _sets(self) -> None:
        seen = set(sight(self.by).sets().values_list("pk", flat=True))
        for each in self.project.collections:
            documents = [self.documents[g] for g in each.sources if g in self.documents]
            if documents:
                name = _shortened(each.name) or _("Without a name")
                row, is_new = DocumentSet.objects.get_or_create(
                    project=self.by.project, name=name, defaults={"about": each.description}
                )
                if not is_new and row.pk not in seen:
                    self.made["out_of_sight"] += 1
                    continue
                seen.add(row.pk)
                row.documents.add(*documents)
                self.made["sets"] += int(is_new)


def _place(row: Coding) -> _Place:
    return (row.document_id, row.version_id, row.start, row.end, row.code_id, row.coder_id)


def _shortened(name: str) -> str:
    return name.strip()[:LONGEST_NAME]


def _said(
    values: Mapping[Guid, Value], attributes: Mapping[Guid, Attribute]
) -> Iterator[tuple[Attribute, str]]:
    for guid, value in values.items():
        if guid in attributes and (said := as_kept(value)):
            yield attributes[guid], said


def as_kept(value: Value) -> str:
    """In the one form for each kind."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()[:500]
