"""A later deadline for one group: its members are told, and nobody else waits for them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from localturn.academy.actions import group_time
from localturn.academy.actions.allowances import Given, allow
from localturn.academy.actions.groupwork import settle_group_works
from localturn.academy.calendar import calendar_entries
from localturn.academy.models import Allowance, Completion, Enrolment
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from localturn.foundation.trail.models import Entry
from makers.academy import make_facilitator
from makers.groups import AFTER, BEFORE, Seminar

pytestmark = pytest.mark.django_db

DAY = date(2027, 3, 17)
"""Three days after the deadline of all others."""
UNTIL = datetime(2027, 3, 17, 22, 59, tzinfo=UTC)
"""23:59 of it in Skopje."""


def give(seminar: Seminar, at: int = 2, day: date | None = DAY, reason: str = "A strike.") -> int:
    return group_time.give_time(
        seminar.state,
        seminar.groups[at],
        day,
        reason=reason,
        by=seminar.facilitator,
        now=AFTER - timedelta(days=2),
    )


def test_the_group_hands_in_and_replaces_until_its_own_day_and_no_other_does() -> None:
    seminar = Seminar()
    ana, ben = seminar.seats[seminar.groups[2]]
    other = seminar.seats[seminar.groups[0]][0]
    seminar.hand_in(other)
    assert give(seminar) == 2

    made = seminar.hand_in(ana, "First", now=AFTER)
    seminar.hand_in(ben, "Second", now=UNTIL + timedelta(seconds=59))

    state = seminar.state
    assert state.due_of(seminar.groups[2].pk) == UNTIL
    assert not state.is_shown_late(seminar.groups[2].pk, made)
    with pytest.raises(NotNow, match="the deadline has passed"):
        seminar.hand_in(ben, "Third", now=UNTIL + timedelta(minutes=1))
    with pytest.raises(NotNow, match="the deadline has passed"):
        seminar.hand_in(other, "Better", now=AFTER)


def test_nobody_waits_for_a_group_that_has_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    seminar = Seminar()
    first, second, third = seminar.groups
    ana, eva = seminar.seats[first][0], seminar.seats[third][0]
    for group in (first, second):
        seminar.hand_in(seminar.seats[group][0])
    give(seminar)
    seminar.comment(ana, second)
    monkeypatch.setattr(moments, "now", lambda: AFTER)
    settle_group_works.call()
    assert Completion.objects.filter(enrolment=ana).exists()

    seminar.hand_in(eva, now=AFTER + timedelta(days=1))

    owes = seminar.owes(ana)
    assert (owes.owed, [each.number for each in owes.asked]) == ((), [3])
    assert Completion.objects.filter(enrolment=ana).exists()
    seminar.comment(eva, first)
    seminar.comment(eva, second)
    assert Completion.objects.filter(enrolment=eva).exists()


def test_each_member_is_told_why_and_their_calendar_has_the_later_day() -> None:
    seminar = Seminar()
    give(seminar)

    told = Message.objects.filter(template="academy/mail/allowed")
    people = {seat.person_id for seat in seminar.seats[seminar.groups[2]]}
    assert {letter.person_id for letter in told} == people
    assert all(letter.context["reason"] == "A strike." for letter in told)
    assert UNTIL in calendar_of(seminar.seats[seminar.groups[2]][0])
    assert UNTIL not in calendar_of(seminar.seats[seminar.groups[0]][0])


def calendar_of(seat: Enrolment) -> set[datetime | date]:
    assert seat.person is not None
    around = {"since": AFTER - timedelta(days=30), "until": AFTER + timedelta(days=30)}
    return {entry.starts for entry in calendar_entries(seat.person, **around)}


def test_who_comes_into_the_group_works_by_its_deadline() -> None:
    seminar = Seminar()
    give(seminar)
    new = seminar.seats[seminar.groups[0]][0]
    seminar.move(new, seminar.groups[2])
    seminar.hand_in(new, now=AFTER)

    seminar.hand_in(new, "Better", now=AFTER + timedelta(hours=1))

    client = Client()
    assert new.person is not None
    client.force_login(new.person)
    with moments.travelled(AFTER - moments.now()):
        address = reverse("academy:activity", args=[seminar.run.slug, "presentation"])
        assert "Your group has time until" in client.get(address).text


def test_who_is_moved_out_of_the_group_takes_no_time_along() -> None:
    seminar = Seminar()
    give(seminar)
    given, other = seminar.groups[2], seminar.groups[0]
    eva = seminar.seats[given][0]
    seminar.hand_in(eva, now=AFTER)

    seminar.move(eva, other)

    state = seminar.state
    assert (state.due_of(given.pk), state.due_of(other.pk)) == (UNTIL, state.due_at)
    assert UNTIL not in calendar_of(eva)
    (entry,) = Entry.objects.filter(what="academy.allowance.left")
    assert (entry.before["due_at"], entry.after["due_at"]) == (UNTIL.isoformat(), None)


def test_what_one_person_was_given_goes_with_them() -> None:
    seminar = Seminar()
    eva = seminar.seats[seminar.groups[2]][0]
    now = AFTER - timedelta(days=2)
    given = Given(due_on=DAY)
    allow(eva, seminar.activity, given, reason="Ill.", by=seminar.facilitator, now=now)

    seminar.move(eva, seminar.groups[0])

    assert seminar.state.due_of(seminar.groups[0].pk) == UNTIL


def test_what_came_before_the_deadline_of_all_others_stays_as_it_is_from_then_on() -> None:
    seminar = Seminar()
    given = seminar.groups[2]
    ana, ben = seminar.seats[given]
    give(seminar)
    client = Client()
    assert ana.person is not None
    client.force_login(ana.person)
    address = reverse("academy:activity", args=[seminar.run.slug, "presentation"])
    with moments.travelled(BEFORE - moments.now()):
        assert "commented on from then on" in client.get(address).text
    seminar.hand_in(ana, "First")
    seminar.hand_in(ben, "Second")

    with pytest.raises(NotNow, match="the deadline has passed"):
        seminar.hand_in(ben, "Third", now=AFTER)

    assert seminar.state.due_of(given.pk) == seminar.state.due_at


def test_a_group_that_has_handed_in_in_time_is_given_no_more() -> None:
    seminar = Seminar()
    seminar.hand_in(seminar.seats[seminar.groups[2]][0])

    with pytest.raises(Invalid, match="before the deadline of all others"):
        give(seminar)

    assert not Allowance.objects.exists()


def test_it_is_taken_back_and_refused_with_a_sentence() -> None:
    seminar = Seminar()
    with pytest.raises(Invalid, match="no later deadline"):
        give(seminar, day=None)
    with pytest.raises(Invalid, match="after the deadline of all others"):
        give(seminar, day=date(2027, 3, 1))
    with pytest.raises(Invalid, match="Say why"):
        give(seminar, reason=" ")
    seminar.groups = seminar.add_groups(1)
    with pytest.raises(Invalid, match="Nobody is in this group"):
        give(seminar, at=3)
    with pytest.raises(NotAllowed):
        group_time.give_time(
            seminar.state,
            seminar.groups[2],
            DAY,
            reason="Mine.",
            by=seminar.seats[seminar.groups[2]][0].person,  # type: ignore[arg-type]
            now=AFTER,
        )
    assert not Allowance.objects.exists()
    give(seminar)

    assert give(seminar, day=None, reason="They are through.") == 2

    assert seminar.state.later == {}


def test_a_facilitator_who_is_in_the_group_asks_another_one() -> None:
    seminar = Seminar()
    seat = seminar.sit(seminar.groups[2], "Both")
    assert seat.person is not None
    make_facilitator(seminar.run, seat.person)

    with pytest.raises(NotAllowed, match="Another facilitator"):
        group_time.give_time(
            seminar.state, seminar.groups[2], DAY, reason="Mine.", by=seat.person, now=AFTER
        )

    assert not Allowance.objects.exists()


def test_it_is_given_on_the_board() -> None:
    seminar = Seminar()
    client = Client()
    client.force_login(seminar.facilitator)
    address = reverse("academy:activity-verb", args=[seminar.run.slug, "presentation", "later"])
    asked = {"group": seminar.groups[2].pk, "day": "2027-03-01", "reason": "A strike."}
    with moments.travelled(AFTER - timedelta(days=2) - moments.now()):
        refused = client.post(address, asked)
        assert refused.status_code == 422
        assert "after the deadline of all others" in refused.text

        client.post(address, {**asked, "day": "2027-03-17"})

        board = address.replace("/later/", "/board/")
        assert "Group 3: until" in client.get(board).text
