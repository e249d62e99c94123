"""Evidence is gathered from what is recorded, and an award is issued once it is earned."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from localturn.academy.actions.awards import reconsider
from localturn.academy.domain.awards import standing
from localturn.academy.models import Activity, Completion, Enrolment, GradeEntry, Post
from localturn.academy.queries.standing import awards_of, evidence_for, evidence_of
from makers.academy import NOON, make_enrolment, make_run

pytestmark = pytest.mark.django_db


def do_everything(enrolment: Enrolment, *, points: int, but: str = "") -> None:
    for activity in Activity.objects.filter(version=enrolment.run.version).exclude(stable_id=but):
        Completion.objects.create(enrolment=enrolment, activity=activity, done_at=NOON)
        if activity.kind == "discussion":
            Post.objects.create(
                run=enrolment.run,
                activity=activity,
                author=enrolment.person,
                body="A thought",
                body_html="<p>A thought</p>",
                posted_at=NOON,
                counted_at=NOON,
            )
        if activity.kind == "final-test":
            GradeEntry.objects.create(
                enrolment=enrolment,
                activity=activity,
                points=points,
                origin=GradeEntry.Origin.ATTEMPT,
                entered_at=NOON,
            )


def test_nothing_recorded_is_nothing_done() -> None:
    evidence = evidence_of(make_enrolment(make_run()))

    assert evidence.points == 0
    assert [f.activity_id for f in evidence.facts if f.done] == []
    assert len(evidence.facts) == 7


def test_an_award_is_issued_once_however_often_it_is_reconsidered() -> None:
    enrolment = make_enrolment(make_run())
    do_everything(enrolment, points=72)

    first = reconsider(enrolment, now=NOON)
    again = reconsider(enrolment, now=NOON + timedelta(days=1))

    assert [c.award_id for c in first] == ["certificate"]
    assert again == []
    assert enrolment.certificates.count() == 1


@pytest.mark.parametrize(("points", "but"), [(59, ""), (85, "reading-1")])
def test_no_certificate_while_something_is_missing(points: int, but: str) -> None:
    enrolment = make_enrolment(make_run())
    do_everything(enrolment, points=points, but=but)

    assert reconsider(enrolment, now=NOON) == []


def test_a_corrected_grade_counts_and_the_one_it_replaces_does_not() -> None:
    enrolment = make_enrolment(make_run())
    do_everything(enrolment, points=20)
    old = enrolment.grades.get()
    GradeEntry.objects.filter(pk=old.pk).update(is_standing=False)
    GradeEntry.objects.create(
        enrolment=enrolment,
        activity=old.activity,
        points=Decimal("30.5"),
        origin=GradeEntry.Origin.CORRECTION,
        replaces=old,
        entered_at=NOON,
    )

    assert evidence_of(enrolment).points == Decimal("30.5")


def test_another_participants_facts_are_not_mine() -> None:
    run = make_run()
    mine, theirs = make_enrolment(run), make_enrolment(run)
    do_everything(theirs, points=72)

    award = awards_of(run)[0]
    assert not standing(award, evidence_of(mine)).earned
    assert standing(award, evidence_of(theirs)).earned


@pytest.mark.parametrize("people", [1, 3])
def test_evidence_of_many_takes_as_many_statements_as_of_one(people: int) -> None:
    run = make_run()
    enrolments = [make_enrolment(run) for _ in range(people)]
    evidence_for(run, enrolments)

    with CaptureQueriesContext(
        connection,
    ) as statements:
        evidence_for(run, enrolments)

    assert len(statements) == 4
