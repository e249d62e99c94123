"""A project as a study that others can check: what may leave of it, and nothing else."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db.models import F, QuerySet

from localturn.corpus.domain.replication import Row, Study
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import (
    AttributeValue,
    Case,
    CodebookVersion,
    Coding,
    Member,
    Node,
    ProjectDocument,
)
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.codebook import entries_in
from localturn.corpus.queries.counted import counted_nodes, merged_in
from localturn.corpus.queries.outgoing import actors_of_documents, joined_to
from localturn.corpus.queries.releases import released
from localturn.corpus.queries.replication_questions import asked_in, questions_of
from localturn.corpus.queries.replication_rounds import Keys, Rounds, when
from localturn.foundation.library.text import digest


def study_of(
    sight: Sight, *, classes: Iterable[DocumentClass], with_texts: bool, now: datetime
) -> Study:
    """Of documents in sight of these classes; texts, titles and words of public ones alone, and of
    others the passages that were released (about 20 statements, and some of each round and of each
    saved question)."""
    return _Studying(sight, frozenset(classes), with_texts).study(now)


class _Studying:
    def __init__(self, sight: Sight, classes: frozenset[DocumentClass], with_texts: bool) -> None:
        self._sight = sight
        self._narrowed = replace(sight, classes=sight.classes & classes)
        self._project = sight.project
        self._with_texts = with_texts
        kinds = sorted(each.value for each in classes)
        rows = sight.documents().filter(kind__in=kinds).select_related("version", "document")
        self._documents = {f"d{n}": row for n, row in enumerate(rows.order_by("pk"), 1)}
        self._keys = {row.pk: key for key, row in self._documents.items()}
        self._rounds = Rounds(self._project, self._keys, self._narrowed.classes)
        self._asked = asked_in(sight)
        self._merged = merged_in(self._project.pk)
        self._nodes = self._counted()
        self._codes = {node.pk: f"c{n}" for n, (node, *_place) in enumerate(self._nodes, 1)}
        members = Member.objects.filter(project=self._project).order_by("pk")
        keys = members.values_list("pk", flat=True)
        self._coders = {key: f"k{n}" for n, key in enumerate(keys, 1)}
        self._codings: dict[int, str] = {}
        self._cases = [each for each in joined_to(sight.cases(), self._keys) if self._joined(each)]
        self._case_names = {
            case.pk: case.name if self._has_public(case) else f"case {number}"
            for number, case in enumerate(self._cases, 1)
        }

    def _set_names(self) -> dict[int, str]:
        """One that holds a document that is not public has a number, as it could tell of whom."""
        rows = self._sight.sets().order_by("pk").prefetch_related("documents")
        return {
            row.pk: row.name
            if all(self._is_public(each) for each in row.documents.all())
            else f"set {number}"
            for number, row in enumerate(rows, 1)
        }

    def _counted(self) -> list[tuple[Node, int, int | None]]:
        """Codes with their depth and what they hang on: those in use, those that something in the
        package was coded with, and, by themselves, those merged into others of which it tells."""
        coded = self._coded().order_by().values_list("code", flat=True).distinct()
        told = self._rounds.told_of()
        asked = {code for _row, each in self._asked if each is not None for code in each.codes}
        nodes = counted_nodes(self._project, {*coded, *self._rounds.used(), *told, *asked})
        merged = Node.objects.filter(pk__in=told - {node.pk for node, *_place in nodes})
        return [*nodes, *((node, 0, None) for node in merged.order_by("pk"))]

    def _coded(self) -> QuerySet[Coding]:
        return self._sight.codings().filter(document__in=self._keys, version=F("document__version"))

    def study(self, now: datetime) -> Study:
        codings = list(self._coding_rows())
        keys = Keys(self._keys, self._codes, self._coders, self._case_names, self._set_names())
        questions = questions_of(self._narrowed, self._asked, keys)
        return Study(
            name=self._project.name,
            about=self._project.about,
            made_at=when(now),
            data={
                "documents": [self._document(key, row) for key, row in self._documents.items()],
                "codes": list(self._code_rows()),
                "codebook_versions": list(self._versions()),
                "codings": codings,
                "values": list(self._values()),
                "cases": list(self._case_rows()),
                "assignments": list(self._rounds.assignments(keys)),
                "settlements": list(self._rounds.settlements(keys)),
                "agreement": list(self._rounds.agreement(keys)),
                "paragraphs": list(self._paragraphs()) if questions.by_paragraphs else [],
                "memos": list(self._memos()),
            },
            texts={
                key: row.version.text
                for key, row in self._documents.items()
                if self._with_texts and self._is_public(row)
            },
            questions=questions.asked,
            answers=questions.answers,
        )

    def _paragraphs(self) -> Iterable[Row]:
        for key, row in self._documents.items():
            yield from ((key, start) for start, *_rest in row.version.paragraphs)

    def _is_public(self, document: ProjectDocument) -> bool:
        return document.kind == DocumentClass.PUBLIC

    def _joined(self, case: Case) -> list[ProjectDocument]:
        """Its documents that are in the package."""
        return [each for each in case.documents.all() if each.pk in self._keys]

    def _has_public(self, case: Case) -> bool:
        return any(self._is_public(each) for each in self._joined(case))

    def _document(self, key: str, row: ProjectDocument) -> Row:
        public = self._is_public(row)
        return (
            key,
            row.title if public else "",
            row.kind,
            row.language,
            row.words,
            row.characters,
            row.version.sha256,
            row.document.source if public else "",
            when(row.document.fetched_at) if public and row.document.fetched_at else "",
            f"texts/{key}.txt" if public and self._with_texts else "",
        )

    def _code_rows(self) -> Iterable[Row]:
        names: list[str] = []
        for node, depth, parent in self._nodes:
            names[depth:] = [node.name]
            yield (
                self._codes[node.pk],
                self._codes.get(parent or 0, ""),
                " › ".join(names),
                node.name,
                node.level,
                "yes" if node.retired_at is None else "no",
                self._codes.get(self._merged.get(node.pk, 0), ""),
                node.definition,
                node.when_to_use,
                node.when_not,
                node.example,
                node.source,
            )

    def _versions(self) -> Iterable[Row]:
        for version in CodebookVersion.objects.filter(project=self._project).order_by("number"):
            for entry in entries_in(version):
                yield (
                    version.number,
                    when(version.frozen_at),
                    self._codes.get(entry.node, ""),
                    entry.name,
                    entry.level,
                    entry.definition,
                    entry.when_to_use,
                    entry.when_not,
                )

    def _coding_rows(self) -> Iterable[Row]:
        may_quote = set(released(self._sight).order_by().values_list("pk", flat=True))
        rows: Iterable[Coding] = (
            self._coded()
            .select_related("round", "made_under")
            .order_by("document", "start", "end", "pk")
        )
        for number, row in enumerate(rows, 1):
            key = self._codings[row.pk] = f"p{number}"
            yield (
                key,
                self._keys[row.document_id],
                row.start,
                row.end,
                self._codes[row.code_id],
                self._coders[row.coder_id],
                row.round.name if row.round else "",
                row.made_under.number if row.made_under else None,
                row.weight,
                when(row.made_at),
                digest(row.quote),
                row.quote if row.pk in may_quote else "",
            )

    def _values(self) -> Iterable[Row]:
        rows = AttributeValue.objects.filter(attribute__project=self._project)
        rows = rows.select_related("attribute")
        for row in rows.order_by("attribute__position", "attribute", "document", "case"):
            of = self._keys.get(row.document_id or 0, "")
            case = self._case_names.get(row.case_id or 0, "")
            if not of and not case:
                continue
            yield (row.attribute.name, row.attribute.kind, of, case, row.value)

    def _case_rows(self) -> Iterable[Row]:
        """One that joins no public document has a number, as a title could be a name there."""
        for case in self._cases:
            about = case.about if self._has_public(case) else ""
            for key in sorted(self._keys[each.pk] for each in self._joined(case)):
                yield (self._case_names[case.pk], about, key)

    def _memos(self) -> Iterable[Row]:
        """Released ones; what is about a document that is not public, or about a case that joins
        one, stays."""
        public = {
            case.pk
            for case in self._cases
            if all(self._is_public(each) for each in case.documents.all())
        }
        of_public = {row.pk for row in self._documents.values() if self._is_public(row)}
        actors = actors_of_documents(self._sight, of_public)
        sets = {
            row.pk
            for row in self._sight.sets().prefetch_related("documents")
            if all(self._is_public(each) for each in row.documents.all())
        }
        memos = self._sight.memos().filter(is_released=True).select_related("coding__document")
        for memo in memos.select_related("document").order_by("pk"):
            document = memo.document or (memo.coding.document if memo.coding else None)
            if memo.case_id is not None and memo.case_id not in public:
                continue
            if memo.actor_id is not None and memo.actor_id not in actors:
                continue
            if memo.document_set_id is not None and memo.document_set_id not in sets:
                continue
            if document is not None and (
                not self._is_public(document) or document.pk not in self._keys
            ):
                continue
            about = self._keys.get(memo.document_id or 0, "")
            about = about or self._codes.get(memo.node_id or 0, "")
            about = about or self._codings.get(memo.coding_id or 0, "")
            yield (memo.title, memo.kind, about, memo.text, when(memo.made_at))
