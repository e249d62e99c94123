"""Documents read and drawn in a process of its own, one after the other: a document may be made to
take hours or all memory, and then that process ends and the next begins."""

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass, fields
from typing import Any, Self

from localturn.corpus.standards.documents.drawing import Drawn, draw
from localturn.corpus.standards.documents.letters import ReadPage, read_page
from localturn.corpus.standards.documents.reading import read, title_of
from localturn.corpus.standards.documents.refusing import DAMAGED, TOO_LARGE, TOO_LONG, Refused
from localturn.corpus.standards.pipes import bound_memory, bound_time, receive, send
from localturn.foundation.library.text import MOST_CHARACTERS, Page, Paragraph, Part, Text

MOST_SECONDS = 30
"""Of a processor for one document; on a busy machine it may take three times as long."""


@dataclass(frozen=True)
class Read:
    """A document that could be read."""

    media_type: str
    text: Text
    language: str
    """"" where it was not found out."""
    title: str = ""
    """What it says that it is called."""


class Readers:
    """A process that reads, for as long as the block lasts; begun anew where one has ended."""

    def __init__(self, *, seconds: int = MOST_SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._end()

    def read(self, content: bytes, name: str, charset: str = "") -> Read:
        """Raises Refused."""
        return _read_answer(self._asked({"name": name, "charset": charset}, content))

    def draw(self, content: bytes, page: int) -> Drawn:
        """A page of a PDF; raises Refused."""
        said = self._asked({"page": page}, content)
        a, b, c, d, e, f = said["matrix"]
        png = base64.b64decode(said["png"])
        return Drawn(png, said["width"], said["height"], said["pages"], (a, b, c, d, e, f))

    def see(self, content: bytes, page: int, language: str) -> ReadPage:
        """The lines of a page, by its own letters or as they are seen in its picture; raises
        Refused."""
        from localturn.corpus.standards.documents.pdf import Line

        said = self._asked({"see": page, "language": language}, content)
        lines = tuple(Line(*each) for each in said.pop("lines"))
        return ReadPage(lines, **said)

    def _asked(self, order: Mapping[str, Any], content: bytes) -> dict[str, Any]:
        process = self._running()
        assert process.stdin is not None  # noqa: S101 (it was begun with both)
        assert process.stdout is not None  # noqa: S101
        timer = threading.Timer(3 * self._seconds, process.kill)
        timer.start()
        try:
            send(process.stdin, json.dumps(order).encode())
            send(process.stdin, content)
            answer = receive(process.stdout)
        except OSError:
            answer = None
        finally:
            timer.cancel()
        if answer is None:
            self._end()
            raise Refused(TOO_LONG)
        said: dict[str, Any] = json.loads(answer)
        if "refused" in said:
            raise Refused(said["refused"])
        return said

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", __name__, str(self._seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def _end(self) -> None:
        if self._process is None:
            return
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue
        self._process.wait()
        self._process = None


def _read_answer(answer: Mapping[str, Any]) -> Read:
    said = answer["text"]
    text = Text(
        said["text"],
        tuple(Paragraph(s, e, Part(part), level) for s, e, part, level in said["paragraphs"]),
        tuple(Page(start, label) for start, label in said["pages"]),
        tuple((int(s), int(p), a, b, c, d) for s, p, a, b, c, d in said["boxes"]),
        tuple(said["notes"]),
    )
    return Read(answer["media_type"], text, answer["language"], answer["title"])


def _answer(content: bytes, order: Mapping[str, Any]) -> dict[str, Any]:
    try:
        if "see" in order:
            return _seen(content, order["see"], order["language"])
        if "page" in order:
            return _drawn(content, order["page"])
        return _text(content, order["name"], order["charset"])
    except Refused as refused:
        return {"refused": str(refused)}
    except MemoryError:
        return {"refused": TOO_LARGE}
    except (ValueError, KeyError, IndexError, TypeError, RecursionError, OSError):
        return {"refused": DAMAGED}


def _seen(content: bytes, page: int, language: str) -> dict[str, Any]:
    found = read_page(content, page, language)
    said = {each.name: getattr(found, each.name) for each in fields(found)}
    return {**said, "lines": [astuple(each) for each in found.lines]}


def _drawn(content: bytes, page: int) -> dict[str, Any]:
    said = asdict(draw(content, page))
    return {**said, "png": base64.b64encode(said["png"]).decode()}


def _text(content: bytes, name: str, charset: str) -> dict[str, Any]:
    from localturn.corpus.standards.documents.language import language_of

    media_type, text = read(content, name, charset)
    if len(text.text) > MOST_CHARACTERS:
        raise Refused(TOO_LARGE)
    language = language_of(text.text)
    said = asdict(text)
    said["paragraphs"] = [list(each.values()) for each in said["paragraphs"]]
    said["pages"] = [list(each.values()) for each in said["pages"]]
    title = title_of(content, media_type, charset)
    return {"media_type": media_type, "text": said, "language": language, "title": title}


def main() -> None:
    """Do what comes by standard input, an order and a document at a time, until it ends."""
    seconds = int(sys.argv[1])
    bound_memory()
    # what a library writes to its standard output must not get among the answers
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while (order := receive(sys.stdin.buffer)) is not None:
        content = receive(sys.stdin.buffer)
        if content is None:
            return
        bound_time(seconds)
        said = _answer(content, json.loads(order))
        send(answers, json.dumps(said).encode())


if __name__ == "__main__":
    main()
