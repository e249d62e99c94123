"""When a blog before a meeting is due, and what counts of attendance for an award."""

from datetime import UTC, datetime

import pytest

from localturn.academy.domain.attendance import Mark, Presence, Stands, Terms, stands
from localturn.academy.domain.awards import Award, BlogPosts, Evidence, Fact, Meetings, standing
from localturn.academy.domain.blog import Standing as BlogStanding
from localturn.academy.domain.blog import Terms as BlogTerms
from localturn.academy.domain.blog import Written, due_before

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("starts", "hours", "due"),
    [
        # clocks go back on the night to 25 October 2026, at 3:00, and forward on 28 March 2027
        (datetime(2026, 10, 23, 8, tzinfo=UTC), 0, datetime(2026, 10, 23, 8, tzinfo=UTC)),
        (datetime(2026, 10, 25, 9, tzinfo=UTC), 24, datetime(2026, 10, 24, 8, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 0, datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 2, datetime(2026, 10, 24, 23, 30, tzinfo=UTC)),
        (datetime(2027, 3, 28, 8, tzinfo=UTC), 24, datetime(2027, 3, 27, 9, tzinfo=UTC)),
        (datetime(2027, 3, 29, 8, tzinfo=UTC), 26, datetime(2027, 3, 28, 6, tzinfo=UTC)),
        # 2:30 was skipped that night: the hour after it
        (datetime(2027, 3, 29, 0, 30, tzinfo=UTC), 24, datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ],
)
def test_whole_days_are_days_on_the_wall_and_hours_pass(
    starts: datetime, hours: int, due: datetime
) -> None:
    assert due_before(starts, hours, BERLIN) == due


def met(rule: Meetings, *marks: Stands) -> tuple[int, int, list[str]]:
    facts = tuple(
        Fact(str(n), "m", "webinar", f"Meeting {n}", meeting=mark) for n, mark in enumerate(marks)
    )
    (found,) = standing(Award("a", "A", "", (rule,)), Evidence(facts)).requirements
    return int(found.done), int(found.needed), [each.activity_id for each in found.missing]


PRESENT = Stands(Presence.PRESENT)
EXCUSED = Stands(Presence.EXCUSED)


def in_part(minutes: int | None) -> Stands:
    return stands(Mark(Presence.PARTLY, minutes), Terms(length=100))


def test_in_part_counts_from_the_share_that_the_award_states() -> None:
    marks = (in_part(74), in_part(75), in_part(None))

    assert met(Meetings(2), *marks) == (1, 2, ["0", "2"])
    assert met(Meetings(2, partly_from=60), *marks) == (2, 2, [])


def test_being_excused_never_counts_and_asks_for_less_only_if_the_award_says_so() -> None:
    marks = (PRESENT, EXCUSED, Stands(Presence.ABSENT))

    assert met(Meetings(2), *marks) == (1, 2, ["1", "2"])
    assert met(Meetings(2, excused_lowers=True), *marks) == (1, 1, [])


def test_who_was_excused_from_everything_owes_nothing() -> None:
    assert met(Meetings(1, excused_lowers=True), EXCUSED, EXCUSED) == (0, 0, [])


def test_a_recording_counts_where_its_meeting_says_so() -> None:
    watched = Stands(Presence.WATCHED)

    assert met(Meetings(1), watched)[0] == 0
    assert met(Meetings(1), Stands(Presence.WATCHED, recording_counts=True))[0] == 1


def test_what_is_missing_of_blogs_is_one_that_is_not_done() -> None:
    one = BlogStanding(BlogTerms(), Written(posts=1))
    facts = tuple(
        Fact(f"blog-{n}", "m", "blog", "Blog", done=n == 0, blog=one if n == 0 else None)
        for n in range(2)
    )

    (found,) = standing(Award("a", "A", "", (BlogPosts(2),)), Evidence(facts)).requirements

    assert [each.activity_id for each in found.missing] == ["blog-1"]
