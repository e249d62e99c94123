"""`localturn import course FOLDER` and `localturn export course ID FOLDER`."""

from pathlib import Path

import pytest

from localturn.academy.actions import folders, publishing
from localturn.academy.models import Course, CourseVersion
from localturn.academy.standards.course_folder import files_in_folder, zip_of
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotFound
from localturn.foundation.room import Mistake, Report
from makers.academy import NOON, make_person
from makers.course_folder import COURSE, MODULE, READING, small_folder

pytestmark = pytest.mark.django_db


def write_folder(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.fixture
def author() -> Person:
    return make_person("Amra Author", can_author=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "course", small_folder())


def test_a_folder_is_imported_with_a_report_of_what_was_done(folder: Path, author: Person) -> None:
    report = folders.import_folder(folder, by=author, now=NOON)

    assert report == Report(
        done=[
            "“A small course” is now the draft of the course small.",
            "Modules: 1. Activities: 3. Questions: 3.",
            "Participants see it when it has been published and a run of it opened.",
        ]
    )
    assert CourseVersion.objects.get().title == "A small course"


def test_with_one_mistake_nothing_is_imported_and_every_mistake_is_named(
    folder: Path, author: Person
) -> None:
    write_folder(
        folder,
        small_folder(
            course=COURSE.replace("hours = 2", "hours = 3"),
            reading=READING.replace("[@un-1998, p. 12]", "[@un]"),
        )
        | {"notes.txt": b"x"},
    )

    report = folders.import_folder(folder, by=author, now=NOON)

    assert report.done == []
    assert [str(mistake) for mistake in report.mistakes] == [
        "course.toml:10: The activities take 120 minutes, which is 2.0 hours: change “hours” or "
        "the activities' minutes.",
        "modules/01-first/01-reading.md:11: The source “un-1998” is listed but never cited: cite "
        "it as [@un-1998].",
        "modules/01-first/01-reading.md:15: The source “un” is cited but not listed: add it under "
        "[[sources]].",
        "notes.txt: This file has no place in a course folder: remove it. There are course.toml, "
        "about.md, questions/NAME.toml, modules/NAME/module.toml, modules/NAME/ACTIVITY.md, and "
        "media/ with NAME.mp4 or NAME.webm, NAME.LANGUAGE.vtt and NAME.jpg or NAME.png.",
    ]
    assert not Course.objects.exists()


def test_an_archive_is_imported_like_a_folder(author: Person) -> None:
    report = folders.import_zip(zip_of(small_folder(), folder="small"), by=author, now=NOON)

    assert report.mistakes == []
    assert CourseVersion.objects.get().activities.count() == 3


def test_a_course_is_exported_as_it_was_imported(
    folder: Path, author: Person, tmp_path: Path
) -> None:
    folders.import_folder(folder, by=author, now=NOON)

    report = folders.export_folder("small", tmp_path / "out", by=author, now=NOON)

    assert report.done == [f"7 files of the draft of small were written to {tmp_path / 'out'}."]
    assert files_in_folder(tmp_path / "out") == (small_folder(), [])


def test_a_version_is_exported_by_its_number(folder: Path, author: Person, tmp_path: Path) -> None:
    folders.import_folder(folder, by=author, now=NOON)
    publishing.publish(Course.objects.get(), by=author, now=NOON)
    write_folder(folder, small_folder(module=MODULE.replace("The first week", "Week one")))
    folders.import_folder(folder, by=author, now=NOON)

    folders.export_folder("small@1", tmp_path / "one", by=author, now=NOON)
    folders.export_folder("small", tmp_path / "draft", by=author, now=NOON)

    assert files_in_folder(tmp_path / "one")[0] == small_folder()
    assert files_in_folder(tmp_path / "draft")[0] == files_in_folder(folder)[0]


def test_the_folder_of_the_same_course_is_written_anew_but_for_what_is_not_the_courses(
    folder: Path, author: Person
) -> None:
    folders.import_folder(folder, by=author, now=NOON)
    write_folder(
        folder,
        {
            "modules/01-first/09-old.md": b"old",
            "modules/02-old/module.toml": b"old",
            ".git/HEAD": b"ref",
            "notes.txt": b"mine",
        },
    )

    folders.export_folder("small", folder, by=author, now=NOON)

    assert files_in_folder(folder)[0] == small_folder() | {"notes.txt": b"mine"}
    assert (folder / ".git/HEAD").read_bytes() == b"ref"
    assert not (folder / "modules/02-old").exists()


@pytest.mark.parametrize(
    "files",
    [
        {"notes.txt": b"mine"},
        {"course.toml": COURSE.replace('id = "small"', 'id = "other"').encode()},
        {"course.toml": b"not toml ["},
    ],
)
def test_a_folder_that_holds_something_else_is_left_alone(
    folder: Path, author: Person, tmp_path: Path, files: dict[str, bytes]
) -> None:
    folders.import_folder(folder, by=author, now=NOON)
    other = write_folder(tmp_path / "other", files)

    report = folders.export_folder("small", other, by=author, now=NOON)

    assert report == Report(
        mistakes=[
            Mistake(
                str(other),
                None,
                "This folder holds something else. Name an empty or a new one.",
            )
        ]
    )
    assert files_in_folder(other)[0] == files


@pytest.mark.parametrize("identity", ["nothing", "small@2", "small@x", "small@", "@1"])
def test_what_does_not_exist_is_not_exported(
    folder: Path, author: Person, tmp_path: Path, identity: str
) -> None:
    folders.import_folder(folder, by=author, now=NOON)

    with pytest.raises(NotFound):
        folders.export_folder(identity, tmp_path / "out", by=author, now=NOON)


def test_only_authors_export(folder: Path, author: Person, tmp_path: Path) -> None:
    folders.import_folder(folder, by=author, now=NOON)

    with pytest.raises(NotFound):
        folders.export_folder("small", tmp_path / "out", by=make_person(), now=NOON)
