"""Letters, reminders, to-dos and what becomes of a student's words when they leave."""

from datetime import date, datetime, timedelta

import pytest

from localturn.exchange import personal_data
from localturn.exchange.actions import applications as actions
from localturn.exchange.actions import listings
from localturn.exchange.actions.applications.reminders import remind
from localturn.exchange.domain.applications import Stage
from localturn.exchange.domain.terms import Slots
from localturn.exchange.models import Application, PriorCourse
from localturn.exchange.todos import todos
from localturn.foundation.mail.models import Message
from localturn.foundation.mail.writing import write
from localturn.foundation.people.models import Person
from localturn.foundation.personal_data import Wishes
from makers.exchange import NOON, make_application, make_applied, make_student

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DAY = timedelta(days=1)


def test_a_letter_is_in_its_reader_s_language() -> None:
    world = make_applied()
    student = make_student(world.home, "Hélène Inventée", language="fr", zone="Asia/Tokyo")
    actions.answer(
        make_application(world, student=student), approve=True, reason="", by=world.keeper, now=NOON
    )

    letter = write(Message.objects.get(person=student))

    assert letter.subject == "Votre candidature au cours « Towns on the move »"
    assert "Tsurumi Bay University a approuvé votre candidature" in letter.text


def test_whoever_s_turn_it_is_is_reminded_once_two_days_before_the_last_day_ends() -> None:
    world = make_applied(apply_until=date(2026, 6, 10), nominate_until=date(2026, 6, 20))
    draft, sent = make_application(world, Stage.DRAFT), make_application(world)
    make_application(world, Stage.NOMINATED)  # for which no last day is said

    for after in (7, 8.5, 9, 18, 19):
        remind(now=NOON + after * DAY)

    near = [m for m in Message.objects.order_by("pk") if m.context["what"] == "near"]
    assert [(m.person, m.context["student"]) for m in near] == [
        (draft.student, str(draft.student)),
        (world.keeper, str(sent.student)),
    ]


def test_the_first_page_says_what_waits_for_whom() -> None:
    world = make_applied()
    draft = make_application(world, Stage.DRAFT)
    make_application(world)
    make_application(world, Stage.APPROVED)
    make_application(world, Stage.NOMINATED)
    assert draft.student is not None

    def said(person: Person) -> list[str | None]:
        return [each.detail for group in todos(person, now=NOON) for each in group.todos]

    assert said(draft.student) == ["A draft. Nobody has it until you send it."]
    assert said(world.keeper) == ["2 applications to answer or nominate"]
    assert said(world.host_keeper) == ["1 nomination to answer"]


def test_who_leaves_takes_their_words_along_and_frees_the_place() -> None:
    world = make_applied(participants=1, slots_kind=Slots.EACH, slots=5)
    placed = make_application(world, Stage.ACCEPTED)
    waits = make_application(world, Stage.ACCEPTED)
    assert placed.student is not None

    copy = {each.name for each in personal_data.export(placed.student)}
    personal_data.erase(placed.student, wishes=Wishes(), now=NOON)
    placed.refresh_from_db()
    waits.refresh_from_db()

    assert copy == {"exchange/application", "exchange/priorcourse"}
    assert (placed.student, placed.statement, placed.stage) == (None, "", Stage.WITHDRAWN)
    assert not PriorCourse.objects.filter(application=placed).exists()
    assert waits.stage == Stage.ACCEPTED


def test_of_two_records_of_one_student_the_farther_application_stands() -> None:
    world = make_applied()
    kept, absorbed = make_application(world), make_application(world, Stage.NOMINATED)
    assert kept.student is not None
    assert absorbed.student is not None

    personal_data.merge(kept.student, absorbed.student)

    rows = Application.objects.filter(student=kept.student).order_by("pk")
    assert [each.stage for each in rows] == [Stage.WITHDRAWN, Stage.NOMINATED]


def test_of_two_records_of_one_student_a_lesser_draft_goes_unread() -> None:
    world = make_applied()
    kept, absorbed = make_application(world, Stage.DRAFT), make_application(world)
    assert kept.student is not None
    assert absorbed.student is not None

    personal_data.merge(kept.student, absorbed.student)

    assert [each.pk for each in Application.objects.all()] == [absorbed.pk]
    assert not PriorCourse.objects.filter(application=kept.pk).exists()


def test_what_stands_for_an_archived_course_is_reminded_of_until_its_year_is_over() -> None:
    world = make_applied(nominate_until=date(2026, 6, 20))
    make_application(world, Stage.DRAFT)
    make_application(world)
    make_application(world, Stage.NOMINATED)
    listings.archive(world.listing, by=world.host_keeper, now=NOON)

    remind(now=NOON + 18 * DAY)

    def said(person: Person, now: datetime) -> list[str | None]:
        return [each.detail for group in todos(person, now=now) for each in group.todos]

    assert [m.person for m in Message.objects.all() if m.context.get("what") == "near"] == [
        world.keeper
    ]
    assert said(world.keeper, NOON) == ["1 application to answer or nominate"]
    assert said(world.host_keeper, NOON) == ["1 nomination to answer"]
    assert said(world.host_keeper, NOON.replace(year=2027, month=10)) == []
