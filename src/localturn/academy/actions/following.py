"""Following a discussion by e-mail: every post when it is written, or all of a day at once."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from localturn.academy.actions import discussion_letters as letters
from localturn.academy.models import Activity, Following, Post, Run
from localturn.academy.permissions import can_facilitate
from localturn.academy.queries.places import seat_of
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotAllowed
from localturn.foundation.tasks import task

MOST_IN_A_LETTER = 50
"""Posts that a day's letter tells of; the others are counted."""


@transaction.atomic
def follow(
    run: Run, activity: Activity, *, pace: Following.Pace | None, by: Person, now: datetime
) -> None:
    """Be written to at a pace, or no more where it is None."""
    if pace is None:
        Following.objects.filter(run=run, activity=activity, person=by).delete()
        return
    if not _may_read(by, run):
        raise NotAllowed(_("This is open to those who take part in the course."))
    Following.objects.update_or_create(
        run=run, activity=activity, person=by, defaults={"pace": pace, "told_until": now}
    )


def tell(written: Post) -> None:
    """Have those told of a new post who follow at every one; nothing is asked for where nobody
    does."""
    rows = Following.objects.filter(
        run=written.run, activity=written.activity, pace=Following.Pace.EACH
    )
    if rows.exists():
        tell_followers.enqueue(written.pk)


@task()
def tell_followers(post: int) -> None:
    """Write to each who follows at every post, but its author and whom the post answers."""
    written = (
        Post.objects.filter(pk=post, removed_at=None)
        .select_related("run__version", "activity", "author", "answers__author")
        .first()
    )
    if written is None:
        return
    answered = written.answers.author if written.answers else None
    knows = answered.pk if answered is not None and answered.wants_replies else None
    rows = _followings(Following.Pace.EACH).filter(run=written.run, activity=written.activity)
    for row in rows:
        if row.person_id not in (written.author_id, knows) and _may_read(row.person, written.run):
            letters.posted(written, to=row.person)


@task()
def tell_of_the_day() -> None:
    """Write to each who follows once a day what was posted since the last time."""
    now = moments.now()
    for pk in _followings(Following.Pace.DAILY).values_list("pk", flat=True):
        _tell_of_the_day(pk, now)


@transaction.atomic
def _tell_of_the_day(pk: int, now: datetime) -> None:
    row = _followings(Following.Pace.DAILY).select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None or not _may_read(row.person, row.run):
        return
    posts = (
        Post.objects.filter(
            run=row.run,
            activity=row.activity,
            removed_at=None,
            posted_at__gt=row.told_until,
            posted_at__lte=now,
        )
        .exclude(author=row.person_id)
        .select_related("author")
        .order_by("posted_at", "pk")
    )
    found = list(posts[:MOST_IN_A_LETTER])
    if found:
        more = posts.count() - len(found)
        letters.posted_today(row, found, more=more, now=now)
    row.told_until = now
    row.save(update_fields=["told_until"])


def _followings(pace: Following.Pace) -> QuerySet[Following]:
    return (
        Following.objects.filter(pace=pace, person__is_active=True)
        .select_related("person", "run__version", "activity")
        .order_by("pk")
    )


def _may_read(person: Person, run: Run) -> bool:
    return seat_of(person, run) is not None or can_facilitate(person, run)
