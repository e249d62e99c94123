"""Videos, posters and captions in a course folder."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from localturn.academy.domain.changes import changes
from localturn.academy.domain.outline import Captions, Medium
from localturn.academy.standards.course_folder import files_in_folder, files_in_zip, read, write
from localturn.academy.standards.course_folder import media as limits
from makers.course_folder import READING
from makers.files import JPEG, PDF, png
from makers.videos import ENGLISH, FRENCH, MP4, VIDEO, WEBM, folder_with_video


def said(files: dict[str, bytes]) -> list[tuple[str, int, str]]:
    return [(m.file, m.line, m.sentence) for m in read(files).mistakes]


def test_a_course_with_a_video_is_read() -> None:
    reading = read(folder_with_video())

    assert reading.mistakes == ()
    assert reading.course is not None
    assert [(m.name, m.media_type, m.size, m.seconds) for m in reading.course.media] == [
        ("walk.png", "image/png", len(png()), 0),
        ("walk.webm", "video/webm", len(WEBM), 3),
    ]
    assert reading.course.captions == (
        Captions("walk", "en", ENGLISH),
        Captions("walk", "fr", FRENCH),
    )
    assert list(reading.course.activities)[-1].settings == {"video": "walk.webm", "share": 60}


def test_its_texts_come_out_byte_for_byte() -> None:
    files = folder_with_video()
    course = read(files).course
    assert course is not None

    assert write(course) == {n: c for n, c in files.items() if not n.endswith((".webm", ".png"))}


def test_a_video_needs_no_text_and_a_reading_does() -> None:
    assert said(folder_with_video(video=VIDEO.replace("Look at the doors.\n", ""))) == []
    assert len(said(folder_with_video(reading=READING.split("A migrant")[0]))) == 1


def test_media_that_are_there_already_need_not_be_brought_again() -> None:
    files = folder_with_video()
    course = read(files).course
    assert course is not None
    texts = write(course)

    assert read(texts, media=course.media).course == course
    assert said(texts) == [
        (
            "modules/01-first/04-walk.md",
            6,
            "There is no video “walk.webm”: add media/walk.webm.",
        )
    ]


def test_what_is_brought_stands_before_what_is_there() -> None:
    files = folder_with_video()
    other = Medium("walk.webm", "video/webm", 5, "x", 9)

    course = read(files, media=[other]).course

    assert course is not None
    assert [m.size for m in course.media] == [len(png()), len(WEBM)]


def test_a_draft_may_wait_for_its_video_and_its_captions() -> None:
    files = folder_with_video()
    del files["media/walk.en.vtt"], files["media/walk.fr.vtt"]

    reading = read(files)

    assert [m.sentence for m in reading.mistakes] == [
        "The video has no captions: add media/walk.en.vtt."
    ]
    assert reading.course is None
    assert reading.draft is not None


def test_subrip_becomes_webvtt() -> None:
    files = folder_with_video()
    files["media/walk.sv.srt"] = b"1\n00:00:00,000 --> 00:00:01,000\nVem kom?\n"

    course = read(files).course

    assert course is not None
    assert course.captions[-1] == Captions(
        "walk", "sv", "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nVem kom?\n"
    )


NO_VTT = "This is no timing: write it as 00:01.000 --> 00:04.000."
NO_SRT = "This is no timing: write it as 00:00:01,000 --> 00:00:04,000."
OTHER_END = "The end of this file's name does not fit what is in it: name it "
SUBRIP = b"1\n00:00:01,000 --> 00:00:02,000\nA\n"
WRONG_ARROW = b"WEBVTT\n\n00:02.000 -> 00:03.000\nA\n"


@pytest.mark.parametrize(
    ("name", "content", "line", "sentence"),
    [
        ("x.webm", PDF, 0, "This is no video that browsers play: save it as MP4 or WebM."),
        ("x.webm", MP4, 0, f"{OTHER_END}.mp4."),
        ("x.mp4", MP4[:300], 0, "This video is damaged or was cut short: save it once more."),
        ("x.jpg", PDF, 0, "This is no PNG or JPEG picture: save it as one."),
        ("x.png", JPEG, 0, f"{OTHER_END}.jpg."),
        ("x.en.vtt", WRONG_ARROW, 3, NO_VTT),
        ("x.en.srt", b"1\nA\n", 2, NO_SRT),
        ("walk.en.vtt", WRONG_ARROW, 3, NO_VTT),
    ],
)
def test_a_mistake_in_media_is_named(name: str, content: bytes, line: int, sentence: str) -> None:
    files = folder_with_video() | {f"media/{name}": content}

    assert said(files) == [(f"media/{name}", line, sentence)]


def test_captions_are_there_in_one_form_only() -> None:
    files = folder_with_video() | {"media/walk.en.srt": SUBRIP}

    assert said(files) == [
        ("media/walk.en.vtt", 0, "There is also walk.en.srt: remove one of the two.")
    ]


@pytest.mark.parametrize(
    "name",
    ["media/Walk.webm", "media/walk.vtt", "media/walk.EN.vtt", "media/-x.mp4", "media/é.png"],
)
def test_a_name_that_cannot_be_used_is_a_mistake(name: str) -> None:
    (mistake,) = said(folder_with_video() | {name: WEBM})

    assert mistake[:2] == (name, 0)
    assert mistake[2].startswith("The name of this file cannot be used")


@pytest.mark.parametrize("name", ["media/notes.txt", "media/a/b.webm", "walk.webm", "media/x.avi"])
def test_what_has_no_place_is_a_mistake(name: str) -> None:
    (mistake,) = said(folder_with_video() | {name: WEBM})

    assert mistake[:2] == (name, 0)
    assert mistake[2].startswith("This file has no place in a course folder")


def test_sizes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LARGEST_VIDEO", len(WEBM) - 1)
    assert said(folder_with_video())[0][2].startswith("The video is larger than")
    monkeypatch.undo()
    monkeypatch.setattr(limits, "LARGEST_MEDIA", len(WEBM))
    assert "larger than 1 GiB together" in said(folder_with_video())[0][2]
    monkeypatch.undo()
    monkeypatch.setattr(limits, "LARGEST_POSTER", 10)
    assert [m[2] for m in said(folder_with_video())] == [
        "The picture is larger than 1 MiB: save it smaller."
    ]


def test_a_folder_and_an_archive_give_the_same_course(tmp_path: Path) -> None:
    files = folder_with_video()
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"course/{name}", content)

    expected = read(files).course
    gathered, noticed = files_in_folder(tmp_path)
    assert read(gathered, noticed=noticed).course == expected
    for source in (packed.getvalue(), packed):
        gathered, noticed = files_in_zip(source)
        assert read(gathered, noticed=noticed).course == expected


def test_a_video_that_is_damaged_in_its_archive_is_named() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in folder_with_video().items():
            archive.writestr(name, content)
    damaged = packed.getvalue().replace(WEBM[-50:], bytes(50))

    gathered, noticed = files_in_zip(damaged)

    assert [(m.file, m.sentence) for m in read(gathered, noticed=noticed).mistakes] == [
        ("media/walk.webm", "This file cannot be read to its end: put it in anew."),
        (
            "modules/01-first/04-walk.md",
            "There is no video “walk.webm”: add media/walk.webm.",
        ),
    ]


def test_another_video_is_a_change_of_the_course() -> None:
    before = read(folder_with_video()).course
    assert before is not None
    after = replace(before, media=(), captions=())

    assert [(c.what, c.fields) for c in changes(before, after)] == [
        ("course", ("media", "captions"))
    ]
