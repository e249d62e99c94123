"""Slow lines wait in threads of their own, while one thread asks the application.

The application is asked by one thread, so that pages do not wait for one another's turns and one
connection to the database is enough. What takes as long as somebody's line is done before and
after, in one of the server's threads: to receive the body of a request, and to send a file. Such
a thread waits and works nothing, so it costs the others nothing (decision 0013).
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from queue import SimpleQueue
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

Application = Callable[..., Any]
Headers = list[tuple[str, str]]

THREADS = 64
"""Of each web worker: that many requests can be under way."""

MOST_SLOW = 48
"""How many of them may wait for a slow line; the others are left for pages."""

LARGEST_BODY = 64 * 1024 * 1024
"""More than the application reads; it refuses such a request by its head."""

_SMALL_BODY = 64 * 1024
_IN_MEMORY = 256 * 1024
_PIECE = 64 * 1024
_LONGEST = 15 * 60.0
"""Seconds that the body of one request may take."""


class Unhurried:
    """The application behind a queue; called by any number of threads."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._waiting: SimpleQueue[_Turn] = SimpleQueue()
        self._slow = threading.BoundedSemaphore(MOST_SLOW)
        threading.Thread(target=self._ask, name="application", daemon=True).start()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        length = _length(environ)
        slow = length is None or length > _SMALL_BODY
        if slow and not self._slow.acquire(blocking=False):
            return _refuse("503 Service Unavailable", start_response)
        try:
            body = _received(environ, length)
        except TimeoutError:
            return _refuse("408 Request Timeout", start_response)
        finally:
            if slow:
                self._slow.release()
        turn = _Turn(environ | {"wsgi.input": body})
        self._waiting.put(turn)
        turn.over.acquire()
        if turn.trouble is not None:
            raise turn.trouble
        if isinstance(turn.answer, list):
            start_response(*turn.head)
            return turn.answer
        if not self._slow.acquire(blocking=False):
            turn.answer.close()
            return _refuse("503 Service Unavailable", start_response)
        start_response(*turn.head)
        return _Sending(turn.answer, self._slow)

    def _ask(self) -> None:
        while True:
            turn = self._waiting.get()
            try:
                turn.take(self._application)
            except BaseException as trouble:  # noqa: BLE001 - raised again where it is waited for
                turn.trouble = trouble
            turn.over.release()
            del turn


class _Turn:
    """One request: what is asked, and once it is over what was answered."""

    def __init__(self, environ: dict[str, Any]) -> None:
        self.environ = environ
        self.head: tuple[str, Headers] = ("500 Internal Server Error", [])
        self.answer: Any = []
        self.trouble: BaseException | None = None
        self.over = threading.Lock()
        self.over.acquire()

    def take(self, application: Application) -> None:
        """Ask; only a long file is left to be read by who sends it."""
        answer = application(self.environ, self._start)
        if getattr(answer, "is_long", False):
            self.answer = answer
            return
        try:
            self.answer = list(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()

    def _start(self, status: str, headers: Headers, _trouble: object = None) -> None:
        self.head = (status, headers)


class _Sending:
    """A file on its way."""

    def __init__(self, answer: Any, slow: threading.BoundedSemaphore) -> None:
        self._answer = answer
        self._slow: threading.BoundedSemaphore | None = slow

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        slow, self._slow = self._slow, None
        if slow is not None:
            slow.release()
            self._answer.close()


def _length(environ: dict[str, Any]) -> int | None:
    """How long the body is; None where it does not say so in digits."""
    said = environ.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else None


def _received(environ: dict[str, Any], length: int | None) -> Any:
    """The whole body, in memory or in a file; the server's own where there is nothing to receive
    or too much."""
    sent = environ["wsgi.input"]
    if not length or length > LARGEST_BODY:
        return sent
    end = time.monotonic() + _LONGEST
    kept = cast("IO[bytes]", SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 - the request's own
    left = length
    while left and (piece := sent.read(min(_PIECE, left))):
        kept.write(piece)
        left -= len(piece)
        if time.monotonic() > end:
            raise TimeoutError
    kept.seek(0)
    return kept


def _refuse(status: str, start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response(status, [("Retry-After", "10"), ("Content-Length", "0")])
    return [b""]
