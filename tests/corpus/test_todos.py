"""What the corpus asks of somebody on their first page."""

import pytest

from localturn.corpus.actions import rounds
from localturn.corpus.domain.terms import DocumentClass, Rights, Role
from localturn.corpus.models import Assignment, Member
from localturn.corpus.todos import todos
from localturn.foundation.people.models import Person
from localturn.foundation.ui.todos import Todo
from makers.corpus import NOON, make_document, make_member, make_work
from makers.people import make_person

pytestmark = pytest.mark.django_db


def asked(member: Member) -> Todo:
    assert isinstance(member.person, Person)
    ((todo,),) = (group.todos for group in todos(member.person, now=NOON))
    return todo


def test_who_takes_part_in_no_project_is_asked_nothing() -> None:
    assert [group.todos for group in todos(make_person(), now=NOON)] == [()]


def test_a_coder_is_told_how_many_documents_are_left_to_code() -> None:
    work = make_work()
    other = make_document(work.project)
    made = rounds.begin("First", by=work.lead, now=NOON)
    rounds.give(made, {work.document: [work.coder], other: [work.coder]}, by=work.lead, now=NOON)
    assert asked(work.coder).count == 2
    assert asked(work.lead).detail == "Nothing is given to you to code at present."

    one = Assignment.objects.get(document=other)
    rounds.mark_done(one, is_done=True, by=work.coder, now=NOON)

    assert asked(work.coder).detail == "1 document to code"
    assert asked(work.coder).href.endswith(f"/rounds/{made.pk}/")


def test_what_somebody_may_not_read_is_not_counted() -> None:
    work = make_work()
    interview = make_document(work.project, kind=DocumentClass.INTERVIEW)
    outside = make_member(work.project, rights=Rights())
    made = rounds.begin("First", by=work.lead, now=NOON)
    Assignment.objects.create(round=made, document=interview, member=outside)

    assert asked(outside).count is None


def test_a_reader_is_led_to_the_project() -> None:
    work = make_work()

    todo = asked(make_member(work.project, Role.READER, rights=Rights()))

    assert (todo.title, todo.detail) == (work.project.name, "You can read it.")
    assert todo.href == work.project.get_absolute_url()
