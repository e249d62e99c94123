"""What participants do, each thing by the action that a page would call, at its own moment."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from localturn.academy.actions import (
    attempts,
    forum,
    grading,
    hand_ins,
    moderation,
    progress,
    work_files,
)
from localturn.academy.actions import enrolment as seats
from localturn.academy.domain import questions as q
from localturn.academy.domain.invitees import Invitee
from localturn.academy.domain.rubric import Judged, Rubric
from localturn.academy.models import (
    Activity,
    Answer,
    Completion,
    Enrolment,
    HandIn,
    Invitation,
    Post,
    Run,
)
from localturn.academy.queries.rubrics import rubric_of
from localturn.foundation.people.models import Organisation, Person

COMMENT = "Nearly there: say where it comes from, and from which year."


@dataclass
class Course:
    """A run and its activities, as those who do them see it."""

    run: Run
    facilitator: Person

    @cached_property
    def activities(self) -> list[Activity]:
        rows = Activity.objects.filter(version=self.run.version).select_related("module", "bank")
        return list(rows.order_by("position"))

    def of_week(self, week: int) -> list[Activity]:
        return [a for a in self.activities if a.module.week == week]


def read(enrolment: Enrolment, texts: Sequence[tuple[Activity, datetime]]) -> None:
    """Say that texts have been read, each at its moment; the last one asks for the awards."""
    if not texts:
        return
    Completion.objects.bulk_create(
        Completion(enrolment=enrolment, activity=activity, done_at=at)
        for activity, at in texts[:-1]
    )
    progress.record_done(enrolment, texts[-1][0], now=texts[-1][1])


def sit(enrolment: Enrolment, activity: Activity, *, right: float, now: datetime) -> None:
    """Sit a quiz or test and get about such a share of it right."""
    person = _person(enrolment)
    attempt = attempts.start(enrolment, activity, by=person, now=now)
    rows = list(attempt.answers.select_related("question").order_by("position"))
    wrong = set(
        random.Random(attempt.pk).sample(  # noqa: S311
            range(len(rows)), round(len(rows) * (1 - right))
        )
    )
    for number, row in enumerate(rows):
        row.value = answer_to(row.question.kind, row.question.task, right=number not in wrong)
        row.sequence, row.saved_at = 1, now
    Answer.objects.bulk_update(rows, ["value", "sequence", "saved_at"])
    attempts.hand_in(attempt, by=person, now=now)


def answer_to(kind: str, fields: dict[str, Any], *, right: bool) -> Any:
    """A right or a wrong answer to a question."""
    task = q.task_from(kind, fields)
    match task:
        case q.Single(choices):
            return next(i for i, c in enumerate(choices) if c.correct is right)
        case q.Multiple(choices):
            return [i for i, c in enumerate(choices) if c.correct is right]
        case q.TrueFalse(answer):
            return answer is right
        case q.Numerical(answer):
            return str(answer if right else answer + 1000)
        case q.ShortAnswer(accepted):
            return accepted[0] if right else "I do not know"
        case q.Matching(pairs):
            sides = [pair.right for pair in pairs]
            shown = sides if right else [*sides[1:], sides[0]]
            return {str(i): side for i, side in enumerate(shown)}
        case q.Ordering(items):
            return {item: at for at, item in enumerate(items if right else items[::-1], 1)}
        case q.GapText(_, gaps):
            return {
                str(i): gap.accepted[0] if right else (*gap.distractors, "I do not know")[0]
                for i, gap in enumerate(gaps)
            }
        case q.Essay():
            return "An essay."


def contribute(
    course: Course, enrolment: Enrolment, activity: Activity, *, text: str, now: datetime
) -> Post:
    return forum.post(activity, run=course.run, body=text, by=_person(enrolment), now=now)


def reply(post: Post, enrolment: Enrolment, *, text: str, now: datetime) -> Post:
    by = _person(enrolment)
    return forum.post(post.activity, run=post.run, body=text, answers=post, by=by, now=now)


def count(course: Course, posts: Sequence[Post], *, now: datetime) -> None:
    """The facilitator counts contributions."""
    for post in posts:
        forum.count_contribution(post, by=course.facilitator, now=now)


def attach(post: Post, *, name: str, text: str, now: datetime) -> None:
    """Its author hangs a text file on a post."""
    upload = SimpleUploadedFile(name, text.encode())
    forum.edit(post, body=post.body, uploads=[upload], by=_author(post), now=now)


def report(post: Post, reader: Post, *, reason: str, now: datetime) -> None:
    """The author of another post objects to one."""
    moderation.report(post, reason=reason, by=_author(reader), now=now)


def hide(course: Course, post: Post, *, reason: str, now: datetime) -> None:
    moderation.hide(post, reason=reason, by=course.facilitator, now=now)


def hand_in(enrolment: Enrolment, activity: Activity, *, text: str, now: datetime) -> HandIn:
    return hand_ins.hand_in(enrolment, activity, text, by=_person(enrolment), now=now).hand_in


def lay_by(
    enrolment: Enrolment, activity: Activity, files: Mapping[str, str], *, now: datetime
) -> None:
    """Text files that will be handed in with the work."""
    uploads = [SimpleUploadedFile(name, text.encode()) for name, text in files.items()]
    work_files.lay_by(enrolment, activity, uploads, by=_person(enrolment), now=now)


def mark(course: Course, work: HandIn, *, points: Decimal, feedback: str, now: datetime) -> None:
    """With the rubric, where there is one: levels that give about so many points."""
    rubric = rubric_of(work.activity)
    judged = _judged(rubric, points) if rubric else ()
    grading.mark(
        work, points=points, judged=judged, feedback=feedback, by=course.facilitator, now=now
    )


def _judged(rubric: Rubric, points: Decimal) -> list[Judged]:
    judged, left = [], points
    for criterion in rubric:
        fitting = [at for at, level in enumerate(criterion.levels) if level.points <= left]
        level = max(fitting, key=lambda at: criterion.levels[at].points)
        left -= criterion.levels[level].points
        comment = "" if criterion.levels[level].points == criterion.most else COMMENT
        judged.append(Judged(criterion.id, level, comment))
    return judged


def _author(post: Post) -> Person:
    if post.author is None:
        raise AssertionError("Nobody is erased in the demonstration")
    return post.author


def _person(enrolment: Enrolment) -> Person:
    if enrolment.person is None:
        raise AssertionError("Nobody is erased in the demonstration")
    return enrolment.person


def invited(
    course: Course, person: Person, association: Organisation | None, *, now: datetime
) -> Enrolment:
    """Invited by the facilitator, and in since the next day."""
    (seat,) = all_invited(course, [(person, association)], now=now)
    return seat


def all_invited(
    course: Course, people: Sequence[tuple[Person, Organisation | None]], *, now: datetime
) -> list[Enrolment]:
    """The same of many at once, each as whom their organisation sends."""
    sent = seats.invite(
        course.run,
        invitees=[Invitee(person.email, person.name, person.language) for person, _of in people],
        by=course.facilitator,
        now=now,
    ).sent
    by_email = {each.email: each for each in sent}
    made = []
    for person, association in people:
        invitation = by_email[person.email]
        if association is not None:
            Invitation.objects.filter(pk=invitation.pk).update(organisation=association)
        in_at = now + timedelta(hours=20)
        made.append(seats.accept_invitation(invitation, by=person, now=in_at))
    return made
