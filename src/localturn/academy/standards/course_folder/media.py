"""Videos, their posters and their captions: the files under `media`."""

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO

from localturn.academy.domain.outline import Captions, Medium
from localturn.academy.standards import video, webvtt
from localturn.academy.standards.course_folder.mistakes import Mistakes
from localturn.academy.standards.course_folder.words import LANGUAGE, NAME
from localturn.foundation.languages import N_

_MIB = 1024 * 1024
LARGEST_VIDEO = 512 * _MIB
LARGEST_MEDIA = 1024 * _MIB
LARGEST_POSTER = _MIB
FOLDER = "media/"

_VIDEO = re.compile(r"media/([^./]+)\.(mp4|webm)")
_POSTER = re.compile(r"media/([^./]+)\.(jpg|png)")
_CAPTIONS = re.compile(r"media/([^./]+)\.([^./]+)\.(vtt|srt)")
_POSTERS = ((b"\x89PNG\r\n\x1a\n", "png", "image/png"), (b"\xff\xd8\xff", "jpg", "image/jpeg"))
_CHUNK = 256 * 1024

UNREADABLE: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
)
"""What reading out of a damaged archive may raise."""

_TOO_LARGE = N_("The video is larger than %(most)s MiB: shorten it, or save it with less detail.")
_ALL_TOO_LARGE = N_("The videos are larger than 1 GiB together: shorten them or divide the course.")
_POSTER_TOO_LARGE = N_("The picture is larger than 1 MiB: save it smaller.")
_NO_POSTER = N_("This is no PNG or JPEG picture: save it as one.")
_MISNAMED = N_("The end of this file's name does not fit what is in it: name it .%(extension)s.")
_DAMAGED = N_("This file cannot be read to its end: put it in anew.")
_TWO_CAPTIONS = N_("There is also %(name)s: remove one of the two.")


@dataclass(frozen=True)
class Blob:
    """A file that is not held in memory: how many bytes it has, and how it is opened."""

    size: int
    open: Callable[[], IO[bytes]] = field(compare=False)


Content = bytes | Blob
"""What a folder's file holds: texts at once, videos where they lie."""


def blob_of(content: Content) -> Blob:
    if isinstance(content, Blob):
        return content
    return Blob(len(content), lambda: io.BytesIO(content))


def is_large(name: str) -> bool:
    """Whether a path is a video's or a poster's, whose bytes are no text."""
    return bool(_VIDEO.fullmatch(name) or _POSTER.fullmatch(name))


def largest(name: str) -> int:
    """How many bytes such a file may have."""
    return LARGEST_VIDEO if _VIDEO.fullmatch(name) else LARGEST_POSTER


def has_place_in_media(name: str) -> bool:
    """Whether a path under `media` is named as a video, a poster or captions are."""
    if captions := _CAPTIONS.fullmatch(name):
        return bool(NAME.fullmatch(captions[1]) and LANGUAGE.fullmatch(captions[2]))
    found = _VIDEO.fullmatch(name) or _POSTER.fullmatch(name)
    return bool(found and NAME.fullmatch(found[1]))


def read_media(files: Mapping[str, Content], mistakes: Mistakes) -> tuple[Medium, ...]:
    """The videos and posters among a folder's files, each looked at and read to its end."""
    media = []
    total = 0
    for name in sorted(filter(is_large, files)):
        blob = blob_of(files[name])
        if not has_place_in_media(name) or _is_too_large(name, blob, mistakes):
            continue  # what has a name that cannot be used is told with the other names
        total += blob.size
        if total > LARGEST_MEDIA:
            mistakes.add("", 0, _ALL_TOO_LARGE)
            break
        medium = _looked_at(name, blob, mistakes)
        if medium is not None:
            media.append(medium)
    return tuple(media)


def _is_too_large(name: str, blob: Blob, mistakes: Mistakes) -> bool:
    if blob.size <= largest(name):
        return False
    if _VIDEO.fullmatch(name):
        mistakes.add(name, 0, _TOO_LARGE, most=LARGEST_VIDEO // _MIB)
    else:
        mistakes.add(name, 0, _POSTER_TOO_LARGE)
    return True


def _looked_at(name: str, blob: Blob, mistakes: Mistakes) -> Medium | None:
    try:
        with blob.open() as content:
            found = _video(content, blob.size) if _VIDEO.fullmatch(name) else _poster(content)
            content.seek(0)
            checksum, size = _read_to_the_end(content)
    except video.Unplayable as reason:
        mistakes.add(name, 0, str(reason))
        return None
    except UNREADABLE:
        mistakes.add(name, 0, _DAMAGED)
        return None
    media_type, extension, seconds = found
    if size != blob.size:
        mistakes.add(name, 0, _DAMAGED)
        return None
    if not name.endswith(f".{extension}"):
        mistakes.add(name, 0, _MISNAMED, extension=extension)
        return None
    return Medium(name.removeprefix(FOLDER), media_type, size, checksum, seconds)


def _video(content: IO[bytes], size: int) -> tuple[str, str, int]:
    found = video.look(content, size)
    return found.media_type, found.extension, found.seconds


def _poster(content: IO[bytes]) -> tuple[str, str, int]:
    head = content.read(8)
    for beginning, extension, media_type in _POSTERS:
        if head.startswith(beginning):
            return media_type, extension, 0
    raise video.Unplayable(_NO_POSTER)


def _read_to_the_end(content: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := content.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def read_captions(texts: Mapping[str, str], mistakes: Mistakes) -> tuple[Captions, ...]:
    """The captions, SubRip turned into WebVTT, with every mistake on its line."""
    found: dict[str, Captions] = {}
    for name in sorted(texts):
        parts = _CAPTIONS.fullmatch(name)
        if parts is None:
            continue
        stem, language, form = parts.groups()
        reading = (webvtt.read if form == "vtt" else webvtt.read_subrip)(texts[name])
        for fault in reading.faults:
            mistakes.add(name, fault.line, fault.message, **fault.values)
        text = texts[name] if form == "vtt" else webvtt.write(reading.cues)
        captions = Captions(stem, language, text)
        if captions.name in found:
            mistakes.add(name, 0, _TWO_CAPTIONS, name=f"{stem}.{language}.srt")
        found[captions.name] = captions
    return tuple(found.values())
