"""Archives of other programs, of which no more is unpacked than may be in them."""

import zipfile
from io import BytesIO
from typing import IO

from localturn.corpus.domain.interchange import Unreadable
from localturn.foundation.languages import N_
from localturn.foundation.unpacking import TooMany, can_be_unpacked, opened

MOST_ENTRIES = 25_000
LARGEST_ENTRY = 128 * 1024 * 1024
LARGEST_WHOLE = 384 * 1024 * 1024
"""Of all that is read of an archive: its pictures, sound and pages are not."""
_CHUNK = 1024 * 1024


class Archive:
    """A ZIP archive, read entry by entry by name; nothing of it is ever written to a disk."""

    def __init__(self, content: bytes | IO[bytes]) -> None:
        try:
            file = BytesIO(content) if isinstance(content, bytes) else content
            self._archive = opened(file, most=MOST_ENTRIES)
        except TooMany:
            raise Unreadable(N_("There are too many files in this archive.")) from None
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise Unreadable(N_("This is no archive, or it is damaged.")) from None
        self._entries = {e.filename: e for e in self._archive.infolist() if not e.is_dir()}
        self._left = LARGEST_WHOLE

    @property
    def names(self) -> list[str]:
        return list(self._entries)

    def read(self, name: str) -> bytes:
        """Raises Unreadable for what is too large, encrypted or damaged, KeyError for what is not
        there."""
        entry = self._entries[name]
        if entry.flag_bits & 1:
            raise Unreadable(N_("This archive is locked by a password."))
        if not can_be_unpacked(entry):
            raise Unreadable(N_("This archive is packed in a way that is not read."))
        pieces, most = [], min(LARGEST_ENTRY, self._left)
        try:
            with self._archive.open(entry) as part:
                while piece := part.read(_CHUNK):
                    most -= len(piece)
                    if most < 0:
                        raise Unreadable(N_("What is in this archive is too large."))
                    pieces.append(piece)
        except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
            raise Unreadable(N_("This archive is damaged.")) from None
        except zipfile.zlib.error:  # type: ignore[attr-defined]
            raise Unreadable(N_("This archive is damaged.")) from None
        content = b"".join(pieces)
        self._left -= len(content)
        return content
