"""Counting in a process of its own: a document may be made to take hours, and nobody's worker."""

import json
import subprocess
import sys
import tempfile
from typing import IO

from localturn.academy.standards.lengths import DOCX, ODT, PDF, Length, length_of

MOST_SECONDS = 20
"""Of a processor; on a busy machine it may take three times as long."""
MOST_MEMORY = 1024 * 1024 * 1024
_PIECE = 1024 * 1024
_FORMATS = {DOCX, ODT, PDF}


def counted(content: IO[bytes], media_type: str, *, seconds: int = MOST_SECONDS) -> Length:
    """The length of a document; nothing of one that takes too long or too much memory."""
    if media_type not in _FORMATS:
        return length_of(content, media_type)
    with tempfile.TemporaryFile() as copy:
        while piece := content.read(_PIECE):
            copy.write(piece)
        copy.seek(0)
        words = [sys.executable, "-m", __name__, media_type, str(seconds)]
        try:
            done = subprocess.run(  # noqa: S603
                words,
                stdin=copy,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=3 * seconds,
                check=True,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return Length()
    return Length(**json.loads(done.stdout))


def _bound(seconds: int) -> None:
    """Where the system has such limits; elsewhere whoever waits for this process ends it."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Count what stands in standard input."""
    media_type, seconds = sys.argv[1:]
    _bound(int(seconds))
    length = length_of(sys.stdin.buffer, media_type)
    sys.stdout.write(json.dumps({"words": length.words, "pages": length.pages}))


if __name__ == "__main__":
    main()
