"""A discussion as it is read: contributions with their answers, a page at a time."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from localturn.academy.models import Activity, Enrolment, Post, Run
from localturn.foundation.people.models import Person

A_PAGE = 50
"""Contributions on a page; their answers stand with them."""

AT_ONCE = 200
"""Posts that are read in one statement, answers and all."""


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
    is_reply: bool
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
    """One page of a discussion, the oldest contribution first.

    3 statements for a discussion of up to `AT_ONCE` posts, 6 for a longer one.
    """
    posts = Post.objects.filter(run=run, activity_id=activity.pk)
    rows = list(_rows(posts)[: AT_ONCE + 1])
    if len(rows) <= AT_ONCE:
        own = OwnPosts(
            written=sum(row.author == reader.pk and row.removed_at is None for row in rows),
            counted=sum(row.author == reader.pk and row.counted_at is not None for row in rows),
        )
        first = [row for row in rows if row.answers is None]
        asked = Paginator(first, A_PAGE).get_page(page)
        shown = list(asked.object_list)
        replies = [row for row in rows if row.answers is not None]
    else:
        own, total = _own_and_total(posts, reader)
        asked = Paginator(_Total(total), A_PAGE).get_page(page)
        start = asked.start_index() - 1
        shown = list(_rows(posts.filter(answers=None))[start : start + A_PAGE])
        replies = list(_rows(posts.filter(answers__in=[row.key for row in shown])))
    names = _names(run, {row.author for row in (*shown, *replies) if row.author})
    answers: dict[int, list[ShownPost]] = defaultdict(list)
    for row in replies:
        if row.answers is not None:
            answers[row.answers].append(_shown(row, names, reader, ()))
    return Thread(
        posts=tuple(_shown(row, names, reader, tuple(answers[row.key])) for row in shown),
        page=asked,
        own=own,
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


class _Row(NamedTuple):
    key: int
    author: int | None
    answers: int | None
    html: str
    posted_at: datetime
    edited_at: datetime | None
    removed_at: datetime | None
    removed_because: str
    counted_at: datetime | None


_COLUMNS = (
    *("pk", "author_id", "answers_id", "body_html", "posted_at", "edited_at"),
    *("removed_at", "removed_because", "counted_at"),
)


class _Rows:
    """Posts as values, in the order in which they were written; sliced before they are read."""

    def __init__(self, posts: QuerySet[Post]) -> None:
        self.posts = posts.order_by("posted_at", "pk").values_list(*_COLUMNS)

    def __getitem__(self, part: slice) -> Iterator[_Row]:
        return map(_Row._make, self.posts[part])

    def __iter__(self) -> Iterator[_Row]:
        return map(_Row._make, self.posts)


def _rows(posts: QuerySet[Post]) -> _Rows:
    return _Rows(posts)


def _own_and_total(posts: QuerySet[Post], reader: Person) -> tuple[OwnPosts, int]:
    numbers = posts.aggregate(
        contributions=Count("pk", filter=Q(answers=None)),
        written=Count("pk", filter=Q(author=reader, removed_at=None)),
        counted=Count("pk", filter=Q(author=reader, counted_at__isnull=False)),
    )
    own = OwnPosts(numbers["written"], numbers["counted"])
    return own, numbers["contributions"]


@dataclass(frozen=True, slots=True)
class _Name:
    name: str
    organisation: str
    has_seat: bool


def _names(run: Run, people: set[int]) -> dict[int, _Name]:
    """What their readers know of authors: a name, and for whom a participant takes part."""
    if not people:
        return {}
    rows = Person.objects.filter(pk__in=people).values_list("pk", "name")
    names = {pk: _Name(name, "", has_seat=False) for pk, name in rows}
    seats = Enrolment.objects.filter(run=run, person__in=people)
    for pk, organisation in seats.values_list("person_id", "organisation__name"):
        if pk in names:
            names[pk] = _Name(names[pk].name, organisation or "", has_seat=True)
    return names


def _shown(
    row: _Row, names: Mapping[int, _Name], reader: Person, replies: tuple[ShownPost, ...]
) -> ShownPost:
    author = names.get(row.author) if row.author else None
    is_own = row.author is not None and row.author == reader.pk
    removed = ""
    if row.removed_at is not None:
        removed = (
            _("Removed by a facilitator: %(reason)s") % {"reason": row.removed_because}
            if row.removed_because
            else _("Removed by its author.")
        )
    return ShownPost(
        key=row.key,
        author=(author.name or _("No name given")) if author else _("Former participant"),
        organisation=author.organisation if author else "",
        html=row.html,
        posted_at=row.posted_at,
        edited_at=row.edited_at,
        removed=removed,
        is_counted=row.counted_at is not None,
        is_own=is_own,
        may_be_counted=author is not None and author.has_seat and not removed and not is_own,
        is_reply=row.answers is not None,
        replies=replies,
    )
