"""A seminar of half a year ago, and the transcript of the one who came from abroad."""

from datetime import datetime, timedelta
from decimal import Decimal

from localturn.academy.actions import (
    attendance,
    forum,
    grading,
    groups,
    groupwork,
    hand_ins,
    papers,
    progress,
    runs,
)
from localturn.academy.actions import enrolment as seats
from localturn.academy.actions.enrolment import partners
from localturn.academy.domain.attendance import Mark, Presence
from localturn.academy.domain.rubric import Judged
from localturn.academy.models import CourseVersion, Enrolment, Invitation, Run
from localturn.academy.queries.groupwork import states_in, works_of
from localturn.academy.queries.rubrics import rubric_of
from localturn.exchange.actions import transcripts
from localturn.exchange.models import Listing, Partner
from localturn.foundation import moments
from localturn.foundation.people.models import Person

DAY = timedelta(days=1)

STEPS = """12; 92; 10.5
10; 83; 24.5
7; 70; 33
4; 60; 22
02; 50; 10"""
"""The Danish scale; the shares are invented."""


def happen(
    listing: Listing, home: Partner, student: Person, *, keeper: Person, now: datetime
) -> None:
    """The student had a group of one, wrote a paper, and has six credit points."""
    version = CourseVersion.objects.get(course__slug="urban-seminar", number=1)
    guide = version.runs.get().facilitators.order_by("pk")[0].person
    begun = now - 190 * DAY
    run = runs.open_run(
        version,
        slug="urban-seminar-of-last-term",
        title="Last term",
        zone=listing.zone,
        starts_on=moments.day_in(begun, listing.zone),
        ends_on=moments.day_in(begun, listing.zone) + 40 * DAY,
        is_open=False,
        capacity=25,
        host=listing.host,
        partners=[],
        by=guide,
        now=begun - 10 * DAY,
    )
    seat = _seat(run, student, home, by=guide, now=begun - 5 * DAY)
    _do(run, seat, student, guide, begun=begun)
    listing.run, listing.outside_url = run, ""
    listing.save(update_fields=["run", "outside_url"])
    transcripts.set_scale(
        listing,
        name="Danish seven-point scale",
        reference="Social sciences, Master, three years",
        students=418,
        steps=STEPS,
        by=keeper,
        now=now - 2 * DAY,
    )
    transcripts.issue(listing, by=keeper, now=now - DAY)


def _seat(run: Run, student: Person, home: Partner, *, by: Person, now: datetime) -> Enrolment:
    university = home.organisation
    partners.open_to_partners(run, quotas={university.pk: 1}, by=by, now=now)
    partners.take_in(run, student, organisation=university, by=by, now=now)
    kept = Invitation.objects.get(nomination__run=run, email=student.email)
    return seats.accept_invitation(kept, by=student, now=now + timedelta(hours=20))


def _do(run: Run, seat: Enrolment, student: Person, guide: Person, *, begun: datetime) -> None:
    activities = run.version.activities
    meeting, blog = activities.filter(kind="webinar")[0], activities.get(kind="blog")
    marks = {seat.pk: Mark(Presence.PRESENT, 118)}
    attendance.mark_attendance(meeting, run=run, marks=marks, by=guide, now=begun + DAY)
    for reading in activities.filter(kind="reading"):
        progress.record_done(seat, reading, now=begun + DAY)
    title, body = "Who is counted at sea?", "Nobody, it seems, **until they land**."
    forum.post(blog, run=run, title=title, body=body, by=student, now=begun + DAY)
    grouping = run.groupings.get()
    (group,) = groups.add_groups(grouping, 1, by=guide)
    groups.move(grouping, seat, group, by=guide, now=begun + DAY)
    (state,) = states_in(works_of([run.pk]))
    text = "One town, and who is counted in it."
    groupwork.hand_in(seat, state, text, based_on=0, by=student, now=begun + 2 * DAY)
    (state,) = states_in(works_of([run.pk]))
    groupwork.settle(state, now=begun + 20 * DAY)
    groupwork.mark_group(
        state,
        group,
        judged=[Judged(each.id, len(each.levels) - 1) for each in rubric_of(state.work.activity)],
        feedback="A clear account of one town.",
        by=guide,
        now=begun + 21 * DAY,
    )
    paper = activities.get(kind="paper")
    proposal = papers.propose(
        seat,
        paper,
        title="Registers of a harbour town",
        question="Who is left out of the register of a harbour town?",
        outline="Two registers, compared street by street.",
        by=student,
        now=begun + 3 * DAY,
    )
    papers.answer(proposal, is_approved=True, sentence="", by=guide, now=begun + 4 * DAY)
    work = hand_ins.hand_in(
        seat, paper, "Whoever comes by ship is in neither.", by=student, now=begun + 30 * DAY
    ).hand_in
    grading.mark(
        work,
        points=Decimal(34),
        feedback="Well argued.",
        by=guide,
        now=begun + 35 * DAY,
    )
