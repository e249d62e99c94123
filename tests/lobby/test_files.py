"""Sending stored files, to whom their room lets have them.

The rooms of these tests are a reading room of readers and one that says nothing of files.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils.http import http_date
from pytest_django import Settings

from localturn.foundation import room as rooms_of_the_house
from localturn.foundation.files import actions
from localturn.foundation.files.models import StoredFile
from localturn.foundation.files.serving import MOST
from localturn.foundation.room import Room
from makers import files
from makers.academy import NOON
from makers.people import make_operator, make_person

pytestmark = pytest.mark.django_db

CONTENT = bytes(range(97, 123)) * 100
TAG = f'"{hashlib.sha256(CONTENT).hexdigest()}"'


def readable(subject: str, reader: Any, *, now: datetime) -> bool:
    """Book n is for the person with the key n; book 0 for all."""
    number = int(subject.rsplit("/", 1)[-1])
    return number == 0 or reader.pk == number


urlpatterns: list[Any] = []
library = Room(
    name="library", title="Library", urls=__name__, files_readable=f"{__name__}.readable"
)
attic = Room(name="attic", title="Attic", urls=__name__)


@pytest.fixture(autouse=True)
def _rooms(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    settings.ROOMS = [*settings.ROOMS, f"{__name__}.library", f"{__name__}.attic"]
    rooms_of_the_house.rooms.cache_clear()
    yield
    rooms_of_the_house.rooms.cache_clear()


def make_file(book: int = 0, content: bytes = CONTENT, room: str = "library") -> StoredFile:
    upload = files.upload("A plan — für Malmö.txt", content)
    return actions.store(upload, owner=None, subject=f"{room}/book/{book}", now=NOON)


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_file_is_sent_to_be_saved_and_never_to_be_shown(client: Client) -> None:
    file = make_file()

    answer = client.get(file.get_absolute_url())

    assert body(answer) == CONTENT
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''A%20plan%20%E2%80%94%20f%C3%BCr%20Malm%C3%B6.txt"
    )
    wanted = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": "2600",
        "Accept-Ranges": "bytes",
        "ETag": TAG,
        "Last-Modified": http_date(NOON.timestamp()),
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Robots-Tag": "noindex",
    }
    assert {name: answer[name] for name in wanted} == wanted


def test_nobody_has_a_file_that_is_not_theirs(client: Client) -> None:
    owner, other = make_person(), make_person()
    address = make_file(owner.pk).get_absolute_url()
    answers = []

    for reader in (None, other, make_operator(), owner):
        client.logout()
        if reader:
            client.force_login(reader)
        for method in (client.get, client.head):
            answers.append(method(address).status_code)
        answers.append(client.get(address, headers={"range": "bytes=0-1"}).status_code)

    assert answers == [404] * 9 + [200, 200, 206]


def test_a_room_that_says_nothing_of_files_has_none(client: Client) -> None:
    client.force_login(make_operator())

    assert client.get(make_file(room="attic").get_absolute_url()).status_code == 404
    assert client.get(make_file(room="nowhere").get_absolute_url()).status_code == 404


def test_a_guessed_address_is_not_told_from_one_that_is_not_allowed(client: Client) -> None:
    hidden = client.get(make_file(book=999_999).get_absolute_url())
    missing = client.get("/files/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/")

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert main_of(hidden.text) == main_of(missing.text)


def test_nothing_is_changed_by_asking(client: Client) -> None:
    address = make_file().get_absolute_url()

    assert client.post(address).status_code == 405
    assert client.delete(address).status_code == 405


@pytest.mark.parametrize(
    ("asked", "status", "content_range", "expected"),
    [
        ("bytes=0-9", 206, "bytes 0-9/2600", CONTENT[:10]),
        ("bytes=2590-", 206, "bytes 2590-2599/2600", CONTENT[2590:]),
        ("bytes=-5", 206, "bytes 2595-2599/2600", CONTENT[-5:]),
        ("bytes=2600-", 416, "bytes */2600", b""),
        ("bytes=-0", 416, "bytes */2600", b""),
        ("bytes=9-0", 200, None, CONTENT),
        ("bytes=0-1,5-6", 200, None, CONTENT),
        ("pages=1", 200, None, CONTENT),
    ],
)
def test_a_range_is_sent_as_it_was_asked_for(
    client: Client, asked: str, status: int, content_range: str | None, expected: bytes
) -> None:
    answer = client.get(make_file().get_absolute_url(), headers={"range": asked})

    assert body(answer) == expected
    assert answer.status_code == status
    assert answer.get("Content-Range") == content_range
    assert answer.get("Content-Length", "0") == str(len(expected))


def test_a_large_file_comes_in_slices_of_a_mebibyte(client: Client) -> None:
    content = b"0123456789abcdef" * (3 * MOST // 16) + b"end"
    address = make_file(content=content).get_absolute_url()
    received = b""

    while len(received) < len(content):
        answer = client.get(address, headers={"range": f"bytes={len(received)}-"})
        piece = body(answer)
        assert answer.status_code == 206
        assert 0 < len(piece) <= MOST
        received += piece

    assert received == content
    assert body(client.get(address)) == content


def test_it_is_never_in_memory_as_a_whole(client: Client) -> None:
    answer = client.get(make_file(content=b"x" * (4 * MOST)).get_absolute_url())

    assert answer.streaming
    assert max(len(chunk) for chunk in answer.streaming_content) == 64 * 1024  # type: ignore[union-attr]


def test_a_range_goes_on_only_if_the_file_is_still_the_same(client: Client) -> None:
    address = make_file().get_absolute_url()
    date = http_date(NOON.timestamp())

    answers = {
        known: client.get(address, headers={"range": "bytes=0-9", "if-range": known}).status_code
        for known in (TAG, f"W/{TAG}", '"another"', date, http_date(0), "nonsense")
    }

    assert answers == {
        TAG: 206, f"W/{TAG}": 200, '"another"': 200, date: 206, http_date(0): 200, "nonsense": 200,
    }  # fmt: skip


def test_what_the_reader_has_already_is_not_sent_again(client: Client) -> None:
    address = make_file().get_absolute_url()

    for known in (TAG, f"W/{TAG}", f'"other", {TAG}', "*"):
        answer = client.get(address, headers={"if-none-match": known})
        assert (answer.status_code, body(answer)) == (304, b"")
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200


def test_the_head_is_that_of_the_whole_file(client: Client) -> None:
    answer = client.head(make_file().get_absolute_url(), headers={"range": "bytes=0-9"})

    assert (answer.status_code, body(answer)) == (200, b"")
    assert answer["Content-Length"] == "2600"
    assert answer["Accept-Ranges"] == "bytes"


def test_a_file_whose_content_was_lost_says_so(client: Client) -> None:
    file = make_file()
    default_storage.delete(file.place)

    answer = client.get(file.get_absolute_url())

    assert answer.status_code == 404
    assert "The content of this file is no longer here." in answer.text
