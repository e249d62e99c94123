"""The code by which those at a meeting say that they are there."""

import hashlib
import hmac
import unicodedata
from datetime import datetime, timedelta

DIGITS = 6
TURN = timedelta(seconds=60)
"""How long a code that changes holds; the one before it is taken as well."""

MOST_TRIES = 5
TRIES_WITHIN = timedelta(minutes=10)
"""Whoever was wrong so often within so long waits until it is over."""

OPENS_BEFORE = timedelta(hours=1)
OPENS_UNTIL = timedelta(hours=1)
"""How long before a meeting, and after its end, check-in may be opened."""

AT_LEAST = timedelta(minutes=15)


def closes(*, ends: datetime, now: datetime) -> datetime:
    """When check-in closes by itself: with the meeting, but not before people could use it."""
    return max(ends, now + AT_LEAST)


def code_at(seed: str, now: datetime, *, turns: bool) -> str:
    """The code that is shown now."""
    return _code(seed, _step(now) if turns else 0)


def fits(given: str, seed: str, now: datetime, *, turns: bool) -> bool:
    """Whether it is the code that is shown now, or was a moment ago."""
    steps = (_step(now), _step(now) - 1) if turns else (0,)
    return any(hmac.compare_digest(cleaned(given), _code(seed, step)) for step in steps)


def cleaned(given: str) -> str:
    """The digits of what somebody typed, in whatever script, without blanks and dashes."""
    return "".join(str(unicodedata.digit(sign)) for sign in given[:60] if sign.isdigit())


def _step(now: datetime) -> int:
    return int(now.timestamp() // TURN.total_seconds())


def _code(seed: str, step: int) -> str:
    digest = hmac.new(seed.encode(), str(step).encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}}"
