"""What research projects ask of somebody stands on their first page."""

import pytest
from django.test import Client

from corpus.test_imports import client_of
from localturn.corpus.actions import imports, projects, rounds
from localturn.corpus.domain.terms import DocumentClass, Rights, Role
from localturn.corpus.models import Assignment, Member, Round
from localturn.corpus.todos import todos
from localturn.foundation.ui.todos import Todo
from makers.corpus import NOON, Work, make_coding, make_document, make_work
from makers.people import make_person

pytestmark = pytest.mark.django_db


def asked_of(member: Member) -> list[Todo]:
    assert member.person is not None
    return [each for group in todos(member.person, now=NOON) for each in group.todos]


def given(work: Work) -> tuple[Round, int]:
    """A round with a public document for both, and an interview for the coder; its number."""
    talk = make_document(work.project, "She said so.", kind=DocumentClass.INTERVIEW)
    round_ = rounds.begin("First", by=work.lead, now=NOON)
    rounds.give(round_, {work.document: [work.lead, work.coder]}, by=work.lead, now=NOON)
    rounds.give(round_, {talk: [work.coder]}, by=work.lead, now=NOON)
    return round_, talk.pk


def test_documents_that_were_given_to_somebody_to_code_are_asked_of_them() -> None:
    work = make_work()
    given(work)

    [asked] = asked_of(work.coder)

    assert (asked.title, asked.detail) == ("City networks: First", "2 documents to code")
    assert asked_of(work.reader) == []
    page = client_of(work.coder).get("/").text
    assert "2 documents to code" in page
    assert client_of(work.coder).get(asked.href).status_code == 200


def test_what_somebody_may_not_read_any_more_is_not_asked_of_them() -> None:
    work = make_work()
    given(work)
    projects.change_member(work.coder, role=Role.CODER, rights=Rights(), by=work.lead, now=NOON)

    assert [each.detail for each in asked_of(work.coder)] == ["1 document to code"]


def test_who_leads_is_told_when_everybody_is_through() -> None:
    work = make_work()
    round_, _talk = given(work)
    make_coding(work.document, work.code, by=work.coder, round=round_)
    Assignment.objects.filter(member=work.lead).update(done_at=NOON)
    assert asked_of(work.lead) == []

    Assignment.objects.update(done_at=NOON)

    [asked] = asked_of(work.lead)
    assert asked.detail == "Everybody is through. It can be closed."
    assert asked_of(work.coder) == []
    assert client_of(work.lead).get(asked.href).status_code == 200
    rounds.close(round_, by=work.lead, now=NOON)
    assert asked_of(work.lead) == []


def test_documents_that_have_been_read_wait_for_who_brought_them() -> None:
    work = make_work()
    batch = imports.begin(kind=DocumentClass.PUBLIC, by=work.coder, now=NOON)
    imports.add(batch, "a.txt", b"Something in English that is new.", by=work.coder, now=NOON)
    assert asked_of(work.coder) == []

    imports.read_batch.call(batch.pk)

    assert [each.href for each in asked_of(work.coder)] == [batch.get_absolute_url()]
    assert asked_of(work.lead) == []
    imports.take(batch, by=work.coder, now=NOON)
    assert asked_of(work.coder) == []


def test_who_takes_part_in_no_open_project_is_asked_nothing() -> None:
    work = make_work()
    given(work)
    projects.close(work.project, by=work.lead, now=NOON)
    client = Client()
    client.force_login(make_person())

    assert asked_of(work.coder) == []
    assert "Your research projects" not in client.get("/").text


def test_a_reader_is_led_to_the_project() -> None:
    work = make_work()
    assert work.reader.person is not None

    (group,) = todos(work.reader.person, now=NOON)

    assert group.links == ((work.project.name, work.project.get_absolute_url()),)
