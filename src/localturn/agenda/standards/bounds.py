"""What reading may cost, in the process that does nothing else. Elsewhere nothing is bounded here;
and where the system has no such limits, whoever waits for that process ends it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEGABYTE = 1024 * 1024
_is_apart = False


def bound(*, seconds: int, memory: int, said: int) -> None:
    """For this process, until it ends; `memory`, and what it may write (`said`), in bytes."""
    try:
        import resource
    except ImportError:
        return
    global _is_apart  # noqa: PLW0603 (what the system holds for the process is the process's)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (said, said))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _is_apart = True


@contextmanager
def within(memory: int) -> Iterator[None]:
    """No more than so many bytes beyond what is taken now; a library that wants more ends the
    process."""
    taken = _taken() if _is_apart else None
    if taken is None:
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (min(soft, taken + memory), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _taken() -> int | None:
    """Bytes of addresses; None where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    except OSError:
        return None
    import resource

    return int(pages) * resource.getpagesize()
