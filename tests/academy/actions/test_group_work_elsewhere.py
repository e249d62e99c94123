"""What becomes of groups and their work when a run moves, is repeated, or somebody leaves."""

from datetime import UTC, date, datetime, timedelta

import pytest

from localturn.academy.actions import group_files, groups, groupwork
from localturn.academy.actions.moving import move_run
from localturn.academy.actions.repeating import as_proposed, repeat_run
from localturn.academy.domain.grouping import Mix
from localturn.academy.models import (
    Activity,
    Course,
    CourseRole,
    GroupComment,
    GroupHandIn,
    Grouping,
    GroupPost,
    GroupSeat,
)
from localturn.academy.queries.groupwork import state_of
from localturn.academy.queries.repeating import repetition_of
from localturn.foundation.files.models import StoredFile
from localturn.foundation.people.actions.erasure import erase_person
from localturn.foundation.personal_data import Wishes
from makers.academy import NOON
from makers.files import upload
from makers.groups import AFTER, BEFORE, Seminar, make_seminar

pytestmark = pytest.mark.django_db


def test_a_run_that_moves_takes_groups_hand_ins_and_comments_along() -> None:
    seminar = Seminar(groups=2, each=1)
    (ana,), (ben,) = seminar.seats.values()
    seminar.hand_in(ana)
    seminar.comment(ben, seminar.groups[0])
    newer = make_seminar(number=2, comment_days=7)

    move_run(seminar.run, to=newer, anew=(), by=seminar.facilitator, now=AFTER)

    seminar.run.refresh_from_db()
    state = state_of(seminar.run, Activity.objects.get(version=newer))
    assert state is not None
    assert [group.may_be_commented_on for group in state.groups] == [True, False]
    assert state.comments_due == datetime(2027, 3, 21, 22, 59, tzinfo=UTC)
    assert GroupComment.objects.get().work == state.work
    assert list(GroupSeat.objects.values_list("group__number", flat=True)) == [1, 2]


def test_a_run_that_is_repeated_keeps_how_groups_come_about_and_nobody_in_them() -> None:
    seminar = Seminar(groups=2, each=1)
    by, now = seminar.facilitator, BEFORE
    CourseRole.objects.create(
        course=Course.objects.get(), person=by, role=CourseRole.Role.FACILITATOR, given_at=NOON
    )
    closes = NOON + timedelta(days=2)
    groups.set_way(seminar.grouping, way="sign-up", most=4, closes_at=closes, by=by)
    Grouping.objects.update(mixes=[Mix.COUNTRY])
    groupwork.set_comments_due(seminar.state, date(2027, 3, 16), by=by, now=now)
    run = seminar.run
    dates = repetition_of(
        run, version=run.version, starts_on=date(2027, 9, 6), zone=run.zone, now=now
    )

    again = repeat_run(
        run,
        version=run.version,
        slug="again",
        title="",
        zone=run.zone,
        dates=as_proposed(dates),
        by=by,
        now=now,
    )

    grouping = again.groupings.get()
    assert (grouping.way, grouping.most, grouping.mixes) == ("sign-up", 4, ["country"])
    assert grouping.closes_at == closes + timedelta(days=182, hours=-1)  # by the clock on the wall
    assert not grouping.groups.exists()
    state = state_of(again, seminar.activity)
    assert state is not None
    assert state.comments_due == datetime(2027, 9, 14, 21, 59, tzinfo=UTC)


def test_who_leaves_takes_their_words_to_the_group_and_leaves_it_its_work() -> None:
    seminar = Seminar(groups=2, each=2)
    first, second = seminar.groups
    ana, other = seminar.seats[first][0], seminar.seats[second][0]
    assert ana.person is not None
    group_files.lay_by(ana, seminar.state, [upload()], by=ana.person, now=BEFORE)
    seminar.hand_in(ana)
    seminar.hand_in(other)
    seminar.comment(ana, second, "Well done")
    groups.say(first, "Call me", by=ana.person, now=BEFORE)

    erase_person(ana.person, wishes=Wishes(remove_texts=True), by=ana.person, now=AFTER)

    assert not GroupPost.objects.exists()
    work = GroupHandIn.objects.get(group=first)
    assert (work.text, work.handed_in_by, work.files.count()) == ("Our work.", None, 1)
    assert StoredFile.objects.get().owner_id is None
    assert GroupComment.objects.get().body == ""
    assert not GroupSeat.objects.filter(enrolment=ana).exists()
