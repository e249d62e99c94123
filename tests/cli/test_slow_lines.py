"""Slow lines wait in threads of their own; the application is asked by one."""

import http.client
import io
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from localturn.cli import slow_lines
from localturn.cli.slow_lines import Unhurried
from makers.installation import until

pytestmark = pytest.mark.once


class Head:
    def __init__(self) -> None:
        self.status = ""

    def __call__(self, status: str, _headers: list[tuple[str, str]], _trouble: Any = None) -> None:
        self.status = status


def ask(application: Any, body: bytes = b"", **environ: Any) -> tuple[str, Any]:
    head = Head()
    sent = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    answer = application(sent | environ, head)
    return head.status, answer


class LongFile:
    """What `files.serving` answers with for a large file."""

    is_long = True

    def __init__(self) -> None:
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield from (b"a", b"b")

    def close(self) -> None:
        self.is_closed = True


def test_every_request_is_asked_by_the_same_thread_and_answered_in_one_piece() -> None:
    asked = []

    def application(environ: dict[str, Any], start: Any) -> Iterator[bytes]:
        asked.append(threading.get_ident())
        start("200 OK", [])
        yield environ["wsgi.input"].read()

    unhurried = Unhurried(application)
    answers: list[Any] = []
    threads = [
        threading.Thread(target=lambda n=n: answers.append(ask(unhurried, b"%d" % n)))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [("200 OK", [b"%d" % n]) for n in range(8)]
    assert len(set(asked)) == 1
    assert threading.get_ident() not in asked


def test_what_the_application_raises_is_raised_where_it_was_asked_and_the_next_is_answered() -> (
    None
):
    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        if environ.get("broken"):
            raise LookupError("broken")
        start("200 OK", [])
        return [b"well"]

    unhurried = Unhurried(application)

    with pytest.raises(LookupError, match="broken"):
        ask(unhurried, broken=True)
    assert ask(unhurried) == ("200 OK", [b"well"])


def test_others_are_answered_while_a_long_file_is_under_way() -> None:
    file = LongFile()

    def application(environ: dict[str, Any], start: Any) -> Any:
        start("200 OK", [])
        return file if environ.get("long") else [b"page"]

    unhurried = Unhurried(application)

    _status, sending = ask(unhurried, long=True)
    parts = iter(sending)
    assert next(parts) == b"a"
    assert ask(unhurried) == ("200 OK", [b"page"])
    assert list(parts) == [b"b"]
    assert not file.is_closed
    sending.close()
    sending.close()
    assert file.is_closed


def test_others_are_answered_while_a_body_arrives_slowly() -> None:
    begun, more = threading.Event(), threading.Event()

    class Line(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            begun.set()
            assert more.wait(60)
            return super().read(size)

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        start("200 OK", [])
        return [b"%d" % len(environ["wsgi.input"].read())]

    unhurried = Unhurried(application)
    answers: list[Any] = []
    length = 3 * slow_lines._SMALL_BODY
    slow = {"wsgi.input": Line(bytes(length)), "CONTENT_LENGTH": str(length)}
    sender = threading.Thread(target=lambda: answers.append(ask(unhurried, **slow)))
    sender.start()
    assert begun.wait(60)

    assert ask(unhurried, b"short") == ("200 OK", [b"5"])
    assert answers == []
    more.set()
    sender.join()
    assert answers == [("200 OK", [b"%d" % length])]


def test_threads_are_left_for_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow_lines, "MOST_SLOW", 1)
    file = LongFile()

    def application(environ: dict[str, Any], start: Any) -> Any:
        start("200 OK", [])
        return file if environ.get("long") else [b"page"]

    unhurried = Unhurried(application)
    _status, sending = ask(unhurried, long=True)

    assert ask(unhurried, long=True) == ("503 Service Unavailable", [b""])
    assert ask(unhurried, bytes(2 * slow_lines._SMALL_BODY)) == ("503 Service Unavailable", [b""])
    assert ask(unhurried, b"short") == ("200 OK", [b"page"])
    sending.close()
    assert ask(unhurried, bytes(2 * slow_lines._SMALL_BODY)) == ("200 OK", [b"page"])


def test_bodies_that_wait_together_take_no_more_than_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slow_lines, "MOST_SPOOLED", 300_000)
    begun, more = threading.Event(), threading.Event()

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        if environ.get("waits"):
            begun.set()
            assert more.wait(60)
        start("200 OK", [])
        return [b"page"]

    unhurried = Unhurried(application)
    answers: list[Any] = []
    first = threading.Thread(
        target=lambda: answers.append(ask(unhurried, bytes(200_000), waits=True))
    )
    first.start()
    assert begun.wait(60)

    refused = ask(unhurried, bytes(200_000))

    more.set()
    first.join()
    assert refused == ("503 Service Unavailable", [b""])
    assert answers == [("200 OK", [b"page"])]
    for _ in range(3):
        assert ask(unhurried, bytes(200_000)) == ("200 OK", [b"page"])
    assert ask(unhurried, bytes(300_001)) == ("503 Service Unavailable", [b""])
    assert ask(unhurried, bytes(300_000)) == ("200 OK", [b"page"])


def test_a_body_that_is_too_large_is_left_unread_for_the_application_to_refuse() -> None:
    body = io.BytesIO(b"x")

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        start("413 Content Too Large", [])
        return [str(environ["wsgi.input"] is body).encode()]

    said = {"wsgi.input": body, "CONTENT_LENGTH": str(slow_lines.LARGEST_BODY + 1)}

    assert ask(Unhurried(application), **said) == ("413 Content Too Large", [b"True"])


class StuckLine:
    """Of which nothing more comes until it is let go."""

    def __init__(self) -> None:
        self.begun, self.let_go = threading.Event(), threading.Event()

    def read(self, _size: int) -> bytes:
        self.begun.set()
        self.let_go.wait(60)
        return b""


@pytest.fixture
def stuck() -> Iterator[StuckLine]:
    line = StuckLine()
    yield line
    line.let_go.set()


def page(_environ: dict[str, Any], start: Any) -> list[bytes]:
    start("200 OK", [])
    return [b"page"]


def test_a_body_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow_lines, "_LONGEST", -1.0)

    assert ask(Unhurried(page), b"x") == ("408 Request Timeout", [b""])


def test_a_body_that_ends_too_early_is_not_taken() -> None:
    asked: list[Any] = []
    said = {"wsgi.input": io.BytesIO(b"text=half a sen"), "CONTENT_LENGTH": "40"}

    assert ask(Unhurried(lambda *a: asked.append(a) or []), **said) == ("400 Bad Request", [b""])
    assert asked == []


def test_what_breaks_while_a_body_arrives_is_raised_where_it_is_waited_for() -> None:
    class Broken:
        def read(self, _size: int) -> bytes:
            raise OSError("reset")

    with pytest.raises(OSError, match="reset"):
        ask(Unhurried(page), **{"wsgi.input": Broken(), "CONTENT_LENGTH": "5"})


def test_threads_are_left_for_pages_beside_small_bodies_that_never_come(
    monkeypatch: pytest.MonkeyPatch, stuck: StuckLine
) -> None:
    monkeypatch.setattr(slow_lines, "MOST_WAITING", 1)
    unhurried = Unhurried(page)
    said = {"wsgi.input": stuck, "CONTENT_LENGTH": "5"}
    answers: list[Any] = []
    first = threading.Thread(target=lambda: answers.append(ask(unhurried, **said)))
    first.start()
    assert stuck.begun.wait(60)

    assert ask(unhurried, b"short") == ("503 Service Unavailable", [b""])
    assert ask(unhurried) == ("200 OK", [b"page"])
    stuck.let_go.set()
    first.join()
    assert answers == [("400 Bad Request", [b""])]
    assert ask(unhurried, b"short") == ("200 OK", [b"page"])
    assert ask(unhurried, bytes(2 * slow_lines._SMALL_BODY)) == ("200 OK", [b"page"])


SERVER = """
import sys
from granian.constants import Interfaces
from granian.server import MPServer
from localturn.cli.slow_lines import THREADS, Unhurried

def page(environ, start):
    start("200 OK", [("Content-Length", "4")])
    return [b"page"]

MPServer(
    "none:none", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.WSGI,
    workers=1, blocking_threads=THREADS, websockets=False,
).serve(target_loader=lambda *_, **__: Unhurried(page), wrap_loader=False)
"""


@pytest.fixture
def port() -> Iterator[int]:
    """Of a server like that of `localturn serve`, with one small page."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = int(probe.getsockname()[1])
    process = subprocess.Popen([sys.executable, "-c", SERVER, str(number)])
    end = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", number), timeout=1).close()
            break
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.05)
    yield number
    process.terminate()
    process.wait(60)


def test_pages_are_served_beside_a_hundred_small_bodies_that_never_come(port: int) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\n\r\na0="
    stuck = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(100)]
    try:
        for line in stuck:
            line.sendall(head)
        refused = select.select(stuck, [], [], 60)[0]
        for _ in range(4):
            asking = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            asking.request("GET", "/")
            answer = asking.getresponse()
            assert (answer.status, answer.read()) == (200, b"page")
            asking.close()
        while len(refused) < len(stuck) - slow_lines.MOST_WAITING:
            refused = select.select(stuck, [], [], 60)[0]
        assert {line.recv(40)[:12] for line in refused} == {b"HTTP/1.1 503"}
    finally:
        for line in stuck:
            line.close()

    def posted() -> int:
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        asking.request("POST", "/", body=b"a0=1")
        return asking.getresponse().status

    until(lambda: posted() == 200)  # until it has seen that the others are gone
