"""Slow lines wait in threads of their own; the application is asked by one."""

import io
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from localturn.cli import slow_lines
from localturn.cli.slow_lines import Unhurried

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
            assert more.wait(10)
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
    assert begun.wait(10)

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


def test_a_body_that_is_too_large_is_left_unread_for_the_application_to_refuse() -> None:
    body = io.BytesIO(b"x")

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        start("413 Content Too Large", [])
        return [str(environ["wsgi.input"] is body).encode()]

    said = {"wsgi.input": body, "CONTENT_LENGTH": str(slow_lines.LARGEST_BODY + 1)}

    assert ask(Unhurried(application), **said) == ("413 Content Too Large", [b"True"])


def test_a_body_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow_lines, "_LONGEST", -1.0)

    assert ask(Unhurried(lambda *_: []), b"x") == ("408 Request Timeout", [b""])
