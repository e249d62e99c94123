"""Papers after something else has happened: returned, corrected, moved along, their people gone."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from localturn.academy.actions import grading, papers, second_marks
from localturn.academy.actions.returning import return_work
from localturn.academy.domain.pace import Start
from localturn.academy.domain.papers import proposal_due
from localturn.academy.domain.rubric import Judged
from localturn.academy.domain.schedule import Span
from localturn.academy.models import Enrolment, GradeEntry, HandIn, SecondMark
from localturn.academy.permissions import can_read_file
from localturn.academy.queries.agenda import open_tasks
from localturn.academy.queries.gradebook import person_results
from localturn.academy.queries.marking import number_to_mark, to_mark
from localturn.academy.queries.moving import move_of
from localturn.foundation import moments
from localturn.foundation.files.models import StoredFile
from localturn.foundation.mail.models import Message
from localturn.foundation.people.actions.erasure import erase_person
from localturn.foundation.people.actions.merging import merge_persons
from localturn.foundation.people.models import Person
from localturn.foundation.people.queries.personal_data import copy_of, handed_over_first
from localturn.foundation.personal_data import File, Section, Wishes
from localturn.foundation.refusals import NotAllowed, NotNow
from makers.academy import NOON, make_enrolment, make_facilitator, make_person
from makers.files import upload
from makers.papers import Writing
from makers.people import make_operator

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _on_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moments, "now", lambda: NOON)


def page_of(writing: Writing, person: Person) -> str:
    return shown(writing, person, "activity")


def shown(writing: Writing, person: Person, name: str, *more: object, **asked: object) -> str:
    browser = Client()
    browser.force_login(person)
    address = reverse(f"academy:{name}", args=[writing.run.slug, "term-paper", *more])
    answer = browser.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_second_mark_is_of_the_last_version_that_was_not_returned() -> None:
    writing = Writing(proposal=False)
    first = writing.hand_in()
    writing.mark(5)
    return_work(first, sentence="Again.", due_on=date(2027, 4, 1), by=writing.first, now=NOON)

    with pytest.raises(NotNow, match="has been returned"):
        writing.ask()
    assert "Ask for a second marker" not in page_of(writing, writing.writer)
    writing.hand_in("Another text.")
    with pytest.raises(NotNow, match="has been returned"):
        second_marks.ask(first, why="That one.", by=writing.writer, now=NOON)
    writing.mark(18)

    assert GradeEntry.objects.get(is_standing=True).points == 18


def test_who_marked_first_stays_who_did_when_a_run_is_moved() -> None:
    writing = Writing(proposal=False)
    writing.hand_in()
    given = writing.mark(10)
    writing.move(by=writing.second, now=NOON + 10 * A_DAY, points=40)

    stands = GradeEntry.objects.get(is_standing=True)
    assert (stands.points, stands.entered_by, stands.entered_at, stands.replaces) == (
        Decimal(20),
        writing.first,
        NOON,
        given,
    )
    with pytest.raises(NotNow, match="within 14 days"):
        writing.ask(now=NOON + 14 * A_DAY)
    marking = writing.ask(now=NOON + 13 * A_DAY)
    seen = {
        person.name: [
            int(entry.points)
            for result in person_results(writing.seat, to=person, now=NOON).activities
            for entry in result.entries
        ]
        for person in (writing.first, writing.second)
    }
    assert seen == {"Fatima First": [20, 10], "Selma Second": []}
    with pytest.raises(NotAllowed):
        second_marks.mark_second(
            marking, points=Decimal(1), feedback="", by=writing.first, now=NOON
        )
    assert writing.mark_second(25).second is not None


def test_files_with_remarks_stay_with_the_work_whatever_becomes_of_its_mark() -> None:
    writing = Writing(proposal=False)
    writing.hand_in()
    entry = writing.mark(10, annotated=[upload("with remarks.pdf")])
    assert "with remarks.pdf" in page_of(writing, writing.writer)

    grading.correct(entry, points=Decimal(11), reason="Counted.", by=writing.first, now=NOON)
    assert "with remarks.pdf" in page_of(writing, writing.writer)
    writing.move(by=writing.second)
    assert "with remarks.pdf" in page_of(writing, writing.writer)


def test_files_with_remarks_are_hidden_like_the_mark_that_they_came_with() -> None:
    writing = Writing(proposal=False)
    writing.hand_in()
    writing.mark(10, annotated=[upload("first.pdf")])
    writing.move(by=writing.second)
    writing.ask()
    writing_of = {"first": StoredFile.objects.get(name="first.pdf").subject}

    def may_read(which: str) -> list[bool]:
        people = (writing.first, writing.second, writing.writer)
        return [can_read_file(writing_of[which], person, now=NOON) for person in people]

    assert may_read("first") == [True, False, True]
    writing.mark_second(16, annotated=[upload("second.pdf")])
    writing_of["second"] = StoredFile.objects.get(name="second.pdf").subject
    assert (may_read("first"), may_read("second")) == ([True] * 3, [True, True, False])
    page = page_of(writing, writing.writer)
    assert "first.pdf" in page
    assert "second.pdf" not in page

    second_marks.offer(SecondMark.objects.get(), Decimal(12), by=writing.second, now=NOON)
    second_marks.offer(SecondMark.objects.get(), Decimal(12), by=writing.first, now=NOON)
    assert may_read("second") == [True] * 3
    page = page_of(writing, writing.writer)
    assert (page.count(">first.pdf"), page.count(">second.pdf")) == (1, 1)


def copied(person: Person) -> tuple[list[str], dict[str, Section]]:
    copy = list(copy_of(person))
    files = [each.name.rpartition("-")[2] for each in copy if isinstance(each, File)]
    return files, {each.name: each for each in copy if isinstance(each, Section)}


def test_a_copy_has_the_files_with_remarks_in_ones_work_and_no_second_mark_before_its_time() -> (
    None
):
    writing = Writing(proposal=False)
    writing.hand_in()
    writing.mark(10, annotated=[upload("first.pdf")])
    writing.ask()
    marking = writing.mark_second(16, annotated=[upload("second.pdf")])
    second_marks.offer(marking, Decimal(12), by=writing.second, now=NOON)

    assert copied(writing.first)[0] == copied(writing.second)[0] == []
    files, sections = copied(writing.writer)
    assert files == ["first.pdf"]
    assert [row["points"] for row in sections["academy/gradeentry"].rows] == [Decimal(10)]
    (row,) = sections["academy/secondmark"].rows
    assert (row["why"], row["second_id"], row["offered_points"], row["offered_by_id"]) == (
        "I differ.",
        None,
        None,
        None,
    )
    second_marks.offer(marking, Decimal(12), by=writing.first, now=NOON)

    files, sections = copied(writing.writer)
    assert files == ["first.pdf", "second.pdf"]
    assert len(sections["academy/gradeentry"].rows) == 3
    assert sections["academy/secondmark"].rows[0]["second_id"]


def test_files_with_remarks_and_why_another_mark_was_asked_for_go_with_their_writer_alone() -> None:
    writing = Writing(proposal=False)
    writing.hand_in()
    writing.mark(10, annotated=[upload("first.pdf")])
    writing.ask()
    erase_person(writing.first, wishes=Wishes(), by=writing.first, now=NOON)
    assert StoredFile.objects.filter(name="first.pdf").exists()

    erase_person(writing.writer, wishes=Wishes(), by=writing.writer, now=NOON)

    assert not StoredFile.objects.exists()
    assert SecondMark.objects.get().why == ""


def test_nobody_is_asked_to_change_the_proposal_of_a_paper_that_is_there() -> None:
    writing = Writing()
    row = writing.propose()
    work = writing.hand_in(now=NOON + 7 * A_DAY)

    with pytest.raises(NotNow, match="handed in without an answer"):
        papers.answer(row, is_approved=False, sentence="Change.", by=writing.first, now=NOON)
    page = shown(writing, writing.first, "activity-verb", "proposals")
    assert "Three towns" in page
    assert "Ask for changes" not in page
    writing.mark(5, now=NOON + 7 * A_DAY)
    return_work(
        work, sentence="Again.", due_on=date(2027, 4, 1), by=writing.first, now=NOON + 8 * A_DAY
    )
    assert writing.hand_in("Another text.", now=NOON + 9 * A_DAY).number == 2


def test_a_version_that_newly_asks_for_proposals_locks_nobody_out_who_has_handed_in() -> None:
    writing = Writing(proposal=False)
    writing.hand_in()
    writing.move(by=writing.first, proposal=True)

    assert writing.hand_in("Another text.").number == 2
    assert HandIn.objects.count() == 2
    assert "Write your proposal" not in page_of(writing, writing.writer)


def test_a_paper_waits_for_an_answer_no_longer_than_a_day_before_it_is_due() -> None:
    writing = Writing()
    assert writing.plan.due_at is not None
    sent = writing.plan.due_at - 3 * A_DAY
    writing.propose(now=sent)

    with pytest.raises(NotNow, match="waits for an answer"):
        writing.hand_in(now=sent + 2 * A_DAY - timedelta(seconds=1))
    assert not writing.hand_in(now=sent + 2 * A_DAY).is_late


def test_a_proposal_is_a_task_of_its_own_beside_its_paper() -> None:
    writing = Writing(proposal_days=14)

    def tasks() -> list[tuple[str, datetime | None]]:
        found = open_tasks(writing.writer, [writing.seat], now=NOON)[writing.run.pk]
        return [(task.title, task.due_at) for task in found]

    by_course = datetime(2027, 3, 21, 22, 59, tzinfo=UTC)
    paper = ("Term paper", writing.plan.due_at)
    assert tasks() == [("Proposal: Term paper", by_course), paper]
    writing.propose()
    assert tasks() == [paper]


def test_a_proposal_is_due_with_its_paper_at_the_latest_and_later_with_what_was_given() -> None:
    span = Span(date(2027, 3, 1), date(2027, 4, 4), "UTC")
    due = datetime(2027, 3, 20, 23, 59, tzinfo=UTC)
    day = datetime(2027, 3, 10, 23, 59, tzinfo=UTC)
    joined = Start(date(2027, 3, 15), span.last, "UTC")

    assert proposal_due(due, {}, span, moved_to=due + A_DAY) == due
    assert proposal_due(due + 2 * A_DAY, {}, span, moved_to=day, without=due) == day + 2 * A_DAY
    assert proposal_due(due, {}, span, moved_to=None) == datetime(2027, 3, 1, 23, 59, tzinfo=UTC)
    assert proposal_due(due, {}, span, moved_to=None, start=joined) == datetime(
        2027, 3, 15, 23, 59, tzinfo=UTC
    )


def test_a_run_is_not_moved_while_a_second_mark_is_asked_for() -> None:
    writing = Writing(proposal=False)
    writing.hand_in()
    writing.mark(10)
    marking = writing.ask()

    with pytest.raises(NotNow, match="A second mark of “Term paper” is asked for"):
        writing.move(by=writing.first, points=40)
    second_marks.withdraw(marking, by=writing.writer, now=NOON)
    moved_to = writing.run.version.course.versions.get(number=2)
    assert move_of(writing.run, moved_to).may_be_done


def test_who_has_asked_for_a_second_mark_may_withdraw_it_until_it_is_given() -> None:
    writing = Writing(proposal=False)
    writing.hand_in()
    given = writing.mark(15)
    marking = writing.ask(by=writing.first)
    told = Message.objects.get(template="academy/mail/second_mark_told")
    assert (told.person, told.context["why"]) == (writing.writer, "I differ.")
    assert "Withdraw" not in page_of(writing, writing.writer)
    page = shown(writing, writing.first, "activity-verb", "second", work=marking.hand_in_id)
    assert "Withdraw" in page
    for person in (writing.writer, writing.second):
        with pytest.raises(NotAllowed):
            second_marks.withdraw(marking, by=person, now=NOON)

    back = second_marks.withdraw(marking, by=writing.first, now=NOON + A_DAY)

    assert (back.points, back.entered_by, back.entered_at, back.replaces) == (
        Decimal(15),
        writing.first,
        NOON,
        given,
    )
    assert GradeEntry.objects.get(is_standing=True) == back
    assert not SecondMark.objects.exists()
    writing.ask()
    with pytest.raises(NotNow, match="has been given meanwhile"):
        second_marks.withdraw(writing.mark_second(3), by=writing.writer, now=NOON)


def test_a_writer_withdraws_on_the_page_of_the_paper() -> None:
    writing = Writing(proposal=False)
    writing.hand_in()
    writing.mark(15)
    writing.ask()
    assert "Withdraw" in page_of(writing, writing.writer)
    browser = Client()
    browser.force_login(writing.writer)
    place = [writing.run.slug, "term-paper", "withdraw-second"]

    browser.post(reverse("academy:activity-verb", args=place))

    assert "15 of 20" in page_of(writing, writing.writer)


def test_nobody_leaves_while_a_second_mark_or_a_proposal_waits_in_a_run_that_only_they_guide() -> (
    None
):
    writing = Writing()
    after = NOON + 60 * A_DAY
    writing.run.facilitators.filter(person=writing.second).delete()
    assert handed_over_first(writing.first, by=writing.first, now=after) == []
    writing.propose()
    assert len(handed_over_first(writing.first, by=writing.first, now=after)) == 1

    alone = Writing(proposal=False)
    alone.hand_in()
    alone.mark(10)
    alone.ask()
    alone.run.facilitators.filter(person=alone.second).delete()
    assert len(handed_over_first(alone.first, by=alone.first, now=after)) == 1


def test_nobody_marks_twice_under_two_records_that_became_one() -> None:
    writing = Writing(proposal=False)
    writing.hand_in()
    writing.mark(10)
    other = make_person("Fatima F.")
    merge_persons(kept=other, absorbed=writing.first, by=make_operator(), reason="One.", now=NOON)
    marking = writing.ask(by=other)

    with pytest.raises(NotAllowed):
        second_marks.mark_second(marking, points=Decimal(1), feedback="", by=other, now=NOON)
    assert to_mark(writing.run, by=other) == []
    (paper,) = person_results(writing.seat, to=other, now=NOON).activities
    assert [entry.points for entry in paper.entries] == [Decimal(10)]


def test_facilitators_see_who_owes_a_proposal_and_what_was_proposed_before() -> None:
    writing = Writing()
    late = make_enrolment(writing.run, make_person("Lena Late"))
    gone = make_enrolment(writing.run, make_person("Gona Gone"))
    Enrolment.objects.filter(pk=gone.pk).update(withdrawn_at=NOON)
    row = writing.propose()
    papers.answer(row, is_approved=False, sentence="Too wide.", by=writing.first, now=NOON)
    writing.propose(title="Narrower")

    page = shown(writing, writing.first, "activity-verb", "proposals")
    for words in ("Lena Late", "Narrower", "Counters for everybody", "Too wide."):
        assert words in page
    assert "Gona Gone" not in page
    assert number_to_mark(writing.run, by=writing.first) == 1
    assert late.pk
    writing.approve()
    work = writing.hand_in()

    browser = Client()
    browser.force_login(writing.first)
    address = reverse("academy:mark", args=[writing.run.slug, work.pk])
    assert "Proposal: Narrower" in browser.get(address).content.decode()


def test_both_marks_are_shown_with_their_criteria() -> None:
    levels = [{"points": 0, "text": "Missing"}, {"points": 20, "text": "Convincing"}]
    writing = Writing(
        proposal=False,
        rubric=[{"id": "method", "title": "Method", "levels": levels}],
    )
    work = writing.hand_in()
    grading.mark(
        work, judged=[Judged("method", 0, "Thin.")], feedback="", by=writing.first, now=NOON
    )
    marking = writing.ask()
    assert "Thin." in page_of(writing, writing.writer)
    second_marks.mark_second(
        marking, judged=[Judged("method", 1, "Solid.")], feedback="", by=writing.second, now=NOON
    )
    assert "Solid." not in page_of(writing, writing.writer)

    page = shown(writing, writing.first, "activity-verb", "second", work=work.pk)
    assert "Thin." in page
    assert "Solid." in page
    for by in (writing.first, writing.second):
        second_marks.offer(SecondMark.objects.get(), Decimal(10), by=by, now=NOON)
    page = page_of(writing, writing.writer)
    assert "Thin." in page
    assert "Solid." in page


def test_only_what_stands_is_corrected_and_a_mark_that_waits_is_not_called_replaced() -> None:
    writing = Writing(proposal=False)
    writing.hand_in()
    writing.mark(10)
    writing.ask()
    writing.mark_second(16)
    browser = Client()
    browser.force_login(writing.first)
    address = reverse("academy:person-results", args=[writing.run.slug, writing.seat.pk])

    page = browser.get(address).content.decode()

    assert "does not count until there is a result" in page
    assert "(replaced)" not in page
    assert ">Correct<" not in page
    third = make_facilitator(writing.run, make_person("Tara Third"))
    second_marks.decide(
        SecondMark.objects.get(), Decimal(12), reason="The method is sound.", by=third, now=NOON
    )
    assert "Why it was decided so:" in page_of(writing, writing.writer)
    assert ">Correct<" in browser.get(address).content.decode()


def test_the_database_refuses_to_exchange_marks_that_were_given() -> None:
    writing = Writing(proposal=False)
    writing.hand_in()
    given = writing.mark(10)
    writing.ask()
    second = writing.mark_second(16).second
    assert second is not None
    row = SecondMark.objects.all()

    for change in ({"first": second}, {"second": None}, {"second": given}):
        with pytest.raises(IntegrityError, match="never exchanged"), transaction.atomic():
            row.update(**change)
    row.update(asked_by=None, why="")
    for by in (writing.first, writing.second):
        second_marks.offer(row.get(), Decimal(12), by=by, now=NOON)
    with pytest.raises(IntegrityError, match="never exchanged"), transaction.atomic():
        row.update(result=given)
