"""Interest through an association, places within its quota, the waiting list that moves up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from localturn.academy.actions import enrolment as actions
from localturn.academy.actions.enrolment.moving_up import settle
from localturn.academy.actions.reminders import remind_of_places
from localturn.academy.actions.runs import change_settings
from localturn.academy.models import Enrolment, Interest, Nomination, Run, RunPartner
from localturn.academy.queries.nominees import asked_by, own_people
from localturn.academy.queries.seats import division_of, taken_in
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.mail.writing import write
from localturn.foundation.people.models import Organisation, Person, Role
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from localturn.foundation.seats import Taken, free_in_rest
from makers.academy import (
    MONDAY,
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_run,
)
from makers.people import make_membership, make_organisation
from makers.races import at_once

pytestmark = pytest.mark.django_db

BEFORE = NOON - timedelta(days=5)
"""Before the run begins on the Monday."""
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
State = Nomination.State


@dataclass
class League:
    """A run of ten places, four of which are an association's."""

    run: Run
    organisation: Organisation
    coordinator: Person
    facilitator: Person

    def nominates(self, name: str, now: datetime = BEFORE) -> Nomination:
        return actions.nominate(
            self.run,
            organisation=self.organisation,
            name=name,
            email=f"{name.lower()}@example.org",
            language="en",
            reason="",
            by=self.coordinator,
            now=now,
        )

    def states(self) -> dict[str, str]:
        rows = self.run.nominations.order_by("nominated_at", "pk")
        return {each.name: each.state for each in rows}

    def confirms(self, nomination: Nomination, now: datetime = BEFORE) -> Enrolment:
        nomination.refresh_from_db()
        assert nomination.invitation is not None
        person = make_person(nomination.name, email=nomination.email)
        return actions.accept_invitation(nomination.invitation, by=person, now=now)


def make_league(
    run: Run | None = None, *, name: str = "League of Towns", quota: int | None = 4
) -> League:
    run = run or make_run(capacity=10)
    organisation = make_organisation(name)
    RunPartner.objects.create(run=run, organisation=organisation, quota=quota)
    coordinator = make_person("Cara Coordinator")
    make_membership(coordinator, organisation, role=Role.COORDINATOR)
    return League(run, organisation, coordinator, make_facilitator(run))


@pytest.fixture
def league() -> League:
    return make_league()


def letters_to(email: str) -> list[str]:
    rows = Message.objects.filter(address=email).order_by("pk")
    return [each.template.removeprefix("academy/mail/") for each in rows]


# --- Within the quota and beyond it


def test_of_six_nominated_for_four_places_two_wait(league: League) -> None:
    for name in ("Ana", "Bo", "Cem", "Dua", "Edi", "Fjolla"):
        league.nominates(name)

    assert list(league.states().values()) == [State.ACCEPTED] * 4 + [State.QUEUED] * 2
    assert taken_in(league.run, now=BEFORE) == Taken(0, kept=4)
    assert letters_to("ana@example.org") == ["invited"]
    assert letters_to("edi@example.org") == ["queued"]


def test_where_an_association_has_no_quota_a_facilitator_answers() -> None:
    league = make_league(quota=None)

    assert league.nominates("Ana").state == State.WAITING
    assert letters_to("ana@example.org") == []


def test_who_confirms_has_a_seat_that_counts_for_the_association(league: League) -> None:
    nomination = league.nominates("Ana")

    seat = league.confirms(nomination)

    nomination.refresh_from_db()
    assert (seat.way, seat.organisation) == (Enrolment.Way.NOMINATION, league.organisation)
    assert nomination.seat == seat
    assert division_of(league.run, now=BEFORE).taken == {league.organisation.pk: 1}


def test_who_sits_already_and_confirms_keeps_one_seat_and_lets_the_next_one_in() -> None:
    league = make_league(make_run(capacity=10, is_open=True), quota=1)
    seated = make_person("Ana", email="ana@home.example")
    seat = actions.enrol(seated, run=league.run, by=seated, now=BEFORE)
    nomination = league.nominates("Ana")
    league.nominates("Bo")
    assert league.states() == {"Ana": State.ACCEPTED, "Bo": State.QUEUED}
    assert nomination.invitation is not None

    assert actions.accept_invitation(nomination.invitation, by=seated, now=BEFORE) == seat

    nomination.refresh_from_db()
    assert (nomination.state, nomination.seat) == (State.ACCEPTED, seat)
    assert league.states()["Bo"] == State.ACCEPTED
    actions.withdraw_nomination(nomination, by=league.coordinator, now=BEFORE)
    seat.refresh_from_db()
    assert seat.withdrawn_at is None


def test_what_is_set_aside_is_not_given_to_others() -> None:
    run = make_run(capacity=5, is_open=True)
    make_league(run)
    first, second = make_person(), make_person()

    actions.enrol(first, run=run, by=first, now=BEFORE)
    with pytest.raises(NotNow, match="set aside for associations"):
        actions.enrol(second, run=run, by=second, now=BEFORE)


def test_beyond_the_quota_the_rest_is_theirs_only_where_it_is_shared(league: League) -> None:
    for name in ("Ana", "Bo", "Cem", "Dua", "Edi"):
        league.nominates(name)
    assert league.states()["Edi"] == State.QUEUED

    set_places = partial(
        actions.set_places,
        league.run,
        quotas={league.organisation.pk: 4},
        confirmation_days=7,
        by=league.facilitator,
    )
    set_places(is_rest_shared=True, now=BEFORE + A_DAY)

    assert league.states()["Edi"] == State.ACCEPTED
    assert letters_to("edi@example.org") == ["queued", "invited"]


# --- Places that become free


@pytest.fixture
def full(league: League) -> League:
    for name in ("Ana", "Bo", "Cem", "Dua", "Edi", "Fjolla"):
        league.nominates(name)
    return league


def named(league: League, name: str) -> Nomination:
    return league.run.nominations.get(name=name)


def test_when_somebody_declines_the_next_gets_the_place_and_a_term_of_their_own(
    full: League,
) -> None:
    ana = named(full, "Ana")
    assert ana.invitation is not None

    actions.decline_invitation(ana.invitation, now=BEFORE + A_DAY)

    edi = named(full, "Edi")
    assert named(full, "Ana").state == State.GIVEN_BACK
    assert edi.state == State.ACCEPTED
    assert edi.invitation is not None
    assert edi.invitation.expires_at == BEFORE + A_DAY + A_WEEK
    assert letters_to("edi@example.org") == ["queued", "invited"]
    assert "nominee_left" in letters_to(full.coordinator.email)
    assert named(full, "Fjolla").state == State.QUEUED


def test_when_a_participant_leaves_the_next_moves_up(full: League) -> None:
    seat = full.confirms(named(full, "Ana"))
    assert seat.person is not None

    actions.withdraw(seat, by=seat.person, now=BEFORE + A_DAY)

    assert named(full, "Ana").state == State.GIVEN_BACK
    assert named(full, "Edi").state == State.ACCEPTED


def test_when_a_facilitator_takes_a_seat_the_next_moves_up(full: League) -> None:
    seat = full.confirms(named(full, "Ana"))

    actions.withdraw(seat, by=full.facilitator, now=BEFORE + A_DAY, reason="Asked by mail.")

    assert named(full, "Ana").state == State.DECLINED
    assert named(full, "Edi").state == State.ACCEPTED


def test_an_association_takes_a_seat_back_until_the_run_begins(full: League) -> None:
    first, second = full.confirms(named(full, "Ana")), full.confirms(named(full, "Bo"))

    actions.withdraw_nomination(named(full, "Ana"), by=full.coordinator, now=BEFORE + A_DAY)

    first.refresh_from_db()
    second.refresh_from_db()
    assert first.withdrawn_at == BEFORE + A_DAY
    assert named(full, "Edi").state == State.ACCEPTED
    assert letters_to("ana@example.org")[-1] == "nomination_withdrawn"
    with pytest.raises(NotNow, match="has begun"):
        actions.withdraw_nomination(named(full, "Bo"), by=full.coordinator, now=NOON)
    assert second.withdrawn_at is None


def test_who_does_not_confirm_in_time_loses_the_place_to_the_next(full: League) -> None:
    full.confirms(named(full, "Bo"))

    settle(Run.objects.get(pk=full.run.pk), now=BEFORE + A_WEEK)

    assert full.states() == {
        "Ana": State.LAPSED,
        "Bo": State.ACCEPTED,
        "Cem": State.LAPSED,
        "Dua": State.LAPSED,
        "Edi": State.ACCEPTED,
        "Fjolla": State.ACCEPTED,
    }
    assert letters_to("ana@example.org") == ["invited", "place_lapsed"]
    invitation = named(full, "Ana").invitation
    assert invitation is not None
    with pytest.raises(NotNow, match="run out"):
        actions.accept_invitation(
            invitation, by=make_person(email="ana@example.org"), now=BEFORE + A_WEEK
        )


def test_the_timetable_passes_places_on_once(full: League, monkeypatch: pytest.MonkeyPatch) -> None:
    from localturn.academy.actions.enrolment import moving_up

    monkeypatch.setattr(moving_up.moments, "now", lambda: BEFORE + A_WEEK)
    moving_up.give_places_on.call()
    after_the_first = full.states()
    number = Message.objects.count()
    moving_up.give_places_on.call()

    assert after_the_first["Edi"] == State.ACCEPTED
    assert full.states() == after_the_first
    assert Message.objects.count() == number


def test_somebody_who_enrols_does_not_pass_who_waits_for_a_place_that_ran_out() -> None:
    run = make_run(capacity=1, is_open=True, is_rest_shared=True)
    league = make_league(run, quota=0)
    league.nominates("Ana")
    league.nominates("Bo")
    passer = make_person()

    with pytest.raises(NotNow, match="All places"):
        actions.enrol(passer, run=run, by=passer, now=BEFORE + A_WEEK)
    settle(Run.objects.get(pk=run.pk), now=BEFORE + A_WEEK)

    assert league.states() == {"Ana": State.LAPSED, "Bo": State.ACCEPTED}


def test_the_association_says_who_moves_up_first(full: League) -> None:
    actions.rank_nomination(named(full, "Fjolla"), to=1, by=full.coordinator, now=BEFORE)
    ana = named(full, "Ana")
    assert ana.invitation is not None

    actions.withdraw_invitation(ana.invitation, by=full.facilitator, now=BEFORE)

    assert full.states()["Fjolla"] == State.ACCEPTED
    assert full.states()["Edi"] == State.QUEUED


def test_nobody_moves_up_once_enrolment_has_closed(full: League) -> None:
    Run.objects.filter(pk=full.run.pk).update(enrolment_closes_at=BEFORE + A_DAY)
    ana = named(full, "Ana")
    assert ana.invitation is not None

    actions.decline_invitation(ana.invitation, now=BEFORE + 2 * A_DAY)

    assert full.states()["Edi"] == State.QUEUED
    with pytest.raises(NotNow, match="has closed"):
        full.nominates("Gani", now=BEFORE + 2 * A_DAY)


def test_one_association_does_not_move_another_ones_people(full: League) -> None:
    other = make_league(full.run, name="Union", quota=1)

    with pytest.raises(NotAllowed):
        actions.rank_nomination(named(full, "Edi"), to=2, by=other.coordinator, now=BEFORE)


def test_who_lapsed_is_sent_the_invitation_again_if_there_is_a_place(league: League) -> None:
    ana = league.nominates("Ana")
    settle(Run.objects.get(pk=league.run.pk), now=BEFORE + A_WEEK)
    ana.refresh_from_db()
    assert (ana.state, ana.invitation is None) == (State.LAPSED, False)
    assert ana.invitation is not None

    actions.resend_invitation(ana.invitation, by=league.facilitator, now=BEFORE + A_WEEK)

    ana.refresh_from_db()
    assert ana.state == State.ACCEPTED
    assert league.confirms(ana, now=BEFORE + A_WEEK).withdrawn_at is None


def test_who_left_is_given_the_seat_back_and_counts_again(league: League) -> None:
    seat = league.confirms(league.nominates("Ana"))
    assert seat.person is not None
    actions.withdraw(seat, by=seat.person, now=BEFORE)
    seat.refresh_from_db()

    actions.reinstate(seat, by=league.facilitator, now=BEFORE + A_DAY)

    assert league.states() == {"Ana": State.ACCEPTED}
    assert division_of(league.run, now=BEFORE).taken == {league.organisation.pk: 1}


def test_who_left_can_be_nominated_again(league: League) -> None:
    seat = league.confirms(league.nominates("Ana"))
    assert seat.person is not None
    actions.withdraw(seat, by=seat.person, now=BEFORE)

    assert league.nominates("Ana", now=BEFORE + A_DAY).state == State.ACCEPTED


# --- What is set aside


def test_quotas_are_a_facilitators_and_fit_into_the_places(league: League) -> None:
    set_places = partial(
        actions.set_places, league.run, is_rest_shared=False, confirmation_days=7, now=BEFORE
    )

    with pytest.raises(NotAllowed):
        set_places(quotas={league.organisation.pk: 5}, by=league.coordinator)
    with pytest.raises(Invalid, match="more than the run has places"):
        set_places(quotas={league.organisation.pk: 11}, by=league.facilitator)
    set_places(quotas={league.organisation.pk: 10}, by=league.facilitator)
    assert free_in_rest(division_of(league.run, now=BEFORE)) == 0


def test_a_quota_is_not_taken_away_while_people_wait_by_it(full: League) -> None:
    with pytest.raises(Invalid, match="wait for a place"):
        actions.set_places(
            full.run,
            quotas={full.organisation.pk: None},
            is_rest_shared=False,
            confirmation_days=7,
            by=full.facilitator,
            now=BEFORE,
        )


def settings_of(run: Run, **changed: object) -> dict[str, object]:
    return {
        "title": run.title,
        "zone": run.zone,
        "starts_on": MONDAY,
        "ends_on": run.ends_on,
        "is_open": run.is_open,
        "capacity": run.capacity,
        "enrolment_closes_at": None,
        "host": None,
        "partners": [each.organisation for each in run.partners.all()],
        **changed,
    }


def test_a_run_keeps_places_for_its_quotas_and_partners_for_who_waits(full: League) -> None:
    change = partial(change_settings, full.run, by=full.facilitator, now=BEFORE)

    RunPartner.objects.filter(run=full.run).update(quota=8)

    with pytest.raises(Invalid, match="set aside for associations"):
        change(**settings_of(full.run, capacity=7))  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="stays a partner"):
        change(**settings_of(full.run, partners=[]))  # type: ignore[arg-type]


def test_who_has_not_confirmed_is_reminded_once_two_days_before_the_place_goes_on(
    league: League,
) -> None:
    league.nominates("Ana")
    league.confirms(league.nominates("Bo"))

    for hours in (0, 24 * 5 - 1, 24 * 5 + 1, 24 * 6, 24 * 8):
        with moments.travelled(BEFORE + timedelta(hours=hours) - moments.now()):
            remind_of_places.call()

    assert letters_to("ana@example.org") == ["invited", "place_near"]
    assert letters_to("bo@example.org") == ["invited", "enrolled"]
    letter = write(Message.objects.get(template="academy/mail/place_near"))
    assert "until Friday 12 March 2027" in " ".join(letter.text.split())


def test_a_place_kept_for_a_day_is_not_reminded_of_on_the_day_it_is_given(league: League) -> None:
    Run.objects.update(confirmation_days=1)
    league.run.refresh_from_db()
    league.nominates("Ana")

    with moments.travelled(BEFORE + timedelta(hours=1) - moments.now()):
        remind_of_places.call()

    assert letters_to("ana@example.org") == ["invited"]


# --- Interest


def asks(league: League, person: Person, now: datetime = BEFORE) -> Interest:
    return actions.express_interest(
        person,
        run=league.run,
        organisation=league.organisation,
        works_for="Municipality of Lipnik",
        reason="I register newcomers.",
        by=person,
        now=now,
    )


def test_who_asks_is_nominated_by_the_association_and_confirms(league: League) -> None:
    ana = make_person("Ana")
    interest = asks(league, ana)
    assert letters_to(league.coordinator.email) == ["interest_expressed"]

    answered = actions.answer_interest(
        interest, accept=True, answer="", by=league.coordinator, now=BEFORE
    )

    assert answered.state == Interest.State.NOMINATED
    assert answered.nomination is not None
    assert answered.nomination.state == State.ACCEPTED
    assert answered.nomination.invitation is not None
    actions.accept_invitation(answered.nomination.invitation, by=ana, now=BEFORE)
    assert division_of(league.run, now=BEFORE).taken == {league.organisation.pk: 1}


def test_who_is_declined_reads_why_and_asks_another(league: League) -> None:
    ana, other = make_person("Ana"), make_league(league.run, name="Union", quota=1)
    interest = asks(league, ana)

    with pytest.raises(Invalid, match="Say why"):
        actions.answer_interest(
            interest, accept=False, answer=" ", by=league.coordinator, now=BEFORE
        )
    actions.answer_interest(
        interest, accept=False, answer="For towns alone.", by=league.coordinator, now=BEFORE
    )

    assert letters_to(ana.email) == ["interest_declined"]
    assert asks(other, ana).state == Interest.State.OPEN


def test_one_asks_one_association_at_a_time_and_may_withdraw(league: League) -> None:
    ana, other = make_person("Ana"), make_league(league.run, name="Union", quota=1)
    interest = asks(league, ana)

    with pytest.raises(NotNow, match="asked an association already"):
        asks(other, ana)
    actions.withdraw_interest(interest, by=ana, now=BEFORE)
    with pytest.raises(NotNow, match="answered or withdrawn"):
        actions.answer_interest(interest, accept=True, answer="", by=league.coordinator, now=BEFORE)

    assert asks(other, ana).state == Interest.State.OPEN


def test_only_the_association_that_was_asked_sees_and_answers(league: League) -> None:
    ana, other = make_person("Ana"), make_league(league.run, name="Union", quota=1)
    interest = asks(league, ana)

    (mine,) = own_people(league.coordinator, league.run, now=BEFORE)
    (theirs,) = own_people(other.coordinator, league.run, now=BEFORE)
    assert (mine.interests, theirs.interests) == ([interest], [])
    for stranger in (other.coordinator, league.facilitator):
        with pytest.raises(NotAllowed):
            actions.answer_interest(interest, accept=True, answer="", by=stranger, now=BEFORE)
        with pytest.raises(NotAllowed):
            actions.rank_interest(interest, to=1, by=stranger, now=BEFORE)


def test_the_association_puts_who_asks_into_an_order(league: League) -> None:
    first, second, third = (asks(league, make_person(name)) for name in ("Ana", "Bo", "Cem"))

    actions.rank_interest(third, to=1, by=league.coordinator, now=BEFORE)
    actions.rank_interest(first, to=99, by=league.coordinator, now=BEFORE)

    (own,) = own_people(league.coordinator, league.run, now=BEFORE)
    assert own.interests == [third, second, first]


def test_who_waits_reads_which_place_on_the_list_is_theirs(full: League) -> None:
    fjolla = make_person("Fjolla", email="fjolla@example.org")

    assert asked_by(fjolla, full.run).place == 2
    actions.rank_nomination(named(full, "Fjolla"), to=1, by=full.coordinator, now=BEFORE)
    assert asked_by(fjolla, full.run).place == 1


def test_who_takes_part_or_was_nominated_asks_for_nothing(league: League) -> None:
    seated = make_enrolment(league.run).person
    assert seated is not None
    league.nominates("Ana")

    with pytest.raises(NotNow, match="take part already"):
        asks(league, seated)
    with pytest.raises(NotNow, match="nominated already"):
        asks(league, make_person(email="ana@example.org"))


def test_the_association_page_costs_as_much_for_one_as_for_three(
    league: League,
) -> None:
    counts = []
    for number in (1, 3, 9):
        for index in range(number):
            asks(league, make_person())
            league.nominates(f"N{number}{index}")
        with CaptureQueriesContext(connection) as asked:
            own_people(league.coordinator, league.run, now=BEFORE)
        counts.append(len(asked))

    assert max(counts) == 9
    assert counts[1] == counts[2]


# --- At once


@pytest.mark.django_db(transaction=True)
@pytest.mark.both
def test_of_two_nominated_for_the_last_place_at_once_one_waits(tmp_path: Path) -> None:
    league = make_league(quota=1)

    answers = at_once(
        *(partial(league.nominates, name) for name in ("Ana", "Bo", "Cem")), folder=tmp_path
    )

    assert sorted(each.state for each in answers) == [State.ACCEPTED, State.QUEUED, State.QUEUED]
    assert sorted(each.rank for each in answers if each.state == State.QUEUED) in ([1, 2], [2, 3])


@pytest.mark.django_db(transaction=True)
@pytest.mark.both
def test_a_place_that_is_given_back_and_one_that_is_freed_go_to_two_and_to_nobody_twice(
    tmp_path: Path,
) -> None:
    league = make_league(quota=2)
    first, second, *_rest = [league.nominates(name) for name in ("Ana", "Bo", "Cem", "Dua", "Edi")]
    assert first.invitation is not None

    answers = at_once(
        partial(actions.decline_invitation, first.invitation, now=BEFORE + A_DAY),
        partial(actions.withdraw_nomination, second, by=league.coordinator, now=BEFORE + A_DAY),
        folder=tmp_path,
    )

    assert answers == [None, None]


@pytest.mark.django_db(transaction=True)
@pytest.mark.both
def test_an_enrolment_and_a_nomination_do_not_share_the_last_place(tmp_path: Path) -> None:
    run = make_run(capacity=1, is_open=True, is_rest_shared=True)
    league, person = make_league(run, quota=0), make_person()

    enrolled, nominated = at_once(
        partial(actions.enrol, person, run=run, by=person, now=BEFORE),
        partial(league.nominates, "Ana"),
        folder=tmp_path,
    )

    assert isinstance(enrolled, NotNow) is (nominated.state == State.ACCEPTED)


# --- Who was removed, and who has a place


def test_a_quota_does_not_let_back_in_whom_a_facilitator_removed(league: League) -> None:
    ana = league.nominates("Ana")
    seat = league.confirms(ana)
    actions.withdraw(seat, by=league.facilitator, now=BEFORE + timedelta(hours=1))
    Nomination.objects.filter(pk=ana.pk).update(state=State.WITHDRAWN)
    again = league.nominates("Ana", now=BEFORE + A_DAY)
    again.refresh_from_db()
    assert again.invitation is not None  # the quota has kept a place by itself
    assert seat.person is not None

    with pytest.raises(NotAllowed, match="A facilitator has ended your part"):
        actions.accept_invitation(again.invitation, by=seat.person, now=BEFORE + A_DAY)

    seat.refresh_from_db()
    assert seat.withdrawn_at is not None


def test_whoever_has_a_place_waits_for_no_other(league: League) -> None:
    for name in ("One", "Two", "Three", "Four"):
        league.nominates(name)
    waits = league.nominates("Ana")
    unanswered = make_league(league.run, name="Union", quota=None).nominates("Boris")
    assert (waits.state, unanswered.state) == (State.QUEUED, State.WAITING)
    other = league.nominates("Carl")

    for nomination in (waits, unanswered):
        person = make_person(nomination.name, email=nomination.email)
        league.run.is_open = True
        league.run.save()
        actions.enrol(person, run=league.run, by=person, now=BEFORE)

    states = league.states()
    assert (states["Ana"], states["Boris"]) == (State.WITHDRAWN, State.WITHDRAWN)
    assert states["Carl"] == other.state == State.QUEUED
