"""Where a folder's files come from: a directory or a ZIP, both bounded, neither trusted."""

import io
import stat
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from localturn.academy.standards.course_folder.files import (
    LARGEST_FILE,
    LARGEST_FOLDER,
    MOST_FILES,
)
from localturn.academy.standards.course_folder.mistakes import Mistake
from localturn.foundation.languages import N_

Gathered = tuple[dict[str, bytes], list[Mistake]]

_MOST_ENTRIES = 4 * MOST_FILES
_TOO_LARGE = N_("The file is larger than 1 MiB: shorten or divide it.")
_TOO_MANY = N_("The folder has more than %(most)s files.")
_WHOLE_TOO_LARGE = N_("The folder is larger than 20 MiB: shorten or divide it.")
_LINK = N_("This is a link to something else: put the file itself here.")
_OUTSIDE = N_("The path leads out of the folder: put the file inside it.")
_UNREADABLE = N_("This file of the archive cannot be unpacked: make the archive anew.")


def files_in_folder(folder: Path) -> Gathered:
    """Every file under a directory by its path in it; links are not followed, dot-names left."""
    files: dict[str, bytes] = {}
    mistakes: list[Mistake] = []
    if not folder.is_dir():
        return {}, [Mistake("", 0, N_("There is no folder “%(path)s”."), {"path": str(folder)})]
    waiting = [folder]
    size = 0
    while waiting:
        for entry in sorted(waiting.pop().iterdir()):
            name = entry.relative_to(folder).as_posix()
            if entry.name.startswith("."):
                continue
            if entry.is_symlink():
                mistakes.append(Mistake(name, 0, _LINK))
            elif entry.is_dir():
                waiting.append(entry)
            elif not entry.is_file() or entry.stat().st_size > LARGEST_FILE:
                mistakes.append(Mistake(name, 0, _TOO_LARGE))
            else:
                files[name] = entry.read_bytes()
                size += len(files[name])
            if len(files) + len(waiting) > _MOST_ENTRIES:
                return {}, [Mistake("", 0, _TOO_MANY, {"most": str(MOST_FILES)})]
            if size > LARGEST_FOLDER:
                return {}, [Mistake("", 0, _WHOLE_TOO_LARGE)]
    return files, mistakes


def files_in_zip(content: bytes) -> Gathered:
    """Every file of an archive by its path; one folder around all of them is taken off.

    Sizes are those that unpacking gives, not those that the archive claims.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return {}, [Mistake("", 0, N_("This is not a ZIP archive, or it is damaged."))]
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > _MOST_ENTRIES:
            return {}, [Mistake("", 0, _TOO_MANY, {"most": str(MOST_FILES)})]
        return _unpacked(archive, entries)


def _unpacked(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Gathered:
    files: dict[str, bytes] = {}
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
        try:
            with archive.open(entry) as file:
                unpacked = file.read(LARGEST_FILE + 1)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, ValueError):
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
    if entry.file_size > LARGEST_FILE:
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
