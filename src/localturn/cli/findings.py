"""What a check finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """`good`, `heed` (works, but look at it) or `bad` (must be mended)."""

    state: str
    sentence: str


def good(sentence: str) -> Finding:
    return Finding("good", sentence)


def heed(sentence: str) -> Finding:
    return Finding("heed", sentence)


def bad(sentence: str) -> Finding:
    return Finding("bad", sentence)
