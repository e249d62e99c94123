"""A run given once more, with all of its dates moved."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client

from localturn.academy.domain.repeating import Doubt, Shift, suggested_start
from localturn.academy.models import (
    Activity,
    Completion,
    CourseRole,
    Enrolment,
    Run,
    RunPartner,
)
from localturn.academy.queries.repeating import repetition_of
from localturn.foundation import moments
from localturn.foundation.people.models import Kind, Person
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_published,
    make_run,
    make_version,
)
from makers.blogs import Blog
from makers.people import make_organisation

BERLIN = "Europe/Berlin"


def wall(moment: datetime | None, zone: str = BERLIN) -> str:
    assert moment is not None
    return f"{moment.astimezone(moments.zone(zone)):%Y-%m-%d %H:%M}"


# --- What becomes of a date


@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [
        (date(2027, 3, 21), 7, "2027-03-28 23:59"),  # into the night of the change in spring
        (date(2027, 3, 28), 7, "2027-04-04 23:59"),
        (date(2027, 10, 24), 7, "2027-10-31 23:59"),  # and of that in autumn
        (date(2027, 2, 14), 182, "2027-08-15 23:59"),
        (date(2027, 8, 15), -182, "2027-02-14 23:59"),
    ],
)
def test_what_is_due_at_2359_stays_so_whatever_clocks_do(
    day: date, days: int, expected: str
) -> None:
    due = moments.at(day, time(23, 59), BERLIN)

    assert wall(Shift(timedelta(days=days), BERLIN, to=BERLIN).of(due)) == expected


def test_a_zone_without_summer_time_moves_by_whole_days() -> None:
    due = moments.at(date(2027, 3, 21), time(23, 59), "Asia/Tbilisi")

    new = Shift(timedelta(days=182), "Asia/Tbilisi", to="Asia/Tbilisi").of(due)

    assert new - due == timedelta(days=182)


def test_another_zone_shows_the_same_on_its_clocks() -> None:
    due = moments.at(date(2027, 3, 21), time(23, 59), BERLIN)

    new = Shift(timedelta(days=7), BERLIN, to="America/New_York").of(due)

    assert wall(new, "America/New_York") == "2027-03-28 23:59"


@pytest.mark.parametrize(
    ("old", "days", "doubts"),
    [
        (datetime(2027, 3, 21, 1, 30, tzinfo=UTC), 7, (Doubt.SKIPPED,)),  # 2.30 on Sunday
        (datetime(2027, 10, 24, 0, 30, tzinfo=UTC), 7, (Doubt.TWICE,)),
        (datetime(2027, 3, 19, 9, 0, tzinfo=UTC), 1, (Doubt.WEEKEND,)),
        (datetime(2027, 3, 20, 9, 0, tzinfo=UTC), 1, ()),  # was on a weekend before
        (datetime(2027, 3, 19, 9, 0, tzinfo=UTC), -21, (Doubt.PAST,)),
    ],
)
def test_a_date_to_look_at_says_why(old: datetime, days: int, doubts: tuple[Doubt, ...]) -> None:
    assert Shift(timedelta(days=days), BERLIN, to=BERLIN).doubts(old, now=NOON) == doubts


def test_the_start_that_is_proposed_is_the_same_weekday_after_the_run() -> None:
    monday = date(2027, 3, 8)

    assert suggested_start(monday, date(2027, 3, 21), today=monday) == date(2027, 9, 6)
    assert suggested_start(monday, date(2027, 9, 21), today=monday) == date(2028, 3, 6)
    assert suggested_start(monday, date(2027, 3, 21), today=date(2030, 1, 1)).weekday() == 0


# --- The page


@pytest.fixture
def guide(client: Client) -> Person:
    guide = make_person("Fatima")
    client.force_login(guide)
    return guide


@pytest.fixture
def run(guide: Person) -> Run:
    run = make_run(
        zone=BERLIN,
        title="Spring",
        capacity=25,
        is_open=True,
        enrolment_closes_at=datetime(2027, 3, 5, 22, 59, tzinfo=UTC),
        host=make_organisation("Network", Kind.NETWORK),
    )
    make_facilitator(run, guide)
    CourseRole.objects.create(
        course=run.version.course,
        person=guide,
        role=CourseRole.Role.FACILITATOR,
        given_at=NOON,
    )
    return run


CHOSEN: dict[str, Any] = {
    "title": "Autumn",
    "slug": "autumn",
    "version": 1,
    "starts_on": "2027-10-18",
    "zone": BERLIN,
}


def proposed(run: Run, **other: Any) -> dict[str, Any]:
    """What the page sends if nobody changes a date."""
    starts_on = date.fromisoformat(str(CHOSEN["starts_on"]))
    found = repetition_of(run, version=run.version, starts_on=starts_on, zone=BERLIN, now=NOON)
    days = {
        each.name: wall(each.new)[: 16 if each.what == "starts" else 10].replace(" ", "T")
        for each in found.dates
        if each.new
    }
    return {**CHOSEN, **days, "ends_on": found.ends_on, "closes_on": "2027-10-15", **other}


@pytest.mark.django_db
def test_a_run_is_repeated_with_everything_but_its_people(
    run: Run, guide: Person, client: Client
) -> None:
    make_facilitator(run, make_person("Otto"))
    league = make_organisation("League", kind=Kind.ASSOCIATION)
    RunPartner.objects.create(run=run, organisation=league, quota=4)
    Run.objects.filter(pk=run.pk).update(is_rest_shared=True, confirmation_days=3)
    seat = make_enrolment(run)
    reading = run.version.activities.get(stable_id="reading-1")
    Completion.objects.create(enrolment=seat, activity=reading, done_at=NOON)
    run.schedule.filter(activity=reading).update(link="https://meet.example.org/room")

    answer = client.post(f"/academy/runs/{run.slug}/repeat/", proposed(run))

    assert answer["Location"] == "/academy/runs/autumn/schedule/"
    new = Run.objects.get(slug="autumn")
    assert (new.title, new.capacity, new.is_open, new.host) == ("Autumn", 25, True, run.host)
    assert (new.starts_on, new.ends_on) == (date(2027, 10, 18), date(2027, 10, 31))
    assert wall(new.enrolment_closes_at) == "2027-10-15 23:59"
    assert [(p.organisation, p.quota) for p in new.partners.all()] == [(league, 4)]
    assert (new.is_rest_shared, new.confirmation_days) == (True, 3)
    names = new.facilitators.order_by("person__name").values_list("person__name", flat=True)
    assert list(names) == ["Fatima", "Otto"]
    assert Enrolment.objects.filter(run=new).count() == 0
    assert [wall(r.opens_at) for r in new.releases.order_by("opens_at")] == [
        "2027-10-18 00:00",
        "2027-10-25 00:00",
    ]
    dues = {
        row.activity.stable_id: wall(row.due_at) for row in new.schedule.select_related("activity")
    }
    assert (dues["reading-1"], dues["final"]) == ("2027-10-24 23:59", "2027-10-31 23:59")
    assert new.schedule.get(activity=reading).link == "https://meet.example.org/room"


@pytest.mark.django_db
def test_a_date_that_is_changed_and_one_that_is_emptied_are_taken(run: Run, client: Client) -> None:
    fields = proposed(run) | {"due-reading-1": "2027-10-22", "due-quiz-1": ""}

    client.post(f"/academy/runs/{run.slug}/repeat/", fields)

    rows = Run.objects.get(slug="autumn").schedule
    assert wall(rows.get(activity__stable_id="reading-1").due_at) == "2027-10-22 23:59"
    assert rows.get(activity__stable_id="quiz-1").due_at is None


@pytest.mark.django_db
def test_a_deadline_at_another_time_of_day_keeps_it(run: Run, client: Client) -> None:
    noon = moments.at(date(2027, 3, 12), time(12, 0), BERLIN)
    run.schedule.filter(activity__stable_id="reading-1").update(due_at=noon)

    client.post(f"/academy/runs/{run.slug}/repeat/", proposed(run))

    row = Run.objects.get(slug="autumn").schedule.get(activity__stable_id="reading-1")
    assert wall(row.due_at) == "2027-10-22 12:00"


@pytest.mark.django_db
def test_the_dates_are_shown_before_anything_is_made(run: Run, client: Client) -> None:
    with moments.travelled(NOON - moments.now()):
        asked = client.get(f"/academy/runs/{run.slug}/repeat/")
        answer = client.get(
            f"/academy/runs/{run.slug}/repeat/", CHOSEN | {"starts_on": "2027-10-19"}
        )

    assert 'value="2027-09-06"' in asked.text
    assert "The new dates" not in asked.text
    assert "Sunday 14 March 2027</time>, 23:59" in answer.text
    assert "Monday 25 October 2027</time>, 23:59" in answer.text
    assert "needs a look" not in answer.text
    assert Run.objects.count() == 1


@pytest.mark.django_db
def test_what_the_newest_version_has_besides_is_planned_by_its_week(
    run: Run, client: Client
) -> None:
    newest = make_version(course=run.version.course, number=None)
    first = newest.modules.get(stable_id="module-1")
    Activity.objects.create(
        version=newest,
        module=first,
        position=20,
        stable_id="extra",
        file_name="20-extra",
        kind="reading",
        title="Extra",
        minutes=5,
    )
    make_published(newest, number=2)

    client.post(
        f"/academy/runs/{run.slug}/repeat/",
        proposed(run) | {"version": 2, "due-extra": "2027-10-24"},
    )

    new = Run.objects.get(slug="autumn")
    assert new.version == newest
    assert wall(new.schedule.get(activity__stable_id="extra").due_at) == "2027-10-24 23:59"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ends_on": "2027-10-01"}, "The last day must not come before the first."),
        ({"opens-module-1": ""}, "This field is required."),
        ({"due-reading-1": "soon"}, "Enter a valid date."),
        ({"slug": "no address"}, "Enter a valid"),
        ({"version": "7"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_made(
    change: dict[str, str], sentence: str, run: Run, client: Client
) -> None:
    answer = client.post(f"/academy/runs/{run.slug}/repeat/", proposed(run) | change)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert Run.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "on", "sentence"),
    [
        ("starts-meeting-1", "2027-11-01T10:00", "The run ends before that day."),
        ("due-reading-1", "2027-11-01", "The run ends before that day."),
        ("due-case-2", "2027-10-24", "It opens on 25 October 2027: it cannot be due before."),
    ],
)
def test_a_date_that_cannot_be_is_refused_at_its_field(
    name: str, on: str, sentence: str, client: Client
) -> None:
    blog = Blog()
    client.force_login(blog.facilitator)
    CourseRole.objects.create(
        course=blog.run.version.course,
        person=blog.facilitator,
        role=CourseRole.Role.FACILITATOR,
        given_at=NOON,
    )

    fields = proposed(blog.run, zone=blog.run.zone)
    answer = client.post(f"/academy/runs/{blog.run.slug}/repeat/", fields | {name: on})

    assert answer.status_code == 422
    assert f'id="id_{name}_error"><p>{sentence}' in answer.text
    assert Run.objects.count() == 1


@pytest.mark.django_db
def test_who_guides_a_run_but_may_open_none_does_not_repeat_it(run: Run, client: Client) -> None:
    client.force_login(make_facilitator(run))

    assert client.get(f"/academy/runs/{run.slug}/repeat/").status_code == 403
