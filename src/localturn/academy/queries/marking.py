"""What waits for a facilitator to mark it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from localturn.academy.domain.blog import BLOG
from localturn.academy.models import (
    Answer,
    Enrolment,
    GradeEntry,
    HandIn,
    Post,
    Proposal,
    Run,
    SecondMark,
)
from localturn.academy.queries.papers import (
    has_papers,
    is_being_marked_again,
    proposals_to_answer,
    second_marks_waiting,
)
from localturn.foundation.people.reader import Reader


def posts_to_count(runs: Iterable[Run], *, by: Reader) -> QuerySet[Post]:
    """Posts of people with a seat that are neither counted nor removed; not the facilitator's own,
    but another facilitator's who takes part. In blogs, only what came late waits."""
    seats = Enrolment.objects.filter(run=OuterRef("run"), person=OuterRef("author"))
    posts = Post.objects.filter(Exists(seats), run__in=runs, counted_at=None, removed_at=None)
    return posts.exclude(author_id=by.pk or 0).exclude(activity__kind=BLOG, is_late=False)


@dataclass(frozen=True)
class ToMark:
    """A piece of work in the queue."""

    kind: str
    """assignment, essay, proposal or second."""
    pk: int
    person: str
    title: str
    since: datetime
    is_late: bool
    href: str


def hand_ins_to_mark(runs: Iterable[Run], *, by: Reader) -> QuerySet[HandIn]:
    """The last hand-in of each participant and assignment that has no grade and was not returned,
    oldest first; a new version of what was returned also where an earlier one has its grade. Not
    what the facilitator handed in who is to mark, nor what somebody erased left behind."""
    later = HandIn.objects.filter(
        enrolment=OuterRef("enrolment"),
        activity=OuterRef("activity"),
        number__gt=OuterRef("number"),
    )
    graded = GradeEntry.objects.filter(
        enrolment=OuterRef("enrolment"), activity=OuterRef("activity"), is_standing=True
    ).exclude(hand_in__number__lt=OuterRef("number"))
    return (
        HandIn.objects.filter(
            enrolment__run__in=runs,
            enrolment__withdrawn_at=None,
            enrolment__person__isnull=False,
            returned=None,
        )
        .exclude(enrolment__person_id=by.pk or 0)
        .filter(~Exists(later), ~Exists(graded), ~is_being_marked_again())
        .order_by("handed_in_at", "pk")
    )


def essays_to_mark(runs: Iterable[Run], *, by: Reader) -> QuerySet[Answer]:
    """Essays of closed attempts that nobody has marked, oldest first; not the facilitator's own."""
    return (
        Answer.objects.filter(
            attempt__enrolment__run__in=runs,
            attempt__enrolment__withdrawn_at=None,
            attempt__enrolment__person__isnull=False,
            attempt__closed_at__isnull=False,
            share=None,
        )
        .exclude(attempt__enrolment__person_id=by.pk or 0)
        .order_by("attempt__closed_at", "pk")
    )


def to_mark(run: Run, *, by: Reader) -> list[ToMark]:
    """The whole queue of a run for one facilitator, what waits longest first (2 statements, and
    2 more where the course has a paper)."""
    hand_ins = hand_ins_to_mark([run], by=by).select_related("enrolment__person", "activity")
    essays = essays_to_mark([run], by=by)
    essays = essays.select_related("attempt__enrolment__person", "attempt__activity")
    queue = [_work(run, h) for h in hand_ins.defer("text", "text_html")]
    queue += [_essay(run, e) for e in essays]
    if has_papers(run):
        proposals = proposals_to_answer([run], by=by)
        queue += [
            _proposal(run, p) for p in proposals.select_related("enrolment__person", "activity")
        ]
        seconds = second_marks_waiting([run], by=by)
        related = ("hand_in__enrolment__person", "hand_in__activity")
        queue += [_second(run, s) for s in seconds.select_related(*related)]
    return sorted(queue, key=lambda each: (each.since, each.pk))


def number_to_mark(run: Run, *, by: Reader) -> int:
    """How long the queue is (2 statements, and 2 more where the course has a paper)."""
    number = hand_ins_to_mark([run], by=by).count() + essays_to_mark([run], by=by).count()
    if has_papers(run):
        number += proposals_to_answer([run], by=by).count()
        number += second_marks_waiting([run], by=by).count()
    return number


def _work(run: Run, hand_in: HandIn) -> ToMark:
    return ToMark(
        kind="assignment",
        pk=hand_in.pk,
        person=str(hand_in.enrolment.person),
        title=hand_in.activity.title,
        since=hand_in.handed_in_at,
        is_late=hand_in.is_late,
        href=reverse("academy:mark", args=[run.slug, hand_in.pk]),
    )


def _essay(run: Run, answer: Any) -> ToMark:
    return ToMark(
        kind="essay",
        pk=answer.pk,
        person=str(answer.attempt.enrolment.person),
        title=answer.attempt.activity.title,
        since=answer.attempt.closed_at,
        is_late=False,
        href=reverse("academy:mark-essay", args=[run.slug, answer.pk]),
    )


def _proposal(run: Run, proposal: Proposal) -> ToMark:
    activity = proposal.activity
    page = reverse("academy:activity-verb", args=[run.slug, activity.stable_id, "proposals"])
    return ToMark(
        kind="proposal",
        pk=proposal.pk,
        person=str(proposal.enrolment.person),
        title=activity.title,
        since=proposal.sent_at,
        is_late=proposal.is_late,
        href=f"{page}#p{proposal.pk}",
    )


def _second(run: Run, marking: SecondMark) -> ToMark:
    work = marking.hand_in
    page = reverse("academy:activity-verb", args=[run.slug, work.activity.stable_id, "second"])
    return ToMark(
        kind="second",
        pk=marking.pk,
        person=str(work.enrolment.person),
        title=work.activity.title,
        since=marking.asked_at,
        is_late=False,
        href=f"{page}?work={work.pk}",
    )
