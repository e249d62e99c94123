"""A course blog is due when its meeting begins, and what is written late waits to be accepted."""

import re
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from localturn.academy.actions import allowances, excuses, forum, moderation, reminders, runs
from localturn.academy.actions.moving import move_run
from localturn.academy.actions.repeating import as_proposed, repeat_run
from localturn.academy.calendar import calendar_entries
from localturn.academy.domain.awards import Standing, standing
from localturn.academy.domain.blog import State, Written
from localturn.academy.models import (
    Certificate,
    Completion,
    CourseRole,
    Enrolment,
    Excuse,
    Post,
    RunActivity,
)
from localturn.academy.queries.agenda import open_tasks
from localturn.academy.queries.behind import owed_in
from localturn.academy.queries.blog import by_state, digest_of, writers_of
from localturn.academy.queries.documents import documents_of_posts, posts_to_find
from localturn.academy.queries.marking import posts_to_count
from localturn.academy.queries.repeating import repetition_of
from localturn.academy.queries.standing import awards_of, evidence_of
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.mail.writing import write
from localturn.foundation.people.actions.erasure import erase_person
from localturn.foundation.personal_data import Wishes
from localturn.foundation.refusals import Invalid, NotAllowed
from localturn.foundation.tasks import worker
from makers.academy import NOON, make_enrolment, make_person, make_published
from makers.blogs import LATER, MEETS, Blog, make_version_with_blog
from makers.people import make_organisation

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with moments.travelled(NOON - moments.now()):
        yield


def stands(seat: Enrolment) -> Standing:
    return standing(awards_of(seat.run)[0], evidence_of(seat))


def test_its_deadline_is_the_beginning_of_the_meeting_and_moves_with_it() -> None:
    blog = Blog()
    assert blog.due_at == MEETS

    blog.meet(MEETS + A_DAY)

    assert blog.due_at == MEETS + A_DAY


def test_without_a_date_of_the_meeting_there_is_no_deadline_yet() -> None:
    blog = Blog(meets=None)

    assert blog.due_at is None


def test_a_deadline_of_its_own_cannot_be_set_beside_the_meeting() -> None:
    blog = Blog()
    planned = {blog.activity.pk: runs.Planned(due_on=date(2027, 3, 20))}

    runs.change_schedule(blog.run, opens_on={}, planned=planned, by=blog.facilitator, now=NOON)

    assert blog.due_at == MEETS


def test_hours_before_it_are_days_on_the_wall_across_the_night_on_which_clocks_change() -> None:
    # in Skopje clocks go forward on the night to Sunday, 28 March 2027
    blog = Blog(weeks=6, hours_before=24, meets=datetime(2027, 3, 28, 13, 0, tzinfo=UTC))
    assert blog.due_at == datetime(2027, 3, 27, 14, 0, tzinfo=UTC)  # 15:00 on the wall

    blog.meet(datetime(2027, 3, 27, 14, 0, tzinfo=UTC))

    assert blog.due_at == datetime(2027, 3, 26, 14, 0, tzinfo=UTC)


def test_letters_and_calendars_tell_the_new_deadline_when_the_meeting_moves() -> None:
    blog = Blog()
    seat = blog.sit()
    assert seat.person is not None

    blog.meet(MEETS + A_DAY)
    worker.run_waiting()

    letter = write(Message.objects.get(template="academy/mail/deadlines_moved"))
    lines = [line for line in letter.text.splitlines() if "13 March" in line]
    assert [line.split(":")[0] for line in lines] == ["Readings", "Meeting 1"]
    entries = calendar_entries(seat.person, since=NOON, until=MEETS + 3 * A_DAY)
    found = {entry.title: (entry.starts, entry.zone, entry.sequence) for entry in entries}
    assert found["Readings"] == (MEETS + A_DAY, "Europe/Skopje", 2)


def test_a_meeting_moved_across_the_change_of_clocks_is_told_in_each_readers_zone() -> None:
    # in Skopje clocks go forward on the night to Sunday, 28 March 2027, in Tokyo they never do
    at_ten = datetime(2027, 3, 26, 9, 0, tzinfo=UTC)
    blog = Blog(weeks=6, meets=at_ten)
    reader = make_person("Sora", zone="Asia/Tokyo")
    make_enrolment(blog.run, reader)
    moved = at_ten + timedelta(days=3, hours=-1)
    assert [moments.day_in(at, "Europe/Skopje").day for at in (at_ten, moved)] == [26, 29]

    blog.meet(moved)
    worker.run_waiting()

    letter = write(Message.objects.get(template="academy/mail/deadlines_moved"))
    text = " ".join(letter.text.split())
    told = re.findall(r"(Readings|Meeting 1): [a-z ]+? on (.+?)\.", text)
    when = "Monday 29 March 2027, 10:00 (Central European Time), for you 17:00 (Japan Time)"
    assert told == [("Readings", when), ("Meeting 1", when)]
    feed = Client().get(reverse("calendar-feed", args=[reader.calendar_token])).content
    starts = {
        str(each["summary"]): each["dtstart"].dt
        for each in icalendar.Calendar.from_ical(feed).walk("VEVENT")
    }
    meeting = next(at for title, at in starts.items() if "Meeting 1" in title)
    assert meeting == moved
    assert meeting.utcoffset() == timedelta(hours=2)


def test_a_post_in_time_is_done_and_counts_for_the_award() -> None:
    blog = Blog()
    seat = blog.sit()
    assert [each.met for each in stands(seat).requirements] == [False, False]

    blog.post(seat)

    assert blog.is_done(seat)
    assert [each.met for each in stands(seat).requirements] == [True, False]


def test_comments_are_owed_under_what_others_wrote() -> None:
    blog = Blog(comments=1)
    ana, ben = blog.sit("Ana"), blog.sit("Ben")
    own, other = blog.post(ana), blog.post(ben)

    blog.post(ana, title="", body="I add to mine.", answers=own)
    assert not blog.is_done(ana)

    blog.post(ana, title="", body="I see it otherwise.", answers=other)
    assert blog.is_done(ana)


def test_a_late_post_is_taken_and_counts_only_once_it_is_accepted() -> None:
    blog = Blog()
    seat = blog.sit()

    late = blog.post(seat, now=LATER)

    assert (late.is_late, blog.standing(seat).state, blog.is_done(seat)) == (
        True,
        State.LATE,
        False,
    )
    assert not stands(seat).requirements[0].met

    forum.count_contribution(late, by=blog.facilitator, now=LATER)
    assert blog.is_done(seat)
    assert stands(seat).requirements[0].met

    forum.uncount(late, reason="Too late.", by=blog.facilitator, now=LATER)
    assert not blog.is_done(seat)


def test_a_meeting_put_off_makes_late_posts_timely_and_one_brought_forward_nobody_late() -> None:
    blog = Blog()
    ana, ben = blog.sit("Ana"), blog.sit("Ben")
    blog.post(ana)
    blog.post(ben, now=LATER)

    blog.meet(MEETS + A_DAY, now=LATER)
    assert blog.is_done(ben)

    blog.meet(NOON - A_DAY, now=LATER)
    assert blog.is_done(ana)
    assert not Post.objects.filter(is_late=True).exists()


def test_a_later_deadline_for_one_person_makes_what_they_wrote_timely() -> None:
    blog = Blog()
    seat = blog.sit()
    blog.post(seat, now=LATER)

    given = allowances.Given(due_on=date(2027, 3, 14))
    allowances.allow(seat, blog.activity, given, reason="Ill", by=blog.facilitator, now=LATER)

    assert blog.is_done(seat)


def test_what_is_removed_or_hidden_is_not_done_until_it_is_shown_again() -> None:
    blog = Blog()
    ana, ben = blog.sit("Ana"), blog.sit("Ben")
    hers, his = blog.post(ana), blog.post(ben)
    assert ben.person is not None

    moderation.hide(hers, reason="Unkind", by=blog.facilitator, now=NOON)
    assert not blog.is_done(ana)
    moderation.show_again(hers, by=blog.facilitator, now=NOON)
    assert blog.is_done(ana)
    forum.remove(his, by=ben.person, now=NOON)
    assert not blog.is_done(ben)


def test_a_post_has_a_title_and_a_comment_has_none() -> None:
    blog = Blog()
    seat = blog.sit()

    with pytest.raises(Invalid, match="title"):
        blog.post(seat, title="  ")
    post = blog.post(seat)
    comment = blog.post(seat, title="Not kept", body="And this.", answers=post)

    assert (post.title, comment.title) == ("On the register", "")


def test_who_is_excused_owes_nothing_and_the_module_asks_nothing_of_them() -> None:
    blog = Blog()
    seat = blog.sit()

    excuses.give(seat, blog.activity, reason="Ill", by=blog.facilitator, now=NOON)

    assert blog.standing(seat).state is State.EXCUSED
    assert blog.is_done(seat)
    assert stands(seat).requirements[0].met

    excuse = Excuse.objects.get()
    excuses.refuse(excuse, answer="You are well again.", by=blog.facilitator, now=NOON)
    assert not blog.is_done(seat)


def test_nobody_excuses_themselves_and_no_participant_another() -> None:
    blog = Blog()
    seat, other = blog.sit("Ana"), blog.sit("Ben")
    own = blog.sit("Own")
    Enrolment.objects.filter(pk=own.pk).update(person=blog.facilitator)
    own = Enrolment.objects.get(pk=own.pk)
    assert other.person is not None

    with pytest.raises(NotAllowed):
        excuses.give(own, blog.activity, reason="Ill", by=blog.facilitator, now=NOON)
    with pytest.raises(NotAllowed):
        excuses.give(seat, blog.activity, reason="Ill", by=other.person, now=NOON)
    with pytest.raises(NotAllowed):
        excuses.ask(seat, blog.activity, reason="Ill", by=other.person, now=NOON)


def test_the_facilitator_sees_who_owes_who_was_late_and_who_is_excused() -> None:
    blog = Blog()
    ana, ben, eva, _iva = (blog.sit(name) for name in ("Ana", "Ben", "Eva", "Iva"))
    blog.post(ana)
    blog.post(ben, now=LATER)
    excuses.give(eva, blog.activity, reason="Ill", by=blog.facilitator, now=NOON)

    found = by_state(writers_of(blog.run, blog.activity))

    assert {state: [w.name for w in writers] for state, writers in found.items()} == {
        State.OWED: ["Iva"],
        State.LATE: ["Ben"],
        State.EXCUSED: ["Eva"],
        State.IN_TIME: ["Ana"],
    }


def test_the_digest_has_every_post_that_stands_with_its_first_words(
    django_assert_num_queries: object,
) -> None:
    blog = Blog()
    ana = blog.sit("Ana", organisation=make_organisation("Lakeside University"))
    ben = blog.sit("Ben")
    post = blog.post(ana, body="word " * 100)
    blog.post(ben, title="", body="Why?", answers=post)
    gone = blog.post(ben, title="Gone", now=NOON + A_DAY)
    blog.post(ana, title="Second", body="Short.", now=LATER)
    moderation.hide(gone, reason="Unkind", by=blog.facilitator, now=LATER)

    with django_assert_num_queries(1):  # type: ignore[operator]
        found = digest_of(blog.run, blog.activity)

    assert [(d.title, d.author, d.organisation, d.comments, d.is_late) for d in found] == [
        ("On the register", "Ana", "Lakeside University", 1, False),
        ("Second", "Ana", "Lakeside University", 0, True),
    ]
    assert found[0].first_words == " ".join(["word"] * 60) + " …"


def test_one_post_of_two_is_still_owed_in_reminders_and_on_the_first_page() -> None:
    blog = Blog(posts=2)
    seat = blog.sit()
    assert seat.person is not None
    blog.post(seat)

    with moments.travelled(timedelta(days=1)):
        reminders.remind_of_deadlines.call()
        tasks = open_tasks(seat.person, [seat], now=NOON + A_DAY)[blog.run.pk]

    letters = [write(each).text for each in Message.objects.filter(template__contains="near")]
    assert any("Readings" in text for text in letters)
    assert [task.is_mine for task in tasks if task.id == "readings"] == [True]


def test_who_has_written_all_of_it_late_only_waits() -> None:
    blog = Blog()
    ana, ben = blog.sit("Ana"), blog.sit("Ben")
    assert ana.person is not None
    blog.post(ana, now=LATER)

    owed = owed_in(blog.run, now=LATER)
    tasks = open_tasks(ana.person, [ana], now=LATER)[blog.run.pk]

    assert [each.activity for each in owed.get(ana.pk, ()) if each.activity == "readings"] == []
    assert [each.activity for each in owed[ben.pk] if each.activity == "readings"] == ["readings"]
    assert [task.is_mine for task in tasks if task.id == "readings"] == [False]


def test_a_run_that_moves_asks_by_the_new_version_and_keeps_excuses() -> None:
    blog = Blog()
    ana, ben = blog.sit("Ana"), blog.sit("Ben")
    blog.post(ana)
    excuses.give(ben, blog.activity, reason="Ill", by=blog.facilitator, now=NOON)
    newer = make_version_with_blog(posts=2, hours_before=3)
    newer.course = blog.run.version.course
    newer.save(update_fields=["course"])
    make_published(newer, number=2)

    move_run(blog.run, to=newer, anew=(), by=blog.facilitator, now=NOON)

    row = RunActivity.objects.get(run=blog.run, activity__stable_id="readings")
    assert row.due_at == MEETS - timedelta(hours=3)
    done = Completion.objects.filter(activity=row.activity)
    assert [each.enrolment.person.name for each in done if each.enrolment.person] == ["Ben"]


def test_a_repeated_run_takes_the_deadline_from_its_own_meeting() -> None:
    blog = Blog(hours_before=2)
    CourseRole.objects.create(
        course=blog.run.version.course,
        person=blog.facilitator,
        role=CourseRole.Role.FACILITATOR,
        given_at=NOON,
    )
    dates = repetition_of(
        blog.run,
        version=blog.run.version,
        starts_on=date(2027, 9, 6),
        zone=blog.run.zone,
        now=NOON,
    )
    assert "readings" not in {each.id for each in dates.dates}

    again = repeat_run(
        blog.run,
        version=blog.run.version,
        slug="again",
        title="",
        zone=blog.run.zone,
        dates=as_proposed(dates),
        by=blog.facilitator,
        now=NOON,
    )

    due_at = again.schedule.get(activity__stable_id="readings").due_at
    # 13:00 on the wall, in summer time now
    assert due_at == datetime(2027, 9, 10, 11, 0, tzinfo=UTC)


def test_who_leaves_takes_the_title_along_with_the_text() -> None:
    blog = Blog()
    ana, ben = blog.sit("Ana"), blog.sit("Ben")
    assert ana.person is not None
    post = blog.post(ana)
    blog.post(ben, title="", body="Why?", answers=post)
    excuses.ask(ana, blog.meeting, reason="Ill", by=ana.person, now=NOON)

    erase_person(ana.person, wishes=Wishes(remove_texts=True), by=ana.person, now=NOON)

    post.refresh_from_db()
    assert (post.title, post.body, post.author_id) == ("", "", None)
    assert not Excuse.objects.exists()


def test_posts_earn_an_award_by_themselves() -> None:
    blog = Blog(rules=[{"rule": "blog-posts", "per_module": 1}])
    seat = blog.sit()

    blog.post(seat)

    assert Certificate.objects.get().enrolment_id == seat.pk
    assert blog.standing(seat).written == Written(posts=1)


def test_only_what_came_late_waits_for_a_facilitator_to_count() -> None:
    blog = Blog()
    ana, ben = blog.sit("Ana"), blog.sit("Ben")
    blog.post(ana)
    late = blog.post(ben, now=LATER)

    assert list(posts_to_count([blog.run], by=blog.facilitator)) == [late]


def test_without_a_meeting_it_is_due_on_a_day_of_its_own() -> None:
    blog = Blog(before="")
    seat = blog.sit()
    planned = {blog.activity.pk: runs.Planned(due_on=date(2027, 3, 11))}

    runs.change_schedule(blog.run, opens_on={}, planned=planned, by=blog.facilitator, now=NOON)
    late = blog.post(seat, now=MEETS)

    assert blog.due_at == datetime(2027, 3, 11, 22, 59, tzinfo=UTC)
    assert late.is_late


def test_a_meeting_without_a_date_for_now_makes_nothing_timely() -> None:
    blog = Blog(rules=[{"rule": "blog-posts", "per_module": 1}])
    ana, ben = blog.sit("Ana"), blog.sit("Ben")
    blog.post(ana, now=LATER)
    blog.post(ben, now=MEETS + A_DAY + timedelta(hours=1))

    blog.meet(None, now=LATER)
    assert Post.objects.filter(is_late=True).count() == 2
    assert not blog.is_done(ana)
    assert not Certificate.objects.exists()

    blog.meet(MEETS + A_DAY, now=LATER)
    assert (blog.is_done(ana), blog.is_done(ben)) == (True, False)
    assert Certificate.objects.get().enrolment_id == ana.pk


def test_the_same_text_under_another_title_is_another_post() -> None:
    blog = Blog()
    seat = blog.sit()

    first = blog.post(seat)
    assert blog.post(seat) == first
    assert blog.post(seat, title="On the map", body=first.body) != first


def test_a_post_is_found_by_its_title() -> None:
    blog = Blog()
    post = blog.post(blog.sit(), title="Cadastres", body="Who belongs.")

    (document,) = documents_of_posts(posts_to_find().filter(pk=post.pk))

    assert document.text == "Cadastres Who belongs."
