"""Who has written what in a course blog, and what is owed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from localturn.academy.domain.blog import BLOG, NOTHING, Standing, State, Terms, Written, terms_of
from localturn.academy.models import Activity, Enrolment, Excuse, Post, Run, RunActivity
from localturn.academy.queries import frozen
from localturn.foundation.prose import text_of

A_PAGE = 700
"""Words of posts that fit on one page with all else that stands there."""

FEWEST, MOST = 10, 60
"""First words of each post."""


def written_in(
    run: Run, activities: Collection[int], *, by: Collection[int] | None = None
) -> Mapping[tuple[int, int], Written]:
    """By author and activity, what stands and what of it counts (1 statement)."""
    rows = _that_stand(run, activities)
    if by is not None:
        rows = rows.filter(author__in=by)
    of_post, of_comment = Q(answers=None), Q(answers__isnull=False)
    counts = Q(is_late=False) | Q(counted_at__isnull=False)
    found = (
        rows.order_by()
        .values_list("author_id", "activity_id")
        .annotate(
            posts=Count("pk", filter=of_post & counts),
            late_posts=Count("pk", filter=of_post & ~counts),
            comments=Count("pk", filter=of_comment & counts),
            late_comments=Count("pk", filter=of_comment & ~counts),
        )
    )
    return {(author or 0, activity): Written(*each) for author, activity, *each in found}


def _that_stand(run: Run, activities: Collection[int]) -> QuerySet[Post]:
    """Posts, and comments under what others wrote."""
    under_own = Q(answers__isnull=False, answers__author=F("author"))
    return Post.objects.filter(
        run=run, activity__in=activities, author__isnull=False, removed_at=None
    ).exclude(under_own)


def excused_in(run: Run, activities: Collection[int]) -> set[tuple[int, int]]:
    """Seats and activities (1 statement)."""
    granted = Excuse.objects.filter(
        enrolment__run=run, activity__in=activities, state=Excuse.State.GRANTED
    )
    return set(granted.order_by().values_list("enrolment_id", "activity_id"))


def standings_in(
    run: Run, people: Mapping[int, int | None], blogs: Mapping[int, str]
) -> Mapping[tuple[int, int], Standing]:
    """By seat and activity, how people (by seat) stand to the blogs of the version that the run
    delivers (by key, with their stable ids) (2 statements)."""
    key = frozen.key_of(run.version)
    terms = {
        pk: terms_of(activity.settings)
        for pk, stable_id in blogs.items()
        if (activity := frozen.activity(key, stable_id)) is not None
    }
    written = written_in(run, list(blogs), by=[person for person in people.values() if person])
    excused = excused_in(run, list(blogs))
    return {
        (seat, blog): Standing(
            terms[blog], written.get((person or 0, blog), NOTHING), (seat, blog) in excused
        )
        for seat, person in people.items()
        for blog in terms
    }


def standing_of(seat: Enrolment, activity: Activity) -> Standing:
    """How one person stands to one blog (2 statements)."""
    written = written_in(seat.run, [activity.pk], by=[seat.person_id or 0])
    return Standing(
        terms_of(activity.settings),
        written.get((seat.person_id or 0, activity.pk), NOTHING),
        (seat.pk, activity.pk) in excused_in(seat.run, [activity.pk]),
    )


def follows_meeting(activity: Activity) -> bool:
    """Whether its deadline is that of a meeting."""
    return activity.kind == BLOG and bool(terms_of(activity.settings).before)


def followed_in(run: Run) -> dict[int, Terms]:
    """By key, the blogs of a run that follow a meeting."""
    key = frozen.key_of(run.version)
    found = {}
    for part in frozen.outline(key):
        for step in part.steps:
            activity = frozen.activity(key, step.id) if step.kind.name == BLOG else None
            if activity is not None and follows_meeting(activity):
                found[step.key] = terms_of(activity.settings)
    return found


@dataclass(frozen=True, slots=True)
class Meeting:
    """The meeting before which a blog is due."""

    id: str
    title: str
    starts_at: datetime | None


def meeting_before(run: Run, terms: Terms) -> Meeting | None:
    """None where a blog has a deadline of its own (1 statement where it has not)."""
    if not terms.before:
        return None
    row = (
        RunActivity.objects.filter(run=run, activity__stable_id=terms.before)
        .values_list("activity__title", "starts_at")
        .first()
    )
    return Meeting(terms.before, *row) if row else None


@dataclass(frozen=True, slots=True)
class Writer:
    """A participant, and how they stand to a blog."""

    seat: int
    person: int
    name: str
    organisation: str
    standing: Standing
    excuse: Excuse | None
    """What they asked for, or were given."""


def writers_of(run: Run, activity: Activity) -> list[Writer]:
    """Everybody who takes part, by name, for a run's facilitators (3 statements)."""
    terms = terms_of(activity.settings)
    written = written_in(run, [activity.pk])
    excuses = {
        each.enrolment_id: each
        for each in Excuse.objects.filter(enrolment__run=run, activity=activity)
    }
    seats = (
        Enrolment.objects.filter(run=run, withdrawn_at=None, person__isnull=False)
        .order_by("person__name", "pk")
        .values_list("pk", "person_id", "person__name", "organisation__name")
    )
    found = []
    for seat, person, name, organisation in seats:
        excuse = excuses.get(seat)
        standing = Standing(
            terms,
            written.get((person or 0, activity.pk), NOTHING),
            excuse is not None and excuse.state == Excuse.State.GRANTED,
        )
        found.append(Writer(seat, person or 0, name, organisation or "", standing, excuse))
    return found


def by_state(writers: Iterable[Writer]) -> dict[State, list[Writer]]:
    """By how they stand, each by name."""
    found: dict[State, list[Writer]] = {state: [] for state in State}
    for writer in writers:
        found[writer.standing.state].append(writer)
    return found


@dataclass(frozen=True, slots=True)
class Digested:
    """A post as a facilitator reads it before the meeting."""

    key: int
    title: str
    author: str
    organisation: str
    posted_at: datetime
    is_late: bool
    """And not accepted."""
    first_words: str
    comments: int


def digest_of(run: Run, activity: Activity) -> list[Digested]:
    """All posts that stand, the oldest first (1 statement)."""
    seat = FilteredRelation("author__enrolments", condition=Q(author__enrolments__run=run))
    replies = Post.objects.filter(answers=OuterRef("pk"), removed_at=None).order_by()
    found = (
        Post.objects.filter(run=run, activity=activity, answers=None, removed_at=None)
        .annotate(
            seat=seat,
            comments=Subquery(replies.values("answers").annotate(Count("pk")).values("pk__count")),
        )
        .order_by("posted_at", "pk")
        .values_list(
            *("pk", "title", "author_id", "author__name", "seat__organisation__name"),
            *("posted_at", "is_late", "counted_at", "body_html", "comments"),
        )
    )
    rows = list(found)
    each = min(max(A_PAGE // max(len(rows), 1), FEWEST), MOST)
    return [
        Digested(
            key=key,
            title=title,
            author=(name or _("No name given")) if author else _("Former participant"),
            organisation=organisation or "",
            posted_at=at,
            is_late=is_late and counted is None,
            first_words=first_words(html, at_most=each),
            comments=comments or 0,
        )
        for key, title, author, name, organisation, at, is_late, counted, html, comments in rows
    ]


def first_words(html: str, *, at_most: int) -> str:
    words = text_of(html).split()
    return " ".join(words[:at_most]) + (" …" if len(words) > at_most else "")
