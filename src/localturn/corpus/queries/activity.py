"""How far the work of a project is, and who is where."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Max
from django.db.models.functions import TruncDate

from localturn.corpus.models import Member, ProjectDocument
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.counts import counts_of
from localturn.corpus.queries.desk import HERE

WEEKS = 4


@dataclass(frozen=True)
class Figures:
    """Of the documents of a page."""

    codings: dict[int, int] = field(default_factory=dict)
    last: dict[int, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Activity:
    """What was coded lately, by day; and of the whole project."""

    days: list[tuple[date, int]]
    documents: int
    words: int
    codings: int
    coded_documents: int

    @property
    def most(self) -> int:
        return max((count for _, count in self.days), default=0)


@dataclass(frozen=True)
class Whereabouts:
    """Where somebody is now; without a document where that is out of the reader's sight."""

    member: Member
    document: ProjectDocument | None


def figures_of(sight: Sight, documents: Sequence[int]) -> Figures:
    """Codings in sight of each, and when the last was made (1 statement)."""
    rows = sight.codings().filter(document__in=documents).order_by().values_list("document")
    counted = list(rows.annotate(Count("pk"), Max("changed_at")))
    return Figures({d: n for d, n, _ in counted}, {d: at for d, _, at in counted})


def activity_of(sight: Sight, *, now: datetime) -> Activity:
    """1 statement, and those of `counts_of`."""
    since = now - timedelta(weeks=WEEKS)
    shown: dict[date, int] = defaultdict(int)
    recent = sight.codings().filter(changed_at__gte=since).order_by()
    days = recent.annotate(day=TruncDate("made_at")).values_list("day")
    for day, count in days.annotate(Count("pk")):
        shown[day] = count
    first = since.date()
    counts = counts_of(sight)
    return Activity(
        [(each, shown[each]) for n in range(WEEKS * 7 + 1) if (each := first + timedelta(days=n))],
        documents=counts.documents,
        words=counts.words,
        codings=counts.codings,
        coded_documents=counts.coded_documents,
    )


def who_is_where(sight: Sight, *, now: datetime) -> list[Whereabouts]:
    """Who else is at work now (2 statements)."""
    rows = Member.objects.filter(project=sight.project, seen_at__gte=now - HERE, left_at=None)
    members = list(rows.exclude(pk=sight.member.pk).select_related("person").order_by("pk")[:50])
    at = [each.at_document_id for each in members if each.at_document_id]
    documents = {each.pk: each for each in sight.documents().filter(pk__in=at)} if at else {}
    return [Whereabouts(each, documents.get(each.at_document_id or 0)) for each in members]
