"""The recording of an interview: kept, heard in step with its transcript, and by nobody else."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from localturn.corpus.actions import pseudonyms, recordings
from localturn.corpus.demo.sounding import hummed
from localturn.corpus.domain.pseudonyms import About
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import Member, ProjectDocument
from localturn.corpus.queries.recordings import MOST, RECORDING, largest_recording, recording_of
from localturn.corpus.standards.sounds import kind_of
from localturn.foundation import moments
from localturn.foundation.files import arriving
from localturn.foundation.files.models import StoredFile
from makers.corpus import NOON, Work, make_document, make_work

pytestmark = pytest.mark.django_db

SAID = "[00:00:00] Ada Nobody: We rang them.\n\n[00:00:04] Interviewer: And then?"
SOUND = hummed()


def client_of(member: Member) -> Client:
    client = Client()
    assert member.person is not None
    client.force_login(member.person)
    return client


def interview_in(work: Work) -> ProjectDocument:
    return make_document(work.project, SAID, kind=DocumentClass.INTERVIEW)


def brought(member: Member, document: ProjectDocument, content: bytes = SOUND) -> Any:
    upload = SimpleUploadedFile("Ada Nobody.mp3", content, content_type="text/html")
    return client_of(member).post(f"{document.get_absolute_url()}recording/", {"recording": upload})


def test_time_marks_lead_to_the_recording_with_and_without_a_script() -> None:
    work = make_work()
    interview = interview_in(work)
    coder = client_of(work.coder)
    assert "data-t=" not in coder.get(interview.get_absolute_url()).text

    assert brought(work.coder, interview).status_code == 302

    kept = recording_of(interview)
    assert kept is not None
    assert (kept.media_type, kept.name.rsplit(".")[-1]) == ("audio/wav", "wav")
    page = coder.get(interview.get_absolute_url(), {"t": "4.0"}).text
    assert f'src="{kept.get_absolute_url()}#t=4.0"' in page
    second = SAID.index("[00:00:04]")
    assert f'<a class="lt-time" href="?t=4#b{second}" data-t="4">[00:00:04]</a>' in page
    assert "#t=" not in coder.get(interview.get_absolute_url(), {"t": '"x'}).text
    heard = coder.get(kept.get_absolute_url(), headers={"Range": "bytes=0-9"})
    assert (heard.status_code, heard["Content-Type"]) == (206, "audio/wav")


def test_marks_stay_links_where_a_passage_is_coded() -> None:
    work = make_work()
    interview = interview_in(work)
    brought(work.coder, interview)
    start = SAID.index("We rang")
    content = {"start": start, "end": start + 7, "code": work.code.pk, "key": uuid4()}
    content["version"] = interview.version_id

    answer = client_of(work.coder).post(
        f"{interview.get_absolute_url()}code/", content, headers={"Accept": "application/json"}
    )

    assert 'data-t="0"' in answer.json()["blocks"]["b0"]


def test_who_may_not_read_an_interview_does_not_hear_it() -> None:
    work = make_work()
    interview = interview_in(work)
    brought(work.coder, interview)
    kept = recording_of(interview)
    assert kept is not None
    address = kept.get_absolute_url()

    answers = [client_of(each).get(address).status_code for each in (work.lead, work.reader)]
    assert [*answers, Client().get(address).status_code] == [200, 404, 404]
    assert brought(work.reader, interview).status_code == 404
    assert largest_recording(work.coder.person, str(interview.pk)) == MOST
    assert largest_recording(work.reader.person, str(interview.pk)) == 0
    assert largest_recording(work.reader.person, str(work.document.pk)) == 0


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90\x00", "audio/mpeg"),
        (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        (b"OggS\0\x02", "audio/ogg"),
        (b"fLaC\0\0", "audio/flac"),
        (b"\x1aE\xdf\xa3\x01", "audio/webm"),
        (b"\xff\xd8\xff\xe0", None),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_a_recording_is_known_by_how_it_begins(head: bytes, kind: str | None) -> None:
    found = kind_of(head)

    assert (found[0] if found else None) == kind


def test_what_is_no_recording_is_refused_in_words() -> None:
    work = make_work()
    interview = interview_in(work)

    page = brought(work.coder, interview, b"<html><script>alert(1)</script>")
    without = client_of(work.coder).post(f"{interview.get_absolute_url()}recording/")

    assert page.status_code == without.status_code == 422
    assert "not a recording" in page.text
    assert "Choose a file." in without.text
    assert recording_of(interview) is None


def test_another_takes_the_place_of_the_first_and_can_be_taken_away() -> None:
    work = make_work()
    interview = interview_in(work)
    brought(work.coder, interview)
    brought(work.lead, interview, b"ID3" + SOUND)

    assert [each.media_type for each in StoredFile.objects.all()] == ["audio/mpeg"]
    client_of(work.coder).post(f"{interview.get_absolute_url()}recording/remove/")
    assert not StoredFile.objects.exists()


def test_a_large_recording_comes_in_pieces_once() -> None:
    work = make_work()
    interview = interview_in(work)
    person, now = work.coder.person, moments.now()
    assert person is not None
    address = f"{interview.get_absolute_url()}recording/arrived/"
    tokens = []
    for content in (SOUND, b"nothing"):
        arrival = arriving.begin(
            person,
            purpose=f"{RECORDING}/{interview.pk}",
            name="a.wav",
            size=len(content),
            most=MOST,
            now=now,
        )
        arriving.append(arrival, BytesIO(content), offset=0, checksum="", now=now)
        tokens.append(arrival.token)
        coder = client_of(work.coder)
        assert coder.post(address, {"arrived": arrival.token}).status_code == 202
        for _ in range(2):
            recordings.keep_arrived.call(arrival.pk, interview.pk, work.coder.pk)

    told = [coder.post(address, {"arrived": each}) for each in tokens]

    assert [each.status_code for each in told] == [204, 422]
    assert "not a recording" in told[1].text
    kept = recording_of(interview)
    assert kept is not None
    assert kept.size == len(SOUND)


def test_replacing_names_for_good_deletes_the_voice() -> None:
    work = make_work()
    interview = interview_in(work)
    brought(work.lead, interview)
    pseudonyms.give(
        ["Ada Nobody"], stands_as="Person 1", about=About.PERSON, by=work.lead, now=NOON
    )

    pseudonyms.replace_for_good(interview, by=work.lead, now=NOON)

    assert not StoredFile.objects.exists()
