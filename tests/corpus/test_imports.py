"""Documents brought in: read by a task, seen, and then taken or left."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from localturn.corpus.actions import imports
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import ImportBatch, ImportItem, Member, ProjectDocument
from localturn.corpus.standards.documents.bounded import Readers
from localturn.foundation.files.models import StoredFile
from localturn.foundation.library.models import Document
from localturn.foundation.refusals import NotNow
from makers.corpus import NOON, TEXT, make_document, make_work
from makers.documents import make_docx

pytestmark = pytest.mark.django_db

State = ImportItem.State


def client_of(member: Member) -> Client:
    client = Client()
    assert member.person is not None
    client.force_login(member.person)
    return client


def brought(client: Client, project: str, *files: tuple[str, bytes], kind: str = "public") -> Any:
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(f"/corpus/projects/{project}/import/", {"kind": kind, "documents": uploads})


def test_what_is_brought_in_is_read_seen_and_taken() -> None:
    work = make_work()
    coder = client_of(work.coder)
    answer = brought(
        coder,
        work.project.slug,
        ("Stockholm_2019.txt", "Städerna tar emot flyktingar tillsammans.".encode("cp1252")),
        ("Plan.docx", make_docx("Cities receive people in the harbour.")),
        ("again.txt", TEXT.encode()),
        ("broken.pdf", b"%PDF-1.4"),
    )
    page = answer["Location"]
    batch = ImportBatch.objects.get()
    assert coder.get(page).status_code == 202

    imports.read_batch.call(batch.pk)
    imports.read_batch.call(batch.pk)

    seen = coder.get(page)
    assert seen.status_code == 200
    assert "Take 2 documents" in seen.text
    assert "damaged" in seen.text
    states = dict(ImportItem.objects.values_list("name", "state"))
    assert states == {
        "Stockholm_2019.txt": State.READ,
        "Plan.docx": State.READ,
        "again.txt": State.LEFT,
        "broken.pdf": State.REFUSED,
    }
    assert ProjectDocument.objects.filter(project=work.project).count() == 1
    assert coder.post(f"{page}take/").status_code == 302
    imports.take_batch.call(batch.pk)
    imports.take_batch.call(batch.pk)
    taken = ProjectDocument.objects.exclude(pk=work.document.pk).order_by("folded")
    assert [(each.title, each.language, each.kind) for each in taken] == [
        ("Plan", "en", "public"),
        ("Stockholm 2019", "sv", "public"),
    ]
    assert "2 documents are in the project now" in coder.get(page).text
    file = taken[0].document.file
    assert file is not None
    assert client_of(work.reader).get(file.get_absolute_url()).status_code == 200


def test_what_is_left_leaves_nothing_behind() -> None:
    work = make_work()
    batch = imports.begin(kind=DocumentClass.PUBLIC, by=work.coder, now=NOON)
    imports.add(batch, "a.txt", b"Something in English that is new.", by=work.coder, now=NOON)
    with pytest.raises(NotNow):
        imports.take(batch, by=work.coder, now=NOON)
    item = ImportItem.objects.get()
    with Readers() as readers:
        imports.read_item(item, readers, now=NOON)
    assert Document.objects.count() == 2

    client_of(work.coder).post(f"/corpus/imports/{batch.pk}/discard/")

    assert list(Document.objects.all()) == [work.document.document]
    assert not StoredFile.objects.exists()
    assert not ImportItem.objects.exists()


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (DocumentClass.INTERVIEW, ["Bo.txt", "…", "…", "…"]),
        (DocumentClass.PUBLIC, ["Bo.txt", "Ada.txt", "Ada2.txt", "Ada3.pdf"]),
    ],
)
def test_what_is_left_out_goes_when_the_others_are_taken(
    kind: DocumentClass, names: list[str]
) -> None:
    work = make_work()
    batch = imports.begin(kind=kind, by=work.coder, now=NOON)
    for name, content in (
        ("Bo.txt", b"Something in English that is new."),
        ("Ada.txt", b"Ada Nobody says something else."),
        ("Ada2.txt", TEXT.encode()),
        ("Ada3.pdf", b"%PDF-1.4"),
    ):
        imports.add(batch, name, content, by=work.coder, now=NOON)
    with Readers() as readers:
        for item in ImportItem.objects.order_by("pk"):
            imports.read_item(item, readers, now=NOON)
    imports.leave(ImportItem.objects.get(name="Ada.txt"), by=work.coder)
    imports.take(batch, by=work.coder, now=NOON)

    for _ in range(2):
        imports.take_batch.call(batch.pk)

    taken = ProjectDocument.objects.get(title="Bo")
    assert set(Document.objects.all()) == {work.document.document, taken.document}
    assert list(StoredFile.objects.all()) == [taken.document.file]
    assert list(ImportItem.objects.order_by("pk").values_list("name", flat=True)) == names
    assert client_of(work.coder).get(batch.get_absolute_url()).status_code == 200


def test_an_interview_on_its_way_in_is_seen_by_who_may_read_it() -> None:
    work = make_work()
    Member.objects.filter(pk=work.coder.pk).update(sees_interviews=False)
    batch = imports.begin(kind=DocumentClass.INTERVIEW, by=work.lead, now=NOON)
    interview = make_document(work.project, "She said so.", kind=DocumentClass.INTERVIEW)

    answers = [client_of(m).get(f"/corpus/imports/{batch.pk}/") for m in (work.coder, work.reader)]
    refused = brought(client_of(work.coder), work.project.slug, ("a.txt", b"x"), kind="interview")

    assert [each.status_code for each in answers] == [404, 404]
    assert refused.status_code == 422
    assert client_of(work.coder).get(interview.get_absolute_url()).status_code == 404


def test_the_pages_script_sends_files_one_at_a_time() -> None:
    work = make_work()
    coder = client_of(work.coder)
    as_script = {"Accept": "application/json"}
    begun = coder.post(
        f"/corpus/projects/{work.project.slug}/import/", {"kind": "public"}, headers=as_script
    ).json()

    def send(name: str, content: bytes) -> Any:
        return coder.post(
            begun["add"], {"documents": SimpleUploadedFile(name, content)}, headers=as_script
        )

    assert send("a.txt", b"One").status_code == 200
    assert send("a.txt", b"One").status_code == 200
    assert send("b.txt", b"x" * (4 * 1024 * 1024 + 1)).status_code == 422
    assert list(ImportItem.objects.values_list("name", flat=True)) == ["a.txt"]
