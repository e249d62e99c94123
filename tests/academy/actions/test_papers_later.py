"""Papers after something else has happened: returned, corrected, moved along, their people gone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from localturn.academy.actions import grading, papers, second_marks
from localturn.academy.actions.returning import return_work
from localturn.academy.models import GradeEntry, HandIn, SecondMark
from localturn.academy.permissions import can_read_file
from localturn.academy.queries.gradebook import person_results
from localturn.foundation import moments
from localturn.foundation.files.models import StoredFile
from localturn.foundation.people.actions.erasure import erase_person
from localturn.foundation.people.models import Person
from localturn.foundation.people.queries.personal_data import copy_of
from localturn.foundation.personal_data import File, Section, Wishes
from localturn.foundation.refusals import NotAllowed, NotNow
from makers.academy import NOON
from makers.files import upload
from makers.papers import Writing

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _on_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moments, "now", lambda: NOON)


def page_of(writing: Writing, person: Person) -> str:
    return shown(writing, person, "activity")


def shown(writing: Writing, person: Person, name: str, *more: object) -> str:
    browser = Client()
    browser.force_login(person)
    answer = browser.get(reverse(f"academy:{name}", args=[writing.run.slug, "term-paper", *more]))
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
