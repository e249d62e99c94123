"""Why an address was not fetched: a reason for programs, and a sentence for people."""

from enum import Enum


class Reason(Enum):
    """What kind of trouble it was."""

    BAD_ADDRESS = "bad address"
    NOT_PUBLIC = "not public"
    UNKNOWN_HOST = "unknown host"
    UNREACHABLE = "unreachable"
    INSECURE = "insecure"
    TOO_SLOW = "too slow"
    TOO_LARGE = "too large"
    TOO_MANY_REDIRECTS = "too many redirects"
    BROKEN_ANSWER = "broken answer"


class NotFetched(Exception):
    """Nothing was fetched; `sentence` says why, in the language that is active."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.sentence = sentence
