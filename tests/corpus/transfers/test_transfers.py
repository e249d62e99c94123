"""Projects out and in again: whole, once, and never more than their member may read."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from localturn.corpus.actions import leaving, projects, transfers
from localturn.corpus.domain.interchange import Project as Outside
from localturn.corpus.domain.offsets import Basis
from localturn.corpus.domain.terms import DocumentClass, Rights, Role
from localturn.corpus.domain.transfers import OUT, REPLICATION, State
from localturn.corpus.models import (
    AttributeValue,
    Coding,
    Member,
    Memo,
    Node,
    ProjectDocument,
    Transfer,
)
from localturn.corpus.standards.refi.packing import write_project
from localturn.corpus.standards.refi.reading import read_project
from localturn.foundation.files.models import StoredFile
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from makers.corpus import (
    NOON,
    Work,
    make_coding,
    make_document,
    make_member,
    make_project,
    make_work,
)
from makers.people import make_person
from makers.refi import qde, whole_project, written_by_others

pytestmark = pytest.mark.django_db
SECRET = "Only the mayor of Nowhere said so."


def _person(member: Member) -> Person:
    assert member.person is not None
    return member.person


def _signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(_person(member))
    return client


def _file_of(transfer: Transfer) -> bytes:
    return transfers.content_of(transfer)


def _out(work: Work, form: str, *, by: Member | None = None, profile: str = "plain") -> Transfer:
    member = by or work.lead
    classes = member.rights.classes
    made = transfers.ask_out(form, profile=profile, classes=classes, by=member, now=NOON)
    transfers.make_out.call(made.pk)
    made.refresh_from_db()
    return made


def _in(content: bytes, work: Work, *, kind: DocumentClass = DocumentClass.PUBLIC) -> Transfer:
    came = transfers.receive(content, name="their.qdpx", by=work.lead, now=NOON)
    transfers.look_at.call(came.pk)
    came.refresh_from_db()
    if came.state == State.ASKED:
        basis = came.report["basis"]
        transfers.take_in(came, kind=kind, basis=basis, by=work.lead, now=NOON)
        transfers.finish_in.call(came.pk)
        came.refresh_from_db()
    return came


def _codings(project: object) -> Counter[tuple[str, int, int, str, str, str]]:
    rows = Coding.objects.filter(project=project).select_related(
        "document", "code", "coder__person"
    )
    return Counter(
        (c.document.title, c.start, c.end, c.quote, c.code.name, c.comment) for c in rows
    )


def test_a_whole_project_comes_in_and_goes_out_the_same() -> None:
    work = make_work()
    theirs = whole_project()

    came = _in(write_project(theirs, origin="Elsewhere").content, work)

    assert came.state == State.DONE
    assert came.report["made"] == {
        "codes": 5,
        "coders": 2,
        "attributes": 7,
        "documents": 2,
        "values": 6,
        "codings": 3,
        "memos": 4,
        "cases": 1,
        "sets": 1,
    }
    assert {str(member) for member in work.project.members.all()} >= {"Ana Ål", "Ben & Co"}
    funding = Node.objects.get(project=work.project, name="funding <€>")
    assert funding.parent is not None
    assert (funding.parent.name, funding.definition) == ("vertical", "Money\nbetween levels")
    assert sorted(AttributeValue.objects.values_list("attribute__name", "value")) == [
        *(("day", "2019-05-04"), ("met", "2026-03-01T12:00+00:00"), ("network", "Ring <1>")),
        *(("plan", "yes"), ("share", "0.25"), ("year", "1999"), ("year", "2019")),
    ]
    back = read_project(_file_of(_out(work, "qdpx"))).value
    assert _spans(back) >= _spans(theirs)


def _spans(project: Outside) -> set[tuple[str, int, int, str]]:
    names = {code.guid: code.name for code in project.codes}
    return {(s.name, p.start, p.end, names[c.code]) for s, p, c in project.codings()}


@pytest.mark.once
def test_what_goes_out_comes_back_with_every_field_of_the_codebook() -> None:
    work = make_work()
    work.code.when_to_use, work.code.example, work.code.level = "Always.", "“Yes.”", "concept"
    work.code.colour = 7
    work.code.save()
    make_coding(work.document, work.code, "cities", by=work.coder)
    other = Work(make_project("Other"), *([None] * 5))  # type: ignore[arg-type]
    other.lead = Member.objects.get(project=other.project)

    _in(_file_of(_out(work, "qdpx")), other)

    node = Node.objects.get(project=other.project)
    fields = ("name", "level", "definition", "when_to_use", "example", "colour")
    assert [getattr(node, name) for name in fields] == [getattr(work.code, name) for name in fields]
    assert _codings(other.project) == _codings(work.project)
    assert [str(c.coder) for c in Coding.objects.filter(project=other.project)] == [str(work.coder)]


@pytest.mark.once
@pytest.mark.parametrize("profile", ["atlasti", "maxqda", "nvivo", "qualcoder"])
def test_every_profile_comes_back_with_every_passage(profile: str) -> None:
    work = make_work()
    make_document(work.project, "Wir 🏙 sehen\nStädte 🪑 und Länder.", title="Zwei")
    document = ProjectDocument.objects.get(title="Zwei")
    make_coding(document, work.code, "Städte 🪑 und Länder")
    make_coding(work.document, work.code, "cities")
    other = Work(make_project("Other"), *([None] * 5))  # type: ignore[arg-type]
    other.lead = Member.objects.get(project=other.project)

    _in(_file_of(_out(work, "qdpx", profile=profile)), other)

    assert _codings(other.project) == _codings(work.project)


@pytest.mark.once
def test_a_file_of_another_way_of_counting_is_taken_in_right() -> None:
    work = make_work()

    came = _in(written_by_others(Basis(utf16=True, line_ends_are_two=True), names=False), work)

    assert came.report["basis"] == "1100"
    assert "a seat 🪑 at the table" in Coding.objects.values_list("quote", flat=True)


@pytest.mark.once
def test_a_file_is_made_once_and_taken_in_once() -> None:
    work = make_work()
    made = _out(work, "qdc")

    transfers.make_out.call(made.pk)

    assert StoredFile.objects.filter(subject=made.subject).count() == 1
    came = _in(write_project(whole_project(), origin="x").content, work)
    transfers.finish_in.call(came.pk)
    assert Coding.objects.filter(project=work.project).count() == 3
    assert not StoredFile.objects.filter(subject=came.subject).exists()
    with pytest.raises(NotNow):
        transfers.take_in(
            came, kind=DocumentClass.PUBLIC, basis=Basis().key, by=work.lead, now=NOON
        )


@pytest.mark.once
def test_codes_that_are_there_are_not_made_again() -> None:
    work = make_work()
    content = write_project(whole_project(), origin="x").content

    _in(content, work)
    again = _in(content, work)

    assert again.report["made"].get("codes", 0) == 0
    assert again.report["made"].get("coders", 0) == 0
    assert Node.objects.filter(project=work.project).count() == 6


@pytest.mark.once
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"hello", "This is no file of a program that is known"),
        (b"PK\x03\x04 no", "This is no archive"),
        (b"SQLite format 3\x00 no", "This database is damaged."),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><CodeBook>&b;</CodeBook>', "This file declares"),
    ],
)
def test_what_is_no_project_is_refused_in_words(content: bytes, why: str) -> None:
    work = make_work()

    came = _in(content, work)

    assert came.state == State.REFUSED
    assert came.report["why"].startswith(why)
    page = _signed_in(work.lead).get(came.get_absolute_url()).content.decode()
    assert why in page


@pytest.mark.once
def test_a_file_whose_positions_fit_in_no_way_is_asked_about() -> None:
    selections = "".join(
        f'<PlainTextSelection startPosition="{n}" endPosition="{n + 5}"/>' for n in range(1, 40, 3)
    )
    text = "Everybody understands undertakings everywhere notwithstanding"
    source = f'<TextSource name="T"><PlainTextContent>{text}</PlainTextContent>{selections}'
    work = make_work()
    came = transfers.receive(
        qde(f"<Sources>{source}</TextSource></Sources>"), name="x.qdpx", by=work.lead, now=NOON
    )
    transfers.look_at.call(came.pk)

    client = _signed_in(work.lead)
    page = client.get(came.get_absolute_url()).content.decode()

    assert "Choose the line whose passages are whole" in page
    assert client.post(came.get_absolute_url(), {"kind": "public", "basis": "9"}).status_code == 422
    assert (
        client.post(came.get_absolute_url(), {"kind": "public", "basis": "0001"}).status_code == 302
    )


@pytest.mark.once
def test_a_table_of_codings_goes_out_and_comes_back() -> None:
    work = make_work()
    other = make_document(work.project, "=Cities= meet; cities pay.", title="=Plan")
    make_coding(other, work.code, "=Cities=")
    make_coding(work.document, work.code, "network of cities", by=work.coder)
    before = _codings(work.project)
    table = _file_of(_out(work, "codings-csv"))
    Coding.objects.all().delete()

    came = _in(table, work)

    assert (came.state, came.form, came.report["losses"]) == (State.DONE, "codings", [])
    assert _codings(work.project) == before
    assert Node.objects.filter(project=work.project).count() == 1
    assert ProjectDocument.objects.filter(project=work.project).count() == 2


@pytest.mark.once
def test_codings_of_another_program_are_found_by_their_words() -> None:
    """The columns of Taguette, which gives no positions."""
    work = make_work()
    table = (
        "id,document,tag,content\n1,Declaration,Vertical,Cities receive people.\n"
        "2,declaration,Vertical › Money,asks the Union for money\n3,Declaration,Vertical,ities\n"
        "4,Elsewhere,Vertical,Cities\n5,Declaration,,nothing\n"
    )

    came = _in(table.encode(), work)

    assert sorted(quote for *_, quote, _code, _comment in _codings(work.project)) == [
        "Cities receive people.",
        "asks the Union for money",
    ]
    assert {what: count for what, count, _examples in came.report["losses"]} == {
        "Codings of documents that are not in this project": 1,
        "Codings whose passage is not in its document, or there more than once": 1,
        "Rows without a document, a code or a passage": 1,
    }
    money = Node.objects.get(project=work.project, name="Money")
    assert money.parent == work.code


# Who may have what --------------------------------------------------------------------------------


def _with_an_interview() -> Work:
    work = make_work()
    hidden = make_document(
        work.project, SECRET, title="Talk with the mayor", kind=DocumentClass.INTERVIEW
    )
    make_coding(hidden, work.code, "mayor of Nowhere")
    Memo.objects.create(
        project=work.project,
        kind="note",
        title="About the mayor",
        document=hidden,
        by=work.lead,
        made_at=NOON,
        changed_at=NOON,
    )
    return work


def _texts(content: bytes) -> str:
    """All that is in a file, unpacked."""
    if content.startswith(b"PK"):
        import zipfile
        from io import BytesIO

        with zipfile.ZipFile(BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode() for name in archive.namelist())
    return content.decode()


@pytest.mark.once
@pytest.mark.parametrize("form", list(OUT))
def test_nobody_who_may_not_read_interviews_finds_one_in_any_file(form: str) -> None:
    work = _with_an_interview()
    make_coding(work.document, work.code, "cities")
    blind = make_member(work.project, Role.CODER, rights=Rights(internal=True))

    if form == REPLICATION:
        for member in (work.reader, blind):
            with pytest.raises(NotAllowed):
                _out(work, form, by=member)
        return
    for member in (work.reader, blind):
        assert "mayor" not in _texts(_file_of(_out(work, form, by=member))).lower()
    if form != "qdc":
        assert "mayor" in _texts(_file_of(_out(work, form, by=work.lead))).lower()


@pytest.mark.once
def test_who_may_not_read_interviews_cannot_ask_for_them() -> None:
    work = _with_an_interview()

    with pytest.raises(Invalid):
        transfers.ask_out(
            "qdpx", profile="plain", classes=[DocumentClass.INTERVIEW], by=work.reader, now=NOON
        )
    client = _signed_in(work.reader)
    address = reverse("corpus:transfer-out", args=[work.project.slug])
    answer = client.post(address, {"form": "html", "profile": "plain", "classes": "interview"})
    assert answer.status_code == 422
    with pytest.raises(NotAllowed):
        transfers.receive(b"x", name="x", by=work.reader, now=NOON)


@pytest.mark.once
def test_a_file_with_interviews_is_out_of_reach_once_the_right_is_gone() -> None:
    work = _with_an_interview()
    made = _out(work, "html", by=work.coder)
    client = _signed_in(work.coder)
    address = reverse("corpus:transfer-file", args=[made.pk])
    assert "mayor of Nowhere" in b"".join(client.get(address).streaming_content).decode()  # type: ignore[attr-defined]

    projects.change_member(
        work.coder, role=Role.CODER, rights=Rights(internal=True), by=work.lead, now=NOON
    )

    assert client.get(address).status_code == 404
    projects.remove_member(work.coder, by=work.lead, now=NOON)
    assert client.get(made.get_absolute_url()).status_code == 404


@pytest.mark.once
def test_nobody_else_sees_somebodys_files() -> None:
    work = _with_an_interview()
    made = _out(work, "html")
    stored = StoredFile.objects.get(subject=made.subject)
    stranger = Client()
    stranger.force_login(make_person("Stranger"))

    for client in (_signed_in(work.coder), _signed_in(work.reader), stranger):
        for name in ("transfer", "transfer-file"):
            assert client.get(reverse(f"corpus:{name}", args=[made.pk])).status_code == 404
        assert client.post(reverse("corpus:transfer-forget", args=[made.pk])).status_code == 404
        assert client.get(stored.get_absolute_url()).status_code == 404
    assert stranger.get(reverse("corpus:transfers", args=[work.project.slug])).status_code == 404


# Pages and forgetting -----------------------------------------------------------------------------


def test_a_member_takes_a_project_along_on_the_pages() -> None:
    work = make_work()
    make_coding(work.document, work.code, "cities")
    client = _signed_in(work.reader)
    page = reverse("corpus:transfers", args=[work.project.slug])
    wanted = {"form": "annotations", "profile": "plain", "classes": "public"}

    asked = client.post(reverse("corpus:transfer-out", args=[work.project.slug]), wanted)
    made = Transfer.objects.get()
    transfers.make_out.call(made.pk)

    assert asked["Location"] == made.get_absolute_url()
    assert "Bring in" not in client.get(page).content.decode()
    assert "Download" in client.get(made.get_absolute_url()).content.decode()
    answer = client.get(reverse("corpus:transfer-file", args=[made.pk]))
    item = json.loads(b"".join(answer.streaming_content))["items"][0]  # type: ignore[attr-defined]
    assert item["target"]["selector"][1]["exact"] == "cities"
    assert client.post(reverse("corpus:transfer-forget", args=[made.pk])).status_code == 302
    assert not StoredFile.objects.exists()


@pytest.mark.once
def test_a_lead_brings_a_project_in_on_the_pages() -> None:
    work = make_work()
    client = _signed_in(work.lead)
    upload = SimpleUploadedFile("old.qdpx", write_project(whole_project(), origin="Old").content)

    sent = client.post(reverse("corpus:transfer-in", args=[work.project.slug]), {"file": upload})
    came = Transfer.objects.get()
    transfers.look_at.call(came.pk)
    looked = client.get(came.get_absolute_url()).content.decode()
    taken = client.post(came.get_absolute_url(), {"kind": "internal", "basis": "0000"})
    transfers.finish_in.call(came.pk)

    assert (sent.status_code, taken.status_code) == (302, 302)
    assert "Declaration &amp; plan" in looked
    assert "What was taken in" in client.get(came.get_absolute_url()).content.decode()
    kinds = ProjectDocument.objects.filter(project=work.project).exclude(pk=work.document.pk)
    assert set(kinds.values_list("kind", flat=True)) == {"internal"}


@pytest.mark.once
def test_files_go_after_a_week_and_with_who_leaves() -> None:
    work = make_work()
    old, new = _out(work, "qdc"), _out(work, "html", by=work.coder)
    Transfer.objects.filter(pk=old.pk).update(made_at=NOON - timedelta(days=4000))

    transfers.forget_old.call()
    assert list(Transfer.objects.values_list("pk", flat=True)) in ([new.pk], [])
    Transfer.objects.filter(pk=new.pk).update(made_at=NOON)
    leaving.forget(_person(work.coder), remove_texts=False, now=NOON)

    assert not Transfer.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.once
def test_a_few_files_at_once_are_enough() -> None:
    work = make_work()
    for _ in range(transfers.MOST_UNDER_WAY):
        transfers.ask_out("qdc", profile="plain", classes=[], by=work.lead, now=NOON)

    with pytest.raises(NotNow):
        transfers.ask_out("qdc", profile="plain", classes=[], by=work.lead, now=NOON)
