"""Work is written, kept, handed in, marked and corrected."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from localturn.academy.actions import grading
from localturn.academy.models import Activity, Draft, Enrolment, GradeEntry, HandIn, Run
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.people.models import Person
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_run,
    make_version,
)
from makers.marking import ESSAY, answers, attempts, earn, make_quiz

pytestmark = pytest.mark.django_db

CONFIRMED = {"confirmed": "yes"}


@pytest.fixture
def at_noon() -> Iterator[None]:
    with moments.travelled(NOON - moments.now()):
        yield


@pytest.fixture
def seat(at_noon: None, client: Client) -> Enrolment:
    """A seat in a run whose second week has begun."""
    enrolment = make_enrolment(make_run(starts_on=NOON.date() - timedelta(days=8)))
    client.force_login(enrolment.person)
    return enrolment


@pytest.fixture
def facilitator(seat: Enrolment) -> Person:
    return make_facilitator(seat.run)


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(seat: Enrolment, verb: str = "") -> str:
    return f"/academy/runs/{seat.run.slug}/a/assignment-2/{verb + '/' if verb else ''}"


def run_address(run: Run, rest: str) -> str:
    return f"/academy/runs/{run.slug}/{rest}"


def hand_in(client: Client, seat: Enrolment, text: str = "My **profile**.") -> Any:
    return client.post(address(seat, "hand-in"), {"text": text}, follow=True)


def work_of(seat: Enrolment) -> HandIn:
    return HandIn.objects.filter(enrolment=seat).latest("number")


def mark(client: Client, seat: Enrolment, points: str = "25,5", feedback: str = "*Good.*") -> Any:
    return client.post(
        run_address(seat.run, f"marking/{work_of(seat).pk}/"),
        {"points": points, "feedback": feedback},
    )


def test_a_draft_is_kept_without_a_script_and_found_again(seat: Enrolment, client: Client) -> None:
    page = client.post(address(seat, "draft"), {"text": "Half a thought"}, follow=True)

    assert "Your draft is saved." in page.text
    assert "Half a thought</textarea>" in page.text
    assert seat.completions.count() == 0


def test_an_older_draft_never_wins(seat: Enrolment, client: Client) -> None:
    for text, sequence in (("first", "10"), ("third", "30"), ("second", "20")):
        client.post(address(seat, "draft"), {"text": text, "sequence": sequence})
    answer = client.post(address(seat, "draft"), {"text": "third", "sequence": "30"})

    assert answer.json()["kept"] is True
    assert Draft.objects.get().text == "third"


def test_handing_in_is_done_once_however_often_it_is_sent(seat: Enrolment, client: Client) -> None:
    client.post(address(seat, "draft"), {"text": "Half a thought"})

    page = hand_in(client, seat)
    hand_in(client, seat)

    assert "You have handed in." in page.text
    work = HandIn.objects.get()
    assert (work.number, work.words, work.is_late) == (1, 2, False)
    assert work.text_html == "<p>My <strong>profile</strong>.</p>\n"
    assert seat.completions.get().activity.stable_id == "assignment-2"
    assert not Draft.objects.exists()


def test_an_empty_text_is_not_handed_in(seat: Enrolment, client: Client) -> None:
    page = hand_in(client, seat, "  \n")

    assert page.status_code == 422
    assert "There is no text to hand in yet." in page.text
    assert not HandIn.objects.exists()


def test_a_text_that_is_too_long_stays_on_the_page(seat: Enrolment, client: Client) -> None:
    page = hand_in(client, seat, "a" * 60_001)

    assert page.status_code == 422
    assert "longer than 60000 characters" in page.text
    assert "a" * 60_001 in page.text


def test_what_is_handed_in_is_safe_to_show(seat: Enrolment, client: Client) -> None:
    page = hand_in(client, seat, "<script>alert(1)</script> [x](javascript:alert(1))")

    assert "<script>alert" not in page.text
    assert 'href="javascript' not in page.text


def test_a_new_version_replaces_the_last_until_the_deadline(
    seat: Enrolment, client: Client
) -> None:
    hand_in(client, seat, "One")
    hand_in(client, seat, "Two")
    late = NOON + timedelta(days=6)

    with moments.travelled(late - NOON):
        answer = client.post(address(seat, "hand-in"), {"text": "Three"})

    assert answer.status_code == 409
    assert [h.text for h in HandIn.objects.order_by("number")] == ["One", "Two"]


def test_late_work_is_taken_and_flagged_while_the_run_lasts(
    seat: Enrolment, client: Client
) -> None:
    seat.run.ends_on += timedelta(days=7)
    seat.run.save()

    with moments.travelled(timedelta(days=6)):
        page = hand_in(client, seat)
    with moments.travelled(timedelta(days=30)):
        closed = client.post(address(seat, "hand-in"), {"text": "Later"})

    assert page.status_code == 200
    assert work_of(seat).is_late
    assert closed.status_code == 409


def test_marked_work_shows_its_points_and_feedback_and_a_mail_tells(
    seat: Enrolment, client: Client, facilitator: Person
) -> None:
    hand_in(client, seat)

    answer = mark(as_(facilitator), seat)

    assert answer["Location"] == run_address(seat.run, "marking/")
    page = client.get(address(seat)).text
    assert "25.5 of 30" in page
    assert "<em>Good.</em>" in page
    assert client.post(address(seat, "hand-in"), {"text": "More"}).status_code == 409
    mail = Message.objects.get(person_id=seat.person_id)
    assert mail.template == "academy/mail/marked"


@pytest.mark.parametrize("points", ["", "31", "-1", "many", "7.3", "1e5", "NaN"])
def test_points_are_from_nothing_to_all_in_halves(
    seat: Enrolment, client: Client, facilitator: Person, points: str
) -> None:
    hand_in(client, seat)

    assert mark(as_(facilitator), seat, points).status_code == 422
    assert not GradeEntry.objects.exists()


def test_marking_leads_from_one_piece_of_work_to_the_next(
    seat: Enrolment, client: Client, facilitator: Person
) -> None:
    other = make_enrolment(seat.run, make_person("Bojan"))
    hand_in(client, seat)
    with moments.travelled(timedelta(hours=1)):
        hand_in(as_(other.person), other)
    desk = as_(facilitator)

    queue = desk.get(run_address(seat.run, "marking/")).text
    after = mark(desk, seat)

    assert queue.index("Ana Petrovska") < queue.index("Bojan")
    assert after["Location"] == run_address(seat.run, f"marking/{work_of(other).pk}/")


def test_nobody_marks_a_version_that_has_been_replaced(
    seat: Enrolment, client: Client, facilitator: Person
) -> None:
    hand_in(client, seat, "One")
    first = work_of(seat)
    hand_in(client, seat, "Two")

    answer = as_(facilitator).post(run_address(seat.run, f"marking/{first.pk}/"), {"points": "5"})

    assert answer.status_code == 409
    assert "A newer version" in answer.text


def test_marking_twice_is_refused_and_a_correction_needs_a_reason(
    seat: Enrolment, client: Client, facilitator: Person
) -> None:
    hand_in(client, seat)
    desk = as_(facilitator)
    mark(desk, seat)
    assert mark(desk, seat, "30").status_code == 409
    entry = GradeEntry.objects.get()
    correct = run_address(seat.run, f"results/entries/{entry.pk}/correct/")

    assert desk.post(correct, {"points": "28.25", "reason": ""}).status_code == 422
    assert (
        desk.post(
            correct, {"points": "28.25", "reason": "I overlooked a table.", **CONFIRMED}
        ).status_code
        == 302
    )
    assert desk.post(correct, {"points": "1", "reason": "Again."}).status_code == 404

    page = client.get(run_address(seat.run, f"results/{seat.pk}/")).text
    assert "28.25 of 30" in page
    assert "I overlooked a table." in page
    assert "replaced" in page
    assert [
        (e.points, e.origin, e.is_standing, e.feedback) for e in GradeEntry.objects.order_by("pk")
    ] == [
        (Decimal("25.50"), "facilitator", False, "*Good.*"),
        (Decimal("28.25"), "correction", True, "*Good.*"),
    ]


def test_an_essay_of_a_quiz_waits_in_the_same_queue(at_noon: None) -> None:
    version = make_version(number=None)
    make_quiz(version, kinds=[ESSAY])
    seat = make_enrolment(make_run(version))
    assert seat.person is not None
    client, desk = as_(seat.person), as_(make_facilitator(seat.run))
    quiz = f"/academy/runs/{seat.run.slug}/a/quiz-1/"
    client.post(f"{quiz}start/")
    (attempt,) = attempts(seat)
    client.post(f"{quiz}hand-in/", answers(attempt) | {"attempt": "1"})
    (essay,) = attempt.answers.all()

    assert "Essay of a quiz" in desk.get(run_address(seat.run, "marking/")).text
    place = run_address(seat.run, f"marking/essays/{essay.pk}/")
    assert "Two sources." in desk.get(place).text
    assert desk.post(place, {"points": "1", "feedback": "Well argued."}).status_code == 302

    page = client.get(f"{quiz}?attempt=1").text
    assert "100 %" in page
    assert "Well argued." in page
    assert "30 of 30 points." in page


ONLY_FACILITATORS = "Only the facilitators of this run may do this."


@pytest.mark.parametrize(
    "rest", ["desk/", "marking/", "marking/1/", "marking/essays/1/", "results/table.csv"]
)
def test_a_participant_and_a_stranger_are_told_that_a_page_is_the_facilitators(
    seat: Enrolment, client: Client, rest: str
) -> None:
    page = client.get(run_address(seat.run, rest))
    assert (page.status_code, ONLY_FACILITATORS in page.text) == (403, True)
    assert as_(make_person()).get(run_address(seat.run, rest)).status_code == 403
    assert Client().get(run_address(seat.run, rest)).status_code == 302


def test_a_facilitator_of_another_run_finds_nothing_here(
    seat: Enrolment, client: Client, facilitator: Person
) -> None:
    hand_in(client, seat)
    other_run = make_run()
    other = as_(make_facilitator(other_run))

    assert other.get(run_address(seat.run, "marking/")).status_code == 403
    assert other.get(run_address(other_run, f"marking/{work_of(seat).pk}/")).status_code == 404
    assert other.get(run_address(other_run, f"results/{seat.pk}/")).status_code == 404


def test_somebody_elses_results_are_not_there_for_me(seat: Enrolment, client: Client) -> None:
    other = make_enrolment(seat.run, make_person("Bojan"))

    assert client.get(run_address(seat.run, f"results/{other.pk}/")).status_code == 404
    own = client.get(run_address(seat.run, "results/"))
    assert own["Location"] == run_address(seat.run, f"results/{seat.pk}/")
    assert client.get(own["Location"]).status_code == 200


def test_the_desk_says_what_waits_and_who_is_behind(
    seat: Enrolment, client: Client, facilitator: Person
) -> None:
    hand_in(client, seat)

    page = as_(facilitator).get(run_address(seat.run, "desk/")).text

    assert "Mark what was handed in" in page
    assert "Who is behind" in page
    assert "Reading 1" in page or "and 2 more" in page
    assert "0 of 1 have earned it" in page


def test_the_desk_asks_for_a_decision_after_a_correction(
    seat: Enrolment, client: Client, facilitator: Person
) -> None:
    certificate = earn(seat)
    assert certificate is not None
    desk = as_(facilitator)
    entry = GradeEntry.objects.get(enrolment=seat, is_standing=True)
    correct = run_address(seat.run, f"results/entries/{entry.pk}/correct/")

    follows = desk.post(correct, {"points": "20", "reason": "Counted twice."}).text
    assert "it would no longer be earned" in follows
    assert GradeEntry.objects.filter(enrolment=seat).count() == 1
    desk.post(correct, {"points": "20", "reason": "Counted twice.", **CONFIRMED})

    page = desk.get(run_address(seat.run, "desk/")).text
    assert "Decide whether the certificate of Ana Petrovska stands" in page
    page = desk.get(certificate.get_absolute_url()).text
    assert "At least 60 points (20 points)" in page
    desk.post(f"{certificate.get_absolute_url()}uphold/", {"reason": "Our mistake."})
    page = desk.get(run_address(seat.run, "desk/")).text
    assert "Decide whether" not in page
    assert "This certificate is valid." in Client().get(certificate.get_absolute_url()).text


def test_a_correction_of_an_attempt_is_lifted_on_its_page(
    seat: Enrolment, facilitator: Person
) -> None:
    quiz = Activity.objects.get(version=seat.run.version, stable_id="quiz-1")
    attempt = seat.attempts.create(
        activity=quiz, number=1, started_at=NOON, closed_at=NOON, share=Decimal("0.5")
    )
    grading.enter_best(attempt, now=NOON)
    desk = as_(facilitator)

    def address() -> str:
        entry = seat.grades.get(is_standing=True)
        return run_address(seat.run, f"results/entries/{entry.pk}/correct/")

    assert "Lift the correction" not in desk.get(address()).text
    desk.post(address(), {"points": "3", "reason": "Sat together.", **CONFIRMED})
    assert "Lift the correction" in desk.get(address()).text
    assert desk.post(address(), {"points": "", "reason": "No."}).status_code == 422
    lift = {"points": "", "lift": "on", "reason": "They sat it alone."}
    assert "3 points become 15" in desk.post(address(), lift).text
    desk.post(address(), lift | CONFIRMED)

    assert [(e.points, e.reason) for e in seat.grades.order_by("pk")] == [
        (Decimal(15), ""),
        (Decimal(3), "Sat together."),
        (Decimal(15), "They sat it alone."),
    ]


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize(
    ("rest", "statements"),
    [
        ("results/", 9),
        ("results/?view=activities", 6),
        ("results/table.csv", 10),
        ("desk/", 26),  # with groups whose work waits for its mark, who asks to be excused, reports
        ("marking/", 4),
    ],
)
def test_pages_of_a_run_take_as_many_statements_for_three_as_for_one(
    at_noon: None, people: int, rest: str, statements: int
) -> None:
    run = make_run(starts_on=NOON.date() - timedelta(days=8))
    for _ in range(people):
        seat = make_enrolment(run, make_person())
        activity = Activity.objects.get(version=run.version, stable_id="assignment-2")
        HandIn.objects.create(
            enrolment=seat,
            activity=activity,
            number=1,
            text="",
            text_html="",
            words=0,
            handed_in_at=NOON,
        )
    client = as_(make_facilitator(run))
    client.get(run_address(run, rest))  # the published version is read once a process

    with CaptureQueriesContext(connection) as captured:
        assert client.get(run_address(run, rest)).status_code == 200

    assert len(captured) == statements, [c["sql"][:90] for c in captured]
