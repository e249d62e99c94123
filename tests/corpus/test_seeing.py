"""Pages that are pictures, read by Tesseract where the system has it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from localturn.corpus.actions import imports, seeing
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import ImportItem, Member
from localturn.corpus.standards.documents.bounded import Readers
from localturn.corpus.standards.documents.letters import languages, lines_of
from localturn.corpus.standards.documents.refusing import EMPTY
from localturn.foundation.refusals import Invalid, NotNow
from makers.corpus import NOON, Work, make_work
from makers.documents import make_scan

PAGES = [
    ["Cities receive people from everywhere.", "They ask the Union for money."],
    ["States do not listen to them."],
]
is_there = pytest.mark.skipif("eng" not in languages(), reason="Tesseract is not installed")

TABLE = "\n".join(
    [
        "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext",
        "4\t1\t1\t1\t1\t0\t100\t200\t300\t40\t-1\t",
        "5\t1\t1\t1\t1\t1\t100\t200\t100\t40\t96.5\tHar-",
        "5\t1\t1\t1\t2\t1\t100\t260\t80\t40\t96\tbour",
        "5\t1\t1\t1\t2\t2\t200\t264\t100\t30\t95\tcities",
        "5\t1\t1\t1\t2\t3\t320\t264\t10\t30\t5\t|",
    ]
)


def client_of(member: Member) -> Client:
    client = Client()
    assert member.person is not None
    client.force_login(member.person)
    return client


def refused(work: Work) -> ImportItem:
    """A scan that was brought in, in which there is no text."""
    batch = imports.begin(kind=DocumentClass.PUBLIC, by=work.coder, now=NOON)
    item = imports.add(batch, "Scan.pdf", make_scan(PAGES), by=work.coder, now=NOON)
    with Readers() as readers:
        imports.read_item(item, readers, now=NOON)
    item.refresh_from_db()
    assert (item.state, item.sentences) == (ImportItem.State.REFUSED, [EMPTY])
    return item


def test_words_are_put_together_to_lines_with_their_places() -> None:
    lines = lines_of(TABLE, page=3, scale=4, height=842)

    assert [(each.text, each.is_divided, each.page) for each in lines] == [
        ("Har", True, 3),
        ("bour cities", False, 3),
    ]
    assert (lines[0].left, lines[0].bottom, lines[0].right, lines[0].top) == (25, 782, 50, 792)
    assert (lines[1].left, lines[1].right) == (25, 75)


@is_there
@pytest.mark.django_db
def test_a_scan_is_read_when_somebody_asks_for_it_and_keeps_its_places() -> None:
    work = make_work()
    item = refused(work)
    coder = client_of(work.coder)
    page = item.batch.get_absolute_url()
    assert '<option value="eng">English</option>' in coder.get(page).text

    for _ in range(2):
        answer = coder.post(f"{page}{item.pk}/see/", {"language": "eng"})
    assert answer.status_code == 302
    assert coder.get(page).status_code == 202
    for _ in range(2):
        seeing.see_item.call("eng", item.pk)

    item.refresh_from_db()
    version = item.version
    assert item.state == ImportItem.State.READ
    assert version is not None
    assert version.text.split() == [
        word for page in PAGES for line in page for word in line.split()
    ]
    assert [page for _start, page, *_box in version.boxes] == [0, 0, 1]
    first = version.boxes[0]
    assert first[2:] == pytest.approx([72, 718, 262, 728], abs=8)
    assert "Take 1 document" in coder.get(page).text


@pytest.mark.django_db
@pytest.mark.usefixtures("without_tesseract")
def test_without_tesseract_the_page_says_what_is_missing() -> None:
    work = make_work()
    item = refused(work)
    coder = client_of(work.coder)

    page = coder.get(item.batch.get_absolute_url())
    asked = coder.post(f"{item.batch.get_absolute_url()}{item.pk}/see/", {"language": "eng"})

    assert "if Tesseract were installed" in page.text
    assert asked.status_code == 422
    ImportItem.objects.update(state=ImportItem.State.SEEING)  # asked for before it was taken away
    seeing.see_item.call("eng", item.pk)
    item.refresh_from_db()
    assert item.state == ImportItem.State.REFUSED
    assert "only when Tesseract is installed" in item.sentences[0]


@pytest.fixture
def without_tesseract(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    languages.cache_clear()
    monkeypatch.setenv("PATH", "")
    yield
    monkeypatch.undo()
    languages.cache_clear()


@is_there
@pytest.mark.django_db
def test_only_scans_are_read_so_by_who_brings_documents_in_before_they_are_taken() -> None:
    work = make_work()
    item = refused(work)
    page = item.batch.get_absolute_url()
    text = imports.add(item.batch, "a.txt", b"Something new here.", by=work.coder, now=NOON)

    def ask(which: ImportItem, **said: Any) -> None:
        seeing.ask(which, said.get("language", "eng"), by=work.coder)

    with Readers() as readers:
        imports.read_item(text, readers, now=NOON)
    with pytest.raises(NotNow):
        ask(text)
    with pytest.raises(Invalid):
        ask(item, language="../eng")
    assert client_of(work.reader).post(f"{page}{item.pk}/see/").status_code == 403
    imports.take(item.batch, by=work.coder, now=NOON)
    item.batch.refresh_from_db()
    with pytest.raises(NotNow):
        ask(item)


@pytest.mark.django_db
def test_a_batch_that_is_still_being_read_leaves_letters_to_who_reads_them() -> None:
    work = make_work()
    item = refused(work)
    imports.add(item.batch, "a.txt", b"Something new here.", by=work.coder, now=NOON)
    # as `ask` leaves it where Tesseract is
    ImportItem.objects.filter(pk=item.pk).update(state=ImportItem.State.SEEING, sentences=[])

    imports.read_batch.call(item.batch_id)

    assert [each.state for each in item.batch.items.order_by("pk")] == ["seeing", "read"]
    with pytest.raises(NotNow):
        imports.take(item.batch, by=work.coder, now=NOON)
    page = client_of(work.coder).get(item.batch.get_absolute_url())
    assert (page.status_code, "its letters are being read" in page.text) == (202, True)
    assert "Take 1 document" not in page.text


@is_there
@pytest.mark.django_db
def test_letters_that_were_asked_for_while_the_batch_is_read_are_read() -> None:
    work = make_work()
    item = refused(work)
    seeing.ask(item, "eng", by=work.coder)
    imports.read_batch.call(item.batch_id)

    seeing.see_item.call("eng", item.pk)

    item.refresh_from_db()
    assert item.state == ImportItem.State.READ
