"""Directories and archives that files come from, and what they must not smuggle in."""

import io
import stat
import struct
import zipfile
from pathlib import Path

from localturn.academy.standards.course_folder import files_in_folder, files_in_zip, zip_of
from makers.course_folder import small_folder


def archive(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def write_folder(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def test_a_directory_is_gathered_without_its_dot_names(tmp_path: Path) -> None:
    write_folder(tmp_path, small_folder() | {".git/HEAD": b"ref", ".DS_Store": b"x"})

    assert files_in_folder(tmp_path) == (small_folder(), [])


def test_links_in_a_directory_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("secret")
    folder = tmp_path / "course"
    write_folder(folder, {"course.toml": b"x"})
    (folder / "modules").symlink_to(tmp_path)
    (folder / "about.md").symlink_to(secret)

    files, mistakes = files_in_folder(folder)

    assert files == {"course.toml": b"x"}
    assert [(m.file, m.sentence) for m in mistakes] == [
        ("about.md", "This is a link to something else: put the file itself here."),
        ("modules", "This is a link to something else: put the file itself here."),
    ]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    _files, (mistake,) = files_in_folder(tmp_path / "nowhere")

    assert mistake.sentence == f"There is no folder “{tmp_path / 'nowhere'}”."


def test_a_directory_of_too_many_or_too_large_files_is_left(tmp_path: Path) -> None:
    (tmp_path / "large.md").write_bytes(b"a" * (1024 * 1024 + 1))
    assert [m.sentence for m in files_in_folder(tmp_path)[1]] == [
        "The file is larger than 1 MiB: shorten or divide it."
    ]
    for number in range(2_001):
        (tmp_path / str(number)).touch()
    assert [m.sentence for m in files_in_folder(tmp_path)[1]] == [
        "The folder has more than 500 files."
    ]


def test_an_archive_is_gathered_with_or_without_a_folder_around_it() -> None:
    files = small_folder()

    assert files_in_zip(archive(files)) == (files, [])
    assert files_in_zip(zip_of(files, folder="small")) == (files, [])


def test_the_clutter_of_other_systems_is_left() -> None:
    files = {f"course/{name}": content for name, content in small_folder().items()}
    clutter = {"__MACOSX/course/._course.toml": b"x", "course/.DS_Store": b"x"}

    assert files_in_zip(archive(files | clutter)) == (small_folder(), [])


def test_the_same_files_make_the_same_archive() -> None:
    assert zip_of(small_folder(), folder="a") == zip_of(small_folder(), folder="a")


def test_what_is_no_archive_is_named() -> None:
    whole = archive(small_folder())

    for content in (b"", b"PK", b"not an archive", whole[: len(whole) // 2], b"PK\x05\x06" * 9):
        files, mistakes = files_in_zip(content)
        assert files == {}
        assert [m.sentence for m in mistakes] == ["This is not a ZIP archive, or it is damaged."]


def test_paths_that_lead_out_of_an_archive_are_refused() -> None:
    names = ["../evil.md", "a/../../evil.md", "/etc/passwd", "C:/evil.md", "a/..\\evil.md"]
    files, mistakes = files_in_zip(archive({"course.toml": b"x"} | dict.fromkeys(names, b"x")))

    assert files == {"course.toml": b"x"}
    assert [m.file for m in mistakes] == names


def test_links_in_an_archive_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        entry = zipfile.ZipInfo("about.md")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(entry, "/etc/passwd")

    files, mistakes = files_in_zip(out.getvalue())

    assert files == {}
    assert [m.sentence for m in mistakes] == [
        "This is a link to something else: put the file itself here."
    ]


def test_a_bomb_does_not_go_off() -> None:
    bomb = archive({f"modules/01-a/{n:03}.md": b"\0" * 1024 * 1024 for n in range(40)})
    assert len(bomb) < 100_000

    assert [m.sentence for m in files_in_zip(bomb)[1]] == [
        "The folder is larger than 20 MiB: shorten or divide it."
    ]


def test_an_archive_that_lies_about_a_size_is_not_believed() -> None:
    honest = archive({"about.md": b"a" * (3 * 1024 * 1024)})
    true, false = struct.pack("<L", 3 * 1024 * 1024), struct.pack("<L", 10)

    files, mistakes = files_in_zip(honest.replace(true, false))

    assert all(len(content) <= 10 for content in files.values())
    assert files == {} or mistakes == []


def test_an_archive_of_too_many_files_is_refused() -> None:
    many = archive({f"modules/01-a/{n}.md": b"" for n in range(2_001)})

    assert [m.sentence for m in files_in_zip(many)[1]] == ["The folder has more than 500 files."]


def test_a_file_that_is_locked_with_a_password_is_named() -> None:
    content = bytearray(archive({"about.md": b"text" * 20}))
    content[6] |= 1  # the flag in the file's own header and, below, in the directory
    content[content.index(b"PK\x01\x02") + 8] |= 1

    files, mistakes = files_in_zip(bytes(content))

    assert files == {}
    assert [m.sentence for m in mistakes] == [
        "This file of the archive cannot be unpacked: make the archive anew."
    ]


def test_a_file_that_an_archive_holds_twice_is_named() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("about.md", "one")
        made.writestr("./about.md".removeprefix("./") + "x", "two")
    twice = out.getvalue().replace(b"about.mdx", b"about.md\x00")

    _files, mistakes = files_in_zip(twice)

    assert [m.sentence for m in mistakes] == [
        "The archive holds this file twice: make the archive anew."
    ]
