"""Two awards in one run: a basic credit, and a further one for who has written a paper as well."""

from datetime import timedelta
from decimal import Decimal

import pytest

from localturn.academy.actions import grading, hand_ins
from localturn.academy.actions.groupwork import settle_group_works
from localturn.academy.domain.awards import standing
from localturn.academy.models import Enrolment
from localturn.academy.queries.standing import awards_of, evidence_of
from localturn.academy.views.explaining import explain
from localturn.foundation import moments
from makers.groups import AFTER, BEFORE, Seminar

pytestmark = pytest.mark.django_db


def credit(seat: Enrolment) -> Decimal:
    """What a person's certificates carry together."""
    contents = seat.certificates.values_list("content", flat=True)
    return sum((Decimal(each["credits"]) for each in contents), Decimal(0))


def test_everything_and_a_paper_is_six_no_paper_three_and_an_owed_comment_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = Seminar(with_paper=True, each=1)
    seats = [seminar.seats[group][0] for group in seminar.groups]
    everything, no_paper, owing = seats
    for seat in seats:
        seminar.hand_in(seat)
    for seat in (everything, owing):
        assert seat.person is not None
        paper = seminar.run.version.activities.get(kind="paper")
        work = hand_ins.hand_in(seat, paper, "My paper.", by=seat.person, now=BEFORE).hand_in
        points = Decimal(15)
        grading.mark(work, points=points, feedback="", by=seminar.facilitator, now=BEFORE)
    monkeypatch.setattr(moments, "now", lambda: AFTER)
    settle_group_works.call()

    for seat in seats:
        others = [group for group in seminar.groups if seminar.seats[group][0] != seat]
        for group in others[: 1 if seat == owing else 2]:
            seminar.comment(seat, group)

    assert [credit(seat) for seat in seats] == [6, 3, 0]
    awards = awards_of(seminar.run)
    assert [(a.title, a.credits, a.credit_kind) for a in awards] == [
        ("Basic credit", Decimal(3), "ECTS"),
        ("Further credit", Decimal(3), "ECTS"),
    ]
    now = AFTER + timedelta(hours=1)
    said = {
        seat.pk: [
            missing.title
            for award in awards
            for line in explain(standing(award, evidence_of(seat)), run=seminar.run, now=now).lines
            for missing in line.missing
        ]
        for seat in seats
    }
    owed = "Presentation: you owe a comment on group 2"
    assert said == {everything.pk: [], no_paper.pk: ["Term paper"], owing.pk: [owed, owed]}
