"""What facilitators announce to everybody in a run."""

from datetime import timedelta

import pytest

from localturn.academy.actions import announcements
from localturn.academy.models import Announcement, Run
from localturn.academy.queries.announcements import latest_for, unread_by
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from localturn.foundation.tasks import worker
from localturn.foundation.trail.models import Entry
from makers.academy import NOON, make_enrolment, make_facilitator, make_person, make_run

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def run() -> Run:
    return make_run()


@pytest.fixture
def guide(run: Run) -> Person:
    return make_facilitator(run)


def announce(run: Run, guide: Person, **other: object) -> Announcement:
    fields = {"title": "A new date", "body": "We *meet* on Friday.", "by_mail": True, "now": NOON}
    return announcements.announce(run, by=guide, **(fields | other))  # type: ignore[arg-type]


def mailed() -> list[str]:
    found = Message.objects.filter(template="academy/mail/announced").order_by("address")
    return list(found.values_list("address", flat=True))


def test_it_is_mailed_once_to_who_takes_part_and_wants_such_mail(run: Run, guide: Person) -> None:
    make_enrolment(run, make_person(email="ana@example.org"))
    make_enrolment(run, make_person(email="boris@example.org", wants_announcements=False))
    make_enrolment(run, make_person(email="clara@example.org"), withdrawn_at=NOON)

    with moments.travelled(NOON - moments.now()):
        announcement = announce(run, guide, now=moments.now())
        worker.run_waiting()
        announcements.mail_announcements.call()

    announcement.refresh_from_db()
    assert mailed() == ["ana@example.org"]
    assert announcement.mailed_at is not None


def test_who_enrols_later_reads_it_on_the_page_and_is_not_written_to(
    run: Run, guide: Person
) -> None:
    announce(run, guide)
    with moments.travelled(NOON - moments.now()):
        announcements.mail_announcements.call()
    seat = make_enrolment(run)

    with moments.travelled(NOON + DAY - moments.now()):
        announcements.mail_announcements.call()

    assert mailed() == []
    assert [(told.title, told.is_new) for told in latest_for(seat, now=NOON + DAY)] == [
        ("A new date", True)
    ]


def test_what_is_kept_for_later_is_neither_shown_nor_mailed_before(run: Run, guide: Person) -> None:
    seat = make_enrolment(run, make_person(email="ana@example.org"))
    announce(run, guide, shows_at=NOON + DAY)

    with moments.travelled(NOON - moments.now()):
        announcements.mail_announcements.call()
    assert (mailed(), latest_for(seat, now=NOON)) == ([], [])

    with moments.travelled(NOON + DAY - moments.now()):
        announcements.mail_announcements.call()
    assert mailed() == ["ana@example.org"]
    assert len(latest_for(seat, now=NOON + DAY)) == 1


def test_on_the_page_only_means_that_nobody_is_written_to(run: Run, guide: Person) -> None:
    make_enrolment(run)
    announce(run, guide, by_mail=False)

    with moments.travelled(NOON - moments.now()):
        announcements.mail_announcements.call()

    assert mailed() == []


def test_a_moment_that_has_passed_is_refused(run: Run, guide: Person) -> None:
    with pytest.raises(Invalid, match="This moment has passed"):
        announce(run, guide, shows_at=NOON)


@pytest.mark.parametrize("body", [" \n ", "x" * 20_001])
def test_nothing_and_too_much_are_refused(body: str, run: Run, guide: Person) -> None:
    with pytest.raises(Invalid):
        announce(run, guide, body=body)


def test_only_facilitators_of_the_run_announce_and_withdraw(run: Run, guide: Person) -> None:
    announcement = announce(run, guide)
    stranger = make_facilitator(make_run())

    with pytest.raises(NotAllowed):
        announce(run, stranger)
    with pytest.raises(NotAllowed):
        announcements.withdraw(announcement, by=stranger, now=NOON)
    with pytest.raises(NotAllowed):
        announcements.change(announcement, title="X", body="Y", by=stranger, now=NOON)


def test_the_same_sent_twice_is_announced_once(run: Run, guide: Person) -> None:
    first = announce(run, guide)
    again = announce(run, guide, now=NOON + timedelta(seconds=5))

    assert first == again
    assert Announcement.objects.count() == 1


def test_a_change_shows_stands_in_the_trail_and_writes_to_nobody_again(
    run: Run, guide: Person
) -> None:
    make_enrolment(run, make_person(email="ana@example.org"))
    announcement = announce(run, guide)
    with moments.travelled(NOON - moments.now()):
        announcements.mail_announcements.call()

    announcements.change(announcement, title="A date", body="Monday.", by=guide, now=NOON + DAY)
    with moments.travelled(NOON + DAY - moments.now()):
        announcements.mail_announcements.call()

    announcement.refresh_from_db()
    assert (announcement.title, announcement.changed_at) == ("A date", NOON + DAY)
    assert "<p>Monday.</p>" in announcement.body_html
    assert mailed() == ["ana@example.org"]
    assert Entry.objects.filter(what="academy.announcement.changed").count() == 1


def test_before_anybody_saw_it_also_the_moment_and_the_mail_change(run: Run, guide: Person) -> None:
    announcement = announce(run, guide, shows_at=NOON + DAY)

    announcements.change(
        announcement,
        title="T",
        body="B",
        by_mail=False,
        shows_at=NOON + 2 * DAY,
        by=guide,
        now=NOON,
    )

    announcement.refresh_from_db()
    assert (announcement.by_mail, announcement.shows_at, announcement.changed_at) == (
        False,
        NOON + 2 * DAY,
        None,
    )


def test_what_is_withdrawn_is_not_shown_not_mailed_and_not_changed(run: Run, guide: Person) -> None:
    seat = make_enrolment(run)
    announcement = announce(run, guide, shows_at=NOON + DAY)

    announcements.withdraw(announcement, by=guide, now=NOON)
    with moments.travelled(NOON + 2 * DAY - moments.now()):
        announcements.mail_announcements.call()

    assert (mailed(), latest_for(seat, now=NOON + 2 * DAY)) == ([], [])
    with pytest.raises(NotNow):
        announcements.change(announcement, title="T", body="B", by=guide, now=NOON)
    assert Entry.objects.get(what="academy.announcement.withdrawn").after == {"was_mailed": False}


def test_it_is_new_until_it_is_read_or_old(run: Run, guide: Person) -> None:
    seat, other = make_enrolment(run), make_enrolment(run)
    announcement = announce(run, guide)

    def is_new_for(each: object, days: int) -> bool:
        return latest_for(each, now=NOON + days * DAY)[0].is_new  # type: ignore[arg-type]

    assert is_new_for(seat, 1)
    announcements.mark_read(announcement, seat=seat, now=NOON)
    announcements.mark_read(announcement, seat=seat, now=NOON + DAY)

    assert (is_new_for(seat, 1), is_new_for(other, 1), is_new_for(other, 14)) == (
        False,
        True,
        False,
    )
    assert seat.announcement_readings.get().read_at == NOON


def test_for_a_few_days_it_is_among_the_things_to_do(run: Run, guide: Person) -> None:
    seat = make_enrolment(run)
    announcement = announce(run, guide)

    assert list(unread_by([seat], now=NOON + 4 * DAY)) == [announcement]
    assert list(unread_by([seat], now=NOON + 5 * DAY)) == []
    announcements.mark_read(announcement, seat=seat, now=NOON)
    assert list(unread_by([seat], now=NOON + DAY)) == []
