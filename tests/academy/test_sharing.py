"""What associations and funders learn: by name what was agreed to, else of five people or more."""

from datetime import timedelta

import pytest
from django.test import Client

from localturn.academy.actions import looks, sharing
from localturn.academy.actions.looks import take_looks_at
from localturn.academy.models import (
    Certificate,
    Completion,
    Enrolment,
    Look,
    Nomination,
    Run,
    RunPartner,
    StatedSex,
)
from localturn.academy.queries.looks import last_look, report_rows
from localturn.academy.queries.nominees import own_people
from localturn.academy.queries.progress import figures_for, named_progress
from localturn.academy.queries.sharing import shares
from localturn.foundation.people.actions.erasure import erase_person
from localturn.foundation.people.models import Organisation, Person, Role
from localturn.foundation.people.queries.personal_data import copy_of
from localturn.foundation.personal_data import Section, Wishes
from localturn.foundation.refusals import NotAllowed
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_run,
    make_version,
)
from makers.people import make_membership, make_organisation

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)


@pytest.fixture
def run() -> Run:
    return make_run()


@pytest.fixture
def league(run: Run) -> Organisation:
    organisation = make_organisation("League of Towns")
    RunPartner.objects.create(run=run, organisation=organisation, quota=40)
    return organisation


@pytest.fixture
def coordinator(league: Organisation) -> Person:
    person = make_person("Cara Coordinator")
    make_membership(person, league, role=Role.COORDINATOR)
    return person


def seated(run: Run, league: Organisation, number: int, *, sex: str = "") -> list[Enrolment]:
    seats = []
    for _ in range(number):
        person = make_person("Somebody")
        seat = make_enrolment(run, person, way=Enrolment.Way.NOMINATION, organisation=league)
        Nomination.objects.create(
            run=run,
            organisation=league,
            name=person.name,
            email=person.email,
            language="en",
            nominated_at=NOON,
            state=Nomination.State.ACCEPTED,
            seat=seat,
        )
        if sex:
            StatedSex.objects.create(enrolment=seat, sex=sex, stated_at=NOON)
        seats.append(seat)
    return seats


def completes(seat: Enrolment) -> None:
    Certificate.objects.create(
        enrolment=seat,
        award_id="certificate",
        number=f"LT-{seat.pk}",
        token=f"token-{seat.pk}",
        language="en",
        content={"holder": "", "course": "C"},
        issued_at=NOON,
    )


def agrees(seat: Enrolment, *, to_share: bool = True, sex: str = "") -> None:
    assert seat.person is not None
    sharing.answer(seat, shares=to_share, sex=sex, by=seat.person, now=NOON)


def test_an_association_sees_by_name_how_far_whoever_agreed_has_come(
    run: Run, league: Organisation, coordinator: Person
) -> None:
    ana, bo = seated(run, league, 2)
    activity = run.version.activities.first()
    assert activity is not None
    for seat in (ana, bo):
        Completion.objects.create(enrolment=seat, activity=activity, done_at=NOON)
        completes(seat)
    agrees(ana)

    (own,) = own_people(coordinator, run, now=NOON)

    (progress,) = own.progress.items()
    assert progress[0] == ana.nominations.get().pk
    assert (progress[1].done, progress[1].total, progress[1].completed) == (1, 7, True)


def test_what_was_agreed_is_taken_back_and_both_are_on_record(
    run: Run, league: Organisation, coordinator: Person
) -> None:
    (ana,) = seated(run, league, 1)
    assert ana.person is not None
    agrees(ana)
    assert shares(ana.person, run)

    agrees(ana, to_share=False)

    assert not shares(ana.person, run)
    assert own_people(coordinator, run, now=NOON)[0].progress == {}
    consent = ana.person.consents.get()
    assert (consent.given_at, consent.withdrawn_at) == (NOON, NOON)


def test_nobody_answers_for_somebody_else(run: Run, league: Organisation) -> None:
    (ana,) = seated(run, league, 1)

    with pytest.raises(NotAllowed):
        sharing.answer(ana, shares=True, sex="woman", by=make_person(), now=NOON)


def test_of_the_others_an_association_gets_figures_of_five_or_more(
    run: Run, league: Organisation, coordinator: Person
) -> None:
    seats = seated(run, league, 12)
    for seat in seats[:9]:
        completes(seat)
    for seat in seats[:4]:
        agrees(seat)  # the others are eight, of whom five have completed
    take_looks_at(run, now=NOON)

    (own,) = own_people(coordinator, run, now=NOON)
    assert own.figures is not None
    assert (own.figures.shown.people, own.figures.shown.completed) == (10, 5)

    for seat in seats[4:8]:
        agrees(seat)
    Look.objects.all().delete()
    take_looks_at(run, now=NOON)
    assert own_people(coordinator, run, now=NOON)[0].figures is None


def test_between_two_looks_nobody_or_five_have_changed(run: Run, league: Organisation) -> None:
    seats = seated(run, league, 12)
    take_looks_at(run, now=NOON)
    first = last_look(run, league)

    for seat in seats[:4]:
        completes(seat)
        take_looks_at(run, now=NOON + A_DAY)
        assert last_look(run, league) == first
    completes(seats[4])
    take_looks_at(run, now=NOON + 2 * A_DAY)

    second = last_look(run, league)
    assert first is not None
    assert second is not None
    assert (first.figures["completed"], second.figures["completed"]) == (0, 5)
    assert run.looks.filter(organisation=None).count() == 2


def test_the_report_counts_by_sex_country_and_association(run: Run, league: Organisation) -> None:
    for seat in seated(run, league, 11, sex="woman")[:6]:
        completes(seat)
    seated(run, league, 9, sex="man")
    make_enrolment(run)
    take_looks_at(run, now=NOON)

    rows = [
        (row.kind, row.name, row.people, row.completed) for row in report_rows(last_look(run, None))
    ]

    assert rows == [
        ("all", "", 20, 5),
        ("sex", "woman", 10, 5),
        ("others", "", 10, 0),
        ("country", "", 20, 5),
    ]


def test_a_look_holds_nobodys_sex_nor_progress(run: Run, league: Organisation) -> None:
    seats = seated(run, league, 6, sex="woman")
    take_looks_at(run, now=NOON)

    states = Look.objects.filter(organisation=None).get().states

    assert len(states) == 6
    assert all(len(word) == 16 for pair in states.items() for word in pair)
    assert not any(str(seat.pk) in states for seat in seats)


def test_the_timetable_counts_runs_that_go_on(
    run: Run, league: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    seated(run, league, 6)
    monkeypatch.setattr(looks.moments, "now", lambda: NOON)
    looks.take_looks.call()
    looks.take_looks.call()

    assert Look.objects.count() == 2


# --- The pages


def test_the_report_is_a_page_and_a_table(run: Run, league: Organisation, client: Client) -> None:
    client.force_login(make_facilitator(run))
    address = f"/academy/runs/{run.slug}/report/"
    assert "There are no figures yet" in client.get(address).text
    seated(run, league, 12, sex="woman")
    take_looks_at(run, now=NOON)

    page = client.get(address).text
    assert "Women" in page
    assert "A country is that of the organisation for which somebody takes part" in page
    assert "Sex, country of the organisation, association" in page
    table = client.get(f"{address}table.csv").content.decode("utf-8-sig").splitlines()
    assert table[:3] == [
        '"Sex, country of the organisation, association",Enrolled,Completed,'
        "Learning gain in percentage points,Counted on",
        "Everybody,10,0,,2027-03-10",
        "Women,10,0,,2027-03-10",
    ]
    assert client.get(f"{address}table.xlsx").content.startswith(b"PK")


def test_coordinators_of_the_host_read_the_report_and_others_do_not(
    run: Run, league: Organisation, coordinator: Person, client: Client
) -> None:
    address = f"/academy/runs/{run.slug}/report/"
    client.force_login(coordinator)
    assert client.get(address).status_code == 403

    Run.objects.filter(pk=run.pk).update(host=league)

    assert client.get(address).status_code == 200


def test_a_participant_is_asked_and_changes_the_answer(
    run: Run, league: Organisation, client: Client
) -> None:
    (ana,) = seated(run, league, 1)
    assert ana.person is not None
    client.force_login(ana.person)
    address = f"/academy/runs/{run.slug}/sharing/"
    assert "League of Towns may see by name" in client.get(address).text

    client.post(address, {"shares": "on", "sex": "woman"})
    assert (shares(ana.person, run), ana.stated_sex.sex) == (True, "woman")
    client.post(address, {"sex": ""})

    assert not shares(ana.person, run)
    assert not StatedSex.objects.exists()
    assert client.post(address, {"sex": "martian"}).status_code == 422


def test_what_was_stated_is_in_the_copy_and_goes_with_the_person(
    run: Run, league: Organisation
) -> None:
    (ana,) = seated(run, league, 1)
    assert ana.person is not None
    agrees(ana, sex="woman")
    sections = {each.name for each in copy_of(ana.person) if isinstance(each, Section)}
    assert {"academy/statedsex", "people/consent"} <= sections

    erase_person(ana.person, wishes=Wishes(), by=ana.person, now=NOON)

    assert not StatedSex.objects.exists()
    assert not Nomination.objects.exists()


# --- What is not shown


def test_a_look_at_too_few_is_kept_and_shows_nothing(run: Run, league: Organisation) -> None:
    seats = seated(run, league, 9)
    take_looks_at(run, now=NOON)
    assert last_look(run, league).figures["people"] == 10  # type: ignore[union-attr]
    Enrolment.objects.filter(pk__in=[seat.pk for seat in seats[:5]]).update(withdrawn_at=NOON)

    take_looks_at(run, now=NOON + A_DAY)

    for organisation in (league, None):
        look = last_look(run, organisation)
        assert look is not None
        assert (look.taken_at, look.figures) == (NOON + A_DAY, None)
    assert report_rows(last_look(run, None)) == []
    assert figures_for(run, [league]) == {}


def test_figures_are_hidden_once_somebody_who_was_counted_is_named(
    run: Run, league: Organisation
) -> None:
    seats = seated(run, league, 10)
    take_looks_at(run, now=NOON)
    assert set(figures_for(run, [league])) == {league.pk}

    agrees(seats[0])

    assert figures_for(run, [league]) == {}


def test_somebody_named_who_was_not_counted_hides_nothing(run: Run, league: Organisation) -> None:
    seats = seated(run, league, 10)
    agrees(seats[0])
    take_looks_at(run, now=NOON)

    assert set(figures_for(run, [league])) == {league.pk}


@pytest.mark.parametrize(
    ("state", "is_named"),
    [(state, state == Nomination.State.ACCEPTED) for state in Nomination.State],
)
def test_progress_is_told_by_name_only_of_a_nomination_that_was_accepted(
    run: Run, league: Organisation, state: Nomination.State, is_named: bool
) -> None:
    (seat,) = seated(run, league, 1)
    agrees(seat)
    Nomination.objects.update(state=state)

    named = named_progress(run, Nomination.objects.select_related("seat"))

    assert bool(named) is is_named


def test_what_a_newer_version_has_not_is_not_counted_as_done(
    run: Run, league: Organisation
) -> None:
    (seat,) = seated(run, league, 1)
    agrees(seat)
    for activity in (*run.version.activities.all(), *make_version(number=2).activities.all()):
        seat.completions.create(activity=activity, done_at=NOON)

    (far,) = named_progress(run, Nomination.objects.select_related("seat")).values()

    assert (far.done, far.total) == (7, 7)
