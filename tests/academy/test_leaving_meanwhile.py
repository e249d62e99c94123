"""Who leaves takes their own letters along and nobody else's, and what is on its way is refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from localturn.academy.actions import attempts, forum, hand_ins, late, work_files
from localturn.academy.actions.enrolment import withdraw
from localturn.academy.models import (
    Activity,
    Answer,
    Attempt,
    Draft,
    DraftFile,
    Enrolment,
    GradeEntry,
    HandIn,
    LateAnswer,
    Nomination,
)
from localturn.foundation.mail.models import Message, State
from localturn.foundation.people.actions.erasure import erase_person
from localturn.foundation.people.models import Person
from localturn.foundation.personal_data import Wishes
from localturn.foundation.refusals import NotAllowed, NotFound
from makers.academy import NOON, make_enrolment, make_run, make_version
from makers.people import make_organisation

pytestmark = pytest.mark.django_db

ANSWERED = QueryDict("a0=0&s0=1&a1=0&s1=1")
AFTER = NOON + timedelta(days=7)


def make_letter(key: str, *, state: State = State.WAITING, **more: Any) -> None:
    Message.objects.create(
        key=key,
        address="boris@example.org",
        zone="UTC",
        posted_at=NOON,
        next_at=NOON,
        state=state,
        **{"language": "en", "template": "academy/mail/answered", "context": {"a": "b"}} | more,
    )


def make_seat() -> tuple[Enrolment, Person]:
    seat = make_enrolment(make_run(make_version(number=None)))
    assert seat.person is not None
    return seat, seat.person


def activity_of(seat: Enrolment, kind: str) -> Activity:
    found = seat.run.version.activities.filter(kind=kind).first()
    assert found is not None
    return found


def leave(person: Person) -> None:
    found = Person.objects.get(pk=person.pk)
    erase_person(found, wishes=Wishes(), by=found, now=NOON)


def test_letters_about_a_post_whose_number_begins_alike_stay() -> None:
    seat, person = make_seat()
    activity = activity_of(seat, "discussion")
    post = forum.post(activity, run=seat.run, body="Hello", by=person, now=NOON)
    Message.objects.all().delete()
    for key in (f"answered/{post.pk}", f"posted/{post.pk}/7", f"reported/{post.pk}0/7"):
        make_letter(f"academy/{key}")
    for key in (f"answered/{post.pk}0", f"answered/{post.pk}17", f"posted/{post.pk}0/7"):
        make_letter(f"academy/{key}")

    leave(person)

    left = Message.objects.exclude(template="people/erased").filter(address="boris@example.org")
    assert set(left.values_list("key", flat=True)) == {
        f"academy/answered/{post.pk}0",
        f"academy/answered/{post.pk}17",
        f"academy/posted/{post.pk}0/7",
        f"academy/reported/{post.pk}0/7",
    }


def test_a_daily_letter_that_waits_keeps_what_others_wrote() -> None:
    seat, person = make_seat()
    activity = activity_of(seat, "discussion")
    post = forum.post(activity, run=seat.run, body="Secret", by=person, now=NOON)
    other = {"post": post.pk + 1, "who": "Boris", "text": "Hello"}
    told = {"posts": [{"post": post.pk, "who": "Her name then", "text": "Secret"}, other]}
    daily = {"template": "academy/mail/posted_today", "context": told}
    make_letter("waits", language="fr", **daily)
    make_letter("sent", state=State.SENT, **daily)

    leave(person)

    nobody = {"post": post.pk, "who": "Ancien participant", "text": ""}
    assert Message.objects.get(key="waits").context == {"posts": [nobody, other]}
    assert Message.objects.get(key="sent").context == {}


def test_what_was_said_of_somebody_to_propose_them_does_not_leave() -> None:
    seat, person = make_seat()
    nomination = Nomination.objects.create(
        run=seat.run,
        organisation=make_organisation("League"),
        name="Ada",
        email=person.email,
        language="en",
        reason="Knows much",
        nominated_at=NOON,
    )
    keys = [f"nominated/{nomination.pk}/7", f"nomination-decided/{nomination.pk}"]
    for key in [*keys, f"nominee-left/{nomination.pk}/7/now"]:
        make_letter(f"academy/{key}")
    make_letter(f"academy/nomination-decided/{nomination.pk}0")

    leave(person)

    left = Message.objects.filter(address="boris@example.org")
    assert [each.key for each in left] == [f"academy/nomination-decided/{nomination.pk}0"]


def save_a_draft(seat: Enrolment, person: Person) -> None:
    work = activity_of(seat, "assignment")
    hand_ins.save_draft(seat, work, "Secret", sequence=None, by=person, now=NOON)


def hand_in(seat: Enrolment, person: Person) -> None:
    hand_ins.hand_in(seat, activity_of(seat, "assignment"), "Secret", by=person, now=NOON)


def lay_a_file_by(seat: Enrolment, person: Person) -> None:
    upload = SimpleUploadedFile("secret.txt", b"Secret", content_type="text/plain")
    work_files.lay_by(seat, activity_of(seat, "assignment"), [upload], by=person, now=NOON)


def begin_a_quiz(seat: Enrolment, person: Person) -> None:
    attempts.start(seat, activity_of(seat, "quiz"), by=person, now=NOON)


def give_back(person: Person) -> None:
    for seat in Enrolment.objects.filter(person=person):
        withdraw(seat, by=person, now=NOON)


@pytest.mark.both
@pytest.mark.parametrize("end", [leave, give_back])
@pytest.mark.parametrize("deed", [save_a_draft, hand_in, lay_a_file_by, begin_a_quiz])
def test_who_has_left_meanwhile_has_no_seat_any_more(
    deed: Callable[[Enrolment, Person], None], end: Callable[[Person], None]
) -> None:
    seat, person = make_seat()
    end(person)

    with pytest.raises(NotAllowed):
        deed(seat, person)

    for model in (Draft, DraftFile, HandIn, Attempt):
        assert not model._base_manager.exists()


@pytest.mark.both
@pytest.mark.parametrize("end", [leave, give_back])
def test_a_page_of_answers_on_its_way_is_refused(end: Callable[[Person], None]) -> None:
    seat, person = make_seat()
    attempt = attempts.start(seat, activity_of(seat, "quiz"), by=person, now=NOON)
    end(person)

    with pytest.raises(NotAllowed):
        attempts.save_answers(attempt, ANSWERED, by=person, now=NOON)

    assert not Answer.objects.exclude(value=None).exists()


def test_one_answer_on_its_way_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    seat, person = make_seat()
    attempt = attempts.start(seat, activity_of(seat, "quiz"), by=person, now=NOON)
    look = attempts.open_question

    def look_and_leave(*asked: int) -> Any:
        found = look(*asked)
        if found is not None:
            leave(person)
        return found

    monkeypatch.setattr(attempts, "open_question", look_and_leave)
    with pytest.raises(NotFound):
        attempts.save_answer(attempt.pk, 0, ANSWERED, sequence=7, by=person, now=NOON)

    assert not Answer.objects.exclude(value=None).exists()


@pytest.mark.both
@pytest.mark.parametrize("end", [leave, give_back])
def test_an_attempt_on_its_way_to_be_handed_in_is_refused(end: Callable[[Person], None]) -> None:
    seat, person = make_seat()
    attempt = attempts.start(seat, activity_of(seat, "quiz"), by=person, now=NOON)
    attempts.save_answer(attempt.pk, 0, ANSWERED, sequence=1, by=person, now=NOON)
    end(person)

    with pytest.raises(NotAllowed):
        attempts.hand_in(attempt, by=person, now=NOON)

    assert not Attempt._base_manager.exclude(closed_at=None).exists()
    assert not GradeEntry.objects.exists()


@pytest.mark.both
@pytest.mark.parametrize("end", [leave, give_back])
@pytest.mark.parametrize("is_closed", [True, False])
def test_a_late_answer_on_its_way_is_not_kept(
    monkeypatch: pytest.MonkeyPatch, end: Callable[[Person], None], is_closed: bool
) -> None:
    """Also one that is the first to meet the clock."""
    seat, person = make_seat()
    attempt = attempts.start(seat, activity_of(seat, "quiz"), by=person, now=NOON)
    attempts.save_answer(attempt.pk, 0, ANSWERED, sequence=1, by=person, now=NOON)
    if is_closed:
        attempts.close_if_due(attempt, now=AFTER)
    look = attempts.open_question

    def look_and_end(*asked: int) -> Any:
        found = look(*asked)
        end(person)
        return found

    monkeypatch.setattr(attempts, "open_question", look_and_end)
    with pytest.raises((NotAllowed, NotFound)):
        attempts.save_answer(attempt.pk, 1, ANSWERED, sequence=7, by=person, now=AFTER)

    assert not LateAnswer.objects.exists()


@pytest.mark.both
@pytest.mark.parametrize("end", [leave, give_back])
def test_a_late_page_on_its_way_is_not_kept(end: Callable[[Person], None]) -> None:
    seat, person = make_seat()
    attempt = attempts.start(seat, activity_of(seat, "quiz"), by=person, now=NOON)
    attempts.close_if_due(attempt, now=AFTER)
    end(person)

    with pytest.raises(NotAllowed):
        late.keep_late_page(attempt, ANSWERED, by=person, now=AFTER)

    assert not LateAnswer.objects.exists()


@pytest.mark.both
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
def test_the_person_and_their_seats_are_held_before_anything_is_changed() -> None:
    _seat, person = make_seat()
    with CaptureQueriesContext(connection) as asked:
        leave(person)

    said = [each["sql"] for each in asked.captured_queries]
    seats = next(at for at, sql in enumerate(said) if "enrolment" in sql and "FOR UPDATE" in sql)
    first = next(at for at, sql in enumerate(said) if " FOR " in sql)
    changes = [at for at, sql in enumerate(said) if sql.startswith(("UPDATE", "DELETE"))]
    assert 'FROM "people_person"' in said[first]
    assert first < min(changes)
    assert seats < min(at for at in changes if '"academy_' in said[at])
