from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from localturn.academy.actions import runs as actions
from localturn.academy.actions.run_dates import EndsTooEarly
from localturn.academy.domain.pace import Pace
from localturn.academy.models import CourseRole, Run, RunActivity
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.mail.writing import write
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from localturn.foundation.tasks import worker
from makers.academy import (
    MONDAY,
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_run,
    make_version,
)
from makers.blogs import MEETS, Blog
from makers.people import make_organisation

pytestmark = pytest.mark.django_db

BEFORE = NOON - timedelta(days=30)
AFTER = NOON + timedelta(days=16)


def open_run(by: Person | None = None, **changes: Any) -> Run:
    version = changes.pop("version", None) or make_version()
    fields: dict[str, Any] = {
        "slug": "spring",
        "title": "Spring",
        "zone": "Europe/Skopje",
        "starts_on": MONDAY,
        "is_open": True,
        "capacity": None,
        "host": None,
        "partners": [],
    }
    by = by or make_person(is_staff=True)
    return actions.open_run(version, **(fields | changes), by=by, now=BEFORE)


def due(run: Run) -> dict[str, str]:
    return {
        row.activity.stable_id: f"{row.due_at:%m-%d %H:%M}"
        for row in run.schedule.select_related("activity")
        if row.due_at
    }


def settings_of(run: Run, **changes: Any) -> dict[str, Any]:
    names = ("title", "zone", "starts_on", "ends_on", "is_open", "capacity", "host")
    fields: dict[str, Any] = {name: getattr(run, name) for name in names}
    fields |= {"enrolment_closes_at": None, "partners": []}
    return fields | changes


def test_a_run_opens_a_module_a_week_and_ends_with_the_last() -> None:
    run = open_run()

    assert [f"{r.opens_at:%m-%d %H:%M}" for r in run.releases.order_by("opens_at")] == [
        "03-07 23:00",
        "03-14 23:00",
    ]
    assert run.ends_on == date(2027, 3, 21)
    assert due(run)["reading-1"] == "03-14 22:59"
    assert due(run)["final"] == "03-21 22:59"
    assert run.schedule.count() == 7


def test_who_opens_a_run_facilitates_it() -> None:
    version, person = make_version(), make_person()
    CourseRole.objects.create(
        course=version.course, person=person, role=CourseRole.Role.FACILITATOR, given_at=NOON
    )

    run = open_run(person, version=version)

    assert [row.person for row in run.facilitators.all()] == [person]


def test_not_everybody_opens_runs() -> None:
    with pytest.raises(NotAllowed):
        open_run(make_person())


def test_a_draft_is_not_delivered() -> None:
    with pytest.raises(NotNow, match="Publish the course first"):
        open_run(version=make_version(number=None))


def test_two_runs_have_not_the_same_address() -> None:
    open_run()

    with pytest.raises(Invalid, match="address"):
        open_run()


def test_a_run_that_has_not_begun_moves_as_a_whole_to_the_same_times_on_the_wall() -> None:
    run = open_run()
    by = make_facilitator(run)

    actions.change_settings(
        run,
        **settings_of(run, starts_on=MONDAY + timedelta(days=21), ends_on=date(2027, 4, 11)),
        by=by,
        now=BEFORE,
    )

    run.refresh_from_db()
    opens = run.releases.order_by("opens_at").values_list("opens_at", flat=True)
    assert list(opens) == [
        datetime(2027, 3, 28, 23, 0, tzinfo=UTC) - timedelta(hours=1),
        datetime(2027, 4, 4, 22, 0, tzinfo=UTC),
    ]
    assert due(run)["reading-1"] == "04-04 21:59"


def test_a_run_that_has_begun_keeps_its_first_day() -> None:
    run = make_run()

    with pytest.raises(NotNow, match="has begun"):
        actions.change_settings(
            run,
            **settings_of(run, starts_on=MONDAY + timedelta(days=1)),
            by=make_facilitator(run),
            now=NOON,
        )


def test_a_run_is_not_made_smaller_than_those_who_sit_in_it() -> None:
    run = make_run()
    make_enrolment(run)
    make_enrolment(run)

    with pytest.raises(Invalid, match="already taken"):
        actions.change_settings(
            run, **settings_of(run, capacity=1), by=make_facilitator(run), now=NOON
        )


def test_partners_are_added_and_taken_off() -> None:
    run, old, new = make_run(), make_organisation("Old"), make_organisation("New")
    by = make_facilitator(run)

    actions.change_settings(run, **settings_of(run, partners=[old]), by=by, now=NOON)
    actions.change_settings(run, **settings_of(run, partners=[new]), by=by, now=NOON)

    assert [row.organisation for row in run.partners.all()] == [new]


def test_a_schedule_is_set_in_the_runs_zone() -> None:
    run = make_run(weeks=4)
    reading = run.schedule.get(activity__stable_id="reading-1")
    release = run.releases.get(module__stable_id="module-2")
    run.schedule.filter(activity__module=release.module_id).update(due_at=None)

    actions.change_schedule(
        run,
        opens_on={release.module_id: date(2027, 3, 29)},
        planned={reading.activity_id: actions.Planned(due_on=date(2027, 3, 28))},
        by=make_facilitator(run),
        now=NOON,
    )

    reading.refresh_from_db()
    release.refresh_from_db()
    assert reading.due_at == datetime(2027, 3, 28, 21, 59, tzinfo=UTC)
    assert release.opens_at == datetime(2027, 3, 28, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("activity", "due_on", "why"),
    [
        ("reading-1", date(2027, 3, 22), "“Reading 1” would be due after the last day of the run"),
        ("case-2", date(2027, 3, 14), "“Case 2” would be due before its module opens"),
    ],
)
def test_nothing_is_due_after_the_run_or_before_it_opens(
    activity: str, due_on: date, why: str
) -> None:
    run = make_run()
    row = run.schedule.get(activity__stable_id=activity)

    with pytest.raises(Invalid, match=why):
        actions.change_schedule(
            run,
            opens_on={},
            planned={row.activity_id: actions.Planned(due_on=due_on)},
            by=make_facilitator(run),
            now=NOON,
        )

    assert RunActivity.objects.get(pk=row.pk).due_at == row.due_at


def test_a_module_does_not_open_after_something_in_it_is_due() -> None:
    run = make_run()
    release = run.releases.get(module__stable_id="module-2")

    with pytest.raises(Invalid, match="due before its module opens"):
        actions.change_schedule(
            run,
            opens_on={release.module_id: date(2027, 3, 22)},
            planned={},
            by=make_facilitator(run),
            now=NOON,
        )

    assert run.releases.get(pk=release.pk).opens_at == release.opens_at


def test_a_run_does_not_end_before_what_is_due_in_it() -> None:
    run = make_run()
    by = make_facilitator(run)
    short = settings_of(run, ends_on=date(2027, 3, 20))

    with pytest.raises(EndsTooEarly, match="is due on 21 March 2027"):
        actions.change_settings(run, **short, by=by, now=NOON)
    assert Run.objects.get(pk=run.pk).ends_on == date(2027, 3, 21)

    run.schedule.filter(activity__module__week=2).update(due_at=None)
    actions.change_settings(run, **short, by=by, now=NOON)
    assert Run.objects.get(pk=run.pk).ends_on == date(2027, 3, 20)


def test_a_meeting_is_not_set_after_the_last_day_of_its_run() -> None:
    blog = Blog()
    midnight = moments.at(blog.run.ends_on + timedelta(days=1), time(), blog.run.zone)

    with pytest.raises(Invalid, match="“Meeting 1” would begin after the last day of the run"):
        blog.meet(midnight)
    assert blog.due_at == MEETS

    blog.meet(midnight - timedelta(minutes=30))
    assert blog.due_at == midnight - timedelta(minutes=30)


@pytest.mark.parametrize("pace", [Pace.DATED, Pace.OWN])
def test_a_run_does_not_end_before_a_meeting(pace: Pace) -> None:
    blog = Blog()
    run, by = blog.run, blog.facilitator
    run.schedule.update(due_at=None)
    Run.objects.filter(pk=run.pk).update(pace=pace)
    run.refresh_from_db()
    met_on = MEETS.date()

    with pytest.raises(EndsTooEarly, match="“Meeting 1” begins on 12 March 2027"):
        actions.change_settings(
            run, **settings_of(run, ends_on=met_on - timedelta(days=1)), by=by, now=NOON
        )
    assert Run.objects.get(pk=run.pk).ends_on == date(2027, 3, 21)

    actions.change_settings(run, **settings_of(run, ends_on=met_on), by=by, now=NOON)
    assert Run.objects.get(pk=run.pk).ends_on == met_on


def letter_of(run: Run) -> str:
    worker.run_waiting()
    letter = write(Message.objects.get(template="academy/mail/deadlines_moved"))
    return " ".join(letter.text.split())


def test_participants_are_told_of_a_new_last_day() -> None:
    run = make_run()
    make_enrolment(run)
    fields = settings_of(run, ends_on=date(2027, 4, 4))

    actions.change_settings(run, **fields, by=make_facilitator(run), now=NOON)

    assert "it now runs from 8 March 2027 to 4 April 2027" in letter_of(run)
    run.refresh_from_db()
    actions.change_settings(
        run, **(fields | {"title": "Other"}), by=run.facilitators.get().person, now=NOON
    )
    assert letter_of(run)


def test_participants_are_told_of_all_that_moves_with_the_first_day() -> None:
    run = make_run()
    make_enrolment(run)
    fields = settings_of(run, starts_on=date(2027, 3, 29), ends_on=date(2027, 4, 11))

    actions.change_settings(run, **fields, by=make_facilitator(run), now=BEFORE)

    text = letter_of(run)
    assert "it now runs from 29 March 2027 to 11 April 2027" in text
    assert "Module 2: opens on Monday 5 April 2027, 00:00" in text
    assert "Final: due on Sunday 11 April 2027, 23:59" in text


def test_participants_are_told_of_a_module_that_opens_on_another_day() -> None:
    run = make_run()
    make_enrolment(run)
    release = run.releases.get(module__stable_id="module-2")

    actions.change_schedule(
        run,
        opens_on={release.module_id: date(2027, 3, 17)},
        planned={},
        by=make_facilitator(run),
        now=NOON,
    )

    text = letter_of(run)
    assert "Module 2: opens on Wednesday 17 March 2027, 00:00" in text
    assert "due on" not in text


def make_sat_test(*, kind: str = "final-test", has_deadline: bool = True) -> tuple[Run, Person]:
    """A run in whose second week somebody has sat a test or quiz from the final test's bank."""
    run = make_run()
    if not has_deadline:
        run.schedule.filter(activity__kind="final-test").update(due_at=None)
    activity = run.version.activities.get(kind=kind)
    make_enrolment(run).attempts.create(
        activity=activity, number=1, started_at=NOON, closed_at=NOON, share=1
    )
    return run, make_facilitator(run)


def move_final(run: Run, due_on: date | None, *, by: Person, now: datetime) -> None:
    final = run.version.activities.get(kind="final-test")
    planned = {final.pk: actions.Planned(due_on=due_on)}
    actions.change_schedule(run, opens_on={}, planned=planned, by=by, now=now)


@pytest.mark.parametrize("kind", ["final-test", "quiz"])
@pytest.mark.parametrize("due_on", [date(2027, 4, 30), None])
def test_a_final_test_whose_answers_were_shown_is_not_opened_again(
    kind: str, due_on: date | None
) -> None:
    run, by = make_sat_test(kind=kind)
    before = due(run)

    with pytest.raises(NotNow, match="The right answers of “Final” have been shown"):
        move_final(run, due_on, by=by, now=AFTER)

    assert due(run) == before


def test_a_final_test_moves_while_nobody_can_have_seen_its_answers() -> None:
    run, by = make_sat_test()
    unseen, other = make_sat_test(kind="preliminary-test")
    Run.objects.update(ends_on=date(2027, 4, 30))

    move_final(run, date(2027, 3, 20), by=by, now=NOON)
    move_final(run, date(2027, 3, 28), by=by, now=NOON)
    move_final(run, date(2027, 3, 24), by=by, now=AFTER)
    move_final(unseen, date(2027, 4, 30), by=other, now=AFTER)

    assert (due(run)["final"], due(unseen)["final"]) == ("03-24 22:59", "04-30 21:59")


def test_a_run_is_not_prolonged_whose_final_test_was_open_to_its_end() -> None:
    run, by = make_sat_test(has_deadline=False)
    later = settings_of(run, ends_on=date(2027, 5, 1))

    with pytest.raises(NotNow, match="have been shown"):
        actions.change_settings(run, **later, by=by, now=AFTER)

    actions.change_settings(run, **later, by=by, now=NOON)


def test_a_deadline_is_taken_away() -> None:
    run = make_run()
    reading = run.schedule.get(activity__stable_id="reading-1")

    actions.change_schedule(
        run,
        opens_on={},
        planned={reading.activity_id: actions.Planned()},
        by=make_facilitator(run),
        now=NOON,
    )

    assert RunActivity.objects.get(pk=reading.pk).due_at is None


def test_a_run_keeps_a_facilitator() -> None:
    run = make_run()
    first = make_facilitator(run)
    second = make_person()

    actions.add_facilitator(run, person=second, by=first, now=NOON)
    actions.remove_facilitator(run, person=first, by=second, now=NOON)

    with pytest.raises(NotNow, match="at least one"):
        actions.remove_facilitator(run, person=second, by=second, now=NOON)
