"""The mark of a course with two awards: of what each student's credit points rest on."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from localturn.academy.actions import grading, hand_ins
from localturn.academy.actions.groupwork import mark_group, settle_group_works
from localturn.academy.models import Enrolment, Nomination
from localturn.exchange.actions import transcripts
from localturn.exchange.models import Listing
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from makers.exchange import make_coordinator, make_listing, make_partner, make_university
from makers.groups import AFTER, BEFORE, Seminar

pytestmark = pytest.mark.django_db

OVER = AFTER + timedelta(days=60)
STEPS = "1.0; 90; 20\n2.0; 75; 45\n3.0; 60; 25\n4.0; 50; 10"


class Ended:
    """A seminar for two awards that is over: everybody presented for so many of 10 points, and the
    first wrote a paper for 15 of 20."""

    def __init__(self, *points: int) -> None:
        self.seminar = Seminar(with_paper=True, each=1, groups=len(points))
        self.seats = [self.seminar.seats[group][0] for group in self.seminar.groups]
        for seat in self.seats:
            self.seminar.hand_in(seat)
        self._write_the_paper(self.seats[0])
        with moments.travelled(AFTER - moments.now()):
            settle_group_works.call()
        for seat in self.seats:
            for group in self.seminar.groups:
                if self.seminar.seats[group][0] != seat:
                    self.seminar.comment(seat, group)
        for group, number in zip(self.seminar.groups, points, strict=True):
            mark_group(
                self.seminar.state,
                group,
                points=Decimal(number),
                feedback="",
                by=self.seminar.facilitator,
                now=AFTER,
            )
        host = make_partner()
        self.keeper: Person = make_coordinator(host)
        home = make_partner(host.consortium, make_university("Lakeside University")).organisation
        self.listing: Listing = make_listing(host, by=self.keeper)
        self.listing.run = self.seminar.run
        self.listing.save()
        for seat in self.seats:
            _nominated(seat, home)
        transcripts.set_scale(
            self.listing,
            name="German scale",
            reference="Social sciences",
            students=400,
            steps=STEPS,
            by=self.keeper,
            now=OVER,
        )

    def _write_the_paper(self, seat: Enrolment) -> None:
        paper = self.seminar.run.version.activities.get(kind="paper")
        assert seat.person is not None
        work = hand_ins.hand_in(seat, paper, "My paper.", by=seat.person, now=BEFORE).hand_in
        grading.mark(work, points=Decimal(15), feedback="", by=self.seminar.facilitator, now=BEFORE)


def _nominated(seat: Enrolment, home: object) -> None:
    assert seat.person is not None
    Nomination.objects.create(
        run=seat.run,
        organisation=home,
        name=seat.person.name,
        email=seat.person.email,
        language="en",
        state=Nomination.State.ACCEPTED,
        nominated_at=BEFORE,
        seat=seat,
    )


def test_who_wrote_no_paper_is_marked_without_its_points() -> None:
    ended = Ended(9, 10)

    made = transcripts.issue(ended.listing, by=ended.keeper, now=OVER)

    said = {each.enrolment_id: each.content or {} for each in made}
    assert [
        (len(one["credits"]), one["points"], one["of"], one["mark"])
        for one in (said[seat.pk] for seat in ended.seats)
    ] == [(2, "24", "30", "2.0"), (1, "10", "10", "1.0")]


def test_a_host_is_warned_of_who_has_passed_and_reaches_no_step() -> None:
    ended = Ended(9, 4)
    client = Client()
    client.force_login(ended.keeper)
    with moments.travelled(OVER - moments.now()):
        page = client.get(f"/exchange/listings/{ended.listing.pk}/transcripts/").text

    assert "1 student has passed and reaches no step of the scale" in page
