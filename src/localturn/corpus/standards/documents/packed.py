"""The parts of a packed document, no larger than may be, parsed without entities."""

import zipfile
from io import BytesIO

from lxml import etree

from localturn.corpus.standards.documents.refusing import DAMAGED, LOCKED, TOO_LARGE, Refused
from localturn.foundation.unpacking import TooMany, can_be_unpacked, opened

MOST_ENTRIES = 5_000
MOST_BYTES = 64 * 1024 * 1024


class Packed:
    """Raises Refused for what is no archive, locked, or too large."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = opened(BytesIO(content), most=MOST_ENTRIES)
            self.names = set(self._archive.namelist())
        except TooMany:
            raise Refused(TOO_LARGE) from None
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise Refused(DAMAGED) from None

    def tree(self, name: str) -> etree._Element:
        """One of its parts as XML."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        try:
            root = etree.fromstring(self._read(name), parser)
        except etree.LxmlError:
            raise Refused(DAMAGED) from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise Refused(DAMAGED)
        return root

    def _read(self, name: str) -> bytes:
        try:
            entry = self._archive.getinfo(name)
            if entry.flag_bits & 1:
                raise Refused(LOCKED)
            if entry.file_size > MOST_BYTES:
                raise Refused(TOO_LARGE)
            if not can_be_unpacked(entry):
                raise Refused(DAMAGED)
            with self._archive.open(entry) as part:
                content = part.read(MOST_BYTES + 1)
        except (KeyError, zipfile.BadZipFile, zipfile.zlib.error, OSError, ValueError) as error:  # type: ignore[attr-defined]
            if isinstance(error, Refused):
                raise
            raise Refused(DAMAGED) from None
        if len(content) > MOST_BYTES:
            raise Refused(TOO_LARGE)
        return content
