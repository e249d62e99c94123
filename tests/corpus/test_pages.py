"""The page of a PDF beside its text: drawn by a bounded process, and seen by who may read it."""

import re
import struct
import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from localturn.corpus.actions import correcting, drawing
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import Member, ProjectDocument
from localturn.corpus.standards.documents.bounded import Readers
from localturn.corpus.standards.documents.drawing import MOST_PIXELS
from localturn.corpus.standards.documents.refusing import DAMAGED, NO_PAGE, Refused
from localturn.foundation.files.actions import delete
from localturn.foundation.files.models import StoredFile
from makers.corpus import NOON, make_coding, make_printed, make_work
from makers.documents import make_pdf

pytestmark = pytest.mark.django_db

PAGES = [
    ["Cities receive people from everywhere and say so.", "They ask the Union for money."],
    ["States do not listen to what cities say of it."],
]


def client_of(member: Member) -> Client:
    client = Client()
    assert member.person is not None
    client.force_login(member.person)
    return client


def part(client: Client, document: ProjectDocument, **asked: Any) -> Any:
    address = f"{document.get_absolute_url()}page/"
    return client.get(address, asked, headers={"X-Part": "page"})


def darkness(png: bytes) -> list[list[int]]:
    """The rows of a grey picture."""
    width, height = struct.unpack("!2I", png[16:24])
    assert png[25] == 0
    size = struct.unpack("!I", png[33:37])[0]
    lines = zlib.decompress(png[41 : 41 + size])
    return [list(lines[y * (width + 1) + 1 : (y + 1) * (width + 1)]) for y in range(height)]


def test_what_was_coded_is_drawn_over_the_words_on_their_page() -> None:
    work = make_work()
    document = make_printed(work.project, PAGES)
    coding = make_coding(document, work.code, "Union", by=work.coder)
    make_coding(document, work.code, "States", by=work.coder)
    coder = client_of(work.coder)

    first = part(coder, document, at=coding.start)

    assert first.text.count("data-m=") == 1
    assert f'data-m="{coding.pk}"' in first.text
    numbers = first.text.split("<rect ")[1].split('"')
    x, y, width, height = (float(numbers[at]) / 1000 for at in (1, 3, 5, 7))
    rows = darkness(coder.get(f"{document.get_absolute_url()}page/1.png").content)
    inside = [
        row[int(x * len(row)) : int((x + width) * len(row))]
        for row in rows[int(y * len(rows)) : int((y + height) * len(rows))]
    ]
    assert min(min(row) for row in inside) < 80  # letters are there
    below = rows[int((y + height) * len(rows)) + 12]
    assert min(below) == 255


def test_the_page_is_the_one_on_which_the_place_is_and_can_be_turned() -> None:
    work = make_work()
    document = make_printed(work.project, PAGES)
    at = document.version.text.index("listen")
    reader = client_of(work.reader)

    there = part(reader, document, at=at, to=at + 6)
    whole = reader.get(f"{document.get_absolute_url()}page/", {"page": 1})

    assert 'data-number="2"' in there.text
    assert 'data-turn="1"' in there.text
    assert 'class="lt-pointed"' in there.text
    assert "Page 1 of 2" in whole.text
    assert f'{document.get_absolute_url()}#b0"' in whole.text
    assert (
        f'href="page/?at={at - len("States do not ")}"'
        in reader.get(document.get_absolute_url()).text
    )


@pytest.mark.parametrize(
    ("asked", "status"),
    [({"page": 3}, 422), ({"page": 0}, 404), ({"at": "x"}, 422), ({"at": 2**40}, 422)],
)
def test_a_page_that_is_not_there_is_refused_in_words(asked: dict[str, Any], status: int) -> None:
    work = make_work()
    document = make_printed(work.project, PAGES)

    answer = part(client_of(work.reader), document, **asked)

    assert answer.status_code == status
    assert 'role="alert"' in answer.text


def test_an_interviews_page_is_seen_by_who_may_read_the_interview() -> None:
    work = make_work()
    document = make_printed(work.project, PAGES, kind=DocumentClass.INTERVIEW)
    address = f"{document.get_absolute_url()}page/"

    def answers(member: Member) -> list[int]:
        asked = client_of(member)
        return [asked.get(each).status_code for each in (address, f"{address}1.png")]

    assert answers(work.coder) == [200, 200]
    assert answers(work.reader) == [404, 404]
    Member.objects.filter(pk=work.coder.pk).update(sees_interviews=False)
    assert answers(work.coder) == [404, 404]


def test_a_document_without_pages_says_so() -> None:
    work = make_work()
    reader = client_of(work.reader)

    assert reader.get(f"{work.document.get_absolute_url()}page/").status_code == 404
    assert "pages.js" not in reader.get(work.document.get_absolute_url()).text


def test_a_corrected_text_keeps_the_places_of_lines_that_were_not_rewritten() -> None:
    work = make_work()
    document = make_printed(work.project, PAGES)
    make_coding(document, work.code, "Union")
    words = document.version.text.replace("everywhere", "all over")
    before = part(client_of(work.reader), document, page=1).text
    correcting.correct(document, words, by=work.lead, now=NOON)

    after = part(client_of(work.reader), document, page=1).text

    assert before.count("<rect") == 1
    assert re.findall("<rect.*?>", after) == re.findall("<rect.*?>", before)


def test_a_text_that_was_rewritten_has_pages_and_no_places_on_them() -> None:
    work = make_work()
    document = make_printed(work.project, PAGES)
    correcting.correct(document, "Something else altogether.", by=work.lead, now=NOON)
    make_coding(document, work.code, "else")

    answer = part(client_of(work.reader), document, page=1)

    assert answer.status_code == 200
    assert "<rect" not in answer.text
    assert "corrected by hand" in answer.text


def test_a_page_is_drawn_once_and_what_cannot_be_drawn_is_tried_again_later() -> None:
    work = make_work()
    document = make_printed(work.project, PAGES)
    file = document.document.file
    assert file is not None
    reader = client_of(work.reader)
    first = part(reader, document, page=1).text
    default_storage.delete(file.place)

    assert part(reader, document, page=1).text == first
    assert part(reader, document, page=2).status_code == 404

    default_storage.save(file.place, ContentFile(b"%PDF-1.4 nothing"))
    assert part(reader, document, page=2).status_code == 422
    default_storage.delete(file.place)
    default_storage.save(file.place, ContentFile(make_pdf(PAGES)))
    assert part(reader, document, page=2).status_code == 422
    drawing.TRIED_AGAIN, kept = timedelta(0), drawing.TRIED_AGAIN
    try:
        assert part(reader, document, page=2).status_code == 200
    finally:
        drawing.TRIED_AGAIN = kept


def test_a_page_that_is_drawn_slowly_is_seen_by_who_asks_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    work = make_work()
    document = make_printed(work.project, PAGES)
    reader = client_of(work.reader)
    monkeypatch.setattr(drawing, "PATIENCE", 0)

    assert part(reader, document, page=1).status_code == 202
    for under_way in list(drawing._under_way.values()):
        assert under_way.wait(60)

    assert part(reader, document, page=1).status_code == 200


def test_while_others_are_drawn_a_page_says_that_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    work = make_work()
    document = make_printed(work.project, PAGES)
    address = f"{document.get_absolute_url()}page/?page=1"
    reader = client_of(work.reader)
    monkeypatch.setattr(drawing, "AT_ONCE", 0)

    asked = [part(reader, document, page=1), reader.get(address), reader.head(address)]
    picture = reader.get(f"{document.get_absolute_url()}page/1.png")

    assert [each.status_code for each in (*asked, picture)] == [202] * 4
    assert "being drawn" in asked[0].text
    assert f'href="{address}" data-until-done' in asked[1].text
    assert picture.content == b""
    monkeypatch.setattr(drawing, "AT_ONCE", 1)
    assert reader.get(address).status_code == 200


def test_pictures_go_when_their_file_is_gone() -> None:
    work = make_work()
    one, other = (make_printed(work.project, PAGES) for _ in range(2))
    for each in (one, other):
        part(client_of(work.reader), each, page=1)
    gone, kept = StoredFile.objects.order_by("pk")
    delete(gone)

    drawing.forget_drawn_pages.call()

    assert not default_storage.exists(f"{drawing.FOLDER}/{gone.token}")
    assert default_storage.listdir(f"{drawing.FOLDER}/{kept.token}")[1] == ["0"]


def test_a_page_of_any_claimed_size_makes_a_bounded_picture() -> None:
    huge = make_pdf([["Small"]]).replace(b"[0 0 595 842]", b"[0 0 1e6 9e6]")

    with Readers() as readers:
        drawn = readers.draw(huge, 0)
        with pytest.raises(Refused, match=NO_PAGE):
            readers.draw(huge, 1)
        with pytest.raises(Refused, match=DAMAGED):
            readers.draw(b"%PDF-1.4", 0)

    assert max(drawn.width, drawn.height) <= MOST_PIXELS
    assert len(drawn.png) < 1_000_000
