"""Papers: proposed, approved, handed in, marked; by a second marker on request."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from localturn.academy.actions import grading, papers, second_marks
from localturn.academy.actions.paper_reminders import remind_of_proposals
from localturn.academy.actions.returning import return_work
from localturn.academy.calendar import calendar_entries
from localturn.academy.domain.awards import standing
from localturn.academy.models import GradeEntry, HandIn, Proposal, SecondMark
from localturn.academy.queries.gradebook import person_results
from localturn.academy.queries.marking import to_mark
from localturn.academy.queries.standing import awards_of, evidence_of
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from makers.academy import NOON, make_facilitator, make_person
from makers.papers import Writing

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)


def test_a_paper_is_handed_in_once_its_proposal_is_approved() -> None:
    writing = Writing()
    with pytest.raises(NotNow, match="Send a proposal first"):
        writing.hand_in()
    writing.propose()
    with pytest.raises(NotNow, match="waits for an answer"):
        writing.hand_in()

    writing.approve()

    assert writing.hand_in().number == 1
    assert [m.template for m in Message.objects.filter(person=writing.writer)] == [
        "academy/mail/proposal_answered"
    ]


def test_changes_are_asked_for_with_a_sentence_and_a_new_proposal_is_another() -> None:
    writing = Writing()
    row = writing.propose()
    with pytest.raises(Invalid, match="what is to be changed"):
        papers.answer(row, is_approved=False, sentence=" ", by=writing.first, now=NOON)
    papers.answer(row, is_approved=False, sentence="Too wide.", by=writing.first, now=NOON)
    with pytest.raises(Invalid, match="Work on it first"):
        writing.propose()
    with pytest.raises(NotNow, match="Changes to your proposal"):
        writing.hand_in()

    again = writing.propose(question="Who decides in one town?")
    writing.approve()

    assert again.number == 2
    assert list(Proposal.objects.values_list("is_approved", "answer")) == [
        (False, "Too wide."),
        (True, ""),
    ]
    with pytest.raises(NotNow, match="has been approved"):
        writing.propose(title="Another")


def test_nobodys_paper_waits_for_an_answer_that_does_not_come() -> None:
    writing = Writing()
    writing.propose()
    with pytest.raises(NotNow):
        writing.hand_in(now=NOON + 7 * A_DAY - timedelta(seconds=1))

    assert writing.hand_in(now=NOON + 7 * A_DAY).number == 1


def test_a_proposal_has_its_own_deadline_that_follows_the_papers_until_a_run_says_a_day() -> None:
    writing = Writing(proposal_days=14)
    by_course = datetime(2027, 3, 21, 22, 59, tzinfo=UTC)  # two weeks before 4 April, 23:59 CEST

    def deadlines() -> dict[str, datetime]:
        span = {"since": NOON, "until": NOON + 60 * A_DAY}
        found = calendar_entries(writing.writer, **span)
        due = [each for each in found if each.kind.name == "DUE"]
        return {each.title: each.starts for each in due if isinstance(each.starts, datetime)}

    assert deadlines()["Proposal: Term paper"] == by_course
    with pytest.raises(Invalid, match="earlier day"):
        papers.set_proposals_due(
            writing.run, writing.activity, date(2027, 4, 5), by=writing.first, now=NOON
        )
    papers.set_proposals_due(
        writing.run, writing.activity, date(2027, 3, 29), by=writing.first, now=NOON
    )

    # the clocks have gone forward the night before: 23:59 on the wall is an hour earlier
    assert deadlines()["Proposal: Term paper"] == datetime(2027, 3, 29, 21, 59, tzinfo=UTC)
    assert writing.propose(now=NOON + 20 * A_DAY).is_late
    papers.set_proposals_due(writing.run, writing.activity, None, by=writing.first, now=NOON)
    assert deadlines()["Proposal: Term paper"] == by_course


def test_who_has_sent_no_proposal_is_reminded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    writing = Writing(proposal_days=14)
    monkeypatch.setattr(moments, "now", lambda: NOON + 10 * A_DAY)

    remind_of_proposals.call()
    remind_of_proposals.call()

    message = Message.objects.get()
    assert (message.person, message.template) == (writing.writer, "academy/mail/proposal_near")


def test_a_paper_is_passed_with_so_many_points_and_its_credit_is_on_the_certificate() -> None:
    writing = Writing(proposal=False)
    (award,) = awards_of(writing.run)

    def missing() -> list[Decimal | None]:
        (requirement,) = standing(award, evidence_of(writing.seat)).requirements
        return [fact.points for fact in requirement.missing]

    assert missing() == [None]
    writing.hand_in()
    writing.mark(11)
    assert missing() == [Decimal(11)]
    assert not writing.seat.certificates.exists()
    entry = GradeEntry.objects.get()
    grading.correct(entry, points=Decimal(12), reason="Counted anew.", by=writing.first, now=NOON)

    assert missing() == []
    content = writing.seat.certificates.get().content
    assert (content["credits"], content["credit_kind"]) == ("3", "ECTS")


def second_marked(writing: Writing, first: int = 10, second: int = 16) -> SecondMark:
    writing.hand_in()
    writing.mark(first)
    marking = second_marks.ask(
        HandIn.objects.get(), why="I differ.", by=writing.writer, now=NOON + A_DAY
    )
    return second_marks.mark_second(
        marking,
        points=Decimal(second),
        feedback="Better than that.",
        by=writing.second,
        now=NOON + 2 * A_DAY,
    )


def test_while_a_second_mark_is_awaited_none_counts_and_the_second_marker_knows_nothing() -> None:
    writing = Writing(proposal=False)
    writing.hand_in()
    writing.mark(15)
    assert writing.seat.certificates.count() == 1
    work = HandIn.objects.get()
    second_marks.ask(work, why="Look again.", by=writing.first, now=NOON)

    assert not GradeEntry.objects.filter(is_standing=True).exists()
    seen = {
        person.name: [
            int(entry.points)
            for result in person_results(writing.seat, to=person, now=NOON).activities
            for entry in result.entries
        ]
        for person in (writing.first, writing.second, writing.writer)
    }
    assert seen == {"Fatima First": [15], "Selma Second": [], "Ana Petrovska": [15]}
    assert [each.kind for each in to_mark(writing.run, by=writing.second)] == ["second"]
    assert to_mark(writing.run, by=writing.first) == []
    with pytest.raises(NotNow, match="second marker"):
        writing.mark(3, by=writing.second)
    with pytest.raises(NotNow, match="second marker"):
        return_work(work, sentence="Again", due_on=date(2027, 4, 1), by=writing.first, now=NOON)
    with pytest.raises(NotNow, match="has been marked"):
        writing.hand_in("Another text.")
    # what was earned stays earned until there is a result
    assert writing.seat.certificates.get().shortfall == []


def test_nobody_marks_second_what_they_marked_first_or_wrote() -> None:
    writing = Writing(proposal=False)
    writing.hand_in()
    writing.mark(10)
    make_facilitator(writing.run, writing.writer)
    marking = second_marks.ask(HandIn.objects.get(), why="Why?", by=writing.writer, now=NOON)

    for person in (writing.first, writing.writer, make_person()):
        with pytest.raises(NotAllowed):
            second_marks.mark_second(marking, points=Decimal(1), feedback="", by=person, now=NOON)


def test_two_marks_that_are_the_same_are_the_result() -> None:
    writing = Writing(proposal=False)

    marking = second_marked(writing, 12, 12)

    assert marking.result is not None
    assert (marking.how, marking.result.points) == ("same", Decimal(12))
    assert writing.seat.certificates.count() == 1


def test_two_markers_agree_on_a_result_between_their_marks_and_both_marks_stay() -> None:
    writing = Writing(proposal=False)
    marking = second_marked(writing)
    assert not writing.seat.certificates.exists()
    with pytest.raises(Invalid, match="between the two"):
        second_marks.offer(marking, Decimal(17), by=writing.first, now=NOON)

    second_marks.offer(marking, Decimal(13), by=writing.first, now=NOON)
    assert second_marks.offer(marking, Decimal(14), by=writing.second, now=NOON).result is None
    settled = second_marks.offer(marking, Decimal(14), by=writing.first, now=NOON)

    assert settled.how == "agreed"
    rows = GradeEntry.objects.order_by("pk").values_list("origin", "points", "is_standing")
    assert [(origin, int(points), stands) for origin, points, stands in rows] == [
        ("facilitator", 10, False),
        ("second", 16, False),
        ("result", 14, True),
    ]
    assert writing.seat.certificates.count() == 1
    with pytest.raises(NotNow, match="a result already"):
        second_marks.offer(marking, Decimal(15), by=writing.second, now=NOON)


def test_if_they_do_not_agree_the_lead_decides_with_a_reason() -> None:
    writing = Writing(proposal=False)
    marking = second_marked(writing)
    third = make_facilitator(writing.run, make_person("Tara Third"))
    with pytest.raises(NotAllowed, match="lead facilitator"):
        second_marks.decide(marking, Decimal(12), reason="So.", by=writing.first, now=NOON)
    with pytest.raises(Invalid, match="Say why"):
        second_marks.decide(marking, Decimal(12), reason=" ", by=third, now=NOON)

    settled = second_marks.decide(
        marking, Decimal(12), reason="The method is sound.", by=third, now=NOON
    )

    assert settled.result is not None
    assert (settled.how, settled.result.reason) == ("decided", "The method is sound.")


def test_a_second_mark_needs_another_facilitator_and_is_asked_for_in_time() -> None:
    writing = Writing(proposal=False)
    writing.hand_in()
    writing.mark(10)
    work = HandIn.objects.get()
    with pytest.raises(NotNow, match="within 14 days"):
        second_marks.ask(work, why="Late.", by=writing.writer, now=NOON + 14 * A_DAY)
    with pytest.raises(NotAllowed):
        second_marks.ask(work, why="Mine.", by=writing.second, now=NOON)
    writing.run.facilitators.filter(person=writing.second).delete()

    with pytest.raises(NotNow, match="another facilitator has to be added"):
        second_marks.ask(work, why="Why?", by=writing.writer, now=NOON)


def test_a_paper_comes_back_only_where_the_course_takes_it_a_second_time() -> None:
    writing = Writing(proposal=False, resubmission=False)
    work = writing.hand_in()

    with pytest.raises(NotNow, match="no paper a second time"):
        return_work(work, sentence="Again", due_on=date(2027, 4, 1), by=writing.first, now=NOON)
