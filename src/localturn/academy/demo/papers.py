"""Papers of the seminar: one proposed, one approved, one handed in and marked twice."""

from datetime import datetime, timedelta
from decimal import Decimal

from localturn.academy.actions import grading, hand_ins, papers, second_marks
from localturn.academy.actions.runs import add_facilitator
from localturn.academy.demo import setting
from localturn.academy.models import Enrolment, Run
from localturn.foundation.people.models import Person

DAY = timedelta(days=1)

OUTLINES = (
    (
        "A counter in the old station",
        "Who may be turned away at a counter for everybody?",
        "- Two mornings at the counter, with notes\n- The rules of the house, old and new\n"
        "- Interviews with two of the four who work there",
    ),
    (
        "Three numbers for one street",
        "Why do three offices count the same street differently?",
        "I compare the register, the school and the tax office **for one street**.",
    ),
    (
        "The harbour after the reform",
        "What has changed for seasonal workers?",
        "Newspapers of two years, and the minutes of the council.",
    ),
)

PAPER = """## The question

Two offices count the same street, and neither is wrong: one counts beds, the other people.

## The answer

Who decides what is counted decides who is seen."""


def papers_begin(run: Run, roles: setting.Roles, *, now: datetime) -> None:
    """Three students have proposed: the first waits, the second is approved, the third has handed
    in and asks for a second mark."""
    paper = run.version.activities.get(kind="paper")
    seats = list(run.enrolments.exclude(person=roles.participant).order_by("pk")[:3])
    for number, (seat, words) in enumerate(zip(seats, OUTLINES, strict=True)):
        title, question, outline = words
        proposal = papers.propose(
            seat,
            paper,
            title=title,
            question=question,
            outline=outline,
            by=_writer(seat),
            now=now - 5 * DAY,
        )
        if number:
            papers.answer(
                proposal,
                is_approved=True,
                sentence="A good question: keep to the one street." if number == 1 else "",
                by=roles.facilitator,
                now=now - 4 * DAY,
            )
    _mark_twice(run, seats[2], roles, now=now)


def _mark_twice(run: Run, seat: Enrolment, roles: setting.Roles, *, now: datetime) -> None:
    writer = _writer(seat)
    colleague = setting.former("lecturer", "Jelena Marković", now=now - 5 * DAY)
    add_facilitator(run, person=colleague, by=roles.facilitator, now=now - 4 * DAY)
    paper = run.version.activities.get(kind="paper")
    work = hand_ins.hand_in(seat, paper, PAPER, by=writer, now=now - 3 * DAY).hand_in
    grading.mark(
        work,
        points=Decimal(22),
        feedback="Clear, and short of sources: only one office has a voice.",
        by=colleague,
        now=now - 2 * DAY,
    )
    why = "The second office did not answer my letters, which I say on the first page."
    second_marks.ask(work, why=why, by=writer, now=now - DAY)


def _writer(seat: Enrolment) -> Person:
    if seat.person is None:
        raise ValueError("this seat is nobody's")
    return seat.person
