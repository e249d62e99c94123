"""What a command says: progress on the error stream, results on the standard one."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Failure(Exception):
    """The command cannot do it; the sentence says why and how to go on."""


def fail(sentence: str, *, status: int = 1) -> int:
    """Tell what went wrong; the answer is the exit status."""
    print(f"localturn: {sentence}", file=sys.stderr)
    return status


def say(sentence: str) -> None:
    """One line of progress."""
    print(sentence, file=sys.stderr, flush=True)


@contextmanager
def taking(sentence: str) -> Iterator[None]:
    """Say what is being done, and how long it took where that was over a second."""
    began = time.monotonic()
    say(f"{sentence} …")
    yield
    took = time.monotonic() - began
    if took > 1:
        say(f"  … {took:.1f} s")
