"""Large files in pieces: the tus 1.0 protocol, and what it is used for."""

import base64
import hashlib
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from localturn.academy.actions import arrivals
from localturn.academy.models import CourseVersion
from localturn.foundation import moments
from localturn.foundation.files import arriving
from localturn.foundation.files.models import ARRIVING, Arrival
from localturn.foundation.files.uploading import MOST
from localturn.foundation.people.models import Person
from makers.academy import make_person
from makers.videos import WEBM, folder_with_video

pytestmark = pytest.mark.django_db
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture
def author(client: Client) -> Person:
    person = make_person("Arta Author", can_author=True)
    client.force_login(person)
    return person


def encoded(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def begin(client: Client, size: int, *, purpose: str = "course-folder", **headers: str) -> Any:
    said = {
        "Upload-Length": str(size),
        "Upload-Metadata": f"filename {encoded('kurs č.zip')},purpose {encoded(purpose)}",
    }
    return client.post("/arriving/", headers=TUS | said | headers)


def begun(client: Client, size: int) -> str:
    answer = begin(client, size)
    assert answer.status_code == 201, answer.content
    return str(answer["Location"])


def send(client: Client, address: str, piece: bytes, offset: int, **more: str) -> Any:
    return client.patch(
        address,
        piece,
        content_type=more.pop("content_type", "application/offset+octet-stream"),
        headers=TUS | {"Upload-Offset": str(offset)} | more,
    )


def offset_of(client: Client, address: str) -> str:
    answer = client.head(address, headers=TUS)
    return f"{answer['Upload-Offset']} of {answer['Upload-Length']}"


def pieces(address: str) -> int:
    folder = f"{ARRIVING}/{address.split('/')[-2]}"
    return len(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else 0


@pytest.mark.both
def test_a_file_comes_in_pieces_and_is_put_together(client: Client, author: Person) -> None:
    address = begun(client, 10)

    first = send(client, address, b"01234", 0)
    assert (first.status_code, first["Upload-Offset"]) == (204, "5")
    assert offset_of(client, address) == "5 of 10"
    assert send(client, address, b"56789", 5).status_code == 204

    arrival = Arrival.objects.get()
    assert (arrival.name, arrival.is_whole) == ("kurs č.zip", True)
    with arriving.put_together(arrival) as whole:
        assert whole.read() == b"0123456789"


def test_what_is_understood_is_said(client: Client, author: Person) -> None:
    answer = client.options("/arriving/")

    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Extension"] == "creation,checksum,termination,expiration"
    assert answer["Tus-Checksum-Algorithm"] == "sha1,sha256"


def test_another_version_of_the_protocol_is_refused(client: Client, author: Person) -> None:
    answer = client.post("/arriving/", headers={"Tus-Resumable": "0.2.2"})

    assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")


@pytest.mark.both
def test_a_piece_that_comes_twice_or_out_of_order_has_no_effect(
    client: Client, author: Person
) -> None:
    address = begun(client, 10)
    send(client, address, b"01234", 0)

    assert send(client, address, b"01234", 0).status_code == 409
    assert send(client, address, b"89", 8).status_code == 409
    assert send(client, address, b"x", -1).status_code == 409
    assert offset_of(client, address) == "5 of 10"
    assert send(client, address, b"56789", 5).status_code == 204
    assert pieces(address) == 2


def test_a_damaged_piece_is_refused_and_can_be_sent_again(client: Client, author: Person) -> None:
    address = begun(client, 5)
    digest = encoded(hashlib.sha256(b"01234").digest())
    sha1 = encoded(hashlib.sha1(b"01234", usedforsecurity=False).digest())

    wrong = {"Upload-Checksum": f"sha256 {digest}"}
    assert send(client, address, b"01235", 0, **wrong).status_code == 460
    assert send(client, address, b"01234", 0, **{"Upload-Checksum": "md5 x"}).status_code == 422
    assert send(client, address, b"01234", 0, **{"Upload-Checksum": "sha1 \xa7"}).status_code == 460
    assert offset_of(client, address) == "0 of 5"
    right = {"Upload-Checksum": f"sha1 {sha1}"}
    assert send(client, address, b"01234", 0, **right).status_code == 204


def test_more_than_was_announced_is_refused(client: Client, author: Person) -> None:
    address = begun(client, 5)

    assert send(client, address, b"012345", 0).status_code == 422
    assert send(client, address, b"01234", 0, content_type="text/plain").status_code == 415
    assert send(client, address, bytes(MOST + 1), 0).status_code == 413
    assert offset_of(client, address) == "0 of 5"


def test_a_piece_of_the_greatest_length_is_taken(client: Client, author: Person) -> None:
    address = begun(client, MOST + 1)

    assert send(client, address, bytes(MOST), 0)["Upload-Offset"] == str(MOST)


def test_somebody_elses_file_is_not_there(client: Client, author: Person) -> None:
    address = begun(client, 5)
    client.force_login(make_person("Other", can_author=True))

    assert client.head(address, headers=TUS).status_code == 404
    assert send(client, address, b"01234", 0).status_code == 404
    assert client.delete(address, headers=TUS).status_code == 404
    client.logout()
    assert client.head(address, headers=TUS).status_code == 302
    assert Arrival.objects.get().received == 0


@pytest.mark.parametrize("size", [0, -1, 1024**3 + 1])
def test_a_size_that_cannot_be_taken_is_refused(client: Client, author: Person, size: int) -> None:
    assert begin(client, size).status_code == 422
    assert not Arrival.objects.exists()


def test_who_may_bring_in_nothing_sends_nothing(client: Client, author: Person) -> None:
    assert begin(client, 5, purpose="anything").status_code == 403
    assert begin(client, 5, **{"Upload-Metadata": "filename §"}).status_code == 422
    client.force_login(make_person("Participant"))
    assert begin(client, 5).status_code == 403
    assert not Arrival.objects.exists()


def test_nobody_has_more_on_its_way_than_their_quota(client: Client, author: Person) -> None:
    begun(client, 1024**3)
    begun(client, 1024**3)
    over = begin(client, 1)

    assert over.status_code == 409
    assert over.content.decode().startswith("Too much of yours is on its way already.")
    Arrival.objects.update(size=5)
    begun(client, 5)
    begun(client, 5)
    assert begin(client, 5).status_code == 409


@pytest.mark.both
def test_what_is_given_up_is_gone(
    client: Client, author: Person, django_capture_on_commit_callbacks: Any
) -> None:
    address = begun(client, 10)
    send(client, address, b"01234", 0)

    with django_capture_on_commit_callbacks(execute=True):
        assert client.delete(address, headers=TUS).status_code == 204

    assert client.head(address, headers=TUS).status_code == 404
    assert pieces(address) == 0


@pytest.mark.both
def test_a_piece_that_meets_the_giving_up_is_told_so(
    client: Client, author: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have found the file; the one that gives it up is through first."""
    address = begun(client, 10)
    look = arriving.arrival_of

    def look_and_give_up(token: str, owner: Any, *, now: Any) -> Arrival:
        found = look(token, owner, now=now)
        Arrival.objects.filter(pk=found.pk).delete()
        return found

    monkeypatch.setattr(arriving, "arrival_of", look_and_give_up)
    answer = send(client, address, b"01234", 0)

    assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain")
    assert answer.text == "Sending this file was stopped. Choose it again to send it anew."
    assert answer["Tus-Resumable"] == "1.0.0"
    assert pieces(address) == 0


def test_a_folder_that_is_given_up_while_it_is_looked_through_has_no_outcome(
    client: Client, author: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = begun(client, 10)
    send(client, address, b"0123456789", 0)
    found = arrivals.take_folder(address.split("/")[-2], by=author)
    look = arrivals._imported

    def look_and_give_up(arrival: Arrival, by: Person) -> Any:
        outcome = look(arrival, by)
        assert client.delete(address, headers=TUS).status_code == 204
        return outcome

    monkeypatch.setattr(arrivals, "_imported", look_and_give_up)
    arrivals.import_arrived.call(found.pk)

    assert not Arrival.objects.exists()


def test_what_nobody_goes_on_with_expires(
    client: Client, author: Person, django_capture_on_commit_callbacks: Any
) -> None:
    address = begun(client, 10)
    with moments.travelled(timedelta(days=1)):
        send(client, address, b"01234", 0)
    with moments.travelled(timedelta(days=2, hours=12)):
        assert offset_of(client, address) == "5 of 10"
        assert arriving.forget_expired() == 0
    with moments.travelled(timedelta(days=3, hours=1)):
        assert client.head(address, headers=TUS).status_code == 404
        with django_capture_on_commit_callbacks(execute=True):
            assert arriving.forget_expired() == 1
    assert pieces(address) == 0


def folder() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in folder_with_video().items():
            archive.writestr(f"course/{name}", content)
    return packed.getvalue()


def arrived(client: Client, content: bytes) -> str:
    address = begun(client, len(content))
    for offset in range(0, len(content), 4000):
        assert send(client, address, content[offset : offset + 4000], offset).status_code == 204
    return address.split("/")[-2]


def test_a_course_folder_that_came_in_pieces_is_imported(client: Client, author: Person) -> None:
    token = arrived(client, folder())

    answer = client.post("/academy/authoring/upload/", {"arrived": token})
    again = client.post("/academy/authoring/upload/", {"arrived": token})
    assert answer["Location"] == again["Location"] == f"/academy/authoring/upload/{token}/"
    waiting = client.get(answer["Location"])
    assert (waiting.status_code, client.head(answer["Location"]).status_code) == (202, 202)
    assert "is being looked through" in waiting.text
    arrivals.import_arrived.func(Arrival.objects.get().pk)
    arrivals.import_arrived.func(Arrival.objects.get().pk)

    assert client.head(answer["Location"]).status_code == 302  # which tells nothing yet
    after = client.get(answer["Location"], follow=True)
    assert after.redirect_chain == [("/academy/courses/small/draft/", 302)]
    assert after.text.count("“A small course” is now the draft") == 1
    file = CourseVersion.objects.get().media.get(name="walk.webm").file
    assert default_storage.open(file.place).read() == WEBM
    assert pieces(f"/arriving/{token}/") == 0


def test_its_mistakes_are_told_and_nothing_is_imported(client: Client, author: Person) -> None:
    token = arrived(client, b"no archive")
    address = client.post("/academy/authoring/upload/", {"arrived": token})["Location"]
    arrivals.import_arrived.func(Arrival.objects.get().pk)

    page = client.get(address).text

    assert "This is not a ZIP archive, or it is damaged." in page
    assert not CourseVersion.objects.exists()


def test_where_pieces_have_been_lost_it_says_so_and_the_others_go(
    client: Client, author: Person
) -> None:
    token = arrived(client, folder())
    address = client.post("/academy/authoring/upload/", {"arrived": token})["Location"]
    arrival = Arrival.objects.get()
    default_storage.delete(arrival.piece(0))
    arrivals.import_arrived.func(arrival.pk)

    assert "The content of this file is no longer here." in client.get(address).text
    assert pieces(f"/arriving/{token}/") == 0


def test_a_folder_that_has_not_arrived_as_a_whole_waits(client: Client, author: Person) -> None:
    token = begun(client, 5).split("/")[-2]

    assert client.post("/academy/authoring/upload/", {"arrived": token}).status_code == 409
    assert client.post("/academy/authoring/upload/", {"arrived": "x"}).status_code == 404
    assert client.get(f"/academy/authoring/upload/{token}/").status_code == 404
