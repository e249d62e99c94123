"""An event that announces a live session follows it, but for what a person wrote by hand."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from threading import Event as Signal
from time import sleep
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client
from icalendar import Calendar

from localturn.academy.actions import meetings, moving, runs
from localturn.academy.models import CourseVersion
from localturn.agenda.actions import events, following, relating
from localturn.agenda.actions.telling_registrants import tell_changes
from localturn.agenda.domain.following import when_held
from localturn.agenda.domain.terms import Mode
from localturn.agenda.domain.when import Deadline
from localturn.agenda.models import Announced, Event
from localturn.agenda.queries.events import content_of, when_of
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotNow
from localturn.foundation.room import thing_at
from localturn.foundation.tasks import worker
from makers.academy import make_facilitator, make_published, make_version
from makers.agenda import make_editor, make_event, titled
from makers.blogs import Blog, make_version_with_blog
from makers.races import at_once
from makers.registering import make_registrant, make_registration

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ZONE = "Europe/Stockholm"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def in_days(days: int, hour: int = 10) -> datetime:
    day = moments.now().date() + days * DAY
    return datetime.combine(day, time(hour), ZoneInfo(ZONE))


class Told:
    """A live session in a week, for a hundred minutes, and the event that announces it."""

    def __init__(self, *, title: str = "Meeting 1", knows: bool = True, **fields: object) -> None:
        self.session = Blog(meets=in_days(7), starts_on=moments.now().date(), zone=ZONE)
        self.editor = make_editor()
        if knows:
            make_facilitator(self.session.run, self.editor)
        begins = in_days(7)
        when = when_held(begins, begins + timedelta(minutes=100), ZONE)
        content = {"texts": titled(title), "when": when, "deadline": None, "mode": Mode.ONLINE}
        self.pk = make_event(**{**content, **fields}, by=self.editor, now=moments.now()).pk  # type: ignore[arg-type]
        run, activity = self.session.run, self.session.meeting
        thing = thing_at(f"/academy/runs/{run.slug}/a/{activity.stable_id}/")
        relating.relate(self.event, thing, by=self.editor, now=moments.now())

    @property
    def event(self) -> Event:
        return Event.objects.get(pk=self.pk)

    @property
    def title(self) -> str:
        return str(self.event.texts.get(is_original=True).title)

    @property
    def differs(self) -> list[str]:
        return list(Announced.objects.get().differs)

    def meet(self, at: datetime | None) -> None:
        self.session.meet(at, now=moments.now())
        worker.run_waiting()

    def rename(self, title: str) -> None:
        """By a newer version of the course, to which the run moves."""
        version = make_version_with_blog()
        version.activities.filter(stable_id="meeting-1").update(title=title)
        self.move(version)

    def move(self, to: CourseVersion) -> None:
        to.course = self.session.run.version.course
        to.save()
        make_published(to, number=2)
        by, now = self.session.facilitator, moments.now()
        moving.move_run(self.session.run, to=to, anew=[], by=by, now=now)
        worker.run_waiting()

    def edit(self, **changed: object) -> None:
        content = replace(content_of(self.event), **changed)  # type: ignore[arg-type]
        events.edit(self.event, content, by=self.editor, now=moments.now())

    def page(self, person: Person | None = None) -> str:
        client = Client()
        client.force_login(person or self.editor)
        return client.get(self.event.get_absolute_url()).text


def test_it_is_held_when_the_session_is_and_calendars_get_a_newer_entry() -> None:
    told = Told()
    assert told.event.sequence == 0

    told.meet(in_days(9, 14))

    event = told.event
    assert (event.starts, event.sequence) == (in_days(9, 14), 1)
    assert event.ends == in_days(9, 14) + timedelta(minutes=100)
    ics = Client().get(f"{event.get_absolute_url()}event.ics")
    [entry] = Calendar.from_ical(ics.content).walk("VEVENT")
    assert (int(entry["SEQUENCE"]), entry["DTSTART"].dt) == (1, in_days(9, 14))


def test_who_is_registered_is_told_of_it() -> None:
    told = Told()
    registrant = make_registrant(make_registration(told.event, now=moments.now()))

    told.meet(in_days(9, 14))
    tell_changes(now=moments.now())

    key = f"agenda/registrant/{registrant.pk}/changed/"
    assert Message.objects.filter(key__startswith=key).count() == 1


def test_it_keeps_its_own_clocks_and_an_end_that_nobody_named() -> None:
    begins = in_days(7)
    when = replace(when_held(begins, begins, "Europe/Helsinki"), ends=None)
    told = Told(when=when)

    told.meet(in_days(9, 14))

    assert when_of(told.event).zone == "Europe/Helsinki"
    assert (told.event.begins, told.event.end_time) == (time(15), None)


def test_another_length_moves_its_end() -> None:
    told = Told()
    session = told.session
    meetings.keep_meeting(
        session.meeting,
        run=session.run,
        minutes=60,
        recording_link="",
        by=session.facilitator,
        now=moments.now(),
    )
    worker.run_waiting()

    assert told.event.ends == in_days(7) + HOUR


def test_a_session_without_a_time_postpones_it_and_a_new_time_takes_that_back() -> None:
    told = Told()

    told.meet(None)
    assert (told.event.status, told.event.starts) == ("postponed", in_days(7))
    told.meet(in_days(7))
    assert (told.event.status, told.event.starts) == ("scheduled", in_days(7))
    told.meet(None)
    told.meet(in_days(9))
    assert (told.event.status, told.event.starts) == ("scheduled", in_days(9))


def test_a_session_that_is_no_longer_part_of_the_course_cancels_it() -> None:
    told = Told()

    told.move(make_version(number=None))

    assert (told.event.status, told.event.sequence) == ("cancelled", 1)


def test_it_is_renamed_with_the_session() -> None:
    told = Told()

    told.rename("How towns welcome")

    assert (told.title, told.differs) == ("How towns welcome", [])
    assert told.event.sequence == 1  # who is registered, and calendars, are told


def test_a_time_that_was_written_by_hand_stays_and_is_flagged_to_editors_alone() -> None:
    told = Told()
    by_hand = when_held(in_days(8, 18), in_days(8, 20), ZONE)
    told.edit(when=by_hand)

    told.meet(in_days(9, 14))

    assert (when_of(told.event), told.differs) == (by_hand, ["when"])
    assert "The session that this announces has changed" in told.page()
    assert "The session that this announces" not in told.page(told.session.facilitator)


def test_a_title_that_was_written_by_hand_stays_and_is_flagged() -> None:
    told = Told(title="An open evening")

    told.rename("How towns welcome")

    assert (told.title, told.differs) == ("An open evening", ["texts"])
    assert "How towns welcome" in told.page()


def test_an_editor_lets_it_say_what_the_session_says_and_it_follows_again() -> None:
    told = Told()
    told.edit(when=when_held(in_days(8, 18), in_days(8, 20), ZONE), texts=titled("By hand"))
    told.meet(in_days(9, 14))
    client = Client()
    client.force_login(told.editor)

    client.post(f"{told.event.get_absolute_url()}take-over/")

    assert (told.event.starts, told.title, told.differs) == (in_days(9, 14), "Meeting 1", [])
    told.meet(in_days(10, 9))
    assert told.event.starts == in_days(10, 9)
    with pytest.raises(NotNow):
        following.take_over(told.event, by=told.editor, now=moments.now())


def test_what_a_person_called_off_stays_off_when_the_session_is_moved() -> None:
    told = Told()
    events.cancel(told.event, by=told.editor, now=moments.now())

    told.meet(None)
    told.meet(in_days(9, 14))

    assert (told.event.status, told.event.starts) == ("cancelled", in_days(9, 14))


def test_what_could_not_be_published_so_is_flagged() -> None:
    last_day = in_days(6).date()
    told = Told(deadline=Deadline(last_day, None, ZONE))

    told.meet(in_days(3))

    assert (told.event.starts, told.differs) == (in_days(7), ["when"])


def test_what_is_only_related_or_no_longer_does_not_follow() -> None:
    other = Told(when=when_held(in_days(30), in_days(31), ZONE))
    other.meet(in_days(9))
    assert other.event.starts == in_days(30)

    other.edit(when=when_held(in_days(9), in_days(9) + timedelta(minutes=100), ZONE))
    following.take_up(other.event, by=other.editor)
    (row,) = Announced.objects.all()
    run, activity = other.session.run, other.session.meeting
    thing = thing_at(f"/academy/runs/{run.slug}/a/{activity.stable_id}/")
    assert thing is not None
    assert row.thing == str(thing)
    relating.part(other.event, thing, by=other.editor, now=moments.now())
    other.meet(in_days(12))
    assert other.event.starts == in_days(9)


def test_who_may_not_know_when_the_session_is_lets_nothing_follow_it() -> None:
    told = Told(knows=False)

    told.meet(in_days(9, 14))

    assert not Announced.objects.exists()
    assert told.event.starts == in_days(7)


def test_run_twice_or_at_night_nothing_changes_a_second_time() -> None:
    told = Told()
    told.meet(in_days(9, 14))
    before = told.event

    following.follow_all.call()
    worker.run_waiting()
    following.bring_up_to_date(told.pk, now=moments.now())

    assert (told.event.sequence, told.event.revision) == (before.sequence, before.revision)


def test_a_first_day_that_moves_a_run_moves_what_announces_its_session() -> None:
    told = Told()
    session = told.session
    run = session.run
    with moments.travelled(-2 * DAY):
        runs.change_settings(
            run,
            title=run.title,
            zone=run.zone,
            starts_on=run.starts_on + DAY,
            ends_on=run.ends_on + DAY,
            is_open=run.is_open,
            capacity=run.capacity,
            enrolment_closes_at=None,
            host=None,
            partners=[],
            by=session.facilitator,
            now=moments.now(),
        )
    worker.run_waiting()

    assert told.event.starts == in_days(8)


def test_the_session_tells_its_facilitators_that_it_is_announced_otherwise() -> None:
    told = Told()
    run, activity = told.session.run, told.session.meeting
    client = Client()
    client.force_login(told.session.facilitator)
    address = f"/academy/runs/{run.slug}/a/{activity.stable_id}/"
    assert "It is announced for another time" not in client.get(address).text

    told.edit(when=when_held(in_days(8, 18), in_days(8, 20), ZONE))
    assert "It is announced for another time" in client.get(address).text
    events.cancel(told.event, by=told.editor, now=moments.now())
    assert "Cancelled" in client.get(address).text


def test_one_that_cannot_follow_keeps_no_other_from_following() -> None:
    broken, told = Told(), Told()
    Announced.objects.filter(event=broken.pk).update(stands="nonsense")
    said = Announced.objects.filter(event=told.pk)
    said.update(title="As it was called")

    following.follow_all.call()
    worker.run_waiting()

    assert said.get().title == "Meeting 1"


@pytest.mark.django_db(transaction=True)
def test_who_parts_an_event_from_its_session_while_it_follows_waits_for_no_one_who_waits(
    tmp_path: Path,
) -> None:
    told = Told()
    event, thing = told.event, str(Announced.objects.get().thing)
    is_held = Signal()

    def part() -> None:
        with transaction.atomic():
            events.held(event)
            is_held.set()
            sleep(0.5)
            Announced.objects.filter(event=event, thing=thing).delete()

    def follow() -> None:
        is_held.wait(5)
        following.bring_up_to_date(told.pk, now=moments.now())

    assert at_once(part, follow, folder=tmp_path) == [None, None]


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_up_several_times_at_once_is_taken_up_without_an_error(
    tmp_path: Path,
) -> None:
    told = Told()
    Announced.objects.all().delete()
    up = partial(following.take_up, told.event, by=told.editor)

    assert at_once(up, up, up, folder=tmp_path) == [None] * 3
