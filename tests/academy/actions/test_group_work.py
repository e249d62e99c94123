"""Group work: one hand-in a group, comments of everybody on every other group's."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from localturn.academy.actions import comment_reminders, grading, groups, groupwork, waivers
from localturn.academy.actions.groupwork import settle_group_works
from localturn.academy.domain.groupwork import Cell
from localturn.academy.models import (
    Certificate,
    CommentWaiver,
    Completion,
    GradeEntry,
    GroupComment,
    GroupHandIn,
    GroupMove,
    GroupSeat,
)
from localturn.academy.queries.groupwork import board_of
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.mail.writing import write
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from makers.academy import make_facilitator, make_person
from makers.groups import AFTER, BEFORE, Seminar

pytestmark = pytest.mark.django_db


def settle(monkeypatch: pytest.MonkeyPatch, now: datetime = AFTER) -> None:
    monkeypatch.setattr(moments, "now", lambda: now)
    settle_group_works.call()


def test_any_member_replaces_what_the_group_handed_in_and_every_version_stays() -> None:
    seminar = Seminar()
    ana, ben = seminar.seats[seminar.groups[0]]

    seminar.hand_in(ana, "First")
    seminar.hand_in(ben, "Second")

    rows = GroupHandIn.objects.values_list("number", "text", "handed_in_by")
    assert list(rows) == [(1, "First", ana.person_id), (2, "Second", ben.person_id)]
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        GroupHandIn.objects.update(text="Other")


def test_nobody_replaces_unread_what_another_member_has_handed_in_meanwhile() -> None:
    seminar = Seminar()
    ana, ben = seminar.seats[seminar.groups[0]]
    seminar.hand_in(ana, "First")

    with pytest.raises(Invalid, match="Person 1a has handed in version 1 meanwhile"):
        seminar.hand_in(ben, "Mine", based_on=0)

    assert seminar.hand_in(ben, "First", based_on=0).number == 1  # the same once more is no new one


def test_after_the_deadline_a_group_hands_in_late_once_and_replaces_nothing() -> None:
    seminar = Seminar()
    ana, ben = seminar.seats[seminar.groups[0]]

    late = seminar.hand_in(ana, now=AFTER)

    assert late.is_late
    with pytest.raises(NotNow, match="the deadline has passed"):
        seminar.hand_in(ben, "Better", now=AFTER)


def test_the_last_minute_of_the_deadline_is_in_time() -> None:
    seminar = Seminar()
    ana, _ben = seminar.seats[seminar.groups[0]]
    assert seminar.due_at is not None

    assert not seminar.hand_in(ana, now=seminar.due_at + timedelta(seconds=59)).is_late


def test_everybody_owes_every_other_group_that_handed_in_and_no_other() -> None:
    seminar = Seminar()
    first, second, third = seminar.groups
    ana = seminar.seats[first][0]
    seminar.hand_in(ana)
    seminar.hand_in(seminar.seats[second][0])

    assert seminar.owed(ana) == [2]
    assert seminar.owed(seminar.seats[third][0]) == [1, 2]


def test_a_late_group_is_owed_nothing_that_anything_waits_for_and_has_later_comments() -> None:
    seminar = Seminar()
    first, second, third = seminar.groups
    ana = seminar.seats[first][0]
    seminar.hand_in(ana)
    seminar.hand_in(seminar.seats[second][0])
    seminar.hand_in(seminar.seats[third][0], now=AFTER)

    owes = seminar.owes(ana)

    assert [g.number for g in owes.owed] == [2]
    assert [g.number for g in owes.asked] == [3]
    state = seminar.state
    assert state.comments_due == datetime(2027, 3, 19, 22, 59, tzinfo=UTC)  # 23:59 in Skopje
    assert state.asked_by(owes.asked[0]) == datetime(2027, 3, 20, 22, 59, tzinfo=UTC)


def test_one_s_own_group_is_refused_by_the_action_and_by_the_database() -> None:
    seminar = Seminar()
    first, second, _third = seminar.groups
    ana = seminar.seats[first][0]
    seminar.hand_in(ana)

    with pytest.raises(NotAllowed):
        seminar.comment(ana, first)

    fields = {"work": seminar.state.work, "enrolment": ana, "body": "x", "written_at": AFTER}
    own = pytest.raises(IntegrityError, match="nobody_comments_on_their_own_group")
    with own, transaction.atomic():
        GroupComment.objects.create(**fields, author_group=first, group=first)
    with pytest.raises(IntegrityError, match="from the group of its author"), transaction.atomic():
        GroupComment.objects.create(**fields, author_group=second, group=first)


def test_comments_begin_when_all_have_had_their_time() -> None:
    seminar = Seminar()
    first, second, third = seminar.groups
    ana = seminar.seats[first][0]
    seminar.hand_in(seminar.seats[second][0])

    with pytest.raises(NotNow, match="once the time to hand in is over"):
        seminar.comment(ana, second, now=BEFORE)
    with pytest.raises(NotNow, match="has not handed in anything"):
        seminar.comment(ana, third)
    with pytest.raises(Invalid, match="Write your comment"):
        seminar.comment(ana, second, "  ")

    seminar.comment(ana, second)
    assert seminar.owed(ana) == []


def test_it_is_done_once_it_is_certain_and_every_comment_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = Seminar()
    first, second, third = seminar.groups
    ana = seminar.seats[first][0]
    for group in (first, second):
        seminar.hand_in(seminar.seats[group][0])
    seminar.comment(ana, second)
    assert not Completion.objects.exists()  # a third group may still have been in time

    settle(monkeypatch)

    assert list(Completion.objects.values_list("enrolment", flat=True)) == [ana.pk]
    assert list(Certificate.objects.values_list("enrolment", flat=True)) == [ana.pk]
    seminar.hand_in(seminar.seats[third][0], now=AFTER + timedelta(hours=1))
    assert Completion.objects.filter(enrolment=ana).exists()  # no late group undoes it
    assert not Certificate.objects.get().shortfall


def test_a_deadline_that_is_moved_on_makes_it_uncertain_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = Seminar()
    settle(monkeypatch)
    assert seminar.state.is_settled

    seminar.run.schedule.update(due_at=AFTER + timedelta(days=2))
    settle(monkeypatch)

    assert not seminar.state.is_settled


def test_who_is_moved_keeps_what_they_wrote_and_owes_what_the_new_group_owes() -> None:
    seminar = Seminar()
    first, second, _third = seminar.groups
    ana = seminar.seats[first][0]
    for group in seminar.groups:
        seminar.hand_in(seminar.seats[group][0])
    seminar.comment(ana, second)
    assert seminar.owed(ana) == [3]

    seminar.move(ana, second, now=AFTER)

    assert seminar.owed(ana) == [1, 3]
    kept = GroupComment.objects.get()
    assert (kept.author_group, kept.group) == (first, second)
    assert list(GroupMove.objects.filter(enrolment=ana).values_list("before", "after")) == [
        (None, first.pk),
        (first.pk, second.pk),
    ]
    assert GroupHandIn.objects.filter(group=first, handed_in_by=ana.person).exists()


def test_a_move_leaves_a_trace_that_the_database_keeps() -> None:
    Seminar()
    cursor = connection.cursor()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        cursor.execute("DELETE FROM academy_groupmove")


def test_a_waiver_needs_a_reason_and_is_not_for_oneself() -> None:
    seminar = Seminar()
    first, second, _third = seminar.groups
    ana = seminar.seats[first][0]
    seminar.hand_in(seminar.seats[second][0])
    by = seminar.facilitator

    with pytest.raises(Invalid, match="Say why"):
        waivers.waive(seminar.state, [ana], [second], reason=" ", by=by, now=AFTER)
    assert waivers.waive(seminar.state, [ana], [second], reason="Ill", by=by, now=AFTER) == 1
    assert seminar.owed(ana) == []

    waivers.lift_waiver(CommentWaiver.objects.get(), by=by, now=AFTER)
    assert seminar.owed(ana) == [2]
    assert ana.person is not None
    make_facilitator(seminar.run, ana.person)
    with pytest.raises(NotAllowed, match="about yourself"):
        waivers.waive(seminar.state, [ana], [second], reason="Me", by=ana.person, now=AFTER)


def test_one_person_is_let_off_all_groups_at_once() -> None:
    seminar = Seminar()
    first, second, third = seminar.groups
    ana, ben = seminar.seats[first]
    for group in (second, third):
        seminar.hand_in(seminar.seats[group][0])
    seminar.comment(ben, second)
    by = seminar.facilitator

    assert waivers.waive(seminar.state, [ana], seminar.groups, reason="Ill", by=by, now=AFTER) == 1

    assert (seminar.owed(ana), seminar.owed(ben)) == ([], [3])
    assert set(CommentWaiver.objects.values_list("enrolment", "group")) == {
        (ana.pk, second.pk),
        (ana.pk, third.pk),
    }


def test_who_owes_is_reminded_of_which_groups_and_once_a_day() -> None:
    seminar = Seminar()
    first, second, third = seminar.groups
    ana, ben = seminar.seats[first]
    for group in (second, third):
        seminar.hand_in(seminar.seats[group][0])
    for group in (second, third):
        seminar.comment(ben, group)
    by = seminar.facilitator

    sent = [comment_reminders.remind_who_owes(seminar.state, by=by, now=AFTER) for _ in range(2)]

    rows = Message.objects.filter(template="academy/mail/comments_owed").order_by("name")
    assert sent == [5, 0]
    assert [row.name for row in rows] == [
        "Person 1a",
        *("Person 2a", "Person 2b", "Person 3a", "Person 3b"),
    ]
    letter = write(rows[0])
    assert letter.subject == "You owe comments on 2 groups: Migrants in cities"
    assert "– 2\n– 3\n" in letter.text
    assert ana.person is not None
    with pytest.raises(NotAllowed):
        comment_reminders.remind_who_owes(seminar.state, by=ana.person, now=AFTER)


def test_the_board_has_everybody_and_every_group() -> None:
    seminar = Seminar(groups=3, each=1)
    first, second, third = seminar.groups
    for group in (first, second):
        seminar.hand_in(seminar.seats[group][0])
    seminar.comment(seminar.seats[third][0], first)
    nobody = seminar.sit(None, "Zoe")

    board = board_of(seminar.state)

    assert {row.name: row.cells for row in board.rows} == {
        "Person 1a": (Cell.OWN, Cell.OWED, Cell.NOTHING),
        "Person 2a": (Cell.OWED, Cell.OWN, Cell.NOTHING),
        "Person 3a": (Cell.WRITTEN, Cell.OWED, Cell.OWN),
        "Zoe": (Cell.NOTHING, Cell.NOTHING, Cell.NOTHING),
    }
    assert (board.owed, board.ungrouped) == (3, 1)
    assert seminar.owes(nobody).has_commented is False


def test_comments_are_due_on_the_day_a_run_says_and_never_before_the_work() -> None:
    seminar = Seminar()
    by = seminar.facilitator

    with pytest.raises(Invalid, match="after the work"):
        groupwork.set_comments_due(seminar.state, date(2027, 3, 14), by=by, now=BEFORE)
    with pytest.raises(Invalid, match="The run ends before"):
        groupwork.set_comments_due(seminar.state, date(2027, 3, 22), by=by, now=BEFORE)
    groupwork.set_comments_due(seminar.state, date(2027, 3, 16), by=by, now=BEFORE)

    assert seminar.state.comments_due == datetime(2027, 3, 16, 22, 59, tzinfo=UTC)


def test_points_for_a_group_are_a_grade_of_each_member_but_not_where_one_was_corrected() -> None:
    seminar = Seminar()
    first = seminar.groups[0]
    ana, ben = seminar.seats[first]
    seminar.hand_in(ana)
    by = seminar.facilitator

    def mark(points: int) -> int:
        return groupwork.mark_group(
            seminar.state, first, points=Decimal(points), feedback="", by=by, now=AFTER
        )

    assert mark(8) == 2
    grading.correct(
        GradeEntry.objects.get(enrolment=ben), points=Decimal(5), reason="x", by=by, now=AFTER
    )
    assert mark(9) == 1
    standing = GradeEntry.objects.filter(is_standing=True)
    assert dict(standing.values_list("enrolment", "points")) == {ana.pk: 9, ben.pk: 5}


def test_only_one_of_a_group_seat_a_grouping() -> None:
    seminar = Seminar()
    ana = seminar.seats[seminar.groups[0]][0]
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupSeat.objects.create(grouping=seminar.grouping, group=seminar.groups[1], enrolment=ana)
    other = Seminar(slug="other", groups=1, each=0)
    with pytest.raises(IntegrityError, match="their own run"), transaction.atomic():
        GroupSeat.objects.create(grouping=other.grouping, group=other.groups[0], enrolment=ana)
    with pytest.raises(NotAllowed):
        groups.move(seminar.grouping, ana, None, by=make_person(), now=BEFORE)
