"""What moving a run to a newer version of its course would change, and what of it was used."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet

from localturn.academy.domain import outline
from localturn.academy.domain.changes import Change, changes
from localturn.academy.domain.moving import means_the_same
from localturn.academy.domain.questions import Question as Asked
from localturn.academy.models import (
    Activity,
    Answer,
    Attempt,
    Attendance,
    Completion,
    CourseVersion,
    Draft,
    DraftFile,
    GradeEntry,
    GroupComment,
    GroupHandIn,
    HandIn,
    Post,
    Proposal,
    Question,
    Run,
    SecondMark,
)
from localturn.academy.queries.moved_attendance import Weighed, weighed_in
from localturn.academy.queries.moved_surveys import Reworded, reworded_in
from localturn.academy.queries.outlines import content_of
from localturn.academy.queries.regrades import regrades_in

TIME_LIMIT = "limit"

ADDED_TO = (GradeEntry, Attendance)
"""Tables that the database guards: `actions.carrying` has their entries replaced."""


@dataclass(frozen=True)
class Touched:
    """An activity, and how many have done something in it."""

    id: str
    title: str
    people: int


@dataclass(frozen=True)
class Reweighted:
    """An activity that gives other points than before, with points that were given."""

    title: str
    before: Decimal
    after: Decimal
    people: int


@dataclass(frozen=True)
class ChangedQuestion:
    """A question that was answered and reads or is marked otherwise now."""

    key: str
    """bank/id"""
    text: str
    answered: int
    may_be_marked_anew: bool
    """Whether the answers say the same to the new question."""
    is_regraded: bool = False
    """Whether another rule holds for it in the run, which its new key takes the place of."""


@dataclass(frozen=True)
class Move:
    """Everything that somebody should know who moves a run."""

    before: CourseVersion
    after: CourseVersion
    changes: tuple[Change, ...]
    pairs: tuple[tuple[Activity, Activity], ...]
    """Activities found again: the same id and kind."""
    added: tuple[Touched, ...]
    removed: tuple[Touched, ...]
    reweighted: tuple[Reweighted, ...]
    questions: tuple[ChangedQuestion, ...]
    weighed: tuple[Weighed, ...]
    """Meetings at which something else counts as having been there."""
    kept_regrades: int
    """Questions that were regraded and whose key is the same: that goes on to hold."""
    other_kinds: tuple[Touched, ...]
    """Whose kind has changed though somebody has worked there: the run cannot be moved."""
    other_limits: tuple[Touched, ...]
    """Whose time limit has changed while somebody sits there: it cannot be moved now."""
    reworded: tuple[Reworded, ...]
    """What was answered in surveys and would say something else: it cannot be moved."""
    unmasked: tuple[str, ...]
    """Surveys that were answered anonymously and would be with names, or the other way round."""

    marked_again: tuple[str, ...] = ()
    """Papers of which a second mark is asked for and has no result: it cannot be moved now."""

    @property
    def may_be_done(self) -> bool:
        in_the_way = self.other_kinds or self.other_limits or self.reworded or self.unmasked
        return not (in_the_way or self.marked_again)


def newer_version(run: Run) -> CourseVersion | None:
    """The newest published version, if it is newer than what the run delivers."""
    numbered = CourseVersion.objects.filter(
        course=run.version.course_id, number__gt=run.version.number or 0
    )
    return numbered.select_related("course").order_by("-number").first()


def move_of(run: Run, to: CourseVersion) -> Move:
    """What would happen."""
    before, after = content_of(run.version), content_of(to)
    old = {row.stable_id: row for row in run.version.activities.select_related("module")}
    new = {row.stable_id: row for row in to.activities.select_related("module")}
    people = _people(run)

    def touched(row: Activity) -> Touched:
        return Touched(row.stable_id, row.title, len(people.get(row.pk, ())))

    pairs = tuple((old[id_], new[id_]) for id_ in new if id_ in old and _same(old[id_], new[id_]))
    sitting = set(
        Attempt.objects.filter(enrolment__run=run, closed_at=None).values_list(
            "activity_id", flat=True
        )
    )
    graded = _graded(run)
    reworded, unmasked = reworded_in(run, pairs)
    regraded = _regraded(run)
    return Move(
        before=run.version,
        after=to,
        changes=tuple(changes(before, after)),
        pairs=pairs,
        added=tuple(touched(row) for id_, row in new.items() if id_ not in old),
        removed=tuple(touched(row) for id_, row in old.items() if id_ not in new),
        reweighted=tuple(
            Reweighted(b.title, a.points, b.points, graded[a.pk])
            for a, b in pairs
            if a.points != b.points and graded[a.pk]
        ),
        questions=tuple(_changed_questions(run, before, after, regraded)),
        weighed=tuple(weighed_in(run, pairs)),
        kept_regrades=_kept(regraded, before, after),
        other_kinds=tuple(
            touched(row)
            for id_, row in old.items()
            if id_ in new and row.kind != new[id_].kind and row.pk in people
        ),
        other_limits=tuple(
            touched(a)
            for a, b in pairs
            if a.pk in sitting and a.settings.get(TIME_LIMIT) != b.settings.get(TIME_LIMIT)
        ),
        reworded=reworded,
        unmasked=unmasked,
        marked_again=tuple(
            SecondMark.objects.filter(hand_in__enrolment__run=run, result=None)
            .order_by("hand_in__activity__title")
            .values_list("hand_in__activity__title", flat=True)
            .distinct()
        ),
    )


def _same(old: Activity, new: Activity) -> bool:
    return old.kind == new.kind


def _people(run: Run) -> Mapping[int, set[Any]]:
    """By activity, the seats (or, of posts, the writers) with something recorded there."""
    found: dict[int, set[Any]] = defaultdict(set)
    seats = dict(run.enrolments.values_list("person_id", "pk"))
    for model in (Completion, Attempt, HandIn, Draft, DraftFile, GradeEntry, Proposal):
        for activity, seat in model._base_manager.filter(enrolment__run=run).values_list(
            "activity_id", "enrolment_id"
        ):
            found[activity].add(seat)
    for activity, seat in GroupComment.objects.filter(work__run=run).values_list(
        "work__activity_id", "enrolment_id"
    ):
        found[activity].add(seat)
    for activity, group in GroupHandIn.objects.filter(work__run=run).values_list(
        "work__activity_id", "group_id"
    ):
        found[activity].add(("group", group))
    posts = Post.objects.filter(run=run).values_list("activity_id", "author_id")
    for activity, author in posts.order_by().distinct():
        found[activity].add(seats.get(author, ("writer", author)))
    return found


def _graded(run: Run) -> Mapping[int, int]:
    graded: dict[int, int] = defaultdict(int)
    standing = GradeEntry.objects.filter(enrolment__run=run, is_standing=True)
    for activity in standing.values_list("activity_id", flat=True):
        graded[activity] += 1
    return graded


def _changed_questions(
    run: Run, before: outline.Course, after: outline.Course, regraded: set[tuple[str, str]]
) -> Iterator[ChangedQuestion]:
    """Answered questions of which the text, the key or the points differ."""
    answered: dict[tuple[str, str], int] = defaultdict(int)
    for place in answers_of(run).values_list("question__bank__name", "question__stable_id"):
        answered[place] += 1
    old, new = _questions(before), _questions(after)
    for (bank, id_), number in sorted(answered.items()):
        was, becomes = old.get((bank, id_)), new.get((bank, id_))
        if was is not None and becomes is not None and was != becomes:
            yield ChangedQuestion(
                key=f"{bank}/{id_}",
                text=becomes.text,
                answered=number,
                may_be_marked_anew=means_the_same(was, becomes),
                is_regraded=(bank, id_) in regraded and was.task != becomes.task,
            )


def _regraded(run: Run) -> set[tuple[str, str]]:
    """The questions that are regraded in what the run delivers now, as (bank, id)."""
    rows = Question.objects.filter(pk__in=list(regrades_in(run.pk)), bank__version=run.version_id)
    return set(rows.values_list("bank__name", "stable_id"))


def _kept(regraded: set[tuple[str, str]], before: outline.Course, after: outline.Course) -> int:
    old, new = _questions(before), _questions(after)
    return sum(
        place in old and place in new and old[place].task == new[place].task for place in regraded
    )


def answers_of(run: Run) -> QuerySet[Answer]:
    """What was answered in the version that a run delivers."""
    return Answer.objects.filter(
        attempt__enrolment__run=run, question__bank__version=run.version_id, value__isnull=False
    )


def _questions(course: outline.Course) -> Mapping[tuple[str, str], Asked]:
    return {(bank.name, each.id): each for bank in course.banks for each in bank.questions}


def rows_that_move() -> Iterator[tuple[type[Model], str]]:
    """Every table whose rows lead to an activity, with the way to their run; but those which are
    only ever added to."""
    for relation in Activity._meta.get_fields(include_hidden=True):
        model: Any = relation.related_model
        if not relation.one_to_many or model in ADDED_TO:
            continue
        names = {each.name for each in model._meta.get_fields()}
        way = "run" if "run" in names else "enrolment__run" if "enrolment" in names else ""
        if not way:
            raise TypeError(f"{model.__name__}: there is no way to the run of its rows")
        yield model, way
