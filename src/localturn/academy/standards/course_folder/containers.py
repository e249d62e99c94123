"""Where a folder's files come from: a directory or a ZIP, both bounded, neither trusted."""

import io
import stat
import zipfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import IO

from localturn.academy.standards.course_folder.files import (
    LARGEST_FILE,
    LARGEST_FOLDER,
    MOST_FILES,
)
from localturn.academy.standards.course_folder.media import (
    UNREADABLE,
    Blob,
    Content,
    is_large,
)
from localturn.academy.standards.course_folder.mistakes import Mistake
from localturn.foundation import unpacking
from localturn.foundation.languages import N_

Gathered = tuple[dict[str, Content], list[Mistake]]

_MOST_ENTRIES = 4 * MOST_FILES
_TOO_LARGE = N_("The file is larger than 1 MiB: shorten or divide it.")
_TOO_MANY = N_("The folder has more than %(most)s files.")
_WHOLE_TOO_LARGE = N_("The folder is larger than 20 MiB: shorten or divide it.")
_LINK = N_("This is a link to something else: put the file itself here.")
_OUTSIDE = N_("The path leads out of the folder: put the file inside it.")
_UNREADABLE = N_("This file of the archive cannot be unpacked: make the archive anew.")


def files_in_folder(folder: Path) -> Gathered:
    """Every file under a directory by its path in it; links are not followed, dot-names left.

    Videos stay where they lie.
    """
    files: dict[str, Content] = {}
    mistakes: list[Mistake] = []
    if not folder.is_dir():
        return {}, [Mistake("", 0, N_("There is no folder “%(path)s”."), {"path": str(folder)})]
    waiting = [folder]
    size = 0
    while waiting:
        for entry in _seen(waiting.pop()):
            name = entry.relative_to(folder).as_posix()
            if entry.is_symlink():
                mistakes.append(Mistake(name, 0, _LINK))
            elif entry.is_dir():
                waiting.append(entry)
            elif (content := _content(entry, name)) is None:
                mistakes.append(Mistake(name, 0, _TOO_LARGE))
            else:
                files[name] = content
                size += len(content) if isinstance(content, bytes) else 0
            if len(files) + len(waiting) > _MOST_ENTRIES:
                return {}, [Mistake("", 0, _TOO_MANY, {"most": str(MOST_FILES)})]
            if size > LARGEST_FOLDER:
                return {}, [Mistake("", 0, _WHOLE_TOO_LARGE)]
    return files, mistakes


def _seen(folder: Path) -> list[Path]:
    return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))


def _content(entry: Path, name: str) -> Content | None:
    size = entry.stat().st_size if entry.is_file() else None
    if size is not None and is_large(name):
        return Blob(size, partial(_opened, entry))
    return None if size is None or size > LARGEST_FILE else entry.read_bytes()


def _opened(path: Path) -> IO[bytes]:
    return path.open("rb")


def files_in_zip(content: bytes | IO[bytes]) -> Gathered:
    """Every file of an archive by its path; one folder around all of them is taken off.

    Sizes are those that unpacking gives, not those that the archive claims. Videos are unpacked
    when they are read, so an archive that is given open must stay so.
    """
    try:
        archive = unpacking.opened(
            io.BytesIO(content) if isinstance(content, bytes) else content, most=_MOST_ENTRIES
        )
    except unpacking.TooMany:
        return {}, [Mistake("", 0, _TOO_MANY, {"most": str(MOST_FILES)})]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return {}, [Mistake("", 0, N_("This is not a ZIP archive, or it is damaged."))]
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    return _unpacked(archive, entries)


def _unpacked(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Gathered:
    files: dict[str, Content] = {}
    mistakes: list[Mistake] = []
    size = 0
    wrapping = _folder_around([entry.filename for entry in entries if not _is_clutter(entry)])
    for entry in entries:
        if _is_clutter(entry):
            continue
        name = entry.filename.removeprefix(wrapping)
        fault = _fault(entry, name)
        if not fault and name in files:
            fault = N_("The archive holds this file twice: make the archive anew.")
        if fault:
            mistakes.append(Mistake(name, 0, fault))
            continue
        if is_large(name):
            files[name] = Blob(entry.file_size, partial(archive.open, entry))
            continue
        try:
            with archive.open(entry) as file:
                unpacked = file.read(LARGEST_FILE + 1)
        except UNREADABLE:
            mistakes.append(Mistake(name, 0, _UNREADABLE))
            continue
        size += len(unpacked)
        if size > LARGEST_FOLDER:
            return {}, [Mistake("", 0, _WHOLE_TOO_LARGE)]
        if len(unpacked) > LARGEST_FILE:
            mistakes.append(Mistake(name, 0, _TOO_LARGE))
            continue
        files[name] = unpacked
    return files, mistakes


def _fault(entry: zipfile.ZipInfo, name: str) -> str:
    parts = name.split("/")
    if ".." in parts or name.startswith("/") or "\\" in name or ":" in parts[0]:
        return _OUTSIDE
    if stat.S_ISLNK(entry.external_attr >> 16):
        return _LINK
    if not unpacking.can_be_unpacked(entry):
        return _UNREADABLE
    if entry.file_size > LARGEST_FILE and not is_large(name):
        return _TOO_LARGE
    return ""


def _is_clutter(entry: zipfile.ZipInfo) -> bool:
    """What systems add on their own: dot-names and macOS's second halves."""
    parts = entry.filename.split("/")
    return parts[0] == "__MACOSX" or any(
        part.startswith(".") and not part.startswith("..") for part in parts
    )


def _folder_around(names: list[str]) -> str:
    if not names or "course.toml" in names:
        return ""
    first = names[0].split("/", 1)[0] + "/"
    return first if all(name.startswith(first) for name in names) else ""


def zip_of(files: Mapping[str, bytes], *, folder: str) -> bytes:
    """An archive with the files in one folder; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{name}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()
