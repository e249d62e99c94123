"""Several files as one archive, made while it is sent: none of it is ever in memory as a whole."""

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import RawIOBase
from typing import IO, Any

_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Entry:
    """A file of an archive: its content is read once, and closed."""

    name: str
    content: IO[bytes]


def packed(entries: Sequence[Entry]) -> Iterator[bytes]:
    """A ZIP archive piece by piece, its entries as they are: what is handed over is packed already.

    Two entries of one name are told apart by a number.
    """
    sink = _Sink()
    names = _told_apart([entry.name for entry in entries])
    with ExitStack() as opened:
        for entry in entries:
            opened.enter_context(entry.content)
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
            for name, entry in zip(names, entries, strict=True):
                with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as part:
                    while chunk := entry.content.read(_CHUNK):
                        part.write(chunk)
                        yield sink.taken()
                yield sink.taken()
    yield sink.taken()


def _told_apart(names: Sequence[str]) -> list[str]:
    """Names of which none is there twice, whatever their case."""
    given: list[str] = []
    for name in names:
        stem, dot, ending = name.rpartition(".")
        number, told = 1, name
        while told.lower() in {each.lower() for each in given}:
            number += 1
            told = f"{stem} ({number}){dot}{ending}" if dot else f"{name} ({number})"
        given.append(told)
    return given


class _Sink(RawIOBase):
    """Where an archive is written to, and taken from piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        """What has been written since."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
