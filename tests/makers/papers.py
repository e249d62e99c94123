"""A seminar with a paper, and people who write and mark it, for tests."""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from localturn.academy.actions import grading, hand_ins, papers, second_marks
from localturn.academy.actions.moving import move_run
from localturn.academy.models import (
    Activity,
    Award,
    Course,
    CourseVersion,
    Enrolment,
    GradeEntry,
    HandIn,
    Module,
    Proposal,
    Run,
    RunActivity,
    SecondMark,
)
from localturn.foundation import moments
from localturn.foundation.files.uploading import Upload
from localturn.foundation.people.models import Person
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_published,
    make_run,
)

OUTLINE = {
    "title": "Counters for everybody",
    "question": "Who decides at the counter?",
    "outline": "Three towns, *two* months.",
}
PASSED = [{"rule": "paper-passed", "at_least": 12}]


def make_paper_course(
    *, course: Course | None = None, points: int = 20, **settings: Any
) -> CourseVersion:
    """A draft of a course with a paper of 20 points, and an award for who passes it."""
    number = Course.objects.count() + 1
    course = course or Course.objects.create(slug=f"paper-{number}", created_at=NOON)
    version = CourseVersion.objects.create(
        course=course,
        changed_at=NOON,
        title="Migrants in cities",
        language="en",
        summary="A seminar.",
        hours=Decimal(4),
    )
    module = Module.objects.create(
        version=version,
        position=1,
        stable_id="writing",
        folder_name="01-writing",
        title="Writing",
        week=1,
    )
    Activity.objects.create(
        version=version,
        module=module,
        position=1,
        stable_id="term-paper",
        file_name="01-term-paper",
        kind="paper",
        title="Term paper",
        minutes=240,
        points=points,
        settings={"accepts": ["text", "file"], "pages": 15, "words": 5000, **settings},
        body="Write it.",
        body_html="<p>Write it.</p>",
        words=2,
    )
    Award.objects.create(
        version=version,
        position=1,
        stable_id="further",
        title="Further credit",
        rules=PASSED,
        credits=3,
        credit_kind="ECTS",
    )
    return version


class Writing:
    """A run of five weeks whose paper is due on the fourth Sunday, with two facilitators and one
    participant."""

    def __init__(self, *, proposal: bool = True, **settings: Any) -> None:
        version = make_paper_course(**({} if proposal else {"proposal": False}), **settings)
        self.run: Run = make_run(version, weeks=5)
        self.plan: RunActivity = self.run.schedule.get()
        self.plan.due_at = moments.at(date(2027, 4, 4), time(23, 59), self.run.zone)
        self.plan.save()
        self.activity: Activity = self.plan.activity
        self.first: Person = make_facilitator(self.run, make_person("Fatima First"))
        self.second: Person = make_facilitator(self.run, make_person("Selma Second"))
        self.seat: Enrolment = make_enrolment(self.run)
        self._settings = {} if proposal else {"proposal": False}
        self._settings |= settings

    @property
    def writer(self) -> Person:
        assert self.seat.person is not None
        return self.seat.person

    def move(self, *, by: Person, points: int = 20, now: datetime = NOON, **settings: Any) -> None:
        """To a version whose paper is another."""
        asked = self._settings | settings
        draft = make_paper_course(course=self.run.version.course, points=points, **asked)
        to = make_published(draft, number=2)
        move_run(self.run, to=to, anew=[], by=by, now=now)
        self.run = Run.objects.select_related("version__course").get(pk=self.run.pk)
        self.seat = Enrolment.objects.select_related("run__version", "person").get(pk=self.seat.pk)
        self.plan = self.run.schedule.get()
        self.activity = self.plan.activity

    def propose(self, *, now: datetime = NOON, **other: str) -> Proposal:
        asked = OUTLINE | other
        return papers.propose(self.seat, self.activity, **asked, by=self.writer, now=now)

    def approve(self, *, now: datetime = NOON) -> Proposal:
        row = Proposal.objects.latest("pk")
        return papers.answer(row, is_approved=True, sentence="", by=self.first, now=now)

    def hand_in(self, text: str = "My paper.", *, now: datetime = NOON) -> HandIn:
        done = hand_ins.hand_in(self.seat, self.activity, text, by=self.writer, now=now)
        return done.hand_in

    def mark(
        self,
        points: int,
        *,
        now: datetime = NOON,
        by: Person | None = None,
        annotated: Sequence[Upload] = (),
    ) -> GradeEntry:
        work = HandIn.objects.latest("pk")
        return grading.mark(
            work,
            points=Decimal(points),
            feedback="*Good.*",
            annotated=annotated,
            by=by or self.first,
            now=now,
        )

    def ask(self, *, by: Person | None = None, now: datetime = NOON) -> SecondMark:
        work = HandIn.objects.latest("pk")
        return second_marks.ask(work, why="I differ.", by=by or self.writer, now=now)

    def mark_second(
        self, points: int, *, annotated: Sequence[Upload] = (), now: datetime = NOON
    ) -> SecondMark:
        return second_marks.mark_second(
            SecondMark.objects.get(),
            points=Decimal(points),
            feedback="Better than that.",
            annotated=annotated,
            by=self.second,
            now=now,
        )
