"""A project as its member sees it, as it goes to another program."""

from collections import defaultdict
from collections.abc import Collection as Collected
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TypeVar

from django.db.models import F, QuerySet

from localturn.corpus.domain.interchange import (
    Attribute,
    Case,
    Code,
    Coder,
    Coding,
    Collection,
    Guid,
    Kind,
    Loss,
    Losses,
    Note,
    Passage,
    Project,
    Source,
    Value,
    made_guid,
)
from localturn.corpus.domain.terms import AttributeKind, DocumentClass, Level
from localturn.corpus.domain.wordings import COLOURS, Told, as_description
from localturn.corpus.models import (
    Attribute as AttributeRow,
)
from localturn.corpus.models import (
    AttributeValue,
    DocumentSet,
    Member,
    Memo,
    ProjectDocument,
    Relation,
)
from localturn.corpus.models import Case as CaseRow
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.counted import counted_nodes
from localturn.foundation.languages import N_

Joining = TypeVar("Joining", CaseRow, DocumentSet)

PAGES = N_("Page numbers of documents")
MEANINGS = N_("The codebook version under which a passage was coded")
KINDS = N_("Kinds of memos")
LINKS = N_("Links between memos")
RELATIONS = N_("Relations between actors")
ROUNDS = N_("Rounds to which codings belong")
RETIRED = N_("That a code is no longer in use")
_KINDS = {
    AttributeKind.TEXT: Kind.TEXT,
    AttributeKind.CHOICE: Kind.TEXT,
    AttributeKind.WHOLE: Kind.INTEGER,
    AttributeKind.NUMBER: Kind.DECIMAL,
    AttributeKind.DATE: Kind.DATE,
    AttributeKind.YES_NO: Kind.BOOLEAN,
}


@dataclass(frozen=True)
class Outgoing:
    """A project, and what of it no other program takes."""

    project: Project
    left_behind: tuple[Loss, ...]


def outgoing(
    sight: Sight, *, classes: Iterable[DocumentClass], anonymous: bool = False
) -> Outgoing:
    """What is in sight of these classes of documents (about 12 statements, however many there
    are). Anonymous, coders are numbers."""
    return _Going(sight, frozenset(classes), anonymous).whole()


class _Going:
    def __init__(self, sight: Sight, classes: frozenset[DocumentClass], anonymous: bool) -> None:
        self._sight = sight
        self._losses = Losses()
        self._project = sight.project
        kinds = sorted(each.value for each in classes)
        self._documents = list(sight.documents().filter(kind__in=kinds).select_related("version"))
        self._keys = {document.pk for document in self._documents}
        self._rows = joined_to(sight.cases(), self._keys)
        self._kept = {row.pk for row in self._rows}
        self._sets_joined = joined_to(sight.sets(), self._keys)
        self._kept_sets = {row.pk for row in self._sets_joined}
        self._kept_actors = actors_of_documents(sight, self._keys)
        members = Member.objects.filter(project=self._project).select_related("person")
        self._coders = {
            member.pk: Coder(
                self._guid("member", member.pk),
                f"Coder {number}" if anonymous else str(member),
            )
            for number, member in enumerate(members.order_by("pk"), 1)
        }

    def whole(self) -> Outgoing:
        project = self._project
        notes, about = self._memos()
        attributes, of_documents, of_cases = self._attributes()
        passages, used, with_codes = self._passages(about)
        sources = tuple(
            Source(
                guid=self._guid("document", document.pk),
                name=document.title,
                text=document.version.text,
                passages=tuple(passages.get(document.pk, ())),
                values=of_documents.get(document.pk, {}),
                noted=about.get(("document", document.pk), ()),
                created_at=document.added_at,
            )
            for document in self._documents
        )
        paged = [d.title for d in self._documents if d.version.pages]
        relations = Relation.objects.filter(
            coding__in=self._sight.codings().order_by(), withdrawn_at=None
        )
        self._losses.add(RELATIONS, count=relations.count())
        for title in paged:
            self._losses.add(PAGES, title)
        whole = Project(
            name=project.name,
            description=project.about,
            guid=self._guid("project", project.pk),
            created_at=project.begun_at,
            coders=tuple(
                coder
                for key, coder in self._coders.items()
                if key in used or coder.guid in {note.coder for note in notes}
            ),
            codes=self._codes(about, with_codes),
            attributes=attributes,
            sources=sources,
            notes=notes,
            cases=self._cases(of_cases),
            collections=self._sets(),
        )
        return Outgoing(whole, self._losses.told())

    def _guid(self, kind: str, key: int) -> Guid:
        """The same in every file of this project."""
        return made_guid(self._project.slug, self._project.begun_at.isoformat(), kind, key)

    def _codes(
        self, about: Mapping[tuple[str, int], tuple[Guid, ...]], used: Collected[int]
    ) -> tuple[Code, ...]:
        """Those in use, and those no longer in use that passages have; other programs know no
        difference between the two."""
        nodes = counted_nodes(self._project, used)
        for node, _depth, _parent in nodes:
            if node.retired_at is not None:
                self._losses.add(RETIRED, node.name)
        return tuple(
            Code(
                guid=self._guid("node", node.pk),
                name=node.name,
                description=as_description(
                    Told(
                        node.definition,
                        node.when_to_use,
                        node.when_not,
                        node.example,
                        node.source,
                        "" if node.level == Level.CODE else node.level,
                    )
                ),
                parent=self._guid("node", parent) if parent is not None else "",
                colour=COLOURS[node.colour],
                is_codable=True,
                noted=about.get(("node", node.pk), ()),
            )
            for node, _depth, parent in nodes
        )

    def _passages(
        self, about: Mapping[tuple[str, int], tuple[Guid, ...]]
    ) -> tuple[dict[int, list[Passage]], set[int], set[int]]:
        """By document; which members coded; and with which codes."""
        rows = (
            self._sight.codings()
            .filter(
                document__in=self._keys,
                version=F("document__version"),
            )
            .order_by("document", "start", "end", "comment", "id")
            .values_list(
                *("document", "start", "end", "comment", "pk", "code", "coder", "made_at"),
                *("weight", "round", "made_under"),
            )
        )
        found: dict[int, list[Passage]] = defaultdict(list)
        used: set[int] = set()
        with_codes: set[int] = set()
        for (document, start, end, comment), each in groupby(rows, key=lambda row: row[:4]):
            same = list(each)
            codings, noted = [], tuple[Guid, ...]()
            for *_, pk, code, coder, made_at, weight, round_, made_under in same:
                used.add(coder)
                with_codes.add(code)
                self._losses.add(ROUNDS, count=int(round_ is not None))
                self._losses.add(MEANINGS, count=int(made_under is not None))
                noted += about.get(("coding", pk), ())
                codings.append(
                    Coding(
                        self._guid("coding", pk),
                        self._guid("node", code),
                        self._coders[coder].guid,
                        made_at,
                        weight,
                    )
                )
            guid = self._guid("passage", same[0][4])
            coder = codings[0].coder
            found[document].append(Passage(guid, start, end, tuple(codings), comment, coder, noted))
        return found, used, with_codes

    def _memos(self) -> tuple[tuple[Note, ...], dict[tuple[str, int], tuple[Guid, ...]]]:
        """Memos; and those about each thing."""
        notes: list[Note] = []
        about: dict[tuple[str, int], tuple[Guid, ...]] = defaultdict(tuple)
        memos = self._sight.memos().order_by("pk").select_related("coding")
        for memo in memos:
            if not self._is_wanted(memo):
                continue
            guid = self._guid("memo", memo.pk)
            notes.append(
                Note(guid, memo.title, memo.text, self._coders[memo.by_id].guid, memo.made_at)
            )
            for thing in ("document", "node", "coding"):
                if key := getattr(memo, f"{thing}_id"):
                    about[thing, key] += (guid,)
            self._losses.add(KINDS, memo.title, int(memo.kind != "note"))
        through = Memo.links.through.objects.filter(from_memo__project=self._project)
        self._losses.add(LINKS, count=through.count() // 2)
        return tuple(notes), about

    def _is_wanted(self, memo: Memo) -> bool:
        document = memo.document_id or (memo.coding.document_id if memo.coding else None)
        if memo.case_id is not None and memo.case_id not in self._kept:
            return False
        if memo.document_set_id is not None and memo.document_set_id not in self._kept_sets:
            return False
        if memo.actor_id is not None and memo.actor_id not in self._kept_actors:
            return False
        return document is None or document in self._keys

    def _attributes(
        self,
    ) -> tuple[tuple[Attribute, ...], dict[int, dict[Guid, Value]], dict[int, dict[Guid, Value]]]:
        """Attributes; and values by document and by case."""
        rows = list(AttributeRow.objects.filter(project=self._project).order_by("position", "pk"))
        kinds = {row.pk: AttributeKind(row.kind) for row in rows}
        values = AttributeValue.objects.filter(attribute__project=self._project).order_by("pk")
        of_documents: dict[int, dict[Guid, Value]] = defaultdict(dict)
        of_cases: dict[int, dict[Guid, Value]] = defaultdict(dict)
        for each in values:
            guid = self._guid("attribute", each.attribute_id)
            value = value_of(each.value, kinds[each.attribute_id])
            if each.document_id in self._keys:
                of_documents[each.document_id][guid] = value
            elif each.case_id in self._kept:
                of_cases[each.case_id][guid] = value
        attributes = tuple(
            Attribute(self._guid("attribute", row.pk), row.name, _KINDS[kinds[row.pk]])
            for row in rows
        )
        return attributes, of_documents, of_cases

    def _cases(self, values: Mapping[int, Mapping[Guid, Value]]) -> tuple[Case, ...]:
        return tuple(
            Case(
                self._guid("case", row.pk),
                row.name,
                row.about,
                self._guids_of(row.documents.all()),
                values.get(row.pk, {}),
            )
            for row in self._rows
        )

    def _sets(self) -> tuple[Collection, ...]:
        return tuple(
            Collection(
                self._guid("set", row.pk),
                row.name,
                row.about,
                sources=self._guids_of(row.documents.all()),
            )
            for row in self._sets_joined
        )

    def _guids_of(self, documents: Iterable[ProjectDocument]) -> tuple[Guid, ...]:
        keys: Sequence[int] = [each.pk for each in documents if each.pk in self._keys]
        return tuple(self._guid("document", key) for key in keys)


def joined_to(rows: QuerySet[Joining], documents: Collected[int]) -> list[Joining]:
    """Cases or sets that join one of these documents, or none at all."""
    found = list[Joining]()
    for row in rows.prefetch_related("documents"):
        joined = {each.pk for each in row.documents.all()}
        if not joined or any(each in documents for each in joined):
            found.append(row)
    return found


def actors_of_documents(sight: Sight, documents: Collected[int]) -> set[int]:
    """Actors of whom a passage of these documents speaks, or none at all (2 statements)."""
    found = set(sight.actors().order_by().values_list("pk", flat=True))
    relations = Relation.objects.filter(project=sight.project, withdrawn_at=None).order_by()
    spoken, kept = set[int](), set[int]()
    for source, target, document in relations.values_list("source", "target", "coding__document"):
        spoken |= {source, target}
        kept |= {source, target} if document in documents else set()
    return found & (kept | (found - spoken))


def value_of(text: str, kind: AttributeKind) -> Value:
    """A value as it is kept; a text where it does not fit."""
    try:
        match kind:
            case AttributeKind.WHOLE:
                return int(text)
            case AttributeKind.NUMBER:
                return Decimal(text)
            case AttributeKind.DATE:
                return date.fromisoformat(text)
            case AttributeKind.YES_NO:
                return text == "yes"
    except (ValueError, ArithmeticError):
        pass
    return text
