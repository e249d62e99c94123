"""The learning agreement: each confirmation is bound to the words that were read."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from localturn.exchange.actions import applications as actions
from localturn.exchange.domain.agreements import Terms
from localturn.exchange.domain.applications import Party, Stage
from localturn.exchange.models import Agreement, Application, Confirmation
from localturn.exchange.queries.applications import agreement_of, missing_in
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from makers.exchange import NOON, Applied, make_application, make_applied

pytestmark = pytest.mark.django_db

TERMS = Terms("Towns on the move", "SOC-4711", Decimal(6), "Free elective", Decimal(5))


def make_agreement() -> tuple[Applied, Application, Person]:
    world = make_applied()
    application = make_application(world, Stage.ACCEPTED)
    assert application.student is not None
    actions.propose(application, TERMS, by=application.student, now=NOON)
    return world, application, application.student


def confirm(application: Application, party: Party, by: Person) -> None:
    digest = Agreement.objects.get(application=application).digest
    actions.confirm(application, party=party, digest=digest, by=by, now=NOON)


def missing(application: Application) -> list[Party]:
    agreement, confirmed = agreement_of(application)
    assert agreement is not None
    return missing_in(agreement, confirmed)


def test_an_agreement_stands_when_all_three_have_confirmed_the_same_words() -> None:
    world, application, student = make_agreement()
    left = [missing(application)]
    confirm(application, Party.STUDENT, student)
    confirm(application, Party.HOST, world.host_keeper)
    left.append(missing(application))
    confirm(application, Party.HOME, world.keeper)
    left.append(missing(application))

    assert left == [list(Party), [Party.HOME], []]


def test_a_change_takes_the_confirmations_back_also_when_it_is_undone() -> None:
    world, application, student = make_agreement()
    confirm(application, Party.STUDENT, student)
    other = replace(TERMS, recognised_points=Decimal(6))

    actions.propose(application, other, by=world.keeper, now=NOON)
    changed = missing(application)
    actions.propose(application, TERMS, by=world.keeper, now=NOON)

    assert changed == missing(application) == list(Party)


def test_nobody_confirms_for_another_twice_or_what_was_changed_meanwhile() -> None:
    world, application, student = make_agreement()
    read = Agreement.objects.get(application=application).digest
    confirm(application, Party.STUDENT, student)

    with pytest.raises(NotNow, match="confirmed already"):
        confirm(application, Party.STUDENT, student)
    with pytest.raises(NotAllowed):
        confirm(application, Party.HOME, student)
    with pytest.raises(NotAllowed, match="The student or the home university proposes"):
        actions.propose(application, replace(TERMS, course="?"), by=world.host_keeper, now=NOON)
    with pytest.raises(Invalid, match="what the agreement says already"):
        actions.propose(application, TERMS, by=student, now=NOON)
    actions.propose(application, replace(TERMS, course="Towns"), by=student, now=NOON)
    with pytest.raises(NotNow, match="changed meanwhile"):
        actions.confirm(application, party=Party.HOST, digest=read, by=world.host_keeper, now=NOON)


def test_nothing_is_agreed_before_there_is_a_place() -> None:
    application = make_application(make_applied(), Stage.NOMINATED)
    assert application.student is not None

    with pytest.raises(NotNow):
        actions.propose(application, TERMS, by=application.student, now=NOON)


@pytest.mark.both
def test_the_database_keeps_every_confirmation() -> None:
    _world, application, student = make_agreement()
    confirm(application, Party.STUDENT, student)

    with pytest.raises(DatabaseError), transaction.atomic():
        Confirmation.objects.update(digest="0" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        Confirmation.objects.all().delete()
