"""What leaves a project, or comes into it, says nothing of documents that are out of sight."""

import json
import zipfile
from io import BytesIO

import pytest

from localturn.corpus import personal_data
from localturn.corpus.actions import codebook, projects, pseudonyms, transfers
from localturn.corpus.domain.interchange import Case as OutsideCase
from localturn.corpus.domain.interchange import Collection, Source
from localturn.corpus.domain.interchange import Project as Outside
from localturn.corpus.domain.pseudonyms import About
from localturn.corpus.domain.terms import DocumentClass, Rights, Role
from localturn.corpus.domain.transfers import OUT, REPLICATION, State
from localturn.corpus.models import (
    Attribute,
    AttributeValue,
    Case,
    Coding,
    DocumentSet,
    Member,
    Memo,
    Node,
    Question,
    Transfer,
)
from localturn.corpus.standards.refi.packing import write_project
from localturn.foundation.files import personal_data as files
from localturn.foundation.files.models import StoredFile
from localturn.foundation.personal_data import Section
from makers.corpus import NOON, Work, make_coding, make_document, make_work
from makers.refi import guid

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FORMS = [each for each in OUT if each != REPLICATION]


def _work() -> Work:
    """With an interview, of which a case, a set, a value of the case and a memo about it tell."""
    work = make_work()
    work.more["interview"] = make_document(
        work.project, "The council never asks us.", title="Talk", kind=DocumentClass.INTERVIEW
    )
    case = Case.objects.create(project=work.project, name="Zed one", about="Zed two")
    held = DocumentSet.objects.create(project=work.project, name="Zed three", about="Zed four")
    for row in (case, held):
        row.documents.add(work.more["interview"])
    attribute = Attribute.objects.create(
        project=work.project, name="Age", kind="text", of_cases=True
    )
    AttributeValue.objects.create(attribute=attribute, case=case, value="Zed five")
    _memo(work, "Zed six", case=case)
    Case.objects.create(project=work.project, name="Empty case")
    return work


def _memo(work: Work, title: str, **about: object) -> Memo:
    return Memo.objects.create(
        project=work.project,
        kind="note",
        title=title,
        text=title,
        is_released=True,
        by=work.lead,
        made_at=NOON,
        changed_at=NOON,
        **about,
    )


def _out(form: str, *, by: Member, classes: set[DocumentClass]) -> Transfer:
    made = transfers.ask_out(
        form, profile="plain", classes=classes, with_texts=True, by=by, now=NOON
    )
    transfers.make_out.call(made.pk)
    made.refresh_from_db()
    return made


def _all_in(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        packed = [archive.read(name) for name in archive.namelist()]
    return "\n".join(_all_in(each) for each in packed)


def _package(work: Work) -> tuple[Transfer, str]:
    classes = {DocumentClass.PUBLIC, DocumentClass.INTERVIEW}
    made = _out(REPLICATION, by=work.lead, classes=classes)
    whole = _all_in(transfers.content_of(made)) if made.state == State.DONE else ""
    return made, whole


def _in(content: bytes, *, by: Member) -> Transfer:
    came = transfers.receive(content, name="theirs", by=by, now=NOON)
    transfers.look_at.call(came.pk)
    came.refresh_from_db()
    basis = came.report["basis"]
    transfers.take_in(came, kind=DocumentClass.PUBLIC, basis=basis, by=by, now=NOON)
    transfers.finish_in.call(came.pk)
    came.refresh_from_db()
    return came


def _made(transfer: Transfer) -> dict[str, int]:
    return {what: count for what, count in transfer.report["made"].items() if count}


def _name(work: Work) -> None:
    pseudonyms.give(["Zed"], stands_as="[P 1]", about=About.PERSON, by=work.lead, now=NOON)


@pytest.mark.parametrize("form", FORMS)
def test_cases_and_sets_of_interviews_alone_leave_with_interviews_alone(form: str) -> None:
    work = _work()
    make_coding(work.document, work.code, "cities")

    for member in (work.reader, work.lead):
        made = _out(form, by=member, classes={DocumentClass.PUBLIC})
        assert "Zed" not in _all_in(transfers.content_of(made))
    if form == "qdpx":
        theirs = _all_in(transfers.content_of(made))
        assert "Empty case" in theirs
        whole = _all_in(
            transfers.content_of(_out(form, by=work.lead, classes={*work.lead.rights.classes}))
        )
        assert all(f"Zed {each}" in whole for each in ("one", "two", "three", "five", "six"))


def test_nothing_is_put_into_a_case_or_set_that_is_out_of_sight() -> None:
    work = _work()
    projects.change_member(work.coder, role=Role.CODER, rights=Rights(), by=work.lead, now=NOON)
    theirs = Outside(
        "Theirs",
        sources=(Source(guid("1"), "New", "Some words."),),
        cases=(
            OutsideCase(guid("2"), "Zed one", sources=(guid("1"),)),
            OutsideCase(guid("3"), "Mine"),
        ),
        collections=(Collection(guid("4"), "Zed three", sources=(guid("1"),)),),
    )

    came = _in(
        write_project(theirs, origin="Elsewhere").content,
        by=Member.objects.select_related("person", "project").get(pk=work.coder.pk),
    )

    assert _made(came) == {"documents": 1, "cases": 1, "out_of_sight": 2}
    for row in (Case.objects.get(name="Zed one"), DocumentSet.objects.get(name="Zed three")):
        assert list(row.documents.all()) == [work.more["interview"]]


def test_codings_taken_in_twice_are_there_once() -> None:
    work = make_work()
    table = (
        b"document,code,quote\nDeclaration,Vertical,Cities receive people.\n"
        b"Declaration,Vertical,asks the Union for money\n"
    )

    first = _in(table, by=work.lead)
    second = _in(table, by=work.lead)

    assert Coding.objects.count() == 2
    assert _made(first) == {"codings": 2}
    assert _made(second) == {"codings_there": 2}


def test_a_case_without_public_documents_is_a_number_in_a_package() -> None:
    work = _work()
    alone = Case.objects.get(name="Zed one")
    both = Case.objects.create(project=work.project, name="Harbour", about="A city")
    both.documents.add(work.document, work.more["interview"])
    public = Case.objects.create(project=work.project, name="Inland")
    public.documents.add(work.document)
    for case in (both, public):
        _memo(work, f"On {case.name}", case=case)

    _made, whole = _package(work)

    for kept_back in ("Zed one", "Zed two", "Zed three", "Zed six", "Empty case", "On Harbour"):
        assert kept_back not in whole
    assert "case 3,,d2" in whole
    assert "Age,text,,case 3,Zed five" in whole
    assert "Harbour,A city,d1" in whole
    assert "On Inland" in whole
    assert alone.documents.count() == 1


def test_a_name_in_a_frozen_codebook_is_withheld_from_a_package() -> None:
    work = make_work()
    Node.objects.filter(pk=work.code.pk).update(definition="What Zed said")
    codebook.freeze(by=work.lead, now=NOON)
    Node.objects.filter(pk=work.code.pk).update(definition="What was said")
    _name(work)

    made, whole = _package(work)

    assert made.state == State.DONE
    assert "Zed" not in whole
    assert "Vertical,code,[…]" in whole


@pytest.mark.parametrize("where", ["case", "about", "value", "memo", "question", "set", "project"])
def test_a_package_with_a_name_that_has_a_pseudonym_stays_here(where: str) -> None:
    work = make_work()
    case = Case.objects.create(project=work.project, name="Harbour")
    case.documents.add(work.document)
    attribute = Attribute.objects.create(project=work.project, name="Age", kind="text")
    _name(work)
    assert _package(work)[0].state == State.DONE

    match where:
        case "case" | "about":
            column = {"case": "name", "about": "about"}[where]
            Case.objects.update(**{column: "Zed’s city"})
        case "value":
            AttributeValue.objects.create(attribute=attribute, document=work.document, value="Zed")
        case "memo":
            _memo(work, "Zed")
        case "question":
            Question.objects.create(
                project=work.project, number=1, name="Zed?", kind="crosstab",
                asked={"kind": "crosstab"}, made_at=NOON,
            )  # fmt: skip
        case "set":
            held = DocumentSet.objects.create(project=work.project, name="Of Zed")
            held.documents.add(work.document)
        case _:
            work.project.about = "With Zed"
            work.project.save()

    made, whole = _package(work)

    assert (made.state, whole) == (State.REFUSED, "")
    assert made.report["why"].startswith("Names that have a pseudonym stand here: ")


@pytest.mark.parametrize("where", ["comment", "case", "memo", "set", "value"])
def test_a_comment_or_what_is_known_of_an_interview_keeps_it_here(where: str) -> None:
    work = make_work()
    interview = make_document(
        work.project, "The council never asks.", title="Talk", kind=DocumentClass.INTERVIEW
    )
    coding = make_coding(interview, work.code, "council")
    attribute = Attribute.objects.create(project=work.project, name="Job", kind="text")
    _name(work)
    classes = {DocumentClass.INTERVIEW}
    assert _out("html", by=work.lead, classes=classes).state == State.DONE

    match where:
        case "comment":
            Coding.objects.filter(pk=coding.pk).update(comment="Zed is cross")
        case "case":
            Case.objects.create(project=work.project, name="Zed").documents.add(interview)
        case "memo":
            case = Case.objects.create(project=work.project, name="Case")
            case.documents.add(interview)
            _memo(work, "On the case", case=case)
            Memo.objects.update(text="Zed is cross")
        case "set":
            held = DocumentSet.objects.create(project=work.project, name="Two", about="Zed’s")
            held.documents.add(interview)
        case _:
            AttributeValue.objects.create(attribute=attribute, document=interview, value="Zed")

    made = _out("html", by=work.lead, classes=classes)
    assert made.state == State.REFUSED
    assert "Talk (1)" in made.report["why"]


def test_a_copy_of_ones_data_has_no_words_of_interviews_and_no_file_of_a_project() -> None:
    work = _work()
    make_coding(work.more["interview"], work.code, "council never asks", by=work.coder)
    _out("html", by=work.coder, classes={DocumentClass.INTERVIEW})
    person = work.coder.person
    assert person is not None
    assert StoredFile.objects.count() == 1
    assert list(files.export(person)) == []
    projects.change_member(work.coder, role=Role.CODER, rights=Rights(), by=work.lead, now=NOON)

    sections = [each for each in personal_data.export(person) if isinstance(each, Section)]

    assert "corpus/coding" in {each.name for each in sections}
    told = json.dumps([each.rows for each in sections], default=str)
    assert "council" not in told
    assert not StoredFile.objects.exists()
    assert not Transfer.objects.exists()
