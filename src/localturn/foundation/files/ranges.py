"""Ranges of RFC 9110, section 14, in plain Python."""

import re
from dataclasses import dataclass

_RANGE = re.compile(r"bytes=\s*(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))\s*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Slice:
    """Bytes of a file, the last included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class Unsatisfiable(ValueError):
    """A range that is well written and of which the file has nothing."""


def asked_for(header: str, size: int, *, most: int) -> Slice | None:
    """The slice that a Range header asks for, cut to at most `most` bytes.

    None where the whole is to be sent: the header is not well written, has another unit, or asks
    for several ranges, which a server may ignore. Raises Unsatisfiable.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None:
        return None
    first, last, suffix = found.groups()
    if suffix is not None:
        return _cut(_suffix(int(suffix), size), most)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    return _cut(Slice(int(first), min(int(last or size - 1), size - 1)), most)


def _suffix(length: int, size: int) -> Slice:
    if length == 0 or size == 0:
        raise Unsatisfiable
    return Slice(max(0, size - length), size - 1)


def _cut(piece: Slice, most: int) -> Slice:
    return Slice(piece.first, min(piece.last, piece.first + most - 1))
