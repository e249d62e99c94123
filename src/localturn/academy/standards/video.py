"""What a video file says of itself: MP4 (ISO/IEC 14496-12) or WebM (Matroska), and how long it is.

Only the few boxes or elements are read that lead there, wherever in the file they stand; nothing
is decoded. Every length is checked against the file's own.
"""

import math
import struct
from dataclasses import dataclass
from typing import IO

from localturn.foundation.languages import N_

_MOST_STEPS = 10_000
_DEEPEST_HEAD = 64 * 1024


class Unplayable(ValueError):
    """Why a file is no video that is taken, in a sentence marked with `N_`."""


@dataclass(frozen=True)
class Video:
    """`extension` without the dot; `seconds` rounded up."""

    media_type: str
    extension: str
    seconds: int


NO_VIDEO = N_("This is no video that browsers play: save it as MP4 or WebM.")
BROKEN = N_("This video is damaged or was cut short: save it once more.")
NO_LENGTH = N_(
    "This video does not say how long it is, so that nobody could move about in it: save it once "
    "more with a video program."
)


def look(content: IO[bytes], size: int) -> Video:
    """Tell what a file is; raises Unplayable."""
    content.seek(0)
    head = content.read(12)
    try:
        if head[4:8] == b"ftyp":
            return Video("video/mp4", "mp4", _whole(_mp4_length(content, size)))
        if head[:4] == b"\x1a\x45\xdf\xa3":
            return Video("video/webm", "webm", _whole(_webm_length(content, size)))
    except (struct.error, IndexError, ZeroDivisionError):
        raise Unplayable(BROKEN) from None
    finally:
        content.seek(0)
    raise Unplayable(NO_VIDEO)


def _whole(seconds: float) -> int:
    if not math.isfinite(seconds) or not 0 < seconds < 1_000_000:
        raise Unplayable(NO_LENGTH)
    return math.ceil(seconds)


# --- MP4 ------------------------------------------------------------------------------------------


def _mp4_length(content: IO[bytes], size: int) -> float:
    movie = _box(content, 0, size, b"moov")
    begin, end = _box(content, *movie, b"mvhd")
    content.seek(begin)
    head = content.read(min(32, end - begin))
    if head[0] == 1:
        scale, length = struct.unpack(">IQ", head[20:32])
    else:
        scale, length = struct.unpack(">II", head[12:20])
    return float(length / scale)


def _box(content: IO[bytes], begin: int, end: int, wanted: bytes) -> tuple[int, int]:
    """Where the content of a box lies; every box says its own length first."""
    at = begin
    for _step in range(_MOST_STEPS):
        if at + 8 > end:
            break
        content.seek(at)
        length, name = struct.unpack(">I4s", content.read(8))
        inside = at + 8
        if length == 1:
            (length,) = struct.unpack(">Q", content.read(8))
            inside += 8
        after = end if length == 0 else at + length
        if after < inside or after > end:
            break
        if name == wanted:
            return inside, after
        at = after
    raise Unplayable(BROKEN)


# --- WebM -----------------------------------------------------------------------------------------

_EBML, _SEGMENT, _INFO, _DOCTYPE = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x4282
_SCALE, _DURATION = 0x2AD7B1, 0x4489


def _webm_length(content: IO[bytes], size: int) -> float:
    begin, end = _element(content, 0, size, _EBML)
    kind = _element(content, begin, end, _DOCTYPE)
    if _bytes(content, kind).rstrip(b"\0") != b"webm":
        raise Unplayable(NO_VIDEO)
    segment = _element(content, end, size, _SEGMENT)
    info = _element(content, *segment, _INFO)
    try:
        length = _bytes(content, _element(content, *info, _DURATION))
    except Unplayable:
        raise Unplayable(NO_LENGTH) from None
    try:
        scale = int.from_bytes(_bytes(content, _element(content, *info, _SCALE)), "big")
    except Unplayable:
        scale = 1_000_000
    ticks: float = struct.unpack(">f" if len(length) == 4 else ">d", length)[0]
    return ticks * scale / 1e9


def _element(content: IO[bytes], begin: int, end: int, wanted: int) -> tuple[int, int]:
    """Where the content of an element lies; one of unknown length goes on to the end."""
    at = begin
    for _step in range(_MOST_STEPS):
        if at >= end:
            break
        content.seek(at)
        head = content.read(12)
        name_length = _width(head[0])
        name = int.from_bytes(head[:name_length], "big")
        rest = head[name_length:]
        width = _width(rest[0])
        length = int.from_bytes(rest[:width], "big") & ((1 << 7 * width) - 1)
        inside = at + name_length + width
        is_open = length == (1 << 7 * width) - 1
        after = end if is_open else inside + length
        if after > end:
            break
        if name == wanted:
            return inside, after
        at = after
    raise Unplayable(BROKEN)


def _width(first: int) -> int:
    """How many bytes a number has, told by the zeros that it begins with."""
    if first == 0:
        raise Unplayable(BROKEN)
    return 9 - first.bit_length()


def _bytes(content: IO[bytes], place: tuple[int, int]) -> bytes:
    begin, end = place
    if end - begin > _DEEPEST_HEAD:
        raise Unplayable(BROKEN)
    content.seek(begin)
    return content.read(end - begin)
