"""Marks that only we can make: in a reader's links, and in the address to which letters come back.

Each is made for one purpose, so that the link that lets somebody leave does not open their wishes.
"""

import re
from base64 import b32encode, urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac

_TOKEN = re.compile(r"([A-Za-z0-9]{22})\.([A-Za-z0-9_-]{22})")
_RETURN = re.compile(r"([0-9]{1,18})-([a-z2-7]{16})")


class Purpose(StrEnum):
    """What a link is good for."""

    CONFIRM = "confirm"
    WISHES = "wishes"
    LEAVE = "leave"
    REGISTRATION = "registration"
    TAKE_PLACE = "take-place"
    GIVE_UP = "give-up"


def token_for(purpose: Purpose, key: str, *, secret: str) -> str:
    """The part of an address that says whose subscription is meant, and what may be done."""
    return f"{key}.{_mark(purpose, key, secret)}"


def key_of(token: str, purpose: Purpose, *, secret: str) -> str | None:
    """The key in a token; None unless we made it, for this purpose."""
    found = _TOKEN.fullmatch(token)
    if found is None or not compare_digest(found[2], _mark(purpose, found[1], secret)):
        return None
    return found[1]


def _mark(purpose: Purpose, key: str, secret: str) -> str:
    digest = hmac(secret.encode(), f"agenda.{purpose}:{key}".encode(), sha256).digest()
    return urlsafe_b64encode(digest[:16]).decode().rstrip("=")


@dataclass(frozen=True)
class ReturnMark:
    """Which letter came back, in letters that mail servers leave as they are."""

    delivery: int

    def written(self, *, secret: str) -> str:
        """Such as "4711-abcdefghijklmnop": put behind a plus sign into the return address."""
        digest = hmac(secret.encode(), f"agenda.return:{self.delivery}".encode(), sha256).digest()
        return f"{self.delivery}-{b32encode(digest[:10]).decode().lower()}"


def return_mark(text: str, *, secret: str) -> ReturnMark | None:
    """The mark in an address or a Message-ID; None where there is none that we made."""
    for found in _RETURN.finditer(text.lower()):
        mark = ReturnMark(int(found[1]))
        if compare_digest(mark.written(secret=secret), found[0]):
            return mark
    return None
