"""What stands on the coding desk: a document's text, cut where codings in sight begin and end."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast, Substr

from localturn.corpus.domain.segments import Marked, cut
from localturn.corpus.domain.spoken import Stretch, stretches
from localturn.corpus.models import Coding, Member, Node, ProjectDocument
from localturn.corpus.permissions import Sight
from localturn.foundation.library.models import TextVersion
from localturn.foundation.library.text import Paragraph, Part
from localturn.foundation.people.models import Person
from localturn.foundation.prepared import prepared

_LONGEST = 2**31 - 1
"""Beyond this, no text has characters, and PostgreSQL no numbers for them."""
MOST_CHANGED = 500
"""Passages that are painted anew on a page that is open."""
HERE = timedelta(minutes=5)
"""For how long somebody who did something counts as being there."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A coding as it is drawn."""

    id: int
    start: int
    end: int
    code: int
    coder: int
    weight: int | None
    comment: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of text under the same codings."""

    start: int
    text: str
    marks: tuple[Mark, ...]

    @property
    def stretches(self) -> list[Stretch]:
        """Its time marks apart."""
        return list(stretches(self.text))


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the text, its stretches, and the codings that begin in it."""

    start: int
    end: int
    part: Part
    level: int
    page: str
    """The label of the page that begins with it."""
    is_printed: bool
    """Whether that page can be looked at."""
    cuts: tuple[Cut, ...]
    begun: tuple[Mark, ...]


@dataclass(frozen=True)
class Outline:
    """Where paragraphs and pages of a version are, without its text."""

    version: int
    paragraphs: tuple[Paragraph, ...]
    pages: dict[int, str]
    is_printed: bool
    """Whether its pages are those of a PDF."""


def outline_of(document: ProjectDocument) -> Outline:
    """1 statement."""
    ((paragraphs, pages, media_type),) = _outline(document.version_id)
    made = tuple(Paragraph(s, e, Part(part), level) for s, e, part, level in paragraphs)
    starts = [each.start for each in made]
    begun: dict[int, str] = {}
    at = 0
    for start, label in pages:
        while at < len(starts) - 1 and starts[at] < start:
            at += 1
        if starts:
            begun.setdefault(starts[at], label)
    return Outline(document.version_id, made, begun, is_printed=media_type == "application/pdf")


def blocks_of(sight: Sight, document: ProjectDocument) -> list[Block]:
    """The whole text with the codings in sight (3 statements)."""
    outline = outline_of(document)
    text = TextVersion.objects.values_list("text", flat=True).get(pk=outline.version)
    return _blocks(outline, outline.paragraphs, text, 0, marks_of(sight, document))


def blocks_between(
    sight: Sight, document: ProjectDocument, spans: Iterable[tuple[int, int]]
) -> list[Block]:
    """The paragraphs that any of these stretches touches (2 statements, and 2 a neighbourhood)."""
    outline = outline_of(document)
    asked = sorted(spans)
    touched = [
        each
        for each in outline.paragraphs
        if any(start < each.end and each.start < end for start, end in asked)
    ]
    found = list[Block]()
    for group in _neighbours(touched):
        first, last = group[0].start, group[-1].end
        text = part_of_text(outline.version, first, last) or ""
        marks = _marks_between(sight, document, first, last)
        found += _blocks(outline, group, text, first, marks)
    return found


def _neighbours(paragraphs: Sequence[Paragraph]) -> list[list[Paragraph]]:
    groups = list[list[Paragraph]]()
    for each in paragraphs:
        if groups and each.start - groups[-1][-1].end < 200:
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def _blocks(
    outline: Outline, paragraphs: Sequence[Paragraph], text: str, shift: int, marks: list[Mark]
) -> list[Block]:
    by_id = {each.id: each for each in marks}
    begun = defaultdict[int, list[Mark]](list)
    starts = [each.start for each in paragraphs]
    at = 0
    for mark in marks:
        while at < len(starts) - 1 and starts[at + 1] <= mark.start:
            at += 1
        if starts and mark.start >= starts[at]:
            begun[starts[at]].append(mark)
    spans = [(each.start, each.end) for each in paragraphs]
    segments = cut(spans, [Marked(each.id, each.start, each.end) for each in marks])
    return [
        Block(
            start=each.start,
            end=each.end,
            part=each.part,
            level=each.level,
            page=outline.pages.get(each.start, ""),
            is_printed=outline.is_printed,
            cuts=tuple(
                Cut(
                    s.start, text[s.start - shift : s.end - shift], tuple(by_id[m] for m in s.under)
                )
                for s in pieces
            ),
            begun=tuple(begun[each.start]),
        )
        for each, pieces in zip(paragraphs, segments, strict=True)
    ]


@prepared
def _outline(version: int) -> QuerySet[TextVersion, tuple[list[Any], list[Any], str]]:
    rows = TextVersion.objects.filter(pk=version).order_by()
    return rows.values_list("paragraphs", "pages", "document__media_type")


def part_of_text(version: int, start: int, end: int, *, least: int = 0) -> str | None:
    """Of a long text no more than is wanted; None where it has not so many characters (1
    statement)."""
    if end > _LONGEST:
        return None
    rows = _part_of_text(version, start + 1, end - start, least)
    return rows[0][0] if rows else None


@prepared
def _part_of_text(
    version: int, at: int, length: int, least: int
) -> QuerySet[TextVersion, tuple[str]]:
    # PostgreSQL has no such function of numbers as wide as prepared statements send them
    first, many = (Cast(Value(each), IntegerField()) for each in (at, length))
    rows = TextVersion.objects.filter(pk=version, characters__gte=least).order_by()
    return rows.values_list(Substr("text", first, many))


def _marks_between(sight: Sight, document: ProjectDocument, first: int, last: int) -> list[Mark]:
    """The codings in sight that touch this stretch of a document in sight (1 statement)."""
    return [
        Mark(*row)
        for round_, *row in _touching(document.pk, document.version_id, first, last)
        if sight.shows(coder=row[4], round=round_)
    ]


@prepared
def _touching(
    document: int, version: int, first: int, last: int
) -> QuerySet[Coding, tuple[Any, ...]]:
    rows = Coding.objects.filter(
        document=document, version=version, start__lt=last, end__gt=first, withdrawn_at=None
    )
    return rows.order_by("start", "-end", "id").values_list("round_id", *_OF_MARKS)


_OF_MARKS = ("id", "start", "end", "code_id", "coder_id", "weight", "comment")


def marks_of(sight: Sight, document: ProjectDocument) -> list[Mark]:
    """The codings in sight of a document's present text, in its order (1 statement)."""
    rows = sight.codings().filter(document=document, version=document.version_id)
    return [Mark(*row) for row in rows.order_by("start", "-end", "id").values_list(*_OF_MARKS)]


@dataclass(frozen=True)
class Changed:
    """Where codings were made, changed or withdrawn."""

    spans: list[tuple[int, int]]
    is_all: bool
    """Not where they are so many that the page is better loaded again."""


def changed_since(sight: Sight, document: ProjectDocument, change: int) -> Changed:
    """Codings in sight that a later change to those of the project was about (1 statement)."""
    rows = Coding.objects.filter(
        Q(round=None) | ~Q(round__in=sight.hidden) | Q(coder=sight.member),
        project=sight.project,
        document=document,
        version=document.version_id,
        change__gt=change,
    )
    spans = rows.order_by("start", "end").values_list("start", "end").distinct()
    found = list(spans[: MOST_CHANGED + 1])
    return Changed(found[:MOST_CHANGED], is_all=len(found) <= MOST_CHANGED)


def here_now(sight: Sight, document: ProjectDocument, now: datetime) -> list[Member]:
    """Who else has this document open (1 statement)."""
    rows = Member.objects.filter(
        project=sight.project, at_document=document, seen_at__gte=now - HERE, left_at=None
    )
    return list(rows.exclude(pk=sight.member.pk).select_related("person").order_by("pk")[:20])


class Shade(NamedTuple):
    """A node as it is drawn in the margin."""

    name: str
    colour: int


def names_of_nodes(sight: Sight) -> dict[int, Shade]:
    """Every node of the project by its number, retired ones too (1 statement)."""
    return {pk: Shade(name, colour) for pk, name, colour in _shades(sight.project.pk)}


@prepared
def _shades(project: int) -> QuerySet[Node, tuple[int, str, int]]:
    return Node.objects.filter(project=project).order_by().values_list("pk", "name", "colour")


def coders_of(sight: Sight) -> dict[int, str]:
    """Names of who takes or took part (1 statement)."""
    return {row[0]: _name_of(row) for row in _coders(sight.project.pk)}


_Coder = tuple[int, str, int | None, str, datetime | None]


@prepared
def _coders(project: int) -> QuerySet[Member, _Coder]:
    rows = Member.objects.filter(project=project).order_by("pk")
    return rows.values_list("pk", "name", "person_id", "person__name", "person__erased_at")


def _name_of(row: _Coder) -> str:
    """As the member says it themselves."""
    _pk, name, person, persons_name, erased_at = row
    of = Person(name=persons_name, erased_at=erased_at) if person is not None else None
    return str(Member(name=name, person=of))


def recent_codes(member: Member, *, most: int = 8) -> list[int]:
    """What they coded with last, newest first (1 statement)."""
    rows = Coding.objects.filter(
        project=member.project_id, coder=member, code__retired_at=None
    ).order_by("-id")
    found = dict.fromkeys(rows.values_list("code", flat=True)[:200])
    return list(found)[:most]
