"""Files too large for one request, which come in pieces."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from localturn.corpus.actions import arrivals, imports, transfers
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import ImportBatch, ImportItem, Member, Transfer
from localturn.corpus.queries.arrivals import (
    DOCUMENT,
    MOST_OF_DOCUMENT,
    MOST_OF_PROJECT,
    PROJECT,
    largest_document,
    largest_project,
)
from localturn.corpus.standards.documents.bounded import Readers
from localturn.foundation import moments
from localturn.foundation.files import arriving
from localturn.foundation.files.models import Arrival
from localturn.foundation.files.uploading import MOST
from makers.corpus import NOON, Work, make_work

pytestmark = pytest.mark.django_db


def client_of(member: Member) -> Client:
    client = Client()
    assert member.person is not None
    client.force_login(member.person)
    return client


def arrived(member: Member, purpose: str, name: str, content: bytes, *, part: int = 0) -> Arrival:
    """A file sent in pieces; of one that is only partly there, so many bytes."""
    assert member.person is not None
    now = moments.now()
    made = arriving.begin(
        member.person, purpose=purpose, name=name, size=len(content), most=2**30, now=now
    )
    sent = content[: part or len(content)]
    for at in range(0, len(sent), MOST):
        made = arriving.append(made, BytesIO(sent[at : at + MOST]), offset=at, checksum="", now=now)
    return made


def begun(work: Work, kind: DocumentClass = DocumentClass.PUBLIC) -> ImportBatch:
    return imports.begin(kind=kind, by=work.coder, now=NOON)


def handed_over(client: Client, batch: ImportBatch, token: str) -> Any:
    return client.post(f"{batch.get_absolute_url()}arrived/", {"arrived": token})


def test_a_large_document_becomes_one_of_the_batch_once(
    django_capture_on_commit_callbacks: Any,
) -> None:
    work = make_work()
    batch = begun(work)
    content = b"Cities receive people and say so. " * 160_000
    assert len(content) > MOST
    arrival = arrived(work.coder, f"{DOCUMENT}/{batch.pk}", "long.txt", content)
    coder = client_of(work.coder)

    first = handed_over(coder, batch, arrival.token)
    assert handed_over(coder, batch, arrival.token).status_code == 202
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            arrivals.add_arrived.call(arrival.pk, batch.pk, work.coder.pk)
    then = handed_over(coder, batch, arrival.token)

    assert (first.status_code, then.status_code) == (202, 204)
    item = ImportItem.objects.get()
    assert item.file is not None
    assert (item.name, item.file.size) == ("long.txt", len(content))
    assert not default_storage.exists(arrival.piece(0))
    with Readers() as readers:
        imports.read_item(item, readers, now=NOON)
    item.refresh_from_db()
    assert item.state == ImportItem.State.READ


def test_a_file_that_is_not_whole_or_is_for_another_batch_is_not_taken() -> None:
    work = make_work()
    batch, other = begun(work), begun(work)
    half = arrived(work.coder, f"{DOCUMENT}/{batch.pk}", "a.txt", b"x" * 100, part=50)
    for_other = arrived(work.coder, f"{DOCUMENT}/{other.pk}", "a.txt", b"x" * 100)
    of_lead = arrived(work.lead, f"{DOCUMENT}/{batch.pk}", "a.txt", b"x" * 100)
    coder = client_of(work.coder)

    answers = [handed_over(coder, batch, each.token) for each in (half, for_other, of_lead)]

    assert [each.status_code for each in answers] == [409, 404, 404]
    assert "not arrived as a whole" in answers[0].text
    assert not ImportItem.objects.exists()


def test_a_batch_that_was_taken_meanwhile_refuses_in_words() -> None:
    work = make_work()
    batch = begun(work)
    arrival = arrived(work.coder, f"{DOCUMENT}/{batch.pk}", "a.txt", b"x" * 100)
    coder = client_of(work.coder)
    assert handed_over(coder, batch, arrival.token).status_code == 202
    ImportBatch.objects.update(taken_at=NOON)

    arrivals.add_arrived.call(arrival.pk, batch.pk, work.coder.pk)
    answer = handed_over(coder, batch, arrival.token)

    assert answer.status_code == 422
    assert "have been taken" in answer.text


def test_who_brings_nothing_in_sends_no_large_file() -> None:
    work = make_work()
    batch, interviews = begun(work), begun(work, DocumentClass.INTERVIEW)
    people = [each.person for each in (work.lead, work.coder, work.reader)]
    Member.objects.filter(pk=work.coder.pk).update(sees_interviews=False)

    def most(about: str) -> list[int]:
        return [largest_document(each, about) for each in people if each is not None]

    assert most(str(batch.pk)) == [MOST_OF_DOCUMENT, MOST_OF_DOCUMENT, 0]
    assert most(str(interviews.pk)) == [MOST_OF_DOCUMENT, 0, 0]
    assert most("x") == most("9" * 14) == [0, 0, 0]
    slug = work.project.slug
    assert [largest_project(each, slug) for each in people if each] == [
        MOST_OF_PROJECT,
        MOST_OF_PROJECT,
        0,
    ]


def test_a_large_project_of_another_program_is_looked_at_once() -> None:
    work = make_work()
    slug = work.project.slug
    arrival = arrived(work.coder, f"{PROJECT}/{slug}", "big.qdpx", b"PK\x03\x04" + bytes(MOST))
    coder = client_of(work.coder)
    address = f"/corpus/projects/{slug}/in-and-out/in/"

    answers = [coder.post(address, {"arrived": arrival.token}) for _ in range(2)]
    transfer = Transfer.objects.get()
    for _ in range(2):
        arrivals.receive_arrived.call(arrival.pk, transfer.pk)
    again = coder.post(address, {"arrived": arrival.token})

    assert {each["Location"] for each in (*answers, again)} == {transfer.get_absolute_url()}
    assert len(transfers.content_of(transfer)) == MOST + 4
    transfers.look_at.call(transfer.pk)
    transfer.refresh_from_db()
    assert transfer.state == "refused"
    assert transfer.report["why"]


def test_a_project_that_never_arrived_is_refused_in_words() -> None:
    work = make_work()
    slug = work.project.slug
    arrival = arrived(work.coder, f"{PROJECT}/{slug}", "big.qdpx", b"PK\x03\x04")
    transfer = arrivals.take_project(arrival.token, by=work.coder, now=moments.now())
    arriving.discard(arrival.token)

    arrivals.receive_arrived.call(arrival.pk, transfer.pk)

    transfer.refresh_from_db()
    assert (transfer.state, transfer.report["why"]) == (
        "refused",
        "The content of this file is no longer here.",
    )
    unknown = client_of(work.coder).post(
        f"/corpus/projects/{slug}/in-and-out/in/", {"arrived": "nothing"}
    )
    assert unknown.status_code == 404
