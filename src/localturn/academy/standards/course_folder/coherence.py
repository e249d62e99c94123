"""What must hold in a course as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from localturn.academy.domain.awards import (
    BlogPosts,
    Contributions,
    Every,
    GroupsCommented,
    GroupsHandedIn,
    Meetings,
    PaperPassed,
    PointsReached,
)
from localturn.academy.domain.kinds import KINDS
from localturn.academy.domain.outline import Course
from localturn.academy.domain.papers import PAPER
from localturn.academy.standards.course_folder.activities import ReadActivity
from localturn.academy.standards.course_folder.courses import ReadAward
from localturn.academy.standards.course_folder.fields import Table
from localturn.foundation.languages import N_

MOST_POINTS = Decimal(100)
HALF_AN_HOUR = 30
_ONCE = ("preliminary-test", "final-test")


@dataclass(frozen=True)
class ReadCourse:
    """A course and the tables it came from."""

    course: Course
    table: Table
    awards: Sequence[ReadAward]
    activities: Sequence[ReadActivity]
    is_whole: bool
    """Whether every file could be read, so that what is not here is really missing."""


def check(read: ReadCourse) -> None:
    """Note what does not fit together; the tables know where."""
    _check_ids(read.activities)
    _check_points(read.activities)
    _check_banks(read)
    _check_tests(read.activities)
    _check_videos(read)
    if read.is_whole:
        _check_hours(read)
        for award in read.awards:
            _check_award(award, read.course)
        _check_blogs(read.activities)


def _check_ids(activities: Sequence[ReadActivity]) -> None:
    seen: dict[str, ReadActivity] = {}
    for read in activities:
        id_ = read.activity.id
        if id_ and id_ in seen:
            read.table.wrong(
                "id",
                N_("The id “%(id)s” is already used in %(file)s: choose another."),
                id=id_,
                file=seen[id_].table.file,
            )
        seen.setdefault(id_, read)


def _check_points(activities: Sequence[ReadActivity]) -> None:
    total = Decimal(0)
    for read in activities:
        before, total = total, total + read.activity.points
        if before <= MOST_POINTS < total:
            read.table.unfit(
                "points",
                N_(
                    "With these points the course gives more than 100 "
                    "(%(total)s in all): lower some."
                ),
                total=sum(each.activity.points for each in activities),
            )


def _check_hours(read: ReadCourse) -> None:
    minutes = sum(each.activity.minutes for each in read.activities)
    hours = read.course.hours
    if hours and minutes and abs(hours * 60 - minutes) > HALF_AN_HOUR:
        read.table.unfit(
            "hours",
            N_(
                "The activities take %(minutes)s minutes, which is %(hours)s hours: "
                "change “hours” or the activities' minutes."
            ),
            minutes=minutes,
            hours=round(Decimal(minutes) / 60, 1),
        )


def _check_banks(read: ReadCourse) -> None:
    for each in read.activities:
        settings = each.activity.settings
        if not KINDS[each.activity.kind].asks_questions or "questions" not in settings:
            continue
        name = str(settings["questions"])
        bank = read.course.bank(name)
        if bank is None:
            each.table.wrong(
                "questions",
                N_("There is no bank “%(name)s”: add questions/%(name)s.toml."),
                name=name,
            )
            continue
        draw = int(str(settings.get("draw", 0)))
        if draw > len(bank.questions) > 0:
            each.table.unfit(
                "draw",
                N_("The bank “%(name)s” has %(count)s questions: draw no more than that."),
                name=name,
                count=len(bank.questions),
            )


def _check_blogs(activities: Sequence[ReadActivity]) -> None:
    """What a blog is due before is a meeting of the course."""
    kinds = {each.activity.id: each.activity.kind for each in activities}
    for each in activities:
        before = each.activity.settings.get("before")
        if each.activity.kind != "blog":
            continue
        if before is not None and kinds.get(str(before)) != "webinar":
            each.table.unfit(
                "before",
                N_("There is no webinar “%(id)s” in the course: name the id of one."),
                id=before,
            )
        if before is None and "hours_before" in each.activity.settings:
            each.table.unfit("hours_before", N_("Say with “before” which meeting is meant."))


def _check_videos(read: ReadCourse) -> None:
    """What an activity shows is there, and can be followed by who does not hear it."""
    videos = {medium.name: medium for medium in read.course.media if medium.is_video}
    captioned = {captions.stem for captions in read.course.captions}
    for each in read.activities:
        if not KINDS[each.activity.kind].shows_video or "video" not in each.activity.settings:
            continue
        name = str(each.activity.settings["video"])
        if name not in videos:
            each.table.unfit(
                "video", N_("There is no video “%(name)s”: add media/%(name)s."), name=name
            )
        elif videos[name].stem not in captioned:
            each.table.unfit(
                "video",
                N_("The video has no captions: add media/%(name)s."),
                name=f"{videos[name].stem}.{read.course.language}.vtt",
            )


def _check_tests(activities: Sequence[ReadActivity]) -> None:
    """The pair of tests is one pair, from one bank."""
    tests: dict[str, ReadActivity] = {}
    for read in activities:
        kind = read.activity.kind
        if kind not in _ONCE:
            continue
        if kind in tests:
            read.table.unfit(
                "kind",
                N_("A course has at most one %(kind)s; the other is in %(file)s."),
                kind=kind,
                file=tests[kind].table.file,
            )
        tests.setdefault(kind, read)
    if len(tests) == len(_ONCE):
        first, second = (tests[kind] for kind in _ONCE)
        if first.activity.settings.get("questions") != second.activity.settings.get("questions"):
            second.table.unfit(
                "questions",
                N_("The two tests must draw from the same bank, or they cannot be compared."),
            )


def _check_award(read: ReadAward, course: Course) -> None:
    kinds = {activity.kind for activity in course.activities}
    total = sum((activity.points for activity in course.activities), Decimal(0))
    meetings = sum(activity.kind == "webinar" for activity in course.activities)
    for rule, table in read.rules:
        match rule:
            case Every(asked) if asked and not kinds & set(asked):
                table.unfit("kinds", N_("The course has no activity of these kinds."))
            case Contributions() if "discussion" not in kinds:
                table.unfit("rule", N_("The course has no discussion to contribute to."))
            case BlogPosts() if "blog" not in kinds:
                table.unfit("rule", N_("The course has no blog to write in."))
            case Meetings(at_least) if at_least > meetings:
                table.unfit(
                    "at_least",
                    N_("Nobody can attend so many meetings: the course has %(count)s."),
                    count=meetings,
                )
            case GroupsHandedIn() | GroupsCommented() if "group-work" not in kinds:
                table.unfit("rule", N_("The course has no group work."))
            case PaperPassed() if PAPER not in kinds:
                table.unfit("rule", N_("The course has no paper."))
            case PaperPassed(at_least) if at_least > min(
                each.points for each in course.activities if each.kind == PAPER
            ):
                table.unfit("at_least", N_("A paper of the course does not give so many points."))
            case PointsReached(at_least) if at_least > total:
                table.unfit(
                    "at_least",
                    N_("Nobody can reach so many points: the activities give %(total)s."),
                    total=total,
                )
            case _:
                pass
