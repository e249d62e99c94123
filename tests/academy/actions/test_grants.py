"""A facilitator lets something count as done, with a reason, and takes it back."""

from datetime import timedelta

import pytest
from django.test import Client

from localturn.academy.actions import grants
from localturn.academy.actions.attendance import mark_attendance
from localturn.academy.actions.moving import move_run
from localturn.academy.actions.progress import record_done, undo_done
from localturn.academy.domain.attendance import Mark, Presence
from localturn.academy.models import Activity, Certificate, Completion, Enrolment
from localturn.academy.queries.certificates import in_doubt
from localturn.academy.queries.course_page import own_course
from localturn.academy.queries.standing import evidence_of
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.people.actions.erasure import erase_person
from localturn.foundation.people.models import Person
from localturn.foundation.personal_data import Wishes
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from localturn.foundation.trail.models import Entry
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_published,
    make_run,
    make_version,
)

pytestmark = pytest.mark.django_db

WHY = "She read it on paper."
HOUR = timedelta(hours=1)


def make_seat(*, but: str = "reading-1") -> tuple[Enrolment, Person]:
    """Somebody with 72 points who has done everything but one activity, and who guides them."""
    seat = make_enrolment(make_run())
    from_here = seat.run.version.activities.exclude(stable_id=but)
    for activity in from_here:
        record_done(seat, activity, now=NOON)
        if activity.kind == "discussion":
            activity.posts.create(
                run=seat.run,
                author=seat.person,
                body="So",
                body_html="<p>So</p>",
                posted_at=NOON,
                counted_at=NOON,
            )
        if activity.kind == "final-test":
            activity.grades.create(enrolment=seat, points=72, origin="facilitator", entered_at=NOON)
    return seat, make_facilitator(seat.run)


def count(seat: Enrolment, by: Person, activity: str = "reading-1", reason: str = WHY) -> None:
    grants.count_as_done(seat, activity, reason=reason, by=by, now=NOON)


def test_what_is_granted_earns_the_award_at_once_and_the_certificate_names_it() -> None:
    seat, facilitator = make_seat()
    title = Activity.objects.get(version=seat.run.version, stable_id="reading-1").title

    count(seat, facilitator)

    (certificate,) = Certificate.objects.filter(enrolment=seat)
    met = [rule["met"] for rule in certificate.content["rules"]]
    assert [f"granted by a facilitator: {title}" in each for each in met].count(True) == 1
    assert WHY not in str(certificate.content)


def test_the_participant_is_told_why_by_mail_on_the_course_page_and_on_the_activity() -> None:
    seat, facilitator = make_seat()
    count(seat, facilitator)
    assert seat.person is not None
    client = Client()
    client.force_login(seat.person)

    letter = Message.objects.get(template="academy/mail/granted")
    with moments.travelled(NOON - moments.now()):
        course = client.get(f"/academy/runs/{seat.run.slug}/").content.decode()
        page = client.get(f"/academy/runs/{seat.run.slug}/a/reading-1/").content.decode()

    assert letter.context["reason"] == WHY
    assert "granted by a facilitator: " in course
    assert WHY in page
    assert "This counts as done for you." in page


def test_what_is_granted_gives_no_points_and_counts_on_every_page() -> None:
    seat, facilitator = make_seat()

    count(seat, facilitator)

    course = own_course(seat.run, seat, now=NOON)
    assert (course.done, course.points) == (course.total, 72)


def test_it_stands_in_the_trail_with_its_reason() -> None:
    seat, facilitator = make_seat()

    count(seat, facilitator)
    grants.take_back(seat, "reading-1", reason="It was another's.", by=facilitator, now=NOON)

    rows = Entry.objects.filter(what__startswith="academy.grant.").order_by("pk")
    assert list(rows.values_list("what", "reason")) == [
        ("academy.grant.given", WHY),
        ("academy.grant.taken-back", "It was another's."),
    ]


def test_taken_back_it_leaves_the_certificate_to_be_decided_about() -> None:
    seat, facilitator = make_seat()
    count(seat, facilitator)

    grants.take_back(seat, "reading-1", reason="It was another's.", by=facilitator, now=NOON)

    assert list(in_doubt([seat.run])) == list(Certificate.objects.filter(enrolment=seat))
    assert not Completion.objects.filter(enrolment=seat, activity__stable_id="reading-1").exists()


def test_what_is_done_later_stays_when_the_grant_is_taken_back() -> None:
    seat, facilitator = make_seat()
    reading = Activity.objects.get(version=seat.run.version, stable_id="reading-1")
    count(seat, facilitator)
    record_done(seat, reading, now=NOON + HOUR)

    grants.take_back(seat, "reading-1", reason="She did it.", by=facilitator, now=NOON + HOUR)

    row = Completion.objects.get(enrolment=seat, activity=reading)
    assert (row.is_own, row.granted_at, row.done_at) == (True, None, NOON + HOUR)
    assert list(in_doubt([seat.run])) == []


def test_what_is_undone_goes_on_to_count_while_it_is_granted() -> None:
    seat, facilitator = make_seat()
    reading = Activity.objects.get(version=seat.run.version, stable_id="reading-1")
    record_done(seat, reading, now=NOON)
    count(seat, facilitator)

    undo_done(seat, reading, now=NOON)

    (fact,) = [f for f in evidence_of(seat).facts if f.activity_id == "reading-1"]
    assert (fact.done, fact.granted) == (False, True)


def test_a_meeting_marked_as_missed_goes_on_to_count_while_it_is_granted() -> None:
    version = make_version(number=None)
    meeting = Activity.objects.create(
        version=version,
        module=version.modules.all()[0],
        position=9,
        stable_id="meeting",
        file_name="09-meeting",
        kind="webinar",
        title="We meet",
        minutes=60,
    )
    version.number, version.published_at = 1, NOON
    version.save()
    seat = make_enrolment(make_run(version=version))
    facilitator = make_facilitator(seat.run)
    count(seat, facilitator, "meeting")

    for presence in (Presence.PRESENT, Presence.ABSENT):
        mark_attendance(
            meeting, run=seat.run, marks={seat.pk: Mark(presence)}, by=facilitator, now=NOON
        )

    row = Completion.objects.get(enrolment=seat, activity=meeting)
    assert (row.is_own, row.granted_because) == (False, WHY)


def test_nobody_grants_themselves_anything_and_only_facilitators_grant() -> None:
    seat, _facilitator = make_seat()
    assert seat.person is not None

    with pytest.raises(NotAllowed):
        count(seat, make_person("Somebody Else"))
    with pytest.raises(NotAllowed):
        count(seat, make_facilitator(seat.run, seat.person))


def test_a_reason_is_asked_for_and_nothing_is_granted_twice() -> None:
    seat, facilitator = make_seat()

    with pytest.raises(Invalid):
        count(seat, facilitator, reason="  ")
    count(seat, facilitator)
    with pytest.raises(NotNow):
        count(seat, facilitator)


def test_it_comes_along_when_the_run_is_moved_to_a_newer_version() -> None:
    seat, facilitator = make_seat()
    count(seat, facilitator)
    newer = make_published(make_version(course=seat.run.version.course, number=None), number=2)

    move_run(seat.run, to=newer, anew=[], by=facilitator, now=NOON)

    row = Completion.objects.get(enrolment=seat, activity__stable_id="reading-1")
    assert (row.activity.version_id, row.granted_because) == (newer.pk, WHY)


def test_the_reason_goes_when_the_person_does() -> None:
    seat, facilitator = make_seat()
    count(seat, facilitator)
    assert seat.person is not None

    erase_person(seat.person, by=seat.person, wishes=Wishes(), now=NOON)

    row = Completion.objects.get(enrolment=seat, activity__stable_id="reading-1")
    assert (row.granted_because, row.is_own, row.granted_at) == ("", False, NOON)


def test_a_facilitator_grants_and_takes_back_on_the_results_of_a_person() -> None:
    seat, facilitator = make_seat()
    client = Client()
    client.force_login(facilitator)
    results = f"/academy/runs/{seat.run.slug}/results/{seat.pk}/"
    here = f"{results}reading-1/count-as-done/"

    assert here in client.get(results).content.decode()
    client.post(here, {"reason": WHY, "decision": "grant"})
    shown = client.get(results).content.decode()
    client.post(here, {"reason": "No.", "decision": "take-back"})

    assert "Counts as done" in shown
    assert WHY in shown
    assert "Counts as done" not in client.get(results).content.decode()
