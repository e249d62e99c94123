from datetime import timedelta

import pytest

from localturn.academy.actions import enrolment as actions
from localturn.academy.domain.invitees import Invitee
from localturn.academy.models import Enrolment, Invitation, Nomination, Run, RunPartner
from localturn.academy.queries.seats import taken_in
from localturn.foundation.people.models import Organisation, Person, Role
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from localturn.foundation.seats import Taken
from makers.academy import NOON, make_enrolment, make_facilitator, make_person, make_run
from makers.marking import earn
from makers.people import make_membership, make_organisation

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)
AFTER_THE_END = NOON + timedelta(days=40)
ANA = Invitee("ana@example.org", "Ana", "fr")
BO = Invitee("bo@example.org", "Bo", "en")


# --- By themselves


def test_anybody_takes_a_seat_in_an_open_run() -> None:
    run, person = make_run(is_open=True), make_person()

    seat = actions.enrol(person, run=run, by=person, now=NOON)

    assert (seat.person, seat.way, seat.enrolled_at) == (person, Enrolment.Way.OPEN, NOON)


def test_who_enrols_twice_keeps_one_seat() -> None:
    run, person = make_run(is_open=True), make_person()

    first = actions.enrol(person, run=run, by=person, now=NOON)
    second = actions.enrol(person, run=run, by=person, now=LATER)

    assert first == second
    assert Enrolment.objects.count() == 1


def test_nobody_enrols_somebody_else() -> None:
    run = make_run(is_open=True)

    with pytest.raises(NotAllowed):
        actions.enrol(make_person(), run=run, by=make_person(), now=NOON)


def test_a_run_by_invitation_is_not_open_to_all() -> None:
    run, person = make_run(), make_person()

    with pytest.raises(NotAllowed, match="by invitation"):
        actions.enrol(person, run=run, by=person, now=NOON)


def test_enrolment_closes_after_its_last_minute() -> None:
    run, person = make_run(is_open=True, enrolment_closes_at=NOON), make_person()

    with pytest.raises(NotNow, match="has closed"):
        actions.enrol(person, run=run, by=person, now=NOON + timedelta(minutes=1))

    actions.enrol(person, run=run, by=person, now=NOON + timedelta(seconds=59))


def test_nobody_enters_a_run_that_has_ended() -> None:
    run, person = make_run(is_open=True), make_person()

    with pytest.raises(NotNow, match="has ended"):
        actions.enrol(person, run=run, by=person, now=AFTER_THE_END)


def test_when_all_seats_are_taken_the_next_is_told_so() -> None:
    run, person = make_run(is_open=True, capacity=1), make_person()
    make_enrolment(run)

    with pytest.raises(NotNow, match="All places"):
        actions.enrol(person, run=run, by=person, now=NOON)


def test_a_seat_given_up_is_free_again_and_taken_back_with_all_that_was_done() -> None:
    run, person = make_run(is_open=True, capacity=1), make_person()
    seat = actions.enrol(person, run=run, by=person, now=NOON)

    actions.withdraw(seat, by=person, now=LATER)
    assert taken_in(run, now=LATER) == Taken(0)
    again = actions.enrol(person, run=run, by=person, now=LATER)

    assert again == seat
    assert again.withdrawn_at is None


def test_only_the_participant_or_a_facilitator_gives_up_a_seat() -> None:
    seat = make_enrolment(make_run())

    with pytest.raises(NotAllowed):
        actions.withdraw(seat, by=make_person(), now=NOON)
    actions.withdraw(seat, by=make_facilitator(seat.run), now=NOON)

    seat.refresh_from_db()
    assert seat.withdrawn_at == NOON


def test_who_was_removed_does_not_take_the_seat_again_but_is_let_in() -> None:
    run, person = make_run(is_open=True), make_person()
    seat = actions.enrol(person, run=run, by=person, now=NOON)
    facilitator = make_facilitator(run)
    actions.withdraw(seat, by=facilitator, now=NOON)

    with pytest.raises(NotAllowed, match="A facilitator has ended your part"):
        actions.enrol(person, run=run, by=person, now=LATER)
    seat.refresh_from_db()
    assert seat.withdrawn_at == NOON

    actions.reinstate(seat, by=facilitator, now=LATER)
    seat.refresh_from_db()
    actions.withdraw(seat, by=person, now=LATER)
    assert actions.enrol(person, run=run, by=person, now=LATER).withdrawn_at is None


def test_only_an_invitation_sent_after_it_undoes_a_removal() -> None:
    run, person = make_run(is_open=True), make_person()
    facilitator = make_facilitator(run)
    own, forwarded = (
        actions.invite(run, invitees=[Invitee(email, "", "en")], by=facilitator, now=NOON).sent[0]
        for email in (person.email, "colleague@example.org")
    )
    seat = actions.enrol(person, run=run, by=person, now=NOON)
    actions.withdraw(seat, by=facilitator, now=LATER)

    for earlier, refusal in ((own, NotNow), (forwarded, NotAllowed)):
        with pytest.raises(refusal):
            actions.accept_invitation(earlier, by=person, now=LATER)
    after = LATER + timedelta(days=1)
    new = actions.invite(
        run, invitees=[Invitee(person.email, "", "en")], by=facilitator, now=after
    ).sent[0]
    again = actions.accept_invitation(new, by=person, now=after)

    assert (again, again.withdrawn_at, again.removed_at) == (seat, None, None)


@pytest.fixture
def removed() -> Enrolment:
    """The seat of a facilitator whom another facilitator has removed as a participant."""
    run, person = make_run(capacity=9), make_person("Fina")
    make_facilitator(run, person)
    seat = make_enrolment(run, person)
    actions.withdraw(seat, by=make_facilitator(run), now=NOON)
    seat.refresh_from_db()
    return seat


def invited(run: Run, email: str, by: Person) -> Invitation:
    invitee = Invitee(email, "", "en")
    return actions.invite(run, invitees=[invitee], by=by, now=LATER).sent[0]


def test_a_removed_facilitator_is_let_in_by_another_and_not_by_herself(removed: Enrolment) -> None:
    run, fina = removed.run, removed.person
    assert fina is not None

    with pytest.raises(NotAllowed, match="A facilitator has ended your part"):
        actions.accept_invitation(invited(run, fina.email, by=fina), by=fina, now=LATER)
    removed.refresh_from_db()
    assert (removed.withdrawn_at, removed.removed_at) == (NOON, NOON)

    Invitation.objects.update(withdrawn_at=LATER)
    others = invited(run, fina.email, by=make_facilitator(run))
    assert actions.accept_invitation(others, by=fina, now=LATER).withdrawn_at is None


def test_who_was_removed_is_not_let_in_by_the_invitation_of_somebody_else(
    removed: Enrolment,
) -> None:
    assert removed.person is not None
    removed.person.emailaddress_set.create(email="claimed@example.org", verified=False)
    removed.person.emailaddress_set.create(email="second@example.org", verified=True)
    facilitator = make_facilitator(removed.run)
    forwarded, claimed, second = (
        invited(removed.run, f"{name}@example.org", by=facilitator)
        for name in ("colleague", "claimed", "second")
    )

    for invitation in (forwarded, claimed):
        with pytest.raises(NotAllowed, match="A facilitator has ended your part"):
            actions.accept_invitation(invitation, by=removed.person, now=LATER)
    assert actions.accept_invitation(second, by=removed.person, now=LATER) == removed


def test_a_removed_facilitator_does_not_accept_her_own_nomination(removed: Enrolment) -> None:
    fina = removed.person
    assert fina is not None
    association = make_organisation("Association of towns")
    RunPartner.objects.create(run=removed.run, organisation=association)
    coordinator = make_person("Cara Coordinator")
    make_membership(coordinator, association, role=Role.COORDINATOR)
    standing = invited(removed.run, fina.email, by=make_facilitator(removed.run))
    nomination = nominate(removed.run, association, coordinator, fina.email)
    actions.decide_nomination(nomination, accept=True, answer="", by=fina, now=LATER)

    with pytest.raises(NotAllowed, match="A facilitator has ended your part"):
        actions.accept_invitation(standing, by=fina, now=LATER)


def test_who_left_a_moment_before_is_removed_all_the_same() -> None:
    run, person = make_run(is_open=True), make_person()
    seat = actions.enrol(person, run=run, by=person, now=NOON)
    as_the_facilitator_saw_it = Enrolment.objects.get(pk=seat.pk)
    actions.withdraw(seat, by=person, now=NOON)

    actions.withdraw(as_the_facilitator_saw_it, by=make_facilitator(run), now=LATER)

    seat.refresh_from_db()
    assert (seat.withdrawn_at, seat.removed_at) == (NOON, LATER)
    with pytest.raises(NotAllowed, match="A facilitator has ended your part"):
        actions.enrol(person, run=run, by=person, now=LATER)


def test_who_leaves_a_moment_after_they_were_removed_stays_removed() -> None:
    run, person = make_run(is_open=True), make_person()
    seat = actions.enrol(person, run=run, by=person, now=NOON)
    actions.withdraw(Enrolment.objects.get(pk=seat.pk), by=make_facilitator(run), now=NOON)

    actions.withdraw(seat, by=person, now=LATER)

    seat.refresh_from_db()
    assert (seat.withdrawn_at, seat.removed_at) == (NOON, NOON)


def test_a_facilitator_gives_a_seat_back() -> None:
    seat = make_enrolment(make_run(), withdrawn_at=NOON)

    actions.reinstate(seat, by=make_facilitator(seat.run), now=LATER)

    seat.refresh_from_db()
    assert seat.withdrawn_at is None


def test_who_comes_back_gets_what_was_earned_while_they_were_away() -> None:
    seat = make_enrolment(make_run(), withdrawn_at=NOON)
    assert earn(seat) is None

    actions.reinstate(seat, by=make_facilitator(seat.run), now=LATER)

    assert seat.certificates.count() == 1


# --- By invitation


def invite(run: Run, *invitees: Invitee) -> actions.Invited:
    return actions.invite(run, invitees=invitees, by=make_facilitator(run), now=NOON)


def test_an_invitation_keeps_a_place_until_it_is_taken() -> None:
    run = make_run(capacity=1, is_open=True)
    sent = invite(run, ANA).sent
    ana, other = make_person(email=ANA.email), make_person()

    with pytest.raises(NotNow, match="All places"):
        actions.enrol(other, run=run, by=other, now=LATER)
    seat = actions.accept_invitation(sent[0], by=ana, now=LATER)

    assert (seat.person, seat.way) == (ana, Enrolment.Way.INVITATION)
    assert taken_in(run, now=LATER) == Taken(1)


def test_a_place_kept_too_long_is_given_to_the_next() -> None:
    run = make_run(capacity=1, is_open=True, weeks=8)
    invitation = invite(run, ANA).sent[0]
    late, other = NOON + timedelta(days=30), make_person()

    actions.enrol(other, run=run, by=other, now=late)

    with pytest.raises(NotNow, match="run out"):
        actions.accept_invitation(invitation, by=make_person(), now=late)


def test_an_invitation_is_taken_with_another_address_than_the_one_invited() -> None:
    invitation = invite(make_run(), ANA).sent[0]
    somebody = make_person(email="ana@private.example")

    assert actions.accept_invitation(invitation, by=somebody, now=LATER).person == somebody


def test_an_invitation_is_used_once_but_opened_again_by_who_used_it() -> None:
    invitation = invite(make_run(), ANA).sent[0]
    ana = make_person(email=ANA.email)
    seat = actions.accept_invitation(invitation, by=ana, now=LATER)

    assert actions.accept_invitation(invitation, by=ana, now=LATER) == seat
    with pytest.raises(NotNow, match="used already"):
        actions.accept_invitation(invitation, by=make_person(), now=LATER)


def test_who_sits_or_is_invited_already_is_not_invited_twice() -> None:
    run = make_run()
    make_enrolment(run, make_person(email=ANA.email))
    invite(run, BO)

    report = actions.invite(run, invitees=[ANA, BO], by=make_facilitator(run), now=LATER)

    assert (report.sent, report.seated_already, report.invited_already) == ((), (ANA,), (BO,))
    assert Invitation.objects.count() == 1


def test_more_invitations_than_places_are_refused_together() -> None:
    run = make_run(capacity=1)

    with pytest.raises(NotNow, match="only 1 place left"):
        invite(run, ANA, BO)

    assert Invitation.objects.count() == 0


def test_an_invitation_taken_back_leads_nowhere_and_frees_its_place() -> None:
    run = make_run(capacity=1)
    invitation = invite(run, ANA).sent[0]

    actions.withdraw_invitation(invitation, by=make_facilitator(run), now=LATER)

    assert taken_in(run, now=LATER) == Taken(0)
    with pytest.raises(NotNow, match="withdrawn"):
        actions.accept_invitation(invitation, by=make_person(), now=LATER)


def test_an_invitation_that_has_run_out_is_sent_again() -> None:
    run = make_run(weeks=10)
    invitation = invite(run, ANA).sent[0]
    late = NOON + timedelta(days=31)

    actions.resend_invitation(invitation, by=make_facilitator(run), now=late)

    assert actions.accept_invitation(invitation, by=make_person(), now=late)


def test_who_left_is_invited_anew() -> None:
    run = make_run()
    ana = make_person(email=ANA.email)
    seat = actions.accept_invitation(invite(run, ANA).sent[0], by=ana, now=NOON)
    actions.withdraw(seat, by=ana, now=LATER)

    second = actions.invite(run, invitees=[ANA], by=make_facilitator(run), now=LATER).sent[0]

    assert actions.accept_invitation(second, by=ana, now=LATER) == seat


def test_only_a_facilitator_invites() -> None:
    with pytest.raises(NotAllowed):
        actions.invite(make_run(), invitees=[ANA], by=make_person(), now=NOON)


# --- By nomination


@pytest.fixture
def association() -> Organisation:
    return make_organisation("Association of towns")


@pytest.fixture
def run(association: Organisation) -> Run:
    run = make_run(capacity=2)
    RunPartner.objects.create(run=run, organisation=association)
    return run


@pytest.fixture
def coordinator(association: Organisation) -> Person:
    person = make_person("Cara Coordinator")
    make_membership(person, association, role=Role.COORDINATOR)
    return person


def nominate(run: Run, association: Organisation, by: Person, email: str = ANA.email) -> Nomination:
    return actions.nominate(
        run,
        organisation=association,
        name="Ana",
        email=email,
        language="fr",
        reason="She runs our welcome desk.",
        by=by,
        now=NOON,
    )


def test_a_nomination_that_is_accepted_becomes_an_invitation_and_a_seat(
    run: Run, association: Organisation, coordinator: Person
) -> None:
    nomination = nominate(run, association, coordinator)
    decided = actions.decide_nomination(
        nomination, accept=True, answer="", by=make_facilitator(run), now=LATER
    )
    assert decided.invitation is not None
    ana = make_person(email=ANA.email)
    seat = actions.accept_invitation(decided.invitation, by=ana, now=LATER)

    assert decided.state == Nomination.State.ACCEPTED
    assert (seat.way, seat.organisation) == (Enrolment.Way.NOMINATION, association)
    assert decided.invitation.language == "fr"


def test_a_nomination_is_declined_with_a_reason(
    run: Run, association: Organisation, coordinator: Person
) -> None:
    nomination = nominate(run, association, coordinator)
    facilitator = make_facilitator(run)

    with pytest.raises(Invalid, match="Say why"):
        actions.decide_nomination(nomination, accept=False, answer=" ", by=facilitator, now=LATER)
    decided = actions.decide_nomination(
        nomination, accept=False, answer="Too late.", by=facilitator, now=LATER
    )

    assert (decided.state, decided.answer) == (Nomination.State.DECLINED, "Too late.")
    assert Invitation.objects.count() == 0


def test_a_nomination_is_answered_once(
    run: Run, association: Organisation, coordinator: Person
) -> None:
    nomination = nominate(run, association, coordinator)
    facilitator = make_facilitator(run)
    actions.decide_nomination(nomination, accept=True, answer="", by=facilitator, now=LATER)

    with pytest.raises(NotNow, match="answered"):
        actions.decide_nomination(nomination, accept=False, answer="No", by=facilitator, now=LATER)


def test_a_nomination_is_withdrawn_with_the_place_that_it_kept_and_only_once(
    run: Run, association: Organisation, coordinator: Person
) -> None:
    nomination = nominate(run, association, coordinator)
    actions.decide_nomination(
        nomination, accept=True, answer="", by=make_facilitator(run), now=LATER
    )

    actions.withdraw_nomination(nomination, by=coordinator, now=LATER)

    assert taken_in(run, now=LATER) == Taken(0)
    with pytest.raises(NotNow, match="declined or withdrawn"):
        actions.withdraw_nomination(nomination, by=coordinator, now=LATER)


def test_only_a_coordinator_of_a_partner_nominates(
    run: Run, association: Organisation, coordinator: Person
) -> None:
    member = make_person()
    make_membership(member, association)

    with pytest.raises(NotAllowed):
        nominate(run, association, member)
    with pytest.raises(NotAllowed):
        nominate(make_run(), association, coordinator)


def test_nobody_is_nominated_twice(
    run: Run, association: Organisation, coordinator: Person
) -> None:
    nominate(run, association, coordinator)

    with pytest.raises(Invalid, match="nominated already"):
        nominate(run, association, coordinator, "ANA@example.org")


def test_a_full_run_accepts_no_nomination(
    run: Run, association: Organisation, coordinator: Person
) -> None:
    nomination = nominate(run, association, coordinator)
    make_enrolment(run)
    make_enrolment(run)

    with pytest.raises(NotNow, match="All places"):
        actions.decide_nomination(
            nomination, accept=True, answer="", by=make_facilitator(run), now=LATER
        )


def test_a_nomination_is_withdrawn_and_made_again(
    run: Run, association: Organisation, coordinator: Person
) -> None:
    actions.withdraw_nomination(nominate(run, association, coordinator), by=coordinator, now=LATER)

    assert nominate(run, association, coordinator).state == Nomination.State.WAITING
