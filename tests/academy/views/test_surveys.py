"""Surveys: anonymous and named ones, answered, closed, and told together."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from localturn.academy.actions.allowances import Given, allow
from localturn.academy.actions.grants import count_as_done
from localturn.academy.actions.surveys import close_due_surveys, send_reminders
from localturn.academy.models import (
    Activity,
    Allowance,
    Completion,
    Enrolment,
    Run,
    RunActivity,
    SurveyClosing,
    SurveyResponse,
    SurveyUrn,
)
from localturn.academy.personal_data import TABLES
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.people.actions.erasure import erase_person
from localturn.foundation.people.models import Person
from localturn.foundation.personal_data import Wishes
from localturn.foundation.refusals import NotNow
from localturn.foundation.tasks import worker
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_run,
    make_version,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

QUESTIONS = [
    {
        "id": "pace",
        "kind": "single",
        "text": "How was the pace?",
        "required": True,
        "choices": [{"text": "Slow"}, {"text": "Right"}],
    },
    {"id": "wish", "kind": "text", "text": "What else?"},
]


def make_run_with_survey(*, anonymous: bool) -> Run:
    version = make_version(number=None)
    Activity.objects.create(
        version=version,
        module=version.modules.get(stable_id="module-1"),
        position=8,
        stable_id="survey",
        file_name="08-survey",
        kind="survey",
        title="Survey",
        minutes=5,
        settings={"anonymous": anonymous, "questions": QUESTIONS},
        body_html="<p>Tell us.</p>",
    )
    return make_run(version)


@pytest.fixture
def anonymous() -> Run:
    return make_run_with_survey(anonymous=True)


@pytest.fixture
def named() -> Run:
    return make_run_with_survey(anonymous=False)


def address(run: Run, verb: str = "") -> str:
    return f"/academy/runs/{run.slug}/a/survey/{verb}"


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def answer(seat: Enrolment, pace: int, wish: str = "") -> Any:
    client = signed_in(seat.person)
    return client.post(address(seat.run, "respond/"), {"s-pace": str(pace), "s-wish": wish})


def people(run: Run, number: int) -> list[Enrolment]:
    return [make_enrolment(run, make_person(f"Person {each}")) for each in range(number)]


def table(client: Client, run: Run) -> list[list[str]]:
    content = client.get(address(run, "answers-table/?form=csv")).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


# --- Anonymous -------------------------------------------------------------------------------


def test_before_answering_it_is_said_that_it_is_anonymous_and_final(anonymous: Run) -> None:
    page = signed_in(make_enrolment(anonymous).person).get(address(anonymous)).text

    assert "This survey is anonymous." in page
    assert "They are final" in page
    assert "Send my answers for good" in page


def test_that_somebody_has_answered_is_recorded_and_nothing_ties_it_to_what(
    anonymous: Run,
) -> None:
    first, second, third = people(anonymous, 3)
    answer(third, 1, "Zebra")
    answer(first, 0, "Apple")
    answer(second, 1, "Mango")

    assert Completion.objects.filter(activity__stable_id="survey").count() == 3
    urns = {urn.question: urn.answers for urn in SurveyUrn.objects.all()}
    assert urns == {"pace": [0, 1, 1], "wish": ["Apple", "Mango", "Zebra"]}  # not as they came
    columns = {field.name for field in SurveyUrn._meta.get_fields()}
    assert columns == {"id", "run", "activity", "question", "answers"}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into the file as SQLite has it")
def test_no_other_table_holds_what_was_answered(anonymous: Run) -> None:
    answer(make_enrolment(anonymous), 1, "Zebra of the town hall")

    lines = [line for line in connection.connection.iterdump() if "Zebra" in line]

    assert len(lines) == 1
    assert 'INTO "academy_surveyurn"' in lines[0]


def test_an_anonymous_survey_is_answered_once(anonymous: Run) -> None:
    seat = make_enrolment(anonymous)
    answer(seat, 1)

    again = answer(seat, 0)
    page = signed_in(seat.person).get(address(anonymous)).text

    assert again.status_code == 409
    assert SurveyUrn.objects.get(question="pace").answers == [1]
    assert "You have answered. Thank you." in page
    assert 'name="s-pace"' not in page


def test_results_come_with_the_closing_and_from_five_answers_on(anonymous: Run) -> None:
    guide = signed_in(make_facilitator(anonymous))
    seats = people(anonymous, 6)
    for number, seat in enumerate(seats):
        answer(seat, number % 2, f"Wish {number}" if number < 4 else "")

    before = guide.get(address(anonymous, "answers/")).text
    assert "The results come when the survey is closed" in before
    assert "How was the pace?" not in before
    assert guide.get(address(anonymous, "answers-table/")).status_code == 409
    guide.post(address(anonymous, "close/"))
    after = guide.get(address(anonymous, "answers/")).text

    assert "6 answers" in after
    assert "Fewer than five people answered this question" in after
    assert "Wish" not in after
    assert table(guide, anonymous) == [
        ["Question", "The answer", "Number", "Share"],
        ["How was the pace?", "Slow", "3", "50"],
        ["How was the pace?", "Right", "3", "50"],
    ]


def test_texts_are_shown_from_five_on_with_a_warning(anonymous: Run) -> None:
    guide = signed_in(make_facilitator(anonymous))
    for number, seat in enumerate(people(anonymous, 5)):
        answer(seat, 0, f"Wish {number}")
    guide.post(address(anonymous, "close/"))

    page = guide.get(address(anonymous, "answers/")).text

    assert all(f"Wish {number}" in page for number in range(5))
    assert "Do not try to tell from them who wrote what" in page
    assert "Person 0" not in page


def test_a_closed_anonymous_survey_takes_no_answer_and_is_not_opened_again(
    anonymous: Run,
) -> None:
    guide = signed_in(make_facilitator(anonymous))
    guide.post(address(anonymous, "close/"))
    RunActivity.objects.update(due_at=NOON + timedelta(days=9))

    assert guide.post(address(anonymous, "reopen/")).status_code == 409
    assert answer(make_enrolment(anonymous), 0).status_code == 409
    assert not SurveyUrn.objects.exists()


def test_it_closes_for_good_by_itself_after_its_deadline(anonymous: Run, named: Run) -> None:
    for later, closed in ((timedelta(0), 0), (timedelta(days=6), 1)):
        with moments.travelled(later):
            close_due_surveys.func()
            assert SurveyClosing.objects.count() == closed

    assert SurveyClosing.objects.get().run == anonymous


def test_an_anonymous_answer_outlives_its_giver(anonymous: Run) -> None:
    seat = make_enrolment(anonymous)
    answer(seat, 1)
    assert seat.person is not None

    erase_person(seat.person, wishes=Wishes(), by=seat.person, now=NOON)

    assert SurveyUrn.objects.get(question="pace").answers == [1]
    assert not {table.model for table in TABLES} & {"academy.SurveyUrn"}
    assert apps.get_model("academy.SurveyUrn")


# --- Named -----------------------------------------------------------------------------------


def test_a_named_survey_says_so_and_may_be_changed_until_it_closes(named: Run) -> None:
    seat = make_enrolment(named, make_person("Ana"))
    guide = signed_in(make_facilitator(named))
    client = signed_in(seat.person)
    assert "This survey is not anonymous." in client.get(address(named)).text

    answer(seat, 0, "First")
    answer(seat, 1, "Second")

    assert SurveyResponse.objects.get().answers == {"pace": 1, "wish": "Second"}
    assert ">Second</textarea>" in client.get(address(named)).text
    guide.post(address(named, "close/"))
    assert answer(seat, 0).status_code == 409
    guide.post(address(named, "reopen/"))
    assert answer(seat, 0, "Third").status_code == 302
    assert table(guide, named) == [
        ["Participant", "Organisation", "How was the pace?", "What else?"],
        ["Ana", "", "Slow", "Third"],
    ]
    assert "Ana" in guide.get(address(named, "answers/")).text


def test_after_the_deadline_no_answer_is_taken(named: Run) -> None:
    seat = make_enrolment(named)

    with moments.travelled(timedelta(days=6)):
        assert answer(seat, 0).status_code == 409


def test_what_is_missing_is_told_and_what_was_written_stays(named: Run) -> None:
    client = signed_in(make_enrolment(named).person)

    said = client.post(address(named, "respond/"), {"s-wish": "Half a text"})

    assert said.status_code == 422
    assert "Answer this question." in said.text
    assert ">Half a text</textarea>" in said.text
    assert not Completion.objects.filter(activity__stable_id="survey").exists()


def test_what_is_counted_as_done_is_not_told_as_answered(named: Run) -> None:
    seat, guide = make_enrolment(named), make_facilitator(named)
    count_as_done(seat, "survey", reason="Told by telephone", by=guide, now=NOON)

    page = signed_in(guide).get(address(named, "answers/")).text

    assert "0 of 1 have answered" in page


def test_named_answers_go_with_their_giver(named: Run) -> None:
    seat = make_enrolment(named)
    answer(seat, 0, "Mine")
    assert seat.person is not None

    erase_person(seat.person, wishes=Wishes(), by=seat.person, now=NOON)

    assert not SurveyResponse.objects.exists()


# --- Who has answered ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [True, False])
def test_who_has_not_answered_is_asked_once_a_day(kind: bool) -> None:
    run = make_run_with_survey(anonymous=kind)
    one, two, silent = people(run, 3)
    silent.person.wants_reminders = False  # type: ignore[union-attr]
    silent.person.save()  # type: ignore[union-attr]
    answer(one, 0)
    guide = signed_in(make_facilitator(run))

    page = guide.get(address(run, "answers/")).text
    for _time in range(2):
        guide.post(address(run, "remind/"))
    worker.run_waiting()

    assert "1 of 3 have answered" in page
    assert "Person 1; Person 2" in page
    asked = Message.objects.filter(key__contains="academy/survey/")
    assert [message.person_id for message in asked] == [two.person_id]
    assert send_reminders


def test_only_facilitators_see_results_and_only_seats_answer(named: Run) -> None:
    participant, guide = signed_in(make_enrolment(named).person), signed_in(make_facilitator(named))

    for page in ("answers/", "answers-table/"):
        assert participant.get(address(named, page)).status_code == 403
    for verb in ("close/", "reopen/", "remind/"):
        assert participant.post(address(named, verb)).status_code == 403
    assert guide.post(address(named, "respond/"), {"s-pace": "0"}).status_code == 403
    assert guide.get(address(named, "answers-table/?form=exe")).status_code == 404
    assert guide.get(address(named, "answers-table/?form=xlsx")).content.startswith(b"PK")


@pytest.mark.parametrize("number", [1, 3])
def test_the_results_cost_as_much_for_one_as_for_three(
    named: Run, number: int, django_assert_num_queries: Any
) -> None:
    guide = signed_in(make_facilitator(named))
    for seat in people(named, number):
        answer(seat, 0, "Text")
    guide.get(address(named, "answers/"))

    with django_assert_num_queries(9):
        guide.get(address(named, "answers/"))


# --- More time for one person ----------------------------------------------------------------

AFTER = timedelta(days=6)
"""Past the deadline of all, before the one that somebody was given."""


def give_more_time(seat: Enrolment, guide: Person, *, days: int = 7) -> None:
    survey = seat.run.version.activities.get(stable_id="survey")
    day = moments.day_in(NOON, seat.run.zone) + timedelta(days=days)
    allow(seat, survey, Given(due_on=day), reason="Ill.", by=guide, now=moments.now())


@pytest.mark.parametrize("kind", [True, False])
def test_after_the_deadline_whoever_has_more_time_is_asked_by_their_own_date(kind: bool) -> None:
    run = make_run_with_survey(anonymous=kind)
    guide = make_facilitator(run)
    late, other = people(run, 2)
    give_more_time(late, guide)
    assert late.person is not None

    with moments.travelled(AFTER):
        page = signed_in(guide).get(address(run, "answers/")).text
        said = signed_in(guide).post(address(run, "remind/"), follow=True).text
        worker.run_waiting()

    assert "Ask them by mail" in page
    assert "1 person is asked by mail" in said
    (letter,) = Message.objects.filter(key__contains="academy/survey/")
    assert letter.person_id == late.person_id != other.person_id
    given = Allowance.objects.values_list("due_at", flat=True).get()
    assert given is not None
    assert letter.context["due"] == {"$moment": given.isoformat()}


def test_after_everybodys_last_deadline_nobody_is_asked(named: Run) -> None:
    guide = make_facilitator(named)
    (late,) = people(named, 1)
    give_more_time(late, guide)

    with moments.travelled(timedelta(days=8)):
        assert "Ask them by mail" not in signed_in(guide).get(address(named, "answers/")).text
        assert signed_in(guide).post(address(named, "remind/")).status_code == 409


def test_an_anonymous_survey_closed_for_good_gives_nobody_more_time(anonymous: Run) -> None:
    guide = make_facilitator(anonymous)
    (seat,) = people(anonymous, 1)
    signed_in(guide).post(address(anonymous, "close/"))

    with pytest.raises(NotNow, match="closed for good"):
        give_more_time(seat, guide)

    assert not Allowance.objects.exists()


def test_a_named_survey_that_is_closed_is_opened_again_first(named: Run) -> None:
    guide = make_facilitator(named)
    (seat,) = people(named, 1)
    signed_in(guide).post(address(named, "close/"))
    with pytest.raises(NotNow, match="Open it again first"):
        give_more_time(seat, guide)

    signed_in(guide).post(address(named, "reopen/"))
    give_more_time(seat, guide)

    assert Allowance.objects.count() == 1


def test_what_was_once_answered_anonymously_is_not_opened_again(named: Run) -> None:
    """Though its settings say now that it has names."""
    guide = signed_in(make_facilitator(named))
    survey = named.version.activities.get(stable_id="survey")
    SurveyUrn.objects.create(run=named, activity=survey, question="pace", answers=[0])
    guide.post(address(named, "close/"))

    assert guide.post(address(named, "reopen/")).status_code == 409
    assert SurveyClosing.objects.count() == 1
