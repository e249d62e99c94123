"""What of the academy goes with a person, what stays, and what two records of one make."""

from datetime import timedelta
from decimal import Decimal

import pytest

from localturn.academy.models import (
    Activity,
    Certificate,
    Completion,
    CourseRole,
    Enrolment,
    GradeEntry,
    HandIn,
    Invitation,
    Post,
    Run,
)
from localturn.foundation.people.actions.erasure import erase_person
from localturn.foundation.people.actions.merging import merge_persons
from localturn.foundation.people.models import Person
from localturn.foundation.people.queries.personal_data import copy_of
from localturn.foundation.personal_data import Section, Wishes
from localturn.foundation.refusals import NotNow
from makers.academy import NOON, make_enrolment, make_run
from makers.people import make_operator, make_person

pytestmark = pytest.mark.django_db


def discussion(run: Run) -> Activity:
    return run.version.activities.get(kind="discussion")


def make_post(run: Run, author: Person, text: str, answers: Post | None = None) -> Post:
    return Post.objects.create(
        run=run,
        activity=discussion(run),
        author=author,
        answers=answers,
        body=text,
        body_html=f"<p>{text}</p>",
        posted_at=NOON,
    )


def make_seat_with_everything(run: Run, person: Person) -> Enrolment:
    seat = make_enrolment(run, person)
    activity = run.version.activities.first()
    assert activity is not None
    Completion.objects.create(enrolment=seat, activity=activity, done_at=NOON)
    HandIn.objects.create(
        enrolment=seat,
        activity=activity,
        number=1,
        text="My work",
        text_html="<p>My work</p>",
        words=2,
        handed_in_at=NOON,
    )
    GradeEntry.objects.create(
        enrolment=seat, activity=activity, points=Decimal(7), origin="facilitator", entered_at=NOON
    )
    Certificate.objects.create(
        enrolment=seat,
        award_id="certificate",
        number=f"LT-{person.pk}",
        token=f"token-{person.pk}",
        language="en",
        content={"holder": person.name, "course": "C"},
        issued_at=NOON,
    )
    return seat


def test_what_others_answered_stays_without_its_author_and_the_rest_goes() -> None:
    run, ana, boris = make_run(), make_person("Ana"), make_person("Boris")
    answered = make_post(run, ana, "Answered")
    make_post(run, ana, "Alone")
    reply = make_post(run, boris, "I agree", answers=answered)
    make_post(run, ana, "Thank you", answers=answered)

    erase_person(ana, wishes=Wishes(), by=ana, now=NOON)

    assert list(Post.objects.order_by("pk").values_list("body", "author", "removed_at")) == [
        ("Answered", None, None),
        ("I agree", boris.pk, None),
    ]
    reply.refresh_from_db()
    assert reply.answers == answered


def test_ones_own_answer_is_no_reason_for_a_text_to_stay() -> None:
    run, ana = make_run(), make_person("Ana")
    make_post(run, ana, "And I meant this", answers=make_post(run, ana, "Alone"))

    erase_person(ana, wishes=Wishes(), by=ana, now=NOON)

    assert not Post.objects.exists()


def test_even_what_others_answered_goes_if_that_is_asked_for() -> None:
    run, ana = make_run(), make_person("Ana")
    answered = make_post(run, ana, "Answered")
    make_post(run, make_person("Boris"), "I agree", answers=answered)

    erase_person(ana, wishes=Wishes(remove_texts=True), by=ana, now=NOON)

    answered.refresh_from_db()
    assert (answered.body, answered.body_html, answered.author, answered.removed_at) == (
        "",
        "",
        None,
        NOON,
    )


def test_points_and_deeds_stay_on_a_seat_without_a_person() -> None:
    run, ana = make_run(), make_person("Ana", email="ana@example.org")
    seat = make_seat_with_everything(run, ana)
    Invitation.objects.create(
        run=run,
        email="ana@example.org",
        token="t",
        language="en",
        invited_at=NOON,
        expires_at=NOON + timedelta(days=1),
    )

    erase_person(ana, wishes=Wishes(), by=ana, now=NOON)

    seat.refresh_from_db()
    assert (seat.person, seat.completions.count(), seat.grades.get().points) == (None, 1, 7)
    assert seat.hand_ins.get().text == ""
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize(
    ("keep", "holder", "is_revoked"), [(True, "Ana", False), (False, "", True)]
)
def test_certificates_are_kept_or_revoked_as_the_person_chooses(
    keep: bool, holder: str, is_revoked: bool
) -> None:
    ana = make_person("Ana")
    make_seat_with_everything(make_run(), ana)

    erase_person(ana, wishes=Wishes(keep_certificates=keep), by=ana, now=NOON)

    certificate = Certificate.objects.get()
    assert (certificate.content["holder"], certificate.revoked_at is not None) == (
        holder,
        is_revoked,
    )


def test_a_copy_holds_what_was_done_and_no_key_to_others() -> None:
    run, ana = make_run(), make_person("Ana")
    make_seat_with_everything(run, ana)
    make_post(run, ana, "Mine")
    make_post(run, make_person("Boris"), "Not mine")

    parts = {part.name: part.rows for part in copy_of(ana) if isinstance(part, Section)}

    assert [row["body"] for row in parts["academy/post"]] == ["Mine"]
    assert [row["text"] for row in parts["academy/handin"]] == ["My work"]
    assert {"academy/enrolment", "academy/gradeentry", "academy/certificate"} <= set(parts)


def merge(kept: Person, absorbed: Person) -> None:
    merge_persons(kept, absorbed, by=make_operator(), reason="Same.", now=NOON)


def test_two_records_keep_one_seat_in_a_run_if_one_is_empty() -> None:
    run, kept, absorbed = make_run(), make_person("Ana"), make_person("Ana K.")
    make_enrolment(run, kept)
    full = make_seat_with_everything(run, absorbed)
    elsewhere = make_enrolment(make_run(), absorbed)
    for person in (kept, absorbed):
        CourseRole.objects.create(
            course=run.version.course, person=person, role="author", given_at=NOON
        )

    merge(kept, absorbed)

    assert set(Enrolment.objects.filter(person=kept)) == {full, elsewhere}
    assert [role.person for role in CourseRole.objects.all()] == [kept]


@pytest.mark.parametrize("full", ["kept", "absorbed"])
def test_a_removal_outlasts_the_empty_seat_it_was_of(full: str) -> None:
    run, kept, absorbed = make_run(), make_person("Ana"), make_person("Ana K.")
    records = {"kept": kept, "absorbed": absorbed}
    left = make_seat_with_everything(run, records.pop(full))
    Enrolment.objects.filter(pk=left.pk).update(removed_at=NOON, withdrawn_at=NOON)
    later = NOON + timedelta(days=1)
    [other] = records.values()
    make_enrolment(run, other, withdrawn_at=later, removed_at=later)

    merge(kept, absorbed)

    seat = Enrolment.objects.get(person=kept)
    assert (seat, seat.removed_at) == (left, later)


def test_two_records_that_both_took_part_in_a_run_are_not_merged() -> None:
    run, kept, absorbed = make_run(), make_person("Ana"), make_person("Ana K.")
    make_seat_with_everything(run, kept)
    make_seat_with_everything(run, absorbed)

    with pytest.raises(NotNow, match="Both records took part in the run"):
        merge(kept, absorbed)

    absorbed.refresh_from_db()
    assert (absorbed.is_active, Enrolment.objects.filter(person=absorbed).count()) == (True, 1)
