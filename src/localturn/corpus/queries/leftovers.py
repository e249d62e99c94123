"""What may still say who is speaking in the interviews and field notes of a project."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from localturn.corpus.domain.pseudonyms import Remaining, Sign, remaining
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import ClearedWord, Member, Memo, ProjectDocument
from localturn.corpus.permissions import Sight
from localturn.foundation.people.models import Organisation

SENSITIVE = frozenset({DocumentClass.INTERVIEW, DocumentClass.FIELD_NOTE})
"""Whose names are replaced."""
MOST_SHOWN = 200
AROUND = 40
BETWEEN = "\n·\n"
"""No name reaches over it."""


@dataclass(frozen=True)
class Found:
    """A stretch with what stands around it."""

    remaining: Remaining
    before: str
    after: str

    @property
    def is_certain(self) -> bool:
        """Whether it keeps the document from leaving; a name from the register may be that of a
        city or an association that is spoken of."""
        return self.remaining.sign is not Sign.REGISTER


def leftovers(
    text: str, *, names: Sequence[str], register: Sequence[str], cleared: Iterable[str]
) -> list[Found]:
    return [
        Found(
            each,
            text[max(0, each.start - AROUND) : each.start],
            text[each.end : each.end + AROUND],
        )
        for each in remaining(text, names=names, register=register, cleared=cleared)
    ]


def cleared_in(project: int) -> list[str]:
    return list(ClearedWord.objects.filter(project=project).values_list("word", flat=True))


def register_names(project: int) -> list[str]:
    """Organisations of the house, and who takes part in the project."""
    names = list(Organisation.objects.order_by("pk").values_list("name", flat=True)[:20_000])
    members = Member.objects.filter(project=project).select_related("person")
    return [*names, *(str(member) for member in members if member.person or member.name)]


def sensitive(sight: Sight, classes: Iterable[DocumentClass]) -> list[ProjectDocument]:
    """Documents of these classes in sight, with their texts."""
    kinds = sorted(each.value for each in classes)
    return list(sight.documents().filter(kind__in=kinds).select_related("version"))


def blocking(
    sight: Sight, documents: Iterable[ProjectDocument], *, names: Sequence[str]
) -> list[tuple[str, int]]:
    """Titles of documents that must not leave, with how many stretches of them, of their titles,
    of comments and memos about them, and of what is known of them say who is speaking."""
    cleared = cleared_in(sight.project.pk)
    documents = list(documents)
    prefetch_related_objects(documents, "cases__attribute_values", "sets", "attribute_values")
    comments = (
        sight.codings()
        .filter(document__in=documents)
        .exclude(comment="")
        .order_by()
        .values_list("document", "comment")
    )
    commented = defaultdict[int, list[str]](list)
    for of, comment in comments:
        commented[of].append(comment)
    memos = list(
        Memo.objects.filter(project=sight.project, withdrawn_at=None)
        .exclude(document=None, coding=None, case=None, document_set=None)
        .values_list("document", "coding__document", "case", "document_set", "title", "text")
    )
    found = []
    for document in documents:
        joined = {each.pk for each in document.cases.all()}
        sets = {each.pk for each in document.sets.all()}
        texts = [document.version.text, document.title, *commented[document.pk]]
        texts += [
            f"{title}\n{text}"
            for of, coded, case, held, title, text in memos
            if document.pk in {of, coded} or case in joined or held in sets
        ]
        number = sum(len(remaining(t, names=names, cleared=cleared)) for t in texts)
        number += names_in(_known_of(document), names=names, cleared=cleared)
        if number:
            found.append((document.title, number))
    return found


def names_in(texts: Iterable[str], *, names: Sequence[str], cleared: Iterable[str]) -> int:
    """How often names that have a pseudonym stand in short texts."""
    joined = BETWEEN.join(texts)
    found = remaining(joined, names=names, cleared=cleared) if names else []
    return sum(each.sign is Sign.NAME for each in found)


def _known_of(document: ProjectDocument) -> Iterator[str]:
    """What its cases and sets are called, and its values and theirs."""
    yield from (each.value for each in document.attribute_values.all())
    for case in document.cases.all():
        yield from (case.name, case.about)
        yield from (each.value for each in case.attribute_values.all())
    for held in document.sets.all():
        yield from (held.name, held.about)
