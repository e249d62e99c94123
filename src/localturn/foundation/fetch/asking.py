"""Ask an outside address and keep what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from localturn.foundation.fetch.refusing import NotFetched, Reason


@dataclass(frozen=True)
class Limits:
    """How much one question may cost, redirects and all."""

    seconds: float = 10.0
    bytes: int = 2 * 1024 * 1024
    """Of the body, after it was unpacked."""
    redirects: int = 5


@dataclass(frozen=True)
class Answer:
    """What an address answered at last."""

    address: str
    """The one that answered, after all redirects."""
    status: int
    headers: Mapping[str, str]
    """By name in small letters; of one that comes twice, the last."""
    body: bytes


def get(
    address: str,
    *,
    limits: Limits = Limits(),
    ports: frozenset[int] = frozenset({80, 443}),
    accept: str = "*/*",
    method: str = "GET",
    allow_loopback: bool = False,
) -> Answer:
    """Ask an address; any status is an answer. Raises NotFetched with a reason and a sentence."""
    raise NotFetched(Reason.UNREACHABLE, address)
