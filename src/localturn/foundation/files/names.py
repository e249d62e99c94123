"""What somebody calls a file, as a name that is harmless on every system."""

import re
import unicodedata

LONGEST = 120

_FORBIDDEN = re.compile(r'[<>:"|?*%]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def cleaned(name: str) -> tuple[str, str]:
    """A file's name without path, marks that turn its letters around and what systems forbid.

    Gives its stem and its extension in small letters, without the dot.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(" " if letter.isspace() else letter for letter in name)
    name = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    name = " ".join(_FORBIDDEN.sub("_", name).split()).strip(" .")
    stem, dot, extension = name.rpartition(".")
    if not dot or not extension.isalnum() or len(extension) > 10:
        stem, extension = name, ""
    stem = stem.rstrip(" .")
    if _RESERVED.fullmatch(stem):
        stem += "_"
    return stem[: LONGEST - 11].rstrip(" .") or "file", extension.lower()
