"""Memos, cases and sets of another program."""

from collections.abc import Iterable, Iterator, Mapping

from localturn.corpus.actions.incoming_frame import shortened, unnamed
from localturn.corpus.actions.incoming_steps import Taking
from localturn.corpus.actions.incoming_values import Values
from localturn.corpus.domain import interchange
from localturn.corpus.domain.interchange import Guid, Project, Source
from localturn.corpus.domain.terms import MemoKind
from localturn.corpus.models import (
    AttributeValue,
    Case,
    DocumentSet,
    Member,
    Memo,
    Node,
    ProjectDocument,
)
from localturn.corpus.permissions import sight


class Notes:
    """What each memo is about becomes known document by document: the first thing counts."""

    def __init__(self, taking: Taking) -> None:
        self._taking = taking
        self._about: dict[Guid, dict[str, int]] = {}

    def of_document(self, source: Source, document: ProjectDocument, by: Member) -> Iterator[Memo]:
        """What it is described as, and what was noted about passages without a code."""
        for guid in source.noted:
            self._about.setdefault(guid, {"document_id": document.pk})
        said = [source.description] if source.description else []
        said += [
            f"„{source.text[p.start : p.end]}“\n\n{p.memo}"
            for p in source.passages
            if p.memo and not p.codings
        ]
        for text in said:
            yield self._memo(document.title, text, by, document=document)

    def of_coding(self, coding: int, noted: Iterable[Guid]) -> None:
        for guid in noted:
            self._about.setdefault(guid, {"coding_id": coding})

    def of_project(
        self, project: Project, nodes: Mapping[Guid, Node], members: Mapping[Guid, Member]
    ) -> list[Memo]:
        """The memos themselves, and what the project is described as."""
        for code in project.codes:
            for guid in code.noted:
                self._about.setdefault(guid, {"node_id": nodes[code.guid].pk})
        found = [
            self._memo(
                note.name,
                note.text,
                members.get(note.coder, self._taking.by),
                note=note,
                **self._about.get(note.guid, {}),
            )
            for note in project.notes
        ]
        if project.description:
            found.append(self._memo(project.name, project.description, self._taking.by))
        return found

    def _memo(
        self,
        title: str,
        text: str,
        by: Member,
        note: interchange.Note | None = None,
        **about: object,
    ) -> Memo:
        now = self._taking.now
        return Memo(
            project_id=self._taking.project,
            kind=MemoKind.NOTE.value,
            title=shortened(title) or unnamed(),
            text=text,
            by=by,
            made_at=min((note.created_at if note else None) or now, now),
            changed_at=now,
            **about,
        )


def cases_of(
    cases: Iterable[interchange.Case],
    documents: Mapping[Guid, int],
    values: Values,
    taking: Taking,
) -> None:
    seen = set(sight(taking.by).cases().values_list("pk", flat=True))
    for case in cases:
        name = shortened(case.name) or unnamed()
        row, is_new = Case.objects.get_or_create(
            project_id=taking.project, name=name, defaults={"about": case.description}
        )
        if not is_new and row.pk not in seen:
            taking.made["out_of_sight"] += 1
            continue
        seen.add(row.pk)
        row.documents.add(*(documents[each] for each in case.sources if each in documents))
        taking.made["cases"] += int(is_new)
        AttributeValue.objects.bulk_create(values.of_case(row, case.values))


def sets_of(
    collections: Iterable[interchange.Collection], documents: Mapping[Guid, int], taking: Taking
) -> None:
    seen = set(sight(taking.by).sets().values_list("pk", flat=True))
    for each in collections:
        joined = [documents[guid] for guid in each.sources if guid in documents]
        if not joined:
            continue
        name = shortened(each.name) or unnamed()
        row, is_new = DocumentSet.objects.get_or_create(
            project_id=taking.project, name=name, defaults={"about": each.description}
        )
        if not is_new and row.pk not in seen:
            taking.made["out_of_sight"] += 1
            continue
        seen.add(row.pk)
        row.documents.add(*joined)
        taking.made["sets"] += int(is_new)
