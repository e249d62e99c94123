"""Videos and sound that a group hands in: played in the page with captions, and looked at first."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from academy.views.test_attachments import TUS, begin
from localturn.academy.models import GroupFile, GroupHandIn
from localturn.academy.queries.groupwork import purpose_of
from localturn.foundation import moments
from localturn.foundation.tasks import worker
from makers.groups import BEFORE, Seminar
from makers.videos import ENGLISH, FRENCH, MP4, WEBM

pytestmark = pytest.mark.django_db

WAV = b"RIFF" + bytes(4) + b"WAVEfmt " + bytes(32)


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(moments, "now", lambda: BEFORE)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(seminar: Seminar, verb: str = "") -> str:
    names = [seminar.run.slug, "presentation", *([verb] if verb else [])]
    return reverse("academy:activity-verb" if verb else "academy:activity", args=names)


def a_file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def laid_by(seminar: Seminar, *uploads: SimpleUploadedFile) -> str:
    """What the page says when somebody of the first group adds files."""
    ana = seminar.seats[seminar.groups[0]][0]
    answer = signed_in(ana.person).post(
        address(seminar, "draft"), {"text": "Begun", "file": [*uploads]}, follow=True
    )
    return answer.text


def test_a_video_is_played_in_the_page_with_its_captions_and_in_slices() -> None:
    seminar = Seminar(groups=2, each=2, files=4, media=True)
    ana, _ben = seminar.seats[seminar.groups[0]]
    laid_by(
        seminar,
        a_file("Walk.webm", WEBM),
        a_file("walk.en.vtt", ENGLISH.encode()),
        a_file("other.fr.vtt", FRENCH.encode()),
        a_file("talk.wav", WAV),
    )
    client = signed_in(ana.person)
    client.post(address(seminar, "hand-in"), {"text": "Our work", "based_on": "0"})

    text = client.get(address(seminar)).text

    kept = {file.name: file for file in GroupHandIn.objects.get().files.all()}
    film, captions = kept["Walk.webm"], kept["walk.en.vtt"]
    assert f'src="{film.get_absolute_url()}" aria-label="Walk.webm"' in text
    assert f'src="{captions.get_absolute_url()}" srclang="en" label="English" default' in text
    assert text.count("<track") == 1
    assert f'<audio controls preload="metadata" src="{kept["talk.wav"].get_absolute_url()}"' in text
    assert text.count("Without captions") == 1
    piece = client.get(film.get_absolute_url(), headers={"Range": "bytes=0-9"})
    assert (piece.status_code, piece["Content-Type"]) == (206, "video/webm")
    assert client.get(captions.get_absolute_url())["Content-Type"].startswith("text/vtt")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("talk.mp4", b"Not at all a film.", "not a kind of file that can be handed over"),
        ("talk.webm", MP4, "does not fit what is in it"),
        ("talk.mp4", MP4[: len(MP4) // 2], "damaged or was cut short"),
        ("talk.en.vtt", b"1\n00:00 --> 00:01\nHello", "not a kind of file"),
    ],
)
def test_what_is_no_recording_is_refused_in_a_sentence(
    name: str, content: bytes, sentence: str
) -> None:
    seminar = Seminar(groups=2, each=2, media=True)

    assert sentence in laid_by(seminar, a_file(name, content))
    assert not GroupFile.objects.exists()


def test_a_recording_is_taken_only_where_the_course_asks_for_it() -> None:
    seminar = Seminar(groups=2, each=2)

    assert "not a kind of file that can be handed over" in laid_by(seminar, a_file("a.webm", WEBM))


@pytest.mark.parametrize("is_whole", [True, False])
def test_one_that_comes_in_pieces_is_looked_at_as_well(is_whole: bool) -> None:
    seminar = Seminar(groups=2, each=2, media=True)
    ana = seminar.seats[seminar.groups[0]][0]
    client, content = signed_in(ana.person), MP4 if is_whole else MP4[: len(MP4) // 2]
    begun = begin(client, purpose_of(ana, seminar.activity), len(content), name="talk.mp4")
    client.patch(
        begun["Location"],
        content,
        content_type="application/offset+octet-stream",
        headers=TUS | {"Upload-Offset": "0"},
    )
    sent = {"arrived": str(begun["Location"]).split("/")[-2]}
    client.post(address(seminar, "take-file"), sent)

    worker.run_waiting()

    assert GroupFile.objects.exists() is is_whole
    said = client.get(address(seminar)).text
    assert ("damaged or was cut short" in said) is not is_whole


def first_button(page: str) -> str:
    """What Enter in one of the fields of the form for work presses."""
    form = page[page.index('<form class="lt-writing"') :]
    return form[form.index("<button") :].partition(">")[0]


def test_enter_in_a_field_removes_no_file_of_a_group_and_loses_no_link() -> None:
    seminar = Seminar(groups=2, each=2, files=4)
    client = signed_in(seminar.seats[seminar.groups[0]][0].person)
    laid_by(seminar, a_file("talk.txt", b"Talk"))
    assert "name=" not in first_button(client.get(address(seminar)).text)

    sent = {"text": "Begun", "link": "https://films.example/1"}
    for verb, more in (("draft", {}), ("remove-file", {"remove": GroupFile.objects.get().pk})):
        page = client.post(address(seminar, verb), {**sent, **more}).text
        assert 'value="https://films.example/1"' in page
