"""The files of a folder as texts: names, sizes, encoding."""

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from localturn.academy.standards.course_folder.fields import Table
from localturn.academy.standards.course_folder.lines import lines_of
from localturn.academy.standards.course_folder.media import (
    Content,
    has_place_in_media,
    is_large,
)
from localturn.academy.standards.course_folder.mistakes import Mistakes
from localturn.academy.standards.course_folder.words import NAME
from localturn.foundation.languages import N_

MOST_FILES = 500
LARGEST_FILE = 1024 * 1024
LARGEST_FOLDER = 20 * 1024 * 1024

_PLACE_OF_ERROR = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_BAD = N_(
    "The name of this file or of its folder cannot be used: use lower-case letters, digits, "
    "hyphens and underscores, at most 80."
)
_BAD_MEDIA = N_(
    "The name of this file cannot be used: name a video NAME.mp4 or NAME.webm, its captions "
    "NAME.LANGUAGE.vtt (such as walk.en.vtt), its poster NAME.jpg or NAME.png, with lower-case "
    "letters, digits, hyphens and underscores in NAME."
)
_STRANGE = N_(
    "This file has no place in a course folder: remove it. There are course.toml, about.md, "
    "questions/NAME.toml, modules/NAME/module.toml, modules/NAME/ACTIVITY.md, and media/ with "
    "NAME.mp4 or NAME.webm, NAME.LANGUAGE.vtt and NAME.jpg or NAME.png."
)


def texts_of(files: Mapping[str, Content], mistakes: Mistakes) -> dict[str, str]:
    """Every file that has a place in the folder as text, lines ended by a line feed.

    Windows' line ends, a byte-order mark and a missing final newline are taken as they are meant;
    names that begin with a dot (such as .git) are no part of a course.
    """
    wanted = {name: content for name, content in files.items() if not _is_hidden(name)}
    if len(wanted) > MOST_FILES:
        mistakes.add(
            "",
            0,
            N_("The folder has %(count)s files; at most %(most)s are read."),
            count=len(wanted),
            most=MOST_FILES,
        )
        return {}
    written = {
        name: content
        for name, content in wanted.items()
        if isinstance(content, bytes) and not is_large(name)
    }
    if sum(map(len, written.values())) > LARGEST_FOLDER:
        mistakes.add("", 0, N_("The folder is larger than 20 MiB: shorten or divide it."))
        return {}
    texts = {}
    for name in wanted:
        message = fault_of_name(name)
        if message:
            mistakes.add(name, 0, message)
        elif name in written and (text := _text(name, written[name], mistakes)) is not None:
            texts[name] = text
    return texts


def fault_of_name(name: str) -> str:
    """Why a path has no place in the folder; "" if it has one."""
    match name.split("/"):
        case ["course.toml"] | ["about.md"]:
            return ""
        case ["questions", file] if file.endswith(".toml"):
            return "" if NAME.fullmatch(file.removesuffix(".toml")) else _BAD
        case ["media", file] if file.endswith((".mp4", ".webm", ".vtt", ".srt", ".jpg", ".png")):
            return "" if has_place_in_media(name) else _BAD_MEDIA
        case ["modules", folder, "module.toml"]:
            return "" if NAME.fullmatch(folder) else _BAD
        case ["modules", folder, file] if file.endswith(".md"):
            good = NAME.fullmatch(folder) and NAME.fullmatch(file.removesuffix(".md"))
            return "" if good else _BAD
        case _:
            return _STRANGE


def has_a_place(name: str) -> bool:
    """Whether a path is one that a course folder has."""
    return not fault_of_name(name)


def is_text(name: str) -> bool:
    """Whether a path is one of a course folder's texts, which can be changed in the browser."""
    return has_a_place(name) and not is_large(name)


def id_in(course_toml: Content) -> str:
    """The id that a course.toml gives, whatever else is wrong with it; "" if there is none."""
    if not isinstance(course_toml, bytes):
        return ""
    table = table_of(course_toml.decode("utf-8-sig", "replace"), "course.toml", Mistakes())
    found = table.values.get("id") if table else None
    return found if isinstance(found, str) else ""


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") and part not in {".", ".."} for part in name.split("/"))


def _text(name: str, content: bytes, mistakes: Mistakes) -> str | None:
    if len(content) > LARGEST_FILE:
        mistakes.add(name, 0, N_("The file is larger than 1 MiB: shorten or divide it."))
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        mistakes.add(
            name, line, N_("This line is not UTF-8: save the file with the encoding UTF-8.")
        )
        return None
    text = text.replace("\r\n", "\n")
    return text if text.endswith("\n") or not text else text + "\n"


def table_of(text: str, file: str, mistakes: Mistakes, *, offset: int = 0) -> Table | None:
    """A TOML document; None, with the mistake noted, if it is none."""
    try:
        values: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        why = str(error)
        place = _PLACE_OF_ERROR.search(why)
        last = max(text.count("\n"), 1)
        line = int(place.group(1) or last) if place else last
        why = why[: place.start()] if place else why
        mistakes.add(
            file, offset + line, N_("This is not TOML (%(why)s): mend this line."), why=why[:200]
        )
        return None
    except (ValueError, ArithmeticError, RecursionError):
        mistakes.add(
            file, offset + 1, N_("A number or a nesting in this TOML cannot be worked with.")
        )
        return None
    return Table(values, file, lines_of(text), mistakes, offset=offset)
