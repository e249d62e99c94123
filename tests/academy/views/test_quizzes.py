"""The pages of quizzes and tests, with and without their script."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from localturn.academy.models import Enrolment
from localturn.academy.queries.places import span_of
from localturn.foundation import moments
from makers.academy import NOON, make_enrolment, make_facilitator, make_run, make_version
from makers.marking import EVERY_KIND, answers, attempts, make_quiz, position_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_noon() -> Iterator[None]:
    with moments.travelled(NOON - moments.now()):
        yield


@pytest.fixture
def seat(at_noon: None, client: Client) -> Enrolment:
    version = make_version(number=None)
    for stable_id in ("quiz-1", "preliminary", "final"):
        make_quiz(version, stable_id)
    enrolment = make_enrolment(make_run(version, starts_on=NOON.date() - timedelta(days=8)))
    client.force_login(enrolment.person)
    return enrolment


def address(seat: Enrolment, activity: str = "quiz-1", verb: str = "") -> str:
    return f"/academy/runs/{seat.run.slug}/a/{activity}/{verb + '/' if verb else ''}"


def sit(
    client: Client, seat: Enrolment, activity: str = "quiz-1", *, but: tuple[str, ...] = ()
) -> Any:
    client.post(address(seat, activity, "start"), {"sure": "on"})
    attempt = attempts(seat, activity)[-1]
    fields = answers(attempt, but=but) | {"attempt": str(attempt.number), "anyway": "yes"}
    return client.post(address(seat, activity, "hand-in"), fields)


def test_a_quiz_is_begun_saved_and_handed_in_without_a_script(
    seat: Enrolment, client: Client
) -> None:
    assert "You have 3 attempts; your best attempt counts." in client.get(address(seat)).text
    client.post(address(seat, verb="start"))
    (attempt,) = attempts(seat)
    fields = answers(attempt, but=("single",)) | {"attempt": "1"}

    saved = client.post(address(seat, verb="save"), fields)

    assert saved.status_code == 200
    assert "7 of 8 questions answered" in saved.text
    assert 'value="12,5 %"' in saved.text
    asked = client.post(address(seat, verb="hand-in"), answers(attempt, but=("single",)) | fields)
    number = position_of(attempt, "single") + 1
    assert asked.status_code == 422
    assert "1 question has no answer yet." in asked.text
    assert f'<a href="#q{number}">Question {number}</a>' in asked.text
    done = client.post(address(seat, verb="hand-in"), fields | {"anyway": "yes"})
    assert done["Location"] == address(seat) + "?attempt=1"
    result = client.get(done["Location"]).text
    assert "88 %" in result
    assert "26.25 of 30 points." in result
    assert result.count("Because.") == 8
    assert "Attempt 1" in client.get(address(seat)).text


def test_the_feedback_of_a_choice_is_shown_to_who_chose_it(seat: Enrolment, client: Client) -> None:
    client.post(address(seat, verb="start"))
    (attempt,) = attempts(seat)
    position = position_of(attempt, "multiple")
    wrong = {"attempt": "1", "anyway": "yes", f"s{position}": "0", f"a{position}": ["0", "2"]}

    page = client.post(address(seat, verb="hand-in"), wrong, follow=True).text

    assert "Not this." in page


def test_each_answer_is_saved_by_one_small_request(seat: Enrolment, client: Client) -> None:
    client.post(address(seat, verb="start"))
    (attempt,) = attempts(seat)
    position = position_of(attempt, "true-false")
    save = f"/academy/attempts/{attempt.pk}/{position}/"

    with CaptureQueriesContext(
        connection,
    ) as statements:
        answer = client.post(save, {f"a{position}": "true", "sequence": "1800000000000"})

    assert answer.json() == {"sequence": 1800000000000, "kept": True, "said": "Saved 12:00 UTC"}
    assert len(statements) == 3, [s["sql"] for s in statements]
    older = client.post(save, {f"a{position}": "false", "sequence": "1700000000000"})
    assert older.json()["kept"] is False
    assert attempt.answers.get(position=position).value is True


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1,500", "Saved 12:00 UTC, read as 1.5"),
        ("1 500", "Saved 12:00 UTC, read as 1,500"),
        ("0.12345", "Saved 12:00 UTC, read as 0.12345"),
        ("about ten", "Saved 12:00 UTC, but this cannot be read as a number"),
        ("", "Saved 12:00 UTC"),
    ],
)
def test_how_a_number_was_read_is_said_where_it_is_saved(
    seat: Enrolment, client: Client, typed: str, said: str
) -> None:
    client.post(address(seat, verb="start"))
    (attempt,) = attempts(seat)
    position = position_of(attempt, "numerical")

    sent = {f"a{position}": typed, "sequence": "1800000000000"}
    answer = client.post(f"/academy/attempts/{attempt.pk}/{position}/", sent)

    assert answer.json()["said"] == said
    if typed:
        assert f'role="status">{said}</p>' in client.get(address(seat)).text


@pytest.mark.parametrize("sequence", ["", "-1", "x", "9" * 40, "١"])
def test_an_answer_without_a_sequence_is_refused(
    seat: Enrolment, client: Client, sequence: str
) -> None:
    client.post(address(seat, verb="start"))

    answer = client.post(
        f"/academy/attempts/{attempts(seat)[0].pk}/0/", {"a0": "0", "sequence": sequence}
    )

    assert answer.status_code == 422


def test_who_is_signed_out_hears_so_instead_of_losing_the_answer(seat: Enrolment) -> None:
    assert Client().post("/academy/attempts/1/0/", {"sequence": "1"}).status_code == 401


def test_a_test_is_begun_only_by_who_knows_that_it_is_sat_once(
    seat: Enrolment, client: Client
) -> None:
    page = client.post(address(seat, "preliminary", "start"))

    assert page.status_code == 422
    assert "Tick this box to begin." in page.text
    assert attempts(seat, "preliminary") == []


def test_a_preliminary_test_shows_the_score_and_no_right_answer(
    seat: Enrolment, client: Client
) -> None:
    page = client.get(sit(client, seat, "preliminary")["Location"]).text

    assert "100 %" in page
    assert "Module 1: 100 % right" in page
    assert "Because." not in page
    assert "Right answer" not in page
    assert "This can no longer be sat." not in client.get(address(seat, "preliminary")).text


def test_a_final_test_shows_its_answers_after_its_deadline(seat: Enrolment, client: Client) -> None:
    sit(client, seat, "preliminary", but=("single", "multiple", "matching", "ordering"))
    result = sit(client, seat, "final")["Location"]

    before = client.get(result).text
    with moments.travelled(timedelta(days=30)):
        after = client.get(result).text

    assert "Because." not in before
    assert "The right answers are shown here after the deadline" in before
    assert "Because." in after
    assert "That is 50 percentage points more than before the course." in before


def test_a_quiz_tells_no_answer_of_a_test_from_the_same_bank_that_is_still_to_be_sat(
    at_noon: None, client: Client
) -> None:
    version = make_version(number=None)
    version.activities.filter(stable_id="final").update(bank=make_quiz(version).bank)
    seat = make_enrolment(make_run(version, starts_on=NOON.date() - timedelta(days=8)))
    client.force_login(seat.person)
    result = sit(client, seat)["Location"]

    before = client.get(result).text
    with moments.travelled(timedelta(days=30)):
        after = client.get(result).text

    assert "100 %" in before
    assert "Because." not in before
    assert "The right answers are shown here after the deadline" in before
    assert "Because." in after


def test_a_page_left_open_past_the_deadline_says_what_became_of_it(
    seat: Enrolment, client: Client
) -> None:
    client.post(address(seat, verb="start"))
    (attempt,) = attempts(seat)
    client.post(address(seat, verb="save"), answers(attempt) | {"attempt": "1"})
    seat.run.schedule.filter(activity__stable_id="quiz-1").update(due_at=NOON)
    attempt.started_at = NOON - timedelta(hours=1)
    attempt.save()

    with moments.travelled(timedelta(hours=1)):
        page = client.post(address(seat, verb="save"), {"attempt": "1"}, follow=True).text

    assert "100 %" in page


def test_a_stale_window_cannot_hand_in_a_later_attempt(seat: Enrolment, client: Client) -> None:
    sit(client, seat)
    client.post(address(seat, verb="start"))

    client.post(address(seat, verb="hand-in"), {"attempt": "1", "anyway": "yes"})

    assert attempts(seat)[1].closed_at is None


def test_a_facilitator_sees_what_is_asked_and_has_nothing_to_begin(
    seat: Enrolment, client: Client
) -> None:
    client.force_login(make_facilitator(seat.run))

    page = client.get(address(seat))

    assert page.status_code == 200
    assert "An attempt has 8 questions." in page.text
    assert client.post(address(seat, verb="start")).status_code == 403


@pytest.mark.parametrize("questions", [1, 3])
def test_the_attempt_page_takes_eight_statements(
    at_noon: None, client: Client, questions: int
) -> None:
    version = make_version(number=None)
    make_quiz(version, kinds=[EVERY_KIND[0]] * questions)
    seat = make_enrolment(make_run(version))
    client.force_login(seat.person)
    client.post(address(seat, verb="start"))

    with CaptureQueriesContext(connection) as statements:
        page = client.get(address(seat))

    assert len(re.findall("data-save=", page.text)) == questions
    assert len(statements) == 8, [s["sql"] for s in statements]


def test_an_attempt_says_by_the_servers_clock_when_it_closes(
    seat: Enrolment, client: Client
) -> None:
    client.post(address(seat, verb="start"))

    page = client.get(address(seat)).text

    found = re.search(r'data-now="(\d+)" data-closes="(\d+)"', page)
    assert found is not None
    assert 0 <= int(found[1]) - NOON.timestamp() * 1000 < 60_000
    assert int(found[2]) == span_of(seat.run).ends_at.timestamp() * 1000  # it was begun late
    assert 'role="timer"' in page
