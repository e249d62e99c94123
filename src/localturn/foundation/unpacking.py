"""ZIP archives from outside, of which no more is looked at than may be in them."""

import zipfile
from typing import IO

LONGEST_RECORD = 512
"""Bytes that the directory of an archive may have for each of its entries, taken together."""

_RECORD = b"PK\x01\x02"


class TooMany(Exception):
    """An archive of more entries than are taken."""


def opened(content: IO[bytes], *, most: int) -> zipfile.ZipFile:
    """An archive of at most so many entries, folders included; raises TooMany, and what `zipfile`
    raises where it is none."""
    directory = _Bounded(content, most)
    archive = zipfile.ZipFile(directory)
    directory.is_read = True
    return archive


def can_be_unpacked(entry: zipfile.ZipInfo) -> bool:
    """Whether it is packed as every program packs; other ways take far more memory."""
    return entry.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


class _Bounded:
    """Refuses a directory before an object is made of each of its records.

    How long the directory is, the archive says itself in one of several places, and `zipfile`
    reads it at once: what it asks for is what it would go by.
    """

    def __init__(self, content: IO[bytes], most: int) -> None:
        self._content = content
        self._most = most
        self.is_read = False
        self.seek, self.tell, self.seekable = content.seek, content.tell, content.seekable

    def read(self, size: int = -1) -> bytes:
        if self.is_read:
            return self._content.read(size)
        if size > self._most * LONGEST_RECORD:
            raise TooMany
        found = self._content.read(size)
        if found.count(_RECORD) > self._most:
            raise TooMany
        return found
