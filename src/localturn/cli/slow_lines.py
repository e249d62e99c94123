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
"""How many of them may wait for the line of something large."""

MOST_WAITING = THREADS - 4
"""How many may wait for anything at all to arrive or to be sent; the others are left for pages.

Nothing ends such a wait but the other end of the line: the server is at a standstill where a
request is answered while its body is still being read, so there is no giving up on one.
"""

LARGEST_BODY = 64 * 1024 * 1024
"""More than the application reads; it refuses such a request by its head."""

MOST_SPOOLED = 512 * 1024 * 1024
"""Bytes of all bodies of a worker that have arrived and are not answered yet. Nobody knows yet who
sends them; forms and pieces of files, of 4 MiB at most, never come near it."""

_SMALL_BODY = 64 * 1024
_IN_MEMORY = 256 * 1024
_PIECE = 64 * 1024
_BUSY = "503 Service Unavailable"
_LONGEST = 15 * 60.0
"""Seconds that the body of one request may take."""


class Unhurried:
    """The application behind a queue; called by any number of threads."""

    def __init__(
        self, application: Application, *, first: Callable[[], None] = lambda: None
    ) -> None:
        """`first` is done by the thread that asks, before anything can be asked."""
        self._application = application
        self._waiting: SimpleQueue[_Turn] = SimpleQueue()
        self._all = _Places(MOST_WAITING)
        self._slow = _Places(MOST_SLOW, self._all)
        self._room = _Room(MOST_SPOOLED)
        self._first = first
        self._is_ready = threading.Event()
        threading.Thread(target=self._ask, name="application", daemon=True).start()
        self._is_ready.wait()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        share = _Share(self._room)
        try:
            turn = _Turn(environ | {"wsgi.input": self._received(environ, share)})
            self._waiting.put(turn)
            turn.over.acquire()
        except _NotTaken as trouble:
            return _refuse(trouble.status, start_response)
        finally:
            share.leave()
        if turn.trouble is not None:
            raise turn.trouble
        if isinstance(turn.answer, list):
            start_response(*turn.head)
            return turn.answer
        if not self._slow.take():
            turn.answer.close()
            return _refuse(_BUSY, start_response)
        start_response(*turn.head)
        return _Sending(turn.answer, self._slow)

    def _received(self, environ: dict[str, Any], share: "_Share") -> Any:
        """The whole body, in memory or in a file."""
        length = _length(environ)
        if length == 0:
            return environ["wsgi.input"]
        is_small = length is not None and length <= _SMALL_BODY
        places = self._all if is_small else self._slow
        if not places.take():
            raise _NotTaken(_BUSY)
        try:
            return _body(environ["wsgi.input"], length, share)
        finally:
            places.leave()

    def _ask(self) -> None:
        try:
            self._first()
        finally:
            self._is_ready.set()
        while True:
            turn = self._waiting.get()
            try:
                turn.take(self._application)
            except BaseException as trouble:  # noqa: BLE001 - raised again where it is waited for
                turn.trouble = trouble
            turn.over.release()
            del turn


class _Places:
    """So many threads may wait for a line; each has one of the places `within` which these are."""

    def __init__(self, most: int, within: "_Places | None" = None) -> None:
        self._free = threading.BoundedSemaphore(most)
        self._within = within

    def take(self) -> bool:
        if not self._free.acquire(blocking=False):
            return False
        if self._within is None or self._within.take():
            return True
        self._free.release()
        return False

    def leave(self) -> None:
        if self._within is not None:
            self._within.leave()
        self._free.release()


class _Room:
    """Bytes that all bodies may take together."""

    def __init__(self, most: int) -> None:
        self._free = most
        self._lock = threading.Lock()

    def take(self, size: int) -> bool:
        with self._lock:
            if size > self._free:
                return False
            self._free -= size
            return True

    def leave(self, size: int) -> None:
        with self._lock:
            self._free += size


class _Share:
    """What one body takes of the room."""

    def __init__(self, room: _Room) -> None:
        self._room = room
        self._size = 0

    def take(self, size: int) -> bool:
        is_taken = self._room.take(size)
        self._size += size if is_taken else 0
        return is_taken

    def leave(self) -> None:
        self._room.leave(self._size)


class _NotTaken(Exception):
    """A request whose body is not taken."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


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

    def __init__(self, answer: Any, slow: _Places) -> None:
        self._answer = answer
        self._slow: _Places | None = slow

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        slow, self._slow = self._slow, None
        if slow is not None:
            slow.leave()
            self._answer.close()


def _length(environ: dict[str, Any]) -> int | None:
    """How long the body is; None where it does not say so in digits."""
    said = environ.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else None


def _body(sent: Any, length: int | None, share: _Share) -> Any:
    """What was sent as a whole: half a text must not take the place of one. The server's own where
    it is too much, or its length is no number: the application refuses that by its head."""
    if length is None or length > LARGEST_BODY:
        return sent
    end = time.monotonic() + _LONGEST
    kept = cast("IO[bytes]", SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 - the request's own
    left = length
    while left and (piece := sent.read(min(_PIECE, left))):
        if not share.take(len(piece)):
            raise _NotTaken(_BUSY)
        kept.write(piece)
        left -= len(piece)
        if time.monotonic() > end:
            raise _NotTaken("408 Request Timeout")
    if left:
        raise _NotTaken("400 Bad Request")
    kept.seek(0)
    return kept


def _refuse(status: str, start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response(status, [("Retry-After", "10"), ("Content-Length", "0")])
    return [b""]
