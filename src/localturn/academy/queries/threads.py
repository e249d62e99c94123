"""A discussion as it is read: contributions with their answers, a page at a time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, FilteredRelation, Q, QuerySet
from django.utils.translation import gettext as _

from localturn.academy.models import Activity, Post, Run
from localturn.foundation.people.models import Person

A_PAGE = 50
"""Contributions on a page; their answers stand with them."""


@dataclass(frozen=True, slots=True)
class ShownPost:
    """A post as its readers see it; never with an e-mail address."""

    key: int
    author: str
    organisation: str
    html: str
    posted_at: datetime
    edited_at: datetime | None
    removed: str
    """What stands in the place of a text that was taken away; "" where it stands."""
    is_counted: bool
    is_own: bool
    may_be_counted: bool
    replies: "tuple[ShownPost, ...]" = ()


@dataclass(frozen=True)
class OwnPosts:
    """How one person stands in a discussion."""

    written: int
    counted: int


@dataclass(frozen=True)
class Thread:
    posts: tuple[ShownPost, ...]
    page: Page[Any]
    own: OwnPosts


def thread(run: Run, activity: Activity, reader: Person, *, page: int = 1) -> Thread:
    """One page of a discussion, the oldest contribution first (3 statements)."""
    posts = Post.objects.filter(run=run, activity=activity)
    numbers = posts.aggregate(
        contributions=Count("pk", filter=Q(answers=None)),
        written=Count("pk", filter=Q(author=reader, removed_at=None)),
        counted=Count("pk", filter=Q(author=reader, counted_at__isnull=False)),
    )
    pages = Paginator(_Total(numbers["contributions"]), A_PAGE)
    asked = pages.get_page(page)
    start = asked.start_index() - 1
    contributions = posts.filter(answers=None).order_by("posted_at", "pk")
    rows = list(_rows(contributions, run)[start : start + A_PAGE]) if start >= 0 else []
    replies = _replies(posts, [row[0] for row in rows], run, reader) if rows else {}
    return Thread(
        posts=tuple(_shown(row, reader, tuple(replies.get(row[0], ()))) for row in rows),
        page=asked,
        own=OwnPosts(numbers["written"], numbers["counted"]),
    )


def page_of(written: Post) -> int:
    """On which page of its discussion a post stands."""
    first = written.answers or written
    before = Post.objects.filter(
        run_id=written.run_id, activity_id=written.activity_id, answers=None
    ).filter(Q(posted_at__lt=first.posted_at) | Q(posted_at=first.posted_at, pk__lt=first.pk))
    return before.count() // A_PAGE + 1


class _Total(Sequence[int]):
    """So many things, for a paginator that need not fetch them."""

    def __init__(self, total: int) -> None:
        self.total = total

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, index: Any) -> Any:
        return range(self.total)[index]


def _rows(posts: QuerySet[Post], run: Run) -> QuerySet[Post, tuple[Any, ...]]:
    return posts.annotate(
        seat=FilteredRelation("author__enrolments", condition=Q(author__enrolments__run=run))
    ).values_list(
        "pk",
        "author_id",
        "author__name",
        F("seat__organisation__name"),
        F("seat__pk"),
        "body_html",
        "posted_at",
        "edited_at",
        "removed_at",
        "removed_because",
        "counted_at",
        "answers_id",
    )


def _replies(
    posts: QuerySet[Post], to: list[int], run: Run, reader: Person
) -> dict[int, list[ShownPost]]:
    found: dict[int, list[ShownPost]] = defaultdict(list)
    rows: Iterable[tuple[Any, ...]] = _rows(
        posts.filter(answers__in=to).order_by("posted_at", "pk"), run
    )
    for row in rows:
        found[row[-1]].append(_shown(row, reader, ()))
    return found


def _shown(row: tuple[Any, ...], reader: Person, replies: tuple[ShownPost, ...]) -> ShownPost:
    key, author_id, name, organisation, seat, html, posted_at, edited_at, *rest = row
    removed_at, removed_because, counted_at, _answers = rest
    author = _("Former participant") if author_id is None else name or _("No name given")
    removed = ""
    if removed_at is not None:
        removed = (
            _("Removed by a facilitator: %(reason)s") % {"reason": removed_because}
            if removed_because
            else _("Removed by its author.")
        )
    return ShownPost(
        key=key,
        author=author,
        organisation=organisation or "",
        html=html,
        posted_at=posted_at,
        edited_at=edited_at,
        removed=removed,
        is_counted=counted_at is not None,
        is_own=author_id == reader.pk,
        may_be_counted=seat is not None and removed_at is None,
        replies=replies,
    )
