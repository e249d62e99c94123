"""Identities that other universities' programs know things by: UUIDs that lead back to a row.

They are of version 8 (RFC 9562), whose bits one gives oneself: which installation, what kind of
thing, and its number. So nothing is stored, and no two installations say the same.
"""

from enum import IntEnum
from hashlib import sha256
from uuid import UUID

_KEY = (1 << 62) - 1


class What(IntEnum):
    COURSE = 1
    OFFERING = 2
    ORGANISATION = 3
    SESSION = 4
    PROGRAMME = 5
    ASSOCIATION = 6
    PERSON = 7


def identity(what: What, key: int, *, house: str) -> str:
    """The identity of a thing of the installation at the address `house`."""
    return str(UUID(int=_stem(what, house) | key & _KEY))


def key_of(known: UUID, what: What, *, house: str) -> int | None:
    """The number of a thing; None where it is of another kind, or of another installation."""
    return known.int & _KEY if known.int & ~_KEY == _stem(what, house) else None


def key_of_words(*words: object) -> int:
    """A number for what has none, made of what it is called."""
    return int.from_bytes(sha256(repr(words).encode()).digest()[:8]) & _KEY


def _stem(what: What, house: str) -> int:
    mark = int.from_bytes(sha256(house.encode()).digest()[:6])
    return mark << 80 | 8 << 76 | what << 64 | 0b10 << 62
