"""Videos of a course: brought in, kept once, frozen with their version, taken home."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from localturn.academy.actions import authoring, folders, media, publishing
from localturn.academy.models import Course, CourseVersion, Medium
from localturn.academy.queries.media import media_of
from localturn.academy.queries.outlines import content_of
from localturn.academy.standards.course_folder import read
from localturn.foundation import moments
from localturn.foundation.files import actions as files
from localturn.foundation.files.models import StoredFile
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotAllowed
from makers.academy import NOON, make_person
from makers.course_folder import MODULE
from makers.videos import MP4, WEBM, folder_with_video

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> Person:
    return make_person("Arta Author", can_author=True)


def brought_in(author: Person, **changed: str | None) -> CourseVersion:
    report = folders.import_files(folder_with_video(**changed), [], by=author, now=NOON)
    assert report.mistakes == []
    return CourseVersion.objects.get(number=None)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.both
def test_a_course_with_a_video_comes_out_byte_for_byte_as_it_went_in(
    author: Person, tmp_path: Path
) -> None:
    for name, content in folder_with_video().items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(content)

    report = folders.import_folder(tmp_path / "in", by=author, now=NOON)
    folders.export_folder("small", tmp_path / "out", by=author, now=NOON)

    assert report.mistakes == []
    assert contents(tmp_path / "out") == folder_with_video()
    assert content_of(CourseVersion.objects.get()) == read(folder_with_video()).course


def test_an_export_takes_away_a_video_that_is_no_longer_in_the_course(
    author: Person, tmp_path: Path
) -> None:
    brought_in(author)
    folders.export_folder("small", tmp_path, by=author, now=NOON)
    (tmp_path / "media/old.webm").write_bytes(WEBM)
    (tmp_path / "media/.walk.webm.new").write_bytes(b"half")

    folders.export_folder("small", tmp_path, by=author, now=NOON)

    assert not (tmp_path / "media/old.webm").exists()
    assert (tmp_path / "media/walk.webm").read_bytes() == WEBM


def test_versions_with_the_same_video_share_its_bytes(author: Person) -> None:
    first = brought_in(author)
    publishing.publish(first.course, by=author, now=NOON)
    brought_in(author, module=MODULE.replace("first week", "week one"))
    publishing.publish(first.course, by=author, now=NOON)

    assert CourseVersion.objects.count() == 2
    assert StoredFile.objects.count() == 2
    assert Medium.objects.count() == 4
    one, two = CourseVersion.objects.order_by("number")
    assert media_of(one) == media_of(two)


def test_another_video_under_the_same_name_leaves_the_published_one_as_it_is(
    author: Person,
) -> None:
    first = brought_in(author)
    publishing.publish(first.course, by=author, now=NOON)
    files_ = folder_with_video()
    files_["media/walk.webm"] = WEBM[:-1] + bytes([WEBM[-1] ^ 1])
    folders.import_files(files_, [], by=author, now=NOON)

    draft = CourseVersion.objects.get(number=None)
    published = CourseVersion.objects.get(number=1)
    read_ = {
        version.number: default_storage.open(version.media.get(name="walk.webm").file.place).read()
        for version in (draft, published)
    }
    assert read_ == {None: files_["media/walk.webm"], 1: WEBM}


@pytest.mark.both
def test_a_file_that_a_version_shows_cannot_be_deleted(author: Person) -> None:
    draft = brought_in(author)
    publishing.publish(draft.course, by=author, now=NOON)
    file = StoredFile.objects.get(name="walk.webm")

    with pytest.raises(ProtectedError):
        files.delete(file)
    StoredFile.objects.filter(pk=file.pk)._raw_delete("default")
    with pytest.raises(IntegrityError):
        connection.check_constraints()
    transaction.set_rollback(True)


def test_videos_that_an_archive_leaves_out_are_those_of_the_draft(author: Person) -> None:
    brought_in(author)
    texts = {
        name: content
        for name, content in folder_with_video(module=MODULE.replace("first", "1st")).items()
        if not name.endswith((".webm", ".png"))
    }

    report = folders.import_files(texts, [], by=author, now=NOON)

    assert report.mistakes == []
    assert [m.name for m in media_of(CourseVersion.objects.get())] == ["walk.png", "walk.webm"]
    assert StoredFile.objects.count() == 2


def test_a_video_that_no_activity_shows_any_more_is_let_go_of_a_day_later(author: Person) -> None:
    brought_in(author)
    texts = {
        name: content
        for name, content in folder_with_video(
            video=None, course=folder_with_video()["course.toml"].decode().replace("2.2", "2")
        ).items()
        if not name.startswith("media/")
    }
    folders.import_files(texts, [], by=author, now=NOON)
    assert not Medium.objects.exists()

    with moments.travelled(NOON - moments.now()):
        assert media.forget_idle() == 0
    with moments.travelled(NOON - moments.now() + timedelta(days=1, minutes=1)):
        assert media.forget_idle() == 2
    assert not StoredFile.objects.exists()


def test_what_a_version_shows_is_never_let_go_of(author: Person) -> None:
    draft = brought_in(author)
    publishing.publish(draft.course, by=author, now=NOON)

    with moments.travelled(NOON - moments.now() + timedelta(days=900)):
        assert media.forget_idle() == 0


def test_changing_a_text_in_the_browser_keeps_the_videos(author: Person) -> None:
    course = brought_in(author).course
    name = "media/walk.en.vtt"
    content = folder_with_video()[name]

    report = folders.change_file(
        course,
        name,
        content.decode().replace("Who came?", "Who came here?"),
        seen=folders.fingerprint(content),
        by=author,
        now=NOON,
    )

    assert (report.mistakes, report.done) == ([], ["Saved."])
    draft = CourseVersion.objects.get()
    assert [m.name for m in media_of(draft)] == ["walk.png", "walk.webm"]
    assert "Who came here?" in draft.captions.get(language="en").text


def test_a_draft_begun_from_a_version_has_its_videos(author: Person) -> None:
    course = brought_in(author).course
    publishing.publish(course, by=author, now=NOON)

    draft = authoring.begin_draft(course, by=author, now=NOON)

    assert [m.name for m in media_of(draft)] == ["walk.png", "walk.webm"]
    assert draft.captions.count() == 2


def test_nothing_is_kept_of_who_may_not_bring_it_in(author: Person) -> None:
    stranger = make_person("Stranger")
    with pytest.raises(NotAllowed):
        folders.import_files(folder_with_video(), [], by=stranger, now=NOON)
    brought_in(author)
    other = folder_with_video() | {"media/walk.mp4": MP4}
    with pytest.raises(NotAllowed):
        folders.import_files(other, [], by=make_person(can_author=True), now=NOON)

    assert StoredFile.objects.count() == 2
    assert Course.objects.count() == 1


def test_an_archive_with_a_video_is_imported(author: Person) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in folder_with_video().items():
            archive.writestr(f"course/{name}", content)

    report = folders.import_zip(packed, by=author, now=NOON)

    assert report.mistakes == []
    stored = StoredFile.objects.get(name="walk.webm")
    assert default_storage.open(stored.place).read() == WEBM
    assert (stored.media_type, stored.size) == ("video/webm", len(WEBM))
