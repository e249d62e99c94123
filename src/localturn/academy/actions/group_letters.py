"""Mail about a group: what its members write and hand in, what a facilitator says of their work,
and who was put into it. Each letter is in its reader's language."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse

from localturn.academy.actions.discussion_letters import excerpt
from localturn.academy.actions.following import MOST_IN_A_LETTER
from localturn.academy.models import (
    Following,
    Group,
    GroupHandIn,
    GroupMove,
    GroupPost,
    GroupSeat,
    GroupSummary,
    GroupWork,
)
from localturn.academy.queries.groupwork import members_of
from localturn.foundation import moments
from localturn.foundation.mail.actions import post
from localturn.foundation.people.models import Person
from localturn.foundation.tasks import task


def said(written: GroupPost) -> None:
    """Have the members told of a post who are told of every one."""
    rows = _followers(Following.Pace.EACH).filter(group=written.group_id)
    if rows.exclude(enrolment__person=written.author_id).exists():
        tell_group.enqueue(written.pk)


@task()
def tell_group(written: int) -> None:
    """Write to each member who is told of every post, but its author."""
    row = (
        GroupPost.objects.filter(pk=written)
        .select_related("group__grouping__run__version", "author")
        .first()
    )
    if row is None:
        return
    for seat in _followers(Following.Pace.EACH).filter(group=row.group):
        person = _person(seat)
        if person.pk != row.author_id:
            post(
                to=person,
                template="academy/mail/group_said",
                key=f"academy/group-said/{row.pk}/{person.pk}",
                context=_about(row.group)
                | {"who": str(row.author or ""), "text": row.body[:2_000], "post": row.pk},
            )


@task()
def tell_groups_of_the_day() -> None:
    """Write to each member who is told once a day what was written since the last time."""
    now = moments.now()
    for pk in _followers(Following.Pace.DAILY).values_list("pk", flat=True):
        _tell_of_the_day(pk, now)


@transaction.atomic
def _tell_of_the_day(pk: int, now: datetime) -> None:
    rows = _followers(Following.Pace.DAILY).filter(pk=pk)
    seat = rows.select_for_update(of=("self",)).first()
    if seat is None:
        return
    posts = (
        GroupPost.objects.filter(group=seat.group_id, posted_at__lte=now)
        .exclude(author=_person(seat))
        .select_related("author")
        .order_by("posted_at", "pk")
    )
    if seat.told_until is not None:
        posts = posts.filter(posted_at__gt=seat.told_until)
    if found := list(posts[:MOST_IN_A_LETTER]):
        number = posts.count()
        post(
            to=_person(seat),
            template="academy/mail/group_said_today",
            key=f"academy/group-said-today/{seat.pk}/{now.isoformat()}",
            context=_about(seat.group)
            | {
                "posts": [
                    {
                        "post": each.pk,
                        "who": str(each.author or ""),
                        "at": each.posted_at,
                        "text": excerpt(each.body),
                    }
                    for each in found
                ],
                "more": number - len(found),
                "number": number,
            },
        )
    seat.told_until = now
    seat.save(update_fields=["told_until"])


def moved(moves: Collection[int]) -> None:
    """Have those told whom somebody else put into a group or took out of one."""
    rows = GroupMove.objects.filter(pk__in=moves).exclude(enrolment__person=F("moved_by"))
    if found := sorted(rows.order_by().values_list("pk", flat=True)):
        tell_of_moves.enqueue(found)


@task()
def tell_of_moves(moves: list[int]) -> None:
    """Write to each who was moved, with whom they now work."""
    rows = GroupMove.objects.filter(pk__in=moves).select_related(
        "grouping__run__version", "enrolment__person", "before", "after"
    )
    for row in rows.order_by("pk"):
        person = row.enrolment.person
        if person is None or row.enrolment.withdrawn_at is not None:
            continue
        run = row.grouping.run
        names = _names(row.after, but=person) if row.after else []
        post(
            to=person,
            template="academy/mail/group_moved",
            key=f"academy/group-moved/{row.pk}",
            context={
                "course": run.version.title,
                "zone": run.zone,
                "before": _called(row.before) if row.before else None,
                "after": _called(row.after) if row.after else None,
                "members": [{"who": name} for name in names],
                "address": _space(row.after, row.grouping.slug, run.slug)
                if row.after
                else reverse("academy:grouping", args=[run.slug, row.grouping.slug]),
            },
        )


def handed_in(made: GroupHandIn) -> None:
    """Tell the other members that one has handed in for all."""
    for seat in members_of(made.group):
        person = _person(seat)
        if person.pk != made.handed_in_by_id and person.wants_announcements:
            post(
                to=person,
                template="academy/mail/group_handed_in",
                key=f"academy/group-handed-in/{made.pk}/{person.pk}",
                context=_about_work(made.work, made.group)
                | {"who": str(made.handed_in_by or ""), "number": made.number},
            )


def summarised(summary: GroupSummary) -> None:
    """Tell the members that there is what the facilitator says of their work."""
    for seat in members_of(summary.group):
        person = _person(seat)
        if person.wants_announcements:
            address = reverse("academy:activity-verb", args=[*_activity(summary.work), "of-group"])
            post(
                to=person,
                template="academy/mail/group_summarised",
                key=f"academy/group-summarised/{summary.pk}/{person.pk}",
                context=_about_work(summary.work, summary.group)
                | {"address": f"{address}?group={summary.group.number}"},
            )


def _followers(pace: Following.Pace) -> QuerySet[GroupSeat]:
    """Members who take part now and are told at a pace."""
    return (
        GroupSeat.objects.filter(
            pace=pace, enrolment__withdrawn_at=None, enrolment__person__is_active=True
        )
        .select_related("enrolment__person", "group__grouping__run__version")
        .order_by("pk")
    )


def _person(seat: GroupSeat) -> Person:
    """Of a seat that is somebody's."""
    person = seat.enrolment.person
    if person is None:
        raise ValueError(f"nobody sits on {seat.enrolment_id}")
    return person


def _names(group: Group, *, but: Person) -> list[str]:
    return [str(each) for seat in members_of(group) if (each := _person(seat)).pk != but.pk]


def _called(group: Group) -> dict[str, str | int]:
    """Its name, or a number for which each language has its own words."""
    return {"name": group.name, "number": group.number}


def _about(group: Group) -> dict[str, Any]:
    run = group.grouping.run
    return {
        "course": run.version.title,
        "zone": run.zone,
        "group": _called(group),
        "address": _space(group, group.grouping.slug, run.slug),
    }


def _about_work(work: GroupWork, group: Group) -> dict[str, Any]:
    return {
        "course": work.run.version.title,
        "zone": work.run.zone,
        "group": _called(group),
        "title": work.activity.title,
        "address": reverse("academy:activity", args=_activity(work)),
    }


def _activity(work: GroupWork) -> tuple[str, str]:
    return work.run.slug, work.activity.stable_id


def _space(group: Group, grouping: str, run: str) -> str:
    return reverse("academy:group", args=[run, grouping, group.number])
