"""From the student by way of two universities to a place, in a course outside this house."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from localturn.exchange.actions import applications as actions
from localturn.exchange.actions import listings
from localturn.exchange.domain.applications import Stage, Words
from localturn.exchange.domain.terms import Slots
from localturn.exchange.models import Application
from localturn.exchange.queries.applications import trace_of
from localturn.exchange.queries.held_places import left_for
from localturn.exchange.queries.listings import content_of
from localturn.foundation.mail.models import Message
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from makers.exchange import (
    NOON,
    WORDS,
    Applied,
    make_application,
    make_applied,
    make_coordinator,
    make_partner,
    make_student,
    make_university,
)
from makers.people import make_person

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def stage(application: Application) -> str:
    return Application.objects.get(pk=application.pk).stage


def told(person: Person) -> list[str]:
    rows = Message.objects.filter(person=person, template="exchange/mail/application")
    return [each.context["what"] for each in rows.order_by("pk")]


def nominate(application: Application, world: Applied) -> None:
    actions.nominate(application, by=world.keeper, now=NOON)


def decide(application: Application, world: Applied) -> None:
    actions.decide(application, accept=True, reason="", by=world.host_keeper, now=NOON)


def test_a_student_comes_to_a_place_and_everybody_is_told_at_their_turn() -> None:
    world = make_applied()
    application = make_application(world, Stage.ACCEPTED)
    student = application.student

    assert application.stage == Stage.ACCEPTED
    assert [sentence for sentence, _ in trace_of(application)] == [
        "Sent to the home university",
        "Approved by the home university",
        "Nominated by the home university",
        "Accepted by the host university",
    ]
    assert student is not None
    assert told(student) == ["approved", "nominated", "accepted"]
    assert told(world.keeper) == ["sent", "accepted"]
    assert told(world.host_keeper) == ["nominated"]


def test_a_draft_is_sent_only_when_it_says_why_and_follows_the_language() -> None:
    world = make_applied()
    student = make_student(world.home)
    home = world.home.organisation

    with pytest.raises(Invalid) as refused:
        actions.apply(world.listing, home=home, words=Words(), send=True, by=student, now=NOON)
    draft = actions.apply(world.listing, home=home, words=WORDS, send=False, by=student, now=NOON)
    again = actions.apply(world.listing, home=home, words=WORDS, send=True, by=student, now=NOON)

    assert refused.value.sentence == (
        "Say why you would like to take this course. "
        "Say that you can follow a course in its language."
    )
    assert (draft.pk, again.stage, again.courses.count()) == (again.pk, Stage.SENT, 1)


def test_who_belongs_to_no_partner_may_not_apply_and_who_is_added_may() -> None:
    world = make_applied()
    outsider, home = make_person("Olle Outside"), world.home.organisation
    at_host = make_student(world.host)

    for person in (outsider, at_host):
        with pytest.raises(NotAllowed):
            actions.apply(world.listing, home=home, words=WORDS, send=True, by=person, now=NOON)
    email = outsider.email.upper()
    added = actions.add_student(world.listing, home=home, email=email, by=world.keeper, now=NOON)
    actions.apply(world.listing, home=home, words=WORDS, send=True, by=outsider, now=NOON)

    assert stage(added) == Stage.SENT
    assert told(outsider) == ["added"]
    with pytest.raises(Invalid, match="Nobody here has this e-mail address"):
        actions.add_student(
            world.listing, home=home, email="no@one.example", by=world.keeper, now=NOON
        )
    with pytest.raises(Invalid, match="There is an application of this person"):
        actions.add_student(world.listing, home=home, email=email, by=world.keeper, now=NOON)
    with pytest.raises(NotAllowed):
        actions.add_student(world.listing, home=home, email=email, by=outsider, now=NOON)


def test_a_university_refuses_only_with_a_reason_that_the_student_reads() -> None:
    world = make_applied()
    application = make_application(world)
    answer: dict[str, Any] = {"approve": False, "by": world.keeper, "now": NOON}

    with pytest.raises(Invalid, match="Say why"):
        actions.answer(application, reason=" ", **answer)
    actions.answer(application, reason="Too early.", **answer)

    assert stage(application) == Stage.REFUSED_AT_HOME
    assert [entry.reason for _, entry in trace_of(application)] == ["", "Too early."]


def test_each_step_is_its_own_university_s() -> None:
    world = make_applied()
    sent, nominated = make_application(world), make_application(world, Stage.NOMINATED)
    stranger = make_coordinator(make_partner(world.host.consortium, make_university("Third")))

    for by in (world.host_keeper, stranger):
        with pytest.raises(NotAllowed):
            actions.answer(sent, approve=True, reason="", by=by, now=NOON)
    for by in (world.keeper, stranger):
        with pytest.raises(NotAllowed):
            actions.decide(nominated, accept=True, reason="", by=by, now=NOON)
    with pytest.raises(NotAllowed):
        actions.withdraw(sent, by=world.keeper, now=NOON)
    with pytest.raises(NotNow):
        actions.nominate(sent, by=world.keeper, now=NOON)


def test_a_university_puts_its_students_into_an_order() -> None:
    world = make_applied()
    first, second, third = (make_application(world, Stage.APPROVED) for _ in range(3))

    actions.rank(third, to=1, by=world.keeper, now=NOON)
    actions.rank(first, to=9, by=world.keeper, now=NOON)

    order = Application.objects.order_by("rank").values_list("pk", flat=True)
    assert list(order) == [third.pk, second.pk, first.pk]


def test_a_university_nominates_no_more_than_it_has_places() -> None:
    world = make_applied(slots_kind=Slots.EACH, slots=1)
    make_application(world, Stage.NOMINATED)
    late = make_application(world, Stage.APPROVED)

    with pytest.raises(NotNow, match="All places for students of Tsurumi Bay University are taken"):
        nominate(late, world)
    assert left_for(world.listing, world.home.organisation_id, now=NOON) == 0


def test_pooled_places_are_shared_by_all_universities() -> None:
    world = make_applied(slots_kind=Slots.POOLED, slots=2)
    third = make_partner(world.host.consortium, make_university("Third"))
    make_application(world, Stage.NOMINATED)
    other = make_application(world, Stage.NOMINATED, home=third)
    late = make_application(world, Stage.APPROVED)

    with pytest.raises(NotNow):
        nominate(late, world)
    assert other.student is not None
    actions.withdraw(other, by=other.student, now=NOON)
    nominate(late, world)

    assert stage(late) == Stage.NOMINATED


def test_who_is_accepted_beyond_the_participants_waits_and_moves_up_when_one_leaves() -> None:
    world = make_applied(participants=1, slots_kind=Slots.EACH, slots=5)
    placed = make_application(world, Stage.ACCEPTED)
    waits = make_application(world, Stage.ACCEPTED)
    student = waits.student
    before = waits.stage
    assert placed.student is not None
    assert student is not None

    actions.withdraw(placed, by=placed.student, now=NOON + DAY, reason="Ill.")

    assert (before, stage(placed), stage(waits)) == ("waiting", "withdrawn", "accepted")
    assert told(student) == ["approved", "nominated", "waiting", "moved-up"]
    assert told(world.host_keeper)[-1] == "withdrawn"


def test_more_participants_move_up_who_waits() -> None:
    world = make_applied(participants=1, slots_kind=Slots.EACH, slots=5)
    make_application(world, Stage.ACCEPTED)
    waits = make_application(world, Stage.ACCEPTED)

    content = replace(content_of(world.listing), participants=2)
    listings.save(world.listing, content, by=world.host_keeper, now=NOON)

    assert stage(waits) == Stage.ACCEPTED


def test_no_fewer_places_than_are_taken() -> None:
    world = make_applied(slots_kind=Slots.EACH, slots=3)
    for _ in range(2):
        make_application(world, Stage.NOMINATED)
    content = content_of(world.listing)
    by: dict[str, Any] = {"by": world.host_keeper, "now": NOON}

    with pytest.raises(Invalid, match="2 places for students of Tsurumi Bay University are taken"):
        listings.save(world.listing, replace(content, slots=1), **by)
    pooled = replace(content, slots_kind=Slots.POOLED, slots=1)
    with pytest.raises(Invalid, match="2 places for partner universities are taken"):
        listings.save(world.listing, pooled, **by)
    listings.save(world.listing, replace(content, slots=2), **by)
    with pytest.raises(NotNow, match="Students have applied for this course"):
        listings.take_back(world.listing, **by)


def test_a_nomination_that_is_taken_back_frees_its_place() -> None:
    world = make_applied(slots_kind=Slots.EACH, slots=1)
    first = make_application(world, Stage.NOMINATED)
    second = make_application(world, Stage.APPROVED)

    actions.take_back(first, by=world.keeper, now=NOON)
    nominate(second, world)

    assert (stage(first), stage(second)) == (Stage.APPROVED, Stage.NOMINATED)


def test_after_its_last_day_a_step_is_taken_only_when_it_was_reopened_with_a_reason() -> None:
    last = date(2026, 6, 3)
    world = make_applied(apply_until=last, nominate_until=last, decide_until=last)
    draft = make_application(world, Stage.DRAFT)
    approved = make_application(world, Stage.APPROVED)
    nominated = make_application(world, Stage.NOMINATED)
    late = NOON + 5 * DAY
    student = draft.student
    assert student is not None
    home = world.home.organisation

    def send() -> None:
        actions.apply(world.listing, home=home, words=WORDS, send=True, by=student, now=late)

    with pytest.raises(NotNow, match="The last day to apply is over"):
        send()
    with pytest.raises(NotNow, match="The last day to approve and nominate is over"):
        actions.nominate(approved, by=world.keeper, now=late)
    with pytest.raises(NotNow, match="The last day to decide is over"):
        actions.decide(nominated, accept=True, reason="", by=world.host_keeper, now=late)

    with pytest.raises(NotAllowed, match="Only keepers of the home university"):
        actions.reopen(draft, reason="Ill.", by=world.host_keeper, now=late)
    with pytest.raises(NotAllowed, match="Only keepers of the host university"):
        actions.reopen(approved, reason="Ill.", by=world.keeper, now=late)
    with pytest.raises(Invalid):
        actions.reopen(draft, reason=" ", by=world.keeper, now=late)
    with pytest.raises(NotNow, match="It is not too late"):
        actions.reopen(draft, reason="Ill.", by=world.keeper, now=NOON)

    actions.reopen(draft, reason="Ill.", by=world.keeper, now=late)
    send()
    actions.reopen(approved, reason="Ill.", by=world.host_keeper, now=late)
    actions.nominate(approved, by=world.keeper, now=late)
    actions.reopen(nominated, reason="Ill.", by=world.host_keeper, now=late)
    actions.decide(nominated, accept=False, reason="Full.", by=world.host_keeper, now=late)

    assert [stage(each) for each in (draft, approved, nominated)] == [
        Stage.SENT,
        Stage.NOMINATED,
        Stage.REFUSED,
    ]
    assert told(student) == ["reopened"]


def test_one_person_has_one_standing_application_for_a_course() -> None:
    world = make_applied()
    application = make_application(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.create(
            listing=world.listing,
            home=world.home.organisation,
            student=application.student,
            begun_at=NOON,
            changed_at=NOON,
        )
    assert application.student is not None
    actions.withdraw(application, by=application.student, now=NOON)
    again = make_application(world, student=application.student)

    assert again.pk != application.pk


def test_where_places_are_without_limit_the_number_expected_makes_nobody_wait() -> None:
    world = make_applied(participants=1)

    placed = [make_application(world, Stage.ACCEPTED).stage for _ in range(2)]

    assert placed == [Stage.ACCEPTED, Stage.ACCEPTED]


def test_fewer_participants_than_have_places_are_refused() -> None:
    world = make_applied(participants=3)
    for _ in range(3):
        make_application(world, Stage.ACCEPTED)
    content, by = content_of(world.listing), {"by": world.host_keeper, "now": NOON}

    with pytest.raises(Invalid, match="3 students have places in this course"):
        listings.save(world.listing, replace(content, participants=2), **by)  # type: ignore[arg-type]
    pooled = replace(content, participants=2, slots_kind=Slots.EACH, slots=5)
    with pytest.raises(Invalid, match="3 students have places in this course"):
        listings.save(world.listing, pooled, **by)  # type: ignore[arg-type]


def test_who_is_ranked_first_moves_up_first_whoever_was_accepted_before() -> None:
    world = make_applied(participants=1, slots_kind=Slots.EACH, slots=5)
    placed = make_application(world, Stage.ACCEPTED)
    second, first = (make_application(world, Stage.APPROVED) for _ in range(2))
    actions.rank(first, to=1, by=world.keeper, now=NOON)
    for each in (second, first):
        nominate(each, world)
        decide(each, world)
    assert placed.student is not None

    actions.withdraw(placed, by=placed.student, now=NOON + DAY)

    assert (stage(first), stage(second)) == (Stage.ACCEPTED, Stage.WAITING)


def test_who_is_nominated_keeps_their_place_in_the_order_when_others_are_put_in_order() -> None:
    world = make_applied()
    first, second, third = (make_application(world, Stage.APPROVED) for _ in range(3))
    nominate(first, world)

    actions.rank(third, to=1, by=world.keeper, now=NOON)

    order = Application.objects.order_by("rank").values_list("pk", flat=True)
    assert list(order) == [first.pk, third.pk, second.pk]


@pytest.mark.parametrize("who", ["home", "host"])
def test_a_university_ends_the_place_of_who_does_not_come_and_the_next_moves_up(who: str) -> None:
    world = make_applied(participants=1, slots_kind=Slots.EACH, slots=5)
    placed = make_application(world, Stage.ACCEPTED)
    waits = make_application(world, Stage.ACCEPTED)
    by, other = world.keeper, world.host_keeper
    if who == "host":
        by, other = other, by
    with pytest.raises(Invalid, match="Say why"):
        actions.end_place(placed, reason=" ", by=by, now=NOON)

    actions.end_place(placed, reason="Never came.", by=by, now=NOON)

    assert (stage(placed), stage(waits)) == (Stage.LEFT, Stage.ACCEPTED)
    assert trace_of(placed)[-1][1].reason == "Never came."
    assert placed.student is not None
    assert (told(placed.student)[-1], "ended" in told(other), "ended" in told(by)) == (
        "ended",
        True,
        False,
    )


def test_nobody_else_ends_a_place_and_none_is_ended_that_there_is_not() -> None:
    world = make_applied()
    placed, sent = make_application(world, Stage.ACCEPTED), make_application(world)
    assert placed.student is not None

    with pytest.raises(NotAllowed, match="end a place"):
        actions.end_place(placed, reason="Mine.", by=placed.student, now=NOON)
    with pytest.raises(NotNow):
        actions.end_place(sent, reason="Gone.", by=world.keeper, now=NOON)


def test_who_applied_before_a_course_was_archived_is_nominated_and_answered() -> None:
    world = make_applied()
    approved, draft = make_application(world, Stage.APPROVED), make_application(world, Stage.DRAFT)
    listings.archive(world.listing, by=world.host_keeper, now=NOON)

    nominate(approved, world)
    decide(approved, world)

    assert stage(approved) == Stage.ACCEPTED
    with pytest.raises(NotNow, match="not on offer"):
        actions.apply(
            world.listing,
            home=world.home.organisation,
            words=WORDS,
            send=True,
            by=draft.student,  # type: ignore[arg-type]
            now=NOON,
        )
