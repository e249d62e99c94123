"""Nobody judges what they did themselves: a facilitator with a seat needs another facilitator."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from localturn.academy.actions import attempts, certificates, enrolment, forum, grading
from localturn.academy.actions.attendance import mark_attendance
from localturn.academy.domain.attendance import Mark, Presence
from localturn.academy.models import Activity, Completion, Enrolment, GradeEntry, HandIn, Post
from localturn.academy.queries.desk import unanswered_posts
from localturn.academy.queries.marking import to_mark
from localturn.academy.todos import todos
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotAllowed
from localturn.foundation.ui.todos import Role
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_run,
    make_version,
)
from makers.marking import ESSAY, answers, earn, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat() -> Enrolment:
    """The seat of somebody who guides the same run, with an essay in its quiz and a meeting."""
    version = make_version(number=None)
    make_quiz(version, kinds=[ESSAY])
    Activity.objects.create(
        version=version,
        module=version.modules.get(stable_id="module-1"),
        position=8,
        stable_id="meeting",
        file_name="08-meeting",
        kind="webinar",
        title="Meeting",
        minutes=60,
    )
    seat = make_enrolment(make_run(version, starts_on=NOON.date() - timedelta(days=8)))
    make_facilitator(seat.run, seat.person)
    return seat


def activity_of(seat: Enrolment, stable_id: str) -> Activity:
    return Activity.objects.get(version=seat.run.version, stable_id=stable_id)


def make_work(seat: Enrolment) -> HandIn:
    return HandIn.objects.create(
        enrolment=seat,
        activity=activity_of(seat, "assignment-2"),
        number=1,
        text="Mine.",
        text_html="<p>Mine.</p>",
        words=1,
        handed_in_at=NOON,
    )


def make_post(seat: Enrolment, **fields: Any) -> Post:
    return Post.objects.create(
        run=seat.run,
        activity=activity_of(seat, "discussion-1"),
        author=seat.person,
        body="Mine.",
        body_html="<p>Mine.</p>",
        posted_at=NOON,
        **fields,
    )


def make_essay(seat: Enrolment) -> Any:
    assert seat.person is not None
    attempt = attempts.start(seat, activity_of(seat, "quiz-1"), by=seat.person, now=NOON)
    attempts.save_answers(attempt, answers(attempt), by=seat.person, now=NOON)
    attempts.hand_in(attempt, by=seat.person, now=NOON)
    return attempt.answers.get()


def mark_work(seat: Enrolment, by: Person) -> None:
    grading.mark(make_work(seat), points=Decimal(30), feedback="", by=by, now=NOON)


def correct_points(seat: Enrolment, by: Person) -> None:
    entry = grading.enter(
        seat,
        activity_of(seat, "final"),
        points=Decimal(1),
        origin=GradeEntry.Origin.ATTEMPT,
        now=NOON,
    )
    grading.correct(entry, points=Decimal(40), reason="More.", by=by, now=NOON)


def mark_essay(seat: Enrolment, by: Person) -> None:
    attempts.mark_essay(make_essay(seat), points=Decimal(1), comment="", by=by, now=NOON)


def count(seat: Enrolment, by: Person) -> None:
    forum.count_contribution(make_post(seat), by=by, now=NOON)


def uncount(seat: Enrolment, by: Person) -> None:
    forum.uncount(make_post(seat, counted_at=NOON), reason="I say so.", by=by, now=NOON)


def revoke(seat: Enrolment, by: Person) -> None:
    certificate = earn(seat)
    assert certificate is not None
    certificates.revoke(certificate, reason="I say so.", by=by, now=NOON)


def uphold(seat: Enrolment, by: Person) -> None:
    certificate = earn(seat)
    assert certificate is not None
    certificate.shortfall = [{"rule": "points", "at_least": 60, "done": "1", "needed": "60"}]
    certificate.save()
    certificates.uphold(certificate, reason="I say so.", by=by, now=NOON)


def reinstate(seat: Enrolment, by: Person) -> None:
    certificate = earn(seat)
    assert certificate is not None
    certificate.revoked_at = NOON
    certificate.save()
    certificates.reinstate(certificate, reason="I say so.", by=by, now=NOON)


def give_back_place(seat: Enrolment, by: Person) -> None:
    Enrolment.objects.filter(pk=seat.pk).update(withdrawn_at=NOON)
    seat.refresh_from_db()
    enrolment.reinstate(seat, by=by, now=NOON)


VERBS = [
    *(mark_work, correct_points, mark_essay, count, uncount),
    *(revoke, uphold, reinstate, give_back_place),
]


@pytest.mark.parametrize("verb", VERBS)
def test_a_facilitator_does_not_judge_themselves(
    seat: Enrolment, verb: Callable[[Enrolment, Person], None]
) -> None:
    assert seat.person is not None

    with pytest.raises(NotAllowed, match="Another facilitator has to do it"):
        verb(seat, seat.person)


@pytest.mark.parametrize("verb", VERBS)
def test_another_facilitator_does(
    seat: Enrolment, verb: Callable[[Enrolment, Person], None]
) -> None:
    verb(seat, make_facilitator(seat.run))


def test_an_operator_decides_nothing_about_their_own_certificate(seat: Enrolment) -> None:
    operator = make_person(is_staff=True)

    with pytest.raises(NotAllowed, match="Another facilitator has to do it"):
        reinstate(make_enrolment(seat.run, operator), operator)


def test_a_facilitators_own_attendance_stays_as_it_is(seat: Enrolment) -> None:
    other = make_enrolment(seat.run)
    meeting = activity_of(seat, "meeting")
    assert seat.person is not None

    def mark(state: Presence, seats: list[Enrolment], by: Person) -> list[int]:
        marks = {each.pk: Mark(state) for each in seats}
        mark_attendance(meeting, run=seat.run, marks=marks, by=by, now=NOON)
        return list(Completion.objects.order_by("pk").values_list("enrolment_id", flat=True))

    assert mark(Presence.PRESENT, [seat, other], seat.person) == [other.pk]
    assert mark(Presence.PRESENT, [seat], make_facilitator(seat.run)) == [other.pk, seat.pk]
    assert mark(Presence.ABSENT, [seat, other], seat.person) == [seat.pk]


def test_pages_offer_a_facilitator_nothing_of_their_own(seat: Enrolment, client: Client) -> None:
    work, essay, post = make_work(seat), make_essay(seat), make_post(seat)
    entry = grading.enter(
        seat,
        activity_of(seat, "final"),
        points=Decimal(1),
        origin=GradeEntry.Origin.FACILITATOR,
        now=NOON,
    )
    certificate = earn(seat, but="final")
    run = f"/academy/runs/{seat.run.slug}/"
    own = {
        f"{run}a/discussion-1/": f'value="{post.pk}"',
        f"{run}results/{seat.pk}/": f"{run}results/entries/{entry.pk}/correct/",
        f"{run}marking/": f"{run}marking/{work.pk}/",
    }
    client.force_login(seat.person)
    other = Client()
    other.force_login(make_facilitator(seat.run))

    with moments.travelled(NOON - moments.now()):
        for address, offer in own.items():
            assert (offer in client.get(address).text, offer in other.get(address).text) == (
                False,
                True,
            ), address
        refused = [
            client.get(f"{run}marking/{work.pk}/"),
            client.get(f"{run}marking/essays/{essay.pk}/"),
            client.get(f"{run}results/entries/{entry.pk}/correct/"),
        ]
        meeting = client.get(f"{run}a/meeting/attendance/").text

    assert certificate is None
    assert [answer.status_code for answer in refused] == [403] * 3
    assert "Another facilitator has to do it" in refused[0].text
    assert "Another facilitator marks whether you were there." in meeting
    assert to_mark(seat.run, by=seat.person) == []


def test_the_page_of_their_own_certificate_has_nothing_to_decide(
    seat: Enrolment, client: Client
) -> None:
    certificate = earn(seat)
    assert certificate is not None
    client.force_login(seat.person)
    address = certificate.get_absolute_url()

    page = client.get(address).text
    answer = client.post(f"{address}revoke/", {"reason": "I say so."})

    assert "Revoke this certificate" not in page
    assert answer.status_code == 403
    assert "Another facilitator has to do it" in answer.text


def test_a_facilitator_who_takes_part_is_not_told_that_nobody_guides(
    seat: Enrolment, client: Client
) -> None:
    client.force_login(seat.person)

    page = client.get(f"/academy/runs/{seat.run.slug}/").text

    assert "Your progress" in page
    assert "Nobody guides this run." not in page


def test_a_facilitators_own_attempt_is_refused_for_what_it_is(
    seat: Enrolment, client: Client
) -> None:
    address = f"/academy/runs/{seat.run.slug}/results/{seat.pk}/attempts/"
    address += f"{make_essay(seat).attempt_id}/"
    client.force_login(seat.person)
    own = client.get(address)
    seat.run.facilitators.all().delete()
    as_participant = client.get(address)

    assert (own.status_code, as_participant.status_code) == (403, 403)
    assert "Another facilitator has to do it" in own.text
    assert "Only the facilitators of this run may do this." in as_participant.text


def test_who_is_no_facilitator_is_told_so_of_their_certificate(
    seat: Enrolment, client: Client
) -> None:
    certificate = earn(seat)
    assert certificate is not None
    seat.run.facilitators.all().delete()
    client.force_login(seat.person)

    answer = client.post(f"{certificate.get_absolute_url()}revoke/", {"reason": "I say so."})

    assert "Only facilitators and operators decide about a certificate." in answer.text


def test_posts_of_a_facilitator_with_a_seat_wait_for_another_facilitator(seat: Enrolment) -> None:
    assert seat.person is not None
    other = make_facilitator(seat.run)
    make_post(seat)
    Post.objects.filter(pk=make_post(seat).pk).update(author=other)  # who has no seat

    def waiting(person: Person) -> tuple[list[int], list[int | None]]:
        groups = [g for g in todos(person, now=NOON) if g.role is Role.FACILITATOR]
        return (
            [each.number for each in unanswered_posts(seat.run, by=person)],
            [todo.count for group in groups for todo in group.todos],
        )

    assert waiting(other) == ([1], [1])
    assert waiting(seat.person) == ([], [None])
