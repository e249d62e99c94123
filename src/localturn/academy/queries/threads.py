"""A discussion or a blog as it is read: contributions with their answers, a page at a time."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from localturn.academy.models import Activity, Following, Post, PostReport, Run
from localturn.foundation.files.models import StoredFile
from localturn.foundation.people.models import Person
from localturn.foundation.prepared import prepared

A_PAGE = 50
"""Posts on a page: contributions with all their answers, one of them at least."""

AT_ONCE = A_PAGE
"""Posts that are read in one statement; a longer discussion is read a page at a time."""


@dataclass(frozen=True, slots=True)
class ShownFile:
    name: str
    address: str
    size: str
    key: int


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody says is wrong with a post."""

    who: str
    reason: str
    reported_at: datetime


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
    """What stands in the place of a text that was taken away; "" where it stands. Beside it, the
    text of a hidden post is there for its author and the facilitators alone."""
    is_counted: bool
    is_own: bool
    may_be_counted: bool
    is_reply: bool
    title: str = ""
    is_late: bool = False
    """Written after the deadline of a blog; `is_counted` if it was accepted."""
    is_reported: bool = False
    """By the reader, who waits for a facilitator."""
    reports: tuple[Report, ...] = ()
    """That wait, for facilitators; never of one's own."""
    files: tuple[ShownFile, ...] = ()
    replies: "tuple[ShownPost, ...]" = ()


@dataclass(frozen=True)
class OwnPosts:
    """How one person stands in a discussion."""

    written: int
    counted: int


@dataclass(frozen=True)
class Thread:
    posts: tuple[ShownPost, ...]
    contributions: int
    """On all pages."""
    page: Page[Any]
    own: OwnPosts
    pace: str
    """At which the reader follows it, as in `Following.Pace`; "" where they do not."""
    reported: tuple[int, ...]
    """Numbers of posts on any page that wait for a facilitator, for facilitators."""


def thread(
    run: Run, activity: Activity, reader: Person, *, page: int = 1, moderates: bool = False
) -> Thread:
    """One page of a discussion, the oldest contribution first; for who `moderates` it with hidden
    texts and with what was reported.

    1 statement for a discussion of up to `AT_ONCE` posts. A longer one takes 3 where the page is
    the first and nobody has answered on it later than all that, or is a further one; else 4. 1 more
    where there is nothing yet, where files hang on posts, and for who moderates.
    """
    own = reader.pk
    rows = [_Row(*row) for row in _first_posts(run.pk, activity.pk, own)] if page <= 1 else []
    if page <= 1 and len(rows) <= AT_ONCE:
        standing = OwnPosts(
            written=sum(row.author == own and row.removed_at is None for row in rows),
            counted=sum(row.author == own and row.counted_at is not None for row in rows),
        )
        replies = Counter(row.answers for row in rows if row.answers is not None)
        sizes = [(row.key, replies[row.key]) for row in rows if row.answers is None]
        asked = Paginator(_packed(sizes), 1).get_page(page)
        on_page = set(asked.object_list[0])
    else:
        mine = list(_own_posts(run.pk, activity.pk, own))
        standing = OwnPosts(
            written=sum(removed is None for removed, _counted in mine),
            counted=sum(counted is not None for _removed, counted in mine),
        )
        sizes = list(_sizes(run.pk, activity.pk))
        asked = Paginator(_packed(sizes), 1).get_page(page)
        on_page = set(asked.object_list[0])
        whole = sum(1 + replies for key, replies in sizes if key in on_page)
        if sum(row.key in on_page or row.answers in on_page for row in rows) < whole:
            between = _between(run.pk, activity.pk, own, min(on_page), max(on_page))
            rows = [_Row(*row) for row in between]
    rows = [row for row in rows if row.key in on_page or row.answers in on_page]
    seen = _Seen(
        own,
        moderates,
        reports=_reports(run, activity) if moderates else {},
        files=_files([row.key for row in rows if row.files]),
    )
    answers: dict[int, list[ShownPost]] = defaultdict(list)
    for row in rows:
        if row.answers is not None:
            answers[row.answers].append(_shown(row, seen, ()))
    return Thread(
        posts=tuple(
            _shown(row, seen, tuple(answers[row.key])) for row in rows if row.key in on_page
        ),
        contributions=len(sizes),
        page=asked,
        own=standing,
        pace=(rows[0].pace if rows else _pace(run, activity, reader)) or "",
        reported=tuple(seen.reports),
    )


def files_of(written: Post) -> list[ShownFile]:
    """What hangs on a post."""
    return list(_files([written.pk]).get(written.pk, ())) if written.files else []


def page_of(written: Post) -> int:
    """On which page of its discussion a post stands."""
    first = written.answers_id or written.pk
    pages = _packed(_sizes(written.run_id, written.activity_id))
    return next(number for number, keys in enumerate(pages, 1) if first in keys)


@prepared
def _sizes(run: int, activity: int) -> QuerySet[Post, tuple[int, int]]:
    """Contributions by their keys, each with the number of its answers, the oldest first.

    Counted beside and not joined, since SQLite would then sort by every column, texts and all.
    """
    replies = Post.objects.filter(answers=OuterRef("pk")).order_by().values("answers")
    return (
        Post.objects.filter(run_id=run, activity_id=activity, answers=None)
        .annotate(number=Coalesce(Subquery(replies.annotate(n=Count("pk")).values("n")), 0))
        .order_by("posted_at", "pk")
        .values_list("pk", "number")
    )


def _packed(sizes: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The contributions of each page."""
    pages: list[list[int]] = [[]]
    room = A_PAGE
    for key, replies in sizes:
        if pages[-1] and 1 + replies > room:
            pages.append([])
            room = A_PAGE
        pages[-1].append(key)
        room -= 1 + replies
    return pages


class _Row(NamedTuple):
    key: int
    answers: int | None
    html: str
    posted_at: datetime
    edited_at: datetime | None
    removed_at: datetime | None
    removed_because: str
    counted_at: datetime | None
    author: int | None
    name: str | None
    seat: int | None
    organisation: str | None
    """For whom the author takes part in the run."""
    title: str
    is_late: bool
    files: int
    is_reported: bool
    pace: str | None
    """At which the reader follows the discussion; the same in every row."""


@dataclass(frozen=True)
class _Seen:
    """Who reads, and what is there beside the posts themselves."""

    reader: int
    moderates: bool
    reports: dict[int, tuple[Report, ...]]
    files: dict[int, tuple[ShownFile, ...]]


def _posts(run: int, activity: int, reader: int) -> QuerySet[Post, tuple[Any, ...]]:
    """Posts in the order in which they were written, as values for `_Row`."""
    reported = PostReport.objects.filter(post=OuterRef("pk"), by_id=reader, settled_at=None)
    followed = Following.objects.filter(run_id=run, activity_id=activity, person_id=reader)
    seat = FilteredRelation("author__enrolments", condition=Q(author__enrolments__run=run))
    return (
        Post.objects.filter(run_id=run, activity_id=activity)
        .annotate(
            seat=seat, is_reported=Exists(reported), pace=Subquery(followed.values("pace")[:1])
        )
        .order_by("posted_at", "pk")
        .values_list(
            *("pk", "answers_id", "body_html", "posted_at", "edited_at"),
            *("removed_at", "removed_because", "counted_at"),
            *("author_id", "author__name", "seat__pk", "seat__organisation__name"),
            *("title", "is_late", "files", "is_reported", "pace"),
        )
    )


@prepared
def _first_posts(run: int, activity: int, reader: int) -> QuerySet[Post, tuple[Any, ...]]:
    return _posts(run, activity, reader)[: AT_ONCE + 1]


def _pace(run: Run, activity: Activity, reader: Person) -> str | None:
    rows = Following.objects.filter(run=run, activity_id=activity.pk, person=reader)
    return rows.values_list("pace", flat=True).first()


def _reports(run: Run, activity: Activity) -> dict[int, tuple[Report, ...]]:
    found: dict[int, tuple[Report, ...]] = {}
    rows = PostReport.objects.filter(
        post__run=run, post__activity_id=activity.pk, settled_at=None
    ).values_list("post_id", "by__name", "reason", "reported_at")
    for key, name, reason, at in rows:
        found[key] = (*found.get(key, ()), Report(name or _("No name given"), reason, at))
    return found


def _files(posts: Sequence[int]) -> dict[int, tuple[ShownFile, ...]]:
    if not posts:
        return {}
    found: dict[int, tuple[ShownFile, ...]] = {}
    for file in StoredFile.objects.filter(subject__in=[f"academy/post/{key}" for key in posts]):
        key = int(file.subject.rsplit("/", 1)[-1])
        shown = ShownFile(file.name, file.get_absolute_url(), file.size_text, file.pk)
        found[key] = (*found.get(key, ()), shown)
    return found


@prepared
def _between(
    run: int, activity: int, reader: int, first: int, last: int
) -> QuerySet[Post, tuple[Any, ...]]:
    """Contributions with keys from one to another, and their answers."""
    return _posts(run, activity, reader).filter(
        Q(answers=None, pk__gte=first, pk__lte=last) | Q(answers__gte=first, answers__lte=last)
    )


@prepared
def _own_posts(run: int, activity: int, reader: int) -> QuerySet[Post, tuple[Any, ...]]:
    """What somebody wrote, as the moments of removing and counting it."""
    return Post.objects.filter(run_id=run, activity_id=activity, author=reader).values_list(
        "removed_at", "counted_at"
    )


def _shown(row: _Row, seen: _Seen, replies: tuple[ShownPost, ...]) -> ShownPost:
    """Readers know of an author the name, and for whom a participant takes part."""
    removed = ""
    if row.removed_at is not None:
        removed = (
            _("Removed by a facilitator: %(reason)s") % {"reason": row.removed_because}
            if row.removed_because
            else _("Removed by its author.")
        )
    has_author = row.author is not None
    is_own = has_author and row.author == seen.reader
    is_read = not removed or is_own or seen.moderates
    return ShownPost(
        key=row.key,
        author=(row.name or _("No name given")) if has_author else _("Former participant"),
        organisation=row.organisation or "",
        html=row.html if is_read else "",
        posted_at=row.posted_at,
        edited_at=row.edited_at,
        removed=removed,
        is_counted=row.counted_at is not None,
        is_own=is_own,
        may_be_counted=row.seat is not None and not removed and not is_own,
        is_reply=row.answers is not None,
        title=row.title if is_read else "",
        is_late=row.is_late,
        is_reported=bool(row.is_reported),
        reports=() if is_own else seen.reports.get(row.key, ()),
        files=seen.files.get(row.key, ()) if is_read else (),
        replies=replies,
    )
