"""What a run writes about a meeting, and what of attendance an award counts."""

import pytest
from django.test import Client

from localturn.academy.actions import excuses, meetings, minutes
from localturn.academy.actions.attendance import mark_attendance, take_back
from localturn.academy.domain.attendance import Mark, Presence
from localturn.academy.domain.awards import standing
from localturn.academy.models import Certificate, Enrolment, Meeting
from localturn.academy.queries.attendance import terms_in
from localturn.academy.queries.standing import awards_of, evidence_of
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from localturn.foundation.tasks import worker
from localturn.foundation.trail.models import Entry
from makers.academy import NOON
from makers.blogs import LATER, Blog

pytestmark = [pytest.mark.django_db, pytest.mark.once]
RULE = {"rule": "meetings", "at_least": 1, "partly_from": 60}


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with moments.travelled(NOON - moments.now()):
        yield


def done(seat: Enrolment) -> tuple[int, int]:
    (found,) = standing(awards_of(seat.run)[0], evidence_of(seat)).requirements
    return int(found.done), int(found.needed)


def mark(blog: Blog, seat: Enrolment, state: Presence, minutes: int | None = None) -> None:
    mark_attendance(
        blog.meeting,
        run=blog.run,
        marks={seat.pk: Mark(state, minutes)},
        by=blog.facilitator,
        now=LATER,
    )
    worker.run_waiting()


def test_an_award_is_issued_for_attendance_in_part_that_the_meeting_itself_does_not_count() -> None:
    blog = Blog(rules=[RULE])
    seat = blog.sit()

    mark(blog, seat, Presence.PARTLY, 59)
    assert (done(seat), Certificate.objects.count()) == ((0, 1), 0)
    mark(blog, seat, Presence.PARTLY, 60)
    assert (done(seat), Certificate.objects.count()) == ((1, 1), 1)
    assert not seat.completions.exists()


def test_another_length_of_the_meeting_weighs_shares_anew() -> None:
    blog = Blog(rules=[RULE])
    seat = blog.sit()
    mark(blog, seat, Presence.PARTLY, 50)

    meetings.keep_meeting(
        blog.meeting, run=blog.run, minutes=80, recording_link="", by=blog.facilitator, now=LATER
    )
    worker.run_waiting()

    assert Certificate.objects.get().enrolment_id == seat.pk


def test_a_granted_excuse_is_counted_apart_and_lowers_what_is_asked_where_the_rule_says() -> None:
    blog = Blog(rules=[{**RULE, "at_least": 2, "excused_lowers": True}], meetings=2)
    seat = blog.sit()
    assert seat.person is not None
    excuse = excuses.ask(seat, blog.meeting, reason="Ill", by=seat.person, now=NOON)
    assert done(seat) == (0, 2)

    excuses.grant(excuse, by=blog.facilitator, now=NOON)
    assert done(seat) == (0, 1)

    excuses.refuse(excuse, answer="You were seen.", by=blog.facilitator, now=NOON)
    assert done(seat) == (0, 2)


def test_an_excuse_leaves_who_was_there_as_they_are() -> None:
    blog = Blog()
    seat = blog.sit()
    assert seat.person is not None
    excuse = excuses.ask(seat, blog.meeting, reason="Ill", by=seat.person, now=NOON)
    mark(blog, seat, Presence.PARTLY, 40)

    excuses.grant(excuse, by=blog.facilitator, now=LATER)
    assert seat.attendance.get(is_standing=True).state == Presence.PARTLY

    mark(blog, seat, Presence.PRESENT)
    with pytest.raises(NotNow, match="excused already"):
        excuses.ask(seat, blog.meeting, reason="Once more", by=seat.person, now=LATER)


def test_asking_twice_the_same_tells_the_facilitators_once() -> None:
    blog = Blog()
    seat = blog.sit()
    assert seat.person is not None

    excuses.ask(seat, blog.meeting, reason="Ill", by=seat.person, now=NOON)
    excuses.ask(seat, blog.meeting, reason="Ill", by=seat.person, now=LATER)

    assert Message.objects.filter(template="academy/mail/excuse_asked").count() == 1
    with pytest.raises(Invalid):
        excuses.ask(seat, blog.meeting, reason=" ", by=seat.person, now=LATER)


def test_participants_are_told_once_of_notes_and_read_them_only_when_published(
    client: Client,
) -> None:
    blog = Blog()
    seat = blog.sit()
    client.force_login(seat.person)
    page = f"/academy/runs/{blog.run.slug}/a/meeting-1/"
    write = {"run": blog.run, "by": blog.facilitator, "now": LATER}

    minutes.write_notes(blog.meeting, notes="We **agreed**.", publish=False, **write)
    assert "agreed" not in client.get(page).text

    for text in ("We **agreed**.", "We agreed at last."):
        minutes.write_notes(blog.meeting, notes=text, publish=True, **write)
        worker.run_waiting()
    assert "agreed at last" in client.get(page).text
    assert Message.objects.filter(template="academy/mail/notes_published").count() == 1


def test_notes_are_withdrawn_by_who_says_so_and_published_again_without_another_letter(
    client: Client,
) -> None:
    blog = Blog()
    blog.sit()
    client.force_login(blog.facilitator)
    page = f"/academy/runs/{blog.run.slug}/a/meeting-1/notes/"
    is_published = Meeting.objects.exclude(notes_published_at=None).exists

    def save(**fields: str) -> int:
        with moments.travelled(LATER - moments.now()):
            status = client.post(page, fields).status_code
            worker.run_waiting()
        return status

    save(notes="We agreed.", publish="on")
    assert 'name="withdraw"' in client.get(page).text
    # a page that was opened before they were published
    save(notes="We agreed at last.")
    assert is_published()
    assert (save(notes=""), is_published()) == (422, True)

    save(notes="We agreed at last.", withdraw="on")
    assert not is_published()
    # a page that was opened while they were published
    save(notes="We agreed.", withdraw="on")
    assert not is_published()
    save(notes="We agreed.", publish="on")
    assert is_published()
    assert Message.objects.filter(template="academy/mail/notes_published").count() == 1


def test_notes_are_not_published_before_the_meeting_begins_nor_empty() -> None:
    blog = Blog()
    write = {"run": blog.run, "by": blog.facilitator, "publish": True}

    with pytest.raises(NotNow):
        minutes.write_notes(blog.meeting, notes="Early", now=NOON, **write)
    with pytest.raises(Invalid):
        minutes.write_notes(blog.meeting, notes=" ", now=LATER, **write)
    assert not Meeting.objects.exists()


def test_only_facilitators_write_agenda_and_notes() -> None:
    blog = Blog()
    seat = blog.sit()
    assert seat.person is not None

    with pytest.raises(NotAllowed):
        minutes.write_agenda(blog.meeting, run=blog.run, agenda="Mine", by=seat.person)


def test_being_there_in_part_may_be_written_as_a_share(client: Client) -> None:
    blog = Blog()
    seat = blog.sit()
    client.force_login(blog.facilitator)
    page = f"/academy/runs/{blog.run.slug}/a/meeting-1/attendance/"

    client.post(page, {f"state-{seat.pk}": "partly", f"minutes-{seat.pk}": "45 %"})
    assert seat.attendance.get(is_standing=True).minutes == 45

    wrong = client.post(page, {f"state-{seat.pk}": "partly", f"minutes-{seat.pk}": "145%"})
    assert wrong.status_code == 422
    assert "50 %" in wrong.text


def test_minutes_that_the_meeting_calls_present_count_for_an_award_from_its_own_share() -> None:
    blog = Blog(rules=[{**RULE, "partly_from": 75}])
    blog.meeting.settings = {"attended_from": 50}
    ana, ben, eva = (blog.sit(name) for name in ("Ana", "Ben", "Eva"))
    terms = terms_in(Meeting(), blog.meeting)
    marks = {ana.pk: terms.mark_for(60), ben.pk: terms.mark_for(75), eva.pk: Mark(Presence.PRESENT)}

    mark_attendance(blog.meeting, run=blog.run, marks=marks, by=blog.facilitator, now=LATER)
    worker.run_waiting()

    assert {each.state for each in marks.values()} == {Presence.PRESENT}
    assert ana.completions.exists()
    assert [done(seat) for seat in (ana, ben, eva)] == [(0, 1), (1, 1), (1, 1)]
    assert set(Certificate.objects.values_list("enrolment", flat=True)) == {ben.pk, eva.pk}


def test_another_length_weighs_also_who_was_there_for_known_minutes() -> None:
    blog = Blog(rules=[RULE])
    seat = blog.sit()
    mark(blog, seat, Presence.PRESENT, 50)
    assert not Certificate.objects.exists()

    meetings.keep_meeting(
        blog.meeting, run=blog.run, minutes=80, recording_link="", by=blog.facilitator, now=LATER
    )
    worker.run_waiting()

    assert Certificate.objects.get().enrolment_id == seat.pk


@pytest.mark.parametrize("answer", ["", "Get well soon."])
def test_nothing_of_a_private_reason_is_in_the_trail(answer: str) -> None:
    blog = Blog()
    ana, ben = blog.sit("Ana"), blog.sit("Ben")
    assert ana.person is not None
    excuse = excuses.ask(ana, blog.meeting, reason="An operation", by=ana.person, now=NOON)

    excuses.grant(excuse, answer=answer, by=blog.facilitator, now=NOON)
    excuses.give(ben, blog.meeting, reason="Her divorce", by=blog.facilitator, now=NOON)

    entries = Entry.objects.filter(what="academy.excuse.granted")
    assert [each.reason for each in entries] == ["", ""]


def test_granting_once_more_excuses_again_whose_mark_was_taken_back(client: Client) -> None:
    blog = Blog()
    client.force_login(blog.facilitator)
    page = f"/academy/runs/{blog.run.slug}/a/meeting-1/excuses/"
    seat = blog.sit()
    assert seat.person is not None
    excuse = excuses.ask(seat, blog.meeting, reason="Ill", by=seat.person, now=NOON)
    excuses.grant(excuse, answer="Get well.", by=blog.facilitator, now=NOON)
    assert 'value="grant"' not in client.get(page).text
    take_back(blog.meeting, run=blog.run, by=blog.facilitator, now=LATER)
    assert seat.attendance.get(is_standing=True).state == Presence.UNMARKED

    assert 'value="grant"' in client.get(page).text
    client.post(page, {"do": "grant", "excuse": excuse.pk, "answer": ""})

    assert seat.attendance.get(is_standing=True).state == Presence.EXCUSED
    excuse.refresh_from_db()
    assert excuse.answer == "Get well."
    assert Message.objects.filter(template="academy/mail/excuse_decided").count() == 1
