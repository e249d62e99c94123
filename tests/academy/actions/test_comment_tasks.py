"""Comments on some of many groups: given once it is certain who has handed in, and then kept."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from localturn.academy.actions import waivers
from localturn.academy.actions.enrolment.seats import reinstate, withdraw
from localturn.academy.actions.group_time import give_time
from localturn.academy.actions.groupwork import settle_group_works
from localturn.academy.actions.moving import move_run
from localturn.academy.domain.groupwork import Cell
from localturn.academy.models import CommentTask, Completion, Enrolment, RunActivity
from localturn.academy.queries.groupwork import board_of
from localturn.foundation import moments
from makers.groups import AFTER, Seminar, make_seminar

pytestmark = pytest.mark.django_db


def settled(monkeypatch: pytest.MonkeyPatch, *, groups: int = 6, number: int = 2) -> Seminar:
    """A run in which one comments on some groups, and all but the last have handed in in time."""
    seminar = Seminar(groups=groups, each=2, comment_on=number)
    for group in seminar.groups[:-1]:
        seminar.hand_in(seminar.seats[group][0])
    settle(monkeypatch)
    return seminar


def settle(monkeypatch: pytest.MonkeyPatch, now: datetime = AFTER) -> None:
    monkeypatch.setattr(moments, "now", lambda: now)
    settle_group_works.call()


def first(seminar: Seminar, group: int = 0) -> Enrolment:
    return seminar.seats[seminar.groups[group]][0]


def test_everybody_owes_as_many_and_none_before_it_is_certain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = Seminar(groups=6, each=2, comment_on=2)
    for group in seminar.groups[:-1]:
        seminar.hand_in(seminar.seats[group][0])
    assert seminar.owed(first(seminar)) == []
    assert not seminar.owes(first(seminar)).has_commented

    settle(monkeypatch)

    owed = [seminar.owed(seat) for seats in seminar.seats.values() for seat in seats]
    assert {len(each) for each in owed} == {2}
    assert all(6 not in each for each in owed)
    assert 1 not in seminar.owed(first(seminar))


def test_it_is_done_with_these_and_the_others_may_be_commented_on_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = settled(monkeypatch)
    ana = first(seminar)
    asked = seminar.owed(ana)
    other = next(n for n in (2, 3, 4, 5) if n not in asked)
    seminar.comment(ana, seminar.groups[other - 1])
    assert not Completion.objects.filter(enrolment=ana).exists()

    for number in asked:
        seminar.comment(ana, seminar.groups[number - 1])

    assert Completion.objects.filter(enrolment=ana).exists()
    assert len(seminar.owes(ana).asked) == 0


def test_who_is_moved_into_a_group_of_theirs_is_given_another_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = settled(monkeypatch)
    ana = first(seminar)
    before = seminar.owed(ana)

    seminar.move(ana, seminar.groups[before[0] - 1], now=AFTER)

    after = seminar.owed(ana)
    assert len(after) == 2
    assert before[1] in after
    assert before[0] not in after


def test_who_comes_later_is_given_theirs_and_nobody_else_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = settled(monkeypatch)
    before = set(CommentTask.objects.values_list("enrolment", "group"))

    new = seminar.sit(seminar.groups[0], "Late Lea")
    settle(monkeypatch, AFTER + timedelta(hours=1))

    assert len(seminar.owed(new)) == 2
    rows = set(CommentTask.objects.exclude(enrolment=new).values_list("enrolment", "group"))
    assert rows == before


def test_a_comment_that_was_written_before_counts_among_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = Seminar(groups=5, each=1, comment_on=2)
    for group in seminar.groups:
        seminar.hand_in(seminar.seats[group][0])
    ana = first(seminar)
    seminar.comment(ana, seminar.groups[3], now=AFTER)

    settle(monkeypatch)

    assert len(seminar.owed(ana)) == 1
    assert 4 not in seminar.owed(ana)


def test_a_late_group_is_nobody_s_task(monkeypatch: pytest.MonkeyPatch) -> None:
    seminar = settled(monkeypatch)

    seminar.hand_in(first(seminar, 5), now=AFTER)

    (row,) = [row for row in board_of(seminar.state).rows if row.seat == first(seminar).pk]
    assert row.cells[5] is Cell.FREE
    assert row.cells.count(Cell.OWED) == 2


def test_a_newer_version_that_asks_for_more_gives_more(monkeypatch: pytest.MonkeyPatch) -> None:
    seminar = settled(monkeypatch)
    newer = make_seminar(number=2, comment_on=3)

    move_run(seminar.run, to=newer, anew=(), by=seminar.facilitator, now=AFTER)
    seminar.run.refresh_from_db()
    seminar.activity = newer.activities.get()

    assert len(seminar.owed(first(seminar))) == 3


def test_the_page_names_them_and_the_board_shows_what_is_not_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = settled(monkeypatch)
    ana = first(seminar)
    client = Client()
    assert ana.person is not None
    client.force_login(ana.person)
    address = reverse("academy:activity", args=[seminar.run.slug, "presentation"])

    page = client.get(address).text

    assert page.count("You owe a comment<") == 2
    assert page.count("You may comment if you like") == 2
    client.force_login(seminar.facilitator)
    assert "not asked of them" in client.get(f"{address}board/").text


def test_who_left_and_comes_back_after_the_draw_is_given_theirs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = Seminar(groups=6, each=2, comment_on=2)
    for group in seminar.groups:
        seminar.hand_in(seminar.seats[group][0])
    ana = first(seminar)
    withdraw(ana, by=seminar.facilitator, now=AFTER - timedelta(days=2))
    settle(monkeypatch)

    ana.refresh_from_db()
    reinstate(ana, by=seminar.facilitator, now=AFTER)

    assert len(seminar.owed(ana)) == 2
    assert not Completion.objects.filter(enrolment=ana).exists()


def test_who_was_given_none_has_not_commented_on_all(monkeypatch: pytest.MonkeyPatch) -> None:
    seminar = settled(monkeypatch)
    ana = first(seminar)

    CommentTask.objects.filter(enrolment=ana).delete()

    assert not seminar.owes(ana).has_commented


def test_who_hands_in_by_a_deadline_that_was_moved_on_has_readers_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = Seminar(groups=6, each=2, comment_on=2)
    for group in seminar.groups[:3]:
        seminar.hand_in(seminar.seats[group][0])
    settle(monkeypatch)
    ana, zoe = first(seminar), first(seminar, 5)
    kept, waived = seminar.owed(ana)[0], seminar.owed(zoe)[0]
    seminar.comment(ana, seminar.groups[kept - 1])
    let_off = seminar.groups[waived - 1]
    by = seminar.facilitator
    waivers.waive(seminar.state, [zoe], [let_off], reason="Ill", by=by, now=AFTER)
    moved_on(seminar, timedelta(days=7))
    settle(monkeypatch)

    for group in seminar.groups[3:]:
        seminar.hand_in(seminar.seats[group][0], now=AFTER)
    settle(monkeypatch, AFTER + timedelta(days=7))

    readers = set(CommentTask.objects.values_list("group__number", flat=True))
    assert readers == {1, 2, 3, 4, 5, 6}
    assert CommentTask.objects.filter(enrolment=ana, group__number=kept).exists()
    assert len(seminar.owed(ana)) == 1
    assert CommentTask.objects.filter(enrolment=zoe, group=let_off).exists()
    assert len(seminar.owed(zoe)) == 1


def moved_on(seminar: Seminar, by: timedelta) -> None:
    assert seminar.due_at is not None
    rows = RunActivity.objects.filter(run=seminar.run, activity=seminar.activity)
    rows.update(due_at=seminar.due_at + by)


def test_who_is_moved_by_mistake_and_back_owes_what_they_owed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = settled(monkeypatch)
    ana = first(seminar)
    before = seminar.owed(ana)

    seminar.move(ana, seminar.groups[before[0] - 1], now=AFTER)
    seminar.move(ana, seminar.groups[0], now=AFTER + timedelta(minutes=1))

    assert seminar.owed(ana) == before


def test_what_was_written_meanwhile_counts_where_somebody_is_moved_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = settled(monkeypatch)
    ana = first(seminar)
    before = seminar.owed(ana)
    seminar.move(ana, seminar.groups[before[0] - 1], now=AFTER + timedelta(minutes=1))
    (new,) = set(seminar.owed(ana)) - set(before)
    seminar.comment(ana, seminar.groups[new - 1], now=AFTER + timedelta(minutes=2))

    seminar.move(ana, seminar.groups[0], now=AFTER + timedelta(minutes=3))

    assert len(seminar.owed(ana)) == 1


def test_a_comment_on_a_group_that_had_more_time_is_asked_of_everybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = Seminar(groups=6, each=2, comment_on=2)
    for group in seminar.groups[:5]:
        seminar.hand_in(seminar.seats[group][0])
    give_time(
        seminar.state,
        seminar.groups[5],
        date(2027, 3, 17),
        reason="A strike.",
        by=seminar.facilitator,
        now=AFTER - timedelta(days=2),
    )
    settle(monkeypatch)
    ana = first(seminar)

    seminar.hand_in(first(seminar, 5), now=AFTER + timedelta(days=1))

    assert [group.number for group in seminar.owes(ana).asked] == [6]
    (row,) = [row for row in board_of(seminar.state).rows if row.seat == ana.pk]
    assert (row.cells[5], row.owed) == (Cell.ASKED, 2)
    client = Client()
    assert ana.person is not None
    client.force_login(ana.person)
    address = reverse("academy:activity", args=[seminar.run.slug, "presentation"])
    assert "Had more time: please comment" in client.get(address).text
    for number in seminar.owed(ana):
        seminar.comment(ana, seminar.groups[number - 1])
    assert Completion.objects.filter(enrolment=ana).exists()
