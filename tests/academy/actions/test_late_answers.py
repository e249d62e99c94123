"""What arrives after the end is kept apart, and counts only when a facilitator accepts it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client

from localturn.academy.actions import attempts, late
from localturn.academy.actions.allowances import Given, allow
from localturn.academy.actions.late import Fate
from localturn.academy.models import Attempt, Enrolment, GradeEntry, LateAnswer
from localturn.academy.queries.late import attempts_with_late_answers, late_in, seen_in
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from localturn.foundation.trail.models import Entry
from makers.academy import NOON, make_enrolment, make_facilitator, make_run, make_version
from makers.marking import make_quiz

pytestmark = pytest.mark.django_db

TRUE: list[tuple[str, dict[str, Any]]] = [("true-false", {"answer": True})] * 2
RIGHT = QueryDict("a0=true&a1=true")
WRONG = QueryDict("a0=false&a1=false")
AFTER = datetime(2027, 3, 14, 23, 7, tzinfo=UTC)
"""Seven minutes after the end of the first week in Skopje."""
MINUTE = timedelta(minutes=1)
END = datetime(2027, 3, 14, 23, 0, tzinfo=UTC)
"""What is in time until 23:59 closes when that minute is over."""


def owner(seat: Enrolment) -> Person:
    assert seat.person is not None
    return seat.person


def make_attempt() -> Attempt:
    """Its first question is answered rightly, and its time is over at `AFTER`."""
    version = make_version(number=None)
    quiz = make_quiz(version, kinds=TRUE)
    seat = make_enrolment(make_run(version))
    attempt = attempts.start(seat, quiz, by=owner(seat), now=NOON)
    save(attempt, 0, RIGHT, 1, now=NOON)
    return attempt


def save(
    attempt: Attempt, position: int, sent: QueryDict, sequence: int, *, now: datetime = AFTER
) -> attempts.Saved:
    by = owner(attempt.enrolment)
    return attempts.save_answer(attempt.pk, position, sent, sequence=sequence, by=by, now=now)


def accept(attempt: Attempt, reason: str, *, by: Person, seen: str | None = None) -> None:
    seen = seen_in(attempt) if seen is None else seen
    late.accept_late(attempt, seen=seen, reason=reason, by=by, now=AFTER + MINUTE)


def test_it_is_kept_and_scores_nothing() -> None:
    attempt = make_attempt()

    saved = save(attempt, 1, RIGHT, 2)

    assert (saved.is_kept, saved.is_late) == (True, True)
    attempt.refresh_from_db()
    assert attempt.share == Decimal("0.5")
    assert attempt.answers.get(position=1).value is None
    (kept,) = late_in(attempt)
    assert (kept.asked.position, kept.asked.value, kept.share) == (1, True, Decimal(1))
    assert kept.arrived_at == AFTER


def test_however_often_it_is_sent_one_row_a_question_is_kept_and_the_newest_wins() -> None:
    attempt = make_attempt()

    for sequence, sent in ((5, WRONG), (9, RIGHT), (7, WRONG), (9, WRONG)):
        save(attempt, 1, sent, sequence)
    save(attempt, 0, RIGHT, 10)  # as it was answered in time

    assert [(each.value, each.sequence) for each in LateAnswer.objects.all()] == [(True, 9)]


def at(moment: datetime) -> int:
    """The sequence of what is changed then."""
    return int(moment.timestamp() * 1000)


def test_what_is_changed_after_handing_in_is_refused() -> None:
    attempt = make_attempt()
    attempts.hand_in(attempt, by=owner(attempt.enrolment), now=NOON + MINUTE)

    with pytest.raises(NotNow, match="has been handed in"):
        save(attempt, 1, RIGHT, at(NOON + 2 * MINUTE), now=NOON + 3 * MINUTE)
    page = QueryDict(f"s1={at(NOON + 2 * MINUTE)}&a1=true")
    with pytest.raises(NotNow, match="has been handed in"):
        late.keep_late_page(attempt, page, by=owner(attempt.enrolment), now=NOON + 3 * MINUTE)

    assert not LateAnswer.objects.exists()


def test_what_was_given_elsewhere_before_the_handing_in_and_comes_later_is_kept() -> None:
    attempt = make_attempt()
    attempts.hand_in(attempt, by=owner(attempt.enrolment), now=NOON + 9 * MINUTE)

    saved = save(attempt, 1, RIGHT, at(NOON + 3 * MINUTE), now=NOON + 20 * MINUTE)

    assert (saved.is_kept, saved.late) == (True, Fate.KEPT)
    assert [each.value for each in LateAnswer.objects.all()] == [True]
    attempt.refresh_from_db()
    assert attempt.share == Decimal("0.5")


def test_after_ones_own_handing_in_a_page_that_tells_no_time_is_refused() -> None:
    """Who hands in a quiz reads what is right; going back in the browser makes no answer late."""
    attempt = make_attempt()
    by = owner(attempt.enrolment)
    attempts.hand_in(attempt, by=by, now=NOON + MINUTE)

    with pytest.raises(NotNow, match="has been handed in"):
        late.keep_late_page(attempt, QueryDict("s1=0&a1=true"), by=by, now=NOON + 3 * MINUTE)

    assert not LateAnswer.objects.exists()


def test_one_answer_that_is_refused_does_not_lose_the_others_of_its_page() -> None:
    attempt = make_attempt()
    by = owner(attempt.enrolment)
    attempts.hand_in(attempt, by=by, now=NOON + 2 * MINUTE)
    before, after = at(NOON + MINUTE), at(NOON + 3 * MINUTE)

    page = QueryDict(f"s0={before}&a0=false&s1={after}&a1=true")
    assert late.keep_late_page(attempt, page, by=by, now=NOON + 4 * MINUTE) == 1

    assert [each.answer.position for each in LateAnswer.objects.all()] == [0]


RUN_ENDS = datetime(2027, 3, 21, 23, 0, tzinfo=UTC)
"""The minute after which a run of two weeks is over; what is due in its last week closes then."""


def test_an_answer_that_comes_after_the_runs_end_is_kept_for_thirty_days_on_both_routes() -> None:
    attempt = make_attempt()
    attempts.close_if_due(attempt, now=AFTER)
    by = owner(attempt.enrolment)

    assert save(attempt, 1, WRONG, 5, now=RUN_ENDS + 3 * MINUTE).late is Fate.KEPT
    page, last = QueryDict("s1=0&a1=true"), datetime(2027, 4, 20, 21, 59, tzinfo=UTC)
    assert late.keep_late_page(attempt, page, by=by, now=last) == 1
    for deed in (
        lambda: save(attempt, 1, WRONG, 12, now=last + MINUTE),
        lambda: late.keep_late_page(attempt, page, by=by, now=last + MINUTE),
    ):
        with pytest.raises(NotNow, match="The time for this has passed"):
            deed()

    assert [(each.value, each.sequence) for each in LateAnswer.objects.all()] == [(True, 6)]


def test_a_final_test_that_closes_with_its_run_keeps_what_comes_three_minutes_later() -> None:
    version = make_version(number=None)
    final = make_quiz(version, "final", kinds=TRUE)
    seat = make_enrolment(make_run(version))
    attempt = attempts.start(seat, final, by=owner(seat), now=RUN_ENDS - MINUTE)
    client = Client()
    client.force_login(owner(seat))
    with moments.travelled(RUN_ENDS + 3 * MINUTE - moments.now()):
        answer = client.post(
            f"/academy/attempts/{attempt.pk}/0/",
            {"a0": "true", "sequence": str(at(RUN_ENDS - MINUTE))},
        )
        assert (answer.status_code, answer.json()["kept"]) == (200, True)
        sent = {"attempt": "1", "s0": "0", "s1": "0", "a1": "true"}
        page = client.post(f"/academy/runs/{seat.run.slug}/a/final/hand-in/", sent, follow=True)
        assert (page.status_code, "Arrived after the end" in page.text) == (200, True)
    assert {each.answer.position: each.value for each in LateAnswer.objects.all()} == {
        0: True,
        1: True,
    }


def test_what_is_older_than_what_counts_is_not_kept_as_late() -> None:
    attempt = make_attempt()
    older = at(NOON)
    save(attempt, 1, RIGHT, at(NOON + MINUTE), now=NOON + MINUTE)
    attempts.close_if_due(attempt, now=AFTER)

    assert save(attempt, 1, WRONG, older).late is Fate.OLDER
    assert save(attempt, 1, RIGHT, older).late is Fate.COUNTS
    for page in (f"s1={older}&a1=false", "s1=0"):
        sent = QueryDict(page)
        assert late.keep_late_page(attempt, sent, by=owner(attempt.enrolment), now=AFTER) == 0
    assert not LateAnswer.objects.exists()
    sent = QueryDict("s1=0&a1=false")  # of a page without a script nobody knows how old it is
    assert late.keep_late_page(attempt, sent, by=owner(attempt.enrolment), now=AFTER) == 1


def test_declining_is_told_with_its_reason_and_leaves_the_desk() -> None:
    attempt = make_attempt()
    save(attempt, 1, RIGHT, 2)
    facilitator = make_facilitator(attempt.enrolment.run)
    said = {"reason": "The answers were known.", "by": facilitator, "now": AFTER + MINUTE}
    with pytest.raises(NotAllowed):
        late.decline_late(
            attempt, seen=seen_in(attempt), **{**said, "by": owner(attempt.enrolment)}
        )
    with pytest.raises(NotNow, match="Something else has arrived"):
        late.decline_late(attempt, seen="something else", **said)

    late.decline_late(attempt, seen=seen_in(attempt), **said)

    attempt.refresh_from_db()
    assert attempt.share == Decimal("0.5")
    assert attempts_with_late_answers(attempt.enrolment.run, by=facilitator.pk) == []
    (kept,) = late_in(attempt)
    assert (kept.declined_at, kept.accepted_at, kept.reason) == (
        AFTER + MINUTE,
        None,
        "The answers were known.",
    )
    assert Message.objects.filter(template="academy/mail/late_declined").count() == 1
    assert Entry.objects.get(what="academy.late_answers.declined").reason == kept.reason
    assert save(attempt, 1, WRONG, 9).late is Fate.DECIDED
    with pytest.raises(NotNow, match="nothing here"):
        accept(attempt, "After all.", by=facilitator)


def save_when_it_closes(
    attempt: Attempt, deed: Callable[[], Any], *, sequence: int = 2
) -> attempts.Saved:
    """An answer in time; between looking and writing, something closes the attempt."""
    met: list[str] = []

    def step(execute: Any, sql: str, *more: Any) -> Any:
        if sql.startswith('UPDATE "academy_answer"') and not met:
            met.append(sql)
            deed()
        return execute(sql, *more)

    with connection.execute_wrapper(step):
        saved = save(attempt, 1, RIGHT, sequence, now=END - MINUTE)
    assert met
    return saved


def test_an_answer_in_time_that_meets_the_clock_is_kept_as_late() -> None:
    attempt = make_attempt()

    saved = save_when_it_closes(attempt, lambda: attempts.close_if_due(attempt, now=END))

    assert (saved.is_kept, saved.is_late) == (True, True)
    assert attempt.answers.get(position=1).value is None
    assert [each.value for each in LateAnswer.objects.all()] == [True]


def test_an_answer_that_meets_the_handing_in_is_refused_as_after_it() -> None:
    attempt = make_attempt()
    by = owner(attempt.enrolment)

    with pytest.raises(NotNow, match="has been handed in"):
        save_when_it_closes(
            attempt,
            lambda: attempts.hand_in(attempt, by=by, now=END - MINUTE),
            sequence=at(END),
        )

    assert not LateAnswer.objects.exists()


def test_an_answer_that_meets_a_newer_one_is_told_of_the_other_window() -> None:
    attempt = make_attempt()

    saved = save_when_it_closes(
        attempt, lambda: save(attempt, 1, WRONG, 3, now=END - MINUTE) and None
    )

    assert (saved.is_kept, saved.is_late) == (False, False)
    assert attempt.answers.get(position=1).value is False


def test_of_two_late_pages_without_a_script_the_second_is_kept() -> None:
    attempt = make_attempt()
    attempts.close_if_due(attempt, now=AFTER)

    def send(page: str) -> int:
        by = owner(attempt.enrolment)
        return late.keep_late_page(attempt, QueryDict(page), by=by, now=AFTER)

    assert send("s0=1&a0=true&s1=0&a1=false") == 1
    assert send("s0=1&a0=true&s1=0&a1=true") == 1
    assert send("s0=1&a0=true&s1=0&a1=true") == 1  # the same page twice
    assert [each.sequence for each in LateAnswer.objects.all()] == [2]
    assert [each.value for each in LateAnswer.objects.all()] == [True]
    assert send(f"s1={at(NOON + MINUTE)}&a1=false") == 1
    assert send(f"s1={at(NOON)}&a1=true") == 0  # a script says that it is older
    assert [(each.value, each.sequence) for each in LateAnswer.objects.all()] == [
        (False, at(NOON + MINUTE))
    ]


def test_accepting_marks_the_attempt_anew_with_a_new_entry() -> None:
    attempt = make_attempt()
    save(attempt, 1, RIGHT, 2)
    facilitator = make_facilitator(attempt.enrolment.run)
    assert len(attempts_with_late_answers(attempt.enrolment.run, by=facilitator.pk)) == 1

    accept(attempt, "The line was down.", by=facilitator)

    attempt.refresh_from_db()
    assert attempt.share == Decimal(1)
    entries = GradeEntry.objects.filter(enrolment=attempt.enrolment).order_by("pk")
    assert [(e.points, e.is_standing) for e in entries] == [(15, False), (30, True)]
    entry = Entry.objects.get(what="academy.late_answers.accepted")
    assert (entry.reason, entry.before, entry.after) == (
        "The line was down.",
        {"share": "0.500000"},
        {"share": "1.000000", "answers": 1},
    )
    assert Message.objects.filter(template="academy/mail/late_accepted").count() == 1
    assert attempts_with_late_answers(attempt.enrolment.run, by=facilitator.pk) == []
    save(attempt, 1, WRONG, 9)
    assert LateAnswer.objects.get().value is True
    with pytest.raises(NotNow):
        accept(attempt, "Again.", by=facilitator)


def test_what_arrived_after_somebody_looked_is_not_accepted_unseen() -> None:
    attempt = make_attempt()
    facilitator = make_facilitator(attempt.enrolment.run)
    save(attempt, 1, WRONG, 2)
    seen = seen_in(attempt)

    save(attempt, 1, RIGHT, 3)
    with pytest.raises(NotNow, match="Something else has arrived"):
        accept(attempt, "As I read it.", by=facilitator, seen=seen)

    seen = seen_in(attempt)
    save(attempt, 0, WRONG, 4)
    with pytest.raises(NotNow, match="Something else has arrived"):
        accept(attempt, "As I read it.", by=facilitator, seen=seen)
    assert not LateAnswer.objects.filter(accepted_at__isnull=False).exists()


def test_what_the_clock_closed_stays_closed_by_it_when_the_deadline_moves() -> None:
    attempt = make_attempt()
    assert attempts.close_if_due(attempt, now=AFTER)
    attempt.refresh_from_db()
    assert (attempt.closed_at, attempt.timed_out_at) == (END, AFTER)
    run, quiz = attempt.enrolment.run, attempt.activity

    run.schedule.filter(activity=quiz).update(due_at=AFTER + timedelta(days=2))
    assert save(attempt, 1, RIGHT, 2).is_late
    run.schedule.filter(activity=quiz).update(due_at=NOON)
    assert save(attempt, 1, WRONG, 3).is_late
    facilitator = make_facilitator(run)
    run.schedule.filter(activity=quiz).update(due_at=END - MINUTE)
    given = Given(due_on=END.date() + timedelta(days=3))
    allow(attempt.enrolment, quiz, given, reason="Was ill.", by=facilitator, now=AFTER)
    assert save(attempt, 1, RIGHT, 4).is_late

    assert [(each.value, each.sequence) for each in LateAnswer.objects.all()] == [(True, 4)]


def test_what_was_handed_in_stays_handed_in_when_the_deadline_moves_to_that_moment() -> None:
    attempt = make_attempt()
    attempts.hand_in(attempt, by=owner(attempt.enrolment), now=NOON + MINUTE)
    attempt.enrolment.run.schedule.filter(activity=attempt.activity).update(due_at=NOON)

    with pytest.raises(NotNow, match="has been handed in"):
        save(attempt, 1, RIGHT, at(AFTER))


def test_only_another_facilitator_accepts_and_only_with_a_reason() -> None:
    attempt = make_attempt()
    save(attempt, 1, RIGHT, 2)

    with pytest.raises(NotAllowed):
        accept(attempt, "Mine.", by=owner(attempt.enrolment))
    facilitator = make_facilitator(attempt.enrolment.run)
    with pytest.raises(Invalid):
        accept(attempt, " ", by=facilitator)


def test_both_are_told_on_their_pages_also_without_a_script() -> None:
    attempt = make_attempt()
    seat = attempt.enrolment
    client, desk = Client(), Client()
    client.force_login(owner(seat))
    desk.force_login(make_facilitator(seat.run))
    address = f"/academy/runs/{seat.run.slug}/a/quiz-1/"
    shown = f"/academy/runs/{seat.run.slug}/results/{seat.pk}/attempts/{attempt.pk}/"
    with moments.travelled(AFTER - moments.now()):
        sent = {"attempt": "1", "s0": "1", "s1": "0", "a0": "true", "a1": "true"}
        page = client.post(f"{address}hand-in/", sent, follow=True).text
        assert "Arrived after the end" in page
        assert "It does not count unless a facilitator accepts it." in page
        answer = client.post(
            f"/academy/attempts/{attempt.pk}/1/", {"a1": "true", "sequence": "1800000000000"}
        )
        assert answer.status_code == 200
        assert "after the end: it does not count" in answer.json()["said"]
        assert "Decide about late answers" in desk.get(f"/academy/runs/{seat.run.slug}/desk/").text
        assert "Accept what arrived late, or do not" in desk.get(shown).text
        form = {"reason": "The line was down.", "seen": seen_in(attempt)}
        assert f'name="seen" value="{form["seen"]}"' in desk.get(shown).text
        assert desk.post(shown, form | {"reason": ""}).status_code == 422
        client.post(f"/academy/attempts/{attempt.pk}/1/", {"a1": "false", "sequence": "2" * 13})
        refused = desk.post(shown, form)
        assert refused.status_code == 422
        assert "Something else has arrived since you looked." in refused.text
        assert "The line was down." in refused.text
        client.post(f"/academy/attempts/{attempt.pk}/1/", {"a1": "true", "sequence": "3" * 13})
        assert desk.post(shown, form | {"seen": seen_in(attempt)}).status_code == 302
        page = client.get(f"{address}?attempt=1").text
        assert "The line was down." in page
        assert "100 %" in page


def test_a_facilitator_declines_with_the_second_button_and_the_page_says_so_to_both() -> None:
    attempt = make_attempt()
    save(attempt, 1, RIGHT, 2)
    seat = attempt.enrolment
    client, desk = Client(), Client()
    client.force_login(owner(seat))
    desk.force_login(make_facilitator(seat.run))
    shown = f"/academy/runs/{seat.run.slug}/results/{seat.pk}/attempts/{attempt.pk}/"
    with moments.travelled(AFTER - moments.now()):
        form = {"reason": "The answers were known.", "seen": seen_in(attempt), "decline": "yes"}

        page = desk.post(shown, form, follow=True).text

        assert "Not accepted. The participant is told." in page
        assert "Do not accept" not in page
        own = client.get(f"/academy/runs/{seat.run.slug}/a/quiz-1/?attempt=1").text
        assert "Reason: The answers were known." in own
        assert "50 %" in own
