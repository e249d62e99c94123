"""Who sees what of a project."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from localturn.corpus import permissions
from localturn.corpus.actions import documents, projects
from localturn.corpus.domain.terms import DocumentClass, Rights, Role
from localturn.corpus.models import CodebookVersion, Coding, Member, Memo, Round
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotAllowed, NotNow
from makers.corpus import NOON, make_code, make_coding, make_document, make_member, make_work
from makers.people import make_operator, make_person

pytestmark = pytest.mark.django_db


def _person(member: Member) -> Person:
    assert member.person is not None
    return member.person


def test_a_reader_sees_what_their_rights_say_and_never_an_interview() -> None:
    work = make_work()
    shown = make_document(work.project, "A note of the field.", kind=DocumentClass.FIELD_NOTE)
    hidden = make_document(work.project, "She said so.", kind=DocumentClass.INTERVIEW)
    coded = make_coding(hidden, work.code, "said")
    make_coding(shown, work.code, "note")
    Memo.objects.create(
        project=work.project,
        kind="note",
        title="On her",
        coding=coded,
        by=work.lead,
        made_at=NOON,
        changed_at=NOON,
    )
    reader = _person(work.reader)
    sight = permissions.sight_of(reader, work.project)
    assert sight is not None

    assert list(sight.documents()) == [work.document, shown]
    assert [each.quote for each in sight.codings()] == ["note"]
    assert list(sight.texts()) == [work.document.version, shown.version]
    assert list(sight.memos()) == []
    assert set(permissions.documents_visible_to(reader)) == {work.document, shown}
    assert [each.quote for each in permissions.codings_visible_to(reader)] == ["note"]
    assert list(permissions.memos_visible_to(reader)) == []
    assert not permissions.can_see_document(reader, hidden)
    assert permissions.can_see_document(_person(work.coder), hidden)


def test_the_database_refuses_a_reader_of_interviews() -> None:
    work = make_work()

    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=work.reader.pk).update(sees_interviews=True)


def test_who_takes_no_part_sees_nothing() -> None:
    work = make_work()
    make_coding(work.document, work.code)

    for outsider in (make_operator(), make_person(can_author=True), AnonymousUser()):
        assert permissions.sight_of(outsider, work.project) is None
        assert not permissions.can_see(outsider, work.project)
        assert list(permissions.projects_visible_to(outsider)) == []
        assert list(permissions.documents_visible_to(outsider)) == []
        assert list(permissions.codings_visible_to(outsider)) == []


def test_of_an_open_round_everybody_sees_their_own_codings_alone() -> None:
    work = make_work()
    pilot = Round.objects.create(project=work.project, name="Pilot", begun_at=NOON)
    make_coding(work.document, work.code, "people", by=work.lead, round=pilot)
    make_coding(work.document, work.code, "money", by=work.coder, round=pilot)
    make_coding(work.document, work.code, "year", by=work.lead)

    def seen(member: Member) -> list[list[str]]:
        person = _person(member)
        sight = permissions.sight_of(person, work.project)
        assert sight is not None
        both = (sight.codings(), permissions.codings_visible_to(person))
        return [[each.quote for each in rows] for rows in both]

    assert seen(work.coder) == [["money", "year"]] * 2
    assert seen(work.lead) == [["people", "year"]] * 2
    Round.objects.update(closed_at=NOON)
    assert seen(work.coder) == [["people", "money", "year"]] * 2


def test_readers_change_nothing_and_nobody_changes_a_closed_project() -> None:
    work = make_work()

    with pytest.raises(NotAllowed):
        make_coding(work.document, work.code, by=work.reader)
    projects.close(work.project, by=work.lead, now=NOON)
    work.coder.project.refresh_from_db()
    with pytest.raises(NotNow):
        make_coding(work.document, work.code, by=work.coder)
    assert Coding.objects.count() == 0


def test_only_who_leads_lets_more_people_see_a_document() -> None:
    work = make_work()
    note = make_document(work.project, "Between us.", kind=DocumentClass.INTERNAL)

    with pytest.raises(NotAllowed):
        documents.describe(
            note, title="Note", kind=DocumentClass.PUBLIC, language="en", by=work.coder
        )


def test_somebody_leads_a_project_always() -> None:
    work = make_work()

    with pytest.raises(NotNow):
        projects.remove_member(work.lead, by=work.lead, now=NOON)
    with pytest.raises(NotNow):
        projects.change_member(work.lead, role=Role.READER, rights=Rights(), by=work.lead, now=NOON)


def test_who_comes_back_finds_their_own_codings() -> None:
    work = make_work()
    made = make_coding(work.document, work.code, by=work.coder)
    person = _person(work.coder)
    projects.remove_member(work.coder, by=work.lead, now=NOON)
    assert permissions.sight_of(person, work.project) is None

    again = make_member(work.project, Role.CODER, person=person)

    assert again.pk == made.coder_id


@pytest.mark.both
def test_a_frozen_codebook_is_never_changed() -> None:
    from localturn.corpus.actions import codebook

    work = make_work()
    make_code(work.project, "Horizontal")
    codebook.freeze(by=work.lead, now=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        CodebookVersion.objects.update(content=[])
