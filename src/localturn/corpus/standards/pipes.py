"""What a process that reads files from outside is told and answers, and what it may use."""

import struct
from typing import IO

MOST_MEMORY = 2 * 1024 * 1024 * 1024
_SIZE = struct.Struct("!Q")


def send(pipe: IO[bytes], content: bytes) -> None:
    pipe.write(_SIZE.pack(len(content)))
    pipe.write(content)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """None where the other side has ended."""
    head = pipe.read(_SIZE.size)
    if len(head) < _SIZE.size:
        return None
    size = _SIZE.unpack(head)[0]
    content = pipe.read(size)
    return content if len(content) == size else None


def bound_memory(most: int = MOST_MEMORY) -> None:
    """In bytes; where the system has no such limits, whoever waits for this process ends it."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def bound_time(seconds: int) -> None:
    """So much more of the processor than was used until now."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
