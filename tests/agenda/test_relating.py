"""An announcement is related to courses, live sessions and others; each sees what is theirs."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as house
from django.test import Client

from localturn.academy.queries.links import activity_thing
from localturn.agenda.actions import events, relating
from localturn.agenda.models import Event
from localturn.agenda.queries.related import thing_of
from localturn.foundation import moments
from localturn.foundation.links import Thing
from localturn.foundation.links.queries import links_from
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed
from localturn.foundation.room import announcing, thing_at
from makers.academy import make_enrolment, make_facilitator, make_run
from makers.agenda import CONFERENCE, NOON, make_editor, make_event, titled
from makers.blogs import Blog
from makers.people import make_membership, make_organisation, make_person

pytestmark = pytest.mark.django_db

ZONE = "Europe/Stockholm"


def make_session(**more: object) -> Blog:
    """A run whose live session is in a week, at ten."""
    today = moments.now().date()
    day = today + timedelta(days=7)
    meets = datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo(ZONE))
    return Blog(meets=meets, starts_on=today, zone=ZONE, **more)


def page_of(session: Blog) -> str:
    return f"/academy/runs/{session.run.slug}/a/{session.meeting.stable_id}/"


def seen(address: str, person: Person | None = None) -> str:
    client = Client()
    if person is not None:
        client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.text


def test_a_live_session_is_announced_by_who_facilitates_it_and_each_leads_to_the_other() -> None:
    session = make_session()
    facilitator = session.facilitator
    make_membership(facilitator, make_organisation("Ring of towns"))
    address = re.search(r'href="(/agenda/events/new/[^"]+)"', seen(page_of(session), facilitator))
    assert address is not None
    client = Client()
    client.force_login(facilitator)
    page = client.get(address[1].replace("&amp;", "&")).text
    begun = dict(re.findall(r'<input type="\w+" name="(\w+)" value="([^"]*)"', page))
    chosen = re.findall(r'<option value="([^"]*)" selected>', page)
    assert (begun["title_0"], begun["begins"]) == ("Meeting 1", "10:00")
    assert {ZONE, "online"} <= set(chosen)
    told = {"kind": "event", "zone": ZONE, "mode": "online", "language_0": "en", "title_0": "Open"}
    days = {name: begun[name] for name in ("first_day", "begins", "ends")}
    answer = client.post(address[1], told | days | {"organiser_name": "Ring of towns"})
    assert answer.status_code == 302, answer.text
    event = Event.objects.get()
    assert event.starts == session.run.schedule.get(activity=session.meeting).starts_at
    assert event.mode == "online"

    # nobody but those who may read the suggestion is led there before it is published
    participant = make_enrolment(session.run).person
    assert event.get_absolute_url() not in seen(page_of(session), participant)
    events.publish(event, by=make_editor(), now=moments.now())
    assert event.get_absolute_url() in seen(page_of(session), participant)
    assert "Announce it in the agenda" not in seen(page_of(session), facilitator)
    assert page_of(session) in seen(event.get_absolute_url(), participant)

    # who is not in the run is led to the run, and is not told of the session
    for stranger in (None, make_person("Stranger", email="stranger@example.org")):
        page = seen(event.get_absolute_url(), stranger)
        assert page_of(session) not in page
        assert session.run.get_absolute_url() in page


def test_who_edits_is_told_that_the_session_has_moved_if_they_may_know_when_it_is() -> None:
    session = make_session()
    editor = make_editor()
    make_facilitator(session.run, editor)
    event = make_event(texts=titled("Open evening"))
    relating.relate(event, thing_at(page_of(session)), by=editor, now=NOON)

    assert "It is held at another time by now" in seen(event.get_absolute_url(), editor)
    assert "at another time" not in seen(event.get_absolute_url(), make_editor("Other Editor"))
    assert "at another time" not in seen(event.get_absolute_url())


def test_a_course_shows_the_events_that_are_related_to_it_and_the_event_the_course() -> None:
    session, event, editor = make_session(), make_event(texts=titled("Open evening")), make_editor()
    course = session.run.version.course.get_absolute_url()
    client = Client()
    client.force_login(editor)
    at = f"{event.get_absolute_url()}related/"

    assert client.post(at, {"address": f"{house.PUBLIC_URL}{course}"}).status_code == 302
    client.post(at, {"address": course})
    assert links_from(thing_of(event)) == [
        Thing("academy", "course", session.run.version.course.slug)
    ]
    assert "Open evening" in seen(course)
    assert session.run.version.title in seen(event.get_absolute_url())

    hidden = make_event(texts=titled("Not yet"), is_published=False)
    relating.relate(hidden, thing_at(course), by=editor, now=NOON)
    assert "Not yet" not in seen(course)
    assert "Not yet" in seen(course, editor)

    client.post(f"{at}part/", {"thing": links_from(thing_of(event))[0]})
    assert "Open evening" not in seen(course)


@pytest.mark.parametrize(
    "address", ["", "https://elsewhere.example/", "/privacy/", "/academy/courses/none/", "//[", "@"]
)
def test_what_is_no_page_of_a_thing_here_is_refused_with_a_sentence(address: str) -> None:
    event, editor = make_event(), make_editor()
    address = event.get_absolute_url() if address == "@" else address  # not to itself
    with pytest.raises(Invalid, match="address of a course"):
        relating.relate(event, thing_at(address), by=editor, now=NOON)
    client = Client()
    client.force_login(editor)
    assert (
        client.post(f"{event.get_absolute_url()}related/", {"address": address}).status_code == 422
    )


def test_a_reading_of_a_course_is_nothing_that_an_announcement_is_related_to() -> None:
    run, event, editor = make_run(), make_event(), make_editor()
    make_facilitator(run, editor)
    page = f"/academy/runs/{run.slug}/a/reading-1/"
    reading = activity_thing(run.version.course.slug, "reading-1")

    for thing in (thing_at(page), reading):
        assert thing is not None
        with pytest.raises(Invalid, match="address of a course"):
            relating.relate(event, thing, by=editor, now=NOON)
    assert links_from(thing_of(event)) == []


def test_only_who_edits_an_announcement_relates_it_and_only_to_what_they_see() -> None:
    event, other = make_event(), make_event(is_published=False)
    with pytest.raises(NotAllowed):
        relating.relate(event, thing_of(other), by=make_person("Ana"), now=NOON)
    writer = make_person("Bo")
    suggested = events.suggest(CONFERENCE, by=_member(writer), now=NOON)
    with pytest.raises(Invalid):
        relating.relate(suggested, thing_of(other), by=writer, now=NOON)
    relating.relate(suggested, thing_of(event), by=writer, now=NOON)
    assert "agenda/event" in announcing(thing_of(event)).replace("%2F", "/")


def _member(person: Person) -> Person:
    make_membership(person, make_organisation("Ring"))
    return person
