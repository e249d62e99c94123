"""XML piece by piece, with nothing in it that XML cannot hold."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from localturn.corpus.domain.interchange import Code, tree

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold, not even written as a number (XML 1.0, 2.2)."""
_PLAIN = re.compile(r"[\w .,:;/#-]*")
"""What needs no look at each letter."""
_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_VALUE = {**_IN_TEXT, ord('"'): "&quot;", ord("\n"): "&#10;", ord("\t"): "&#9;"}


class Markup:
    """A document that grows; attributes that are None are left out."""

    def __init__(self) -> None:
        self._pieces = ['<?xml version="1.0" encoding="utf-8"?>\n']

    @contextmanager
    def element(self, tag: str, **attributes: str | None) -> Iterator[None]:
        self._pieces.append(f"<{tag}{_values(attributes)}>\n")
        yield
        self._pieces.append(f"</{tag}>\n")

    def empty(self, tag: str, **attributes: str | None) -> None:
        self._pieces.append(f"<{tag}{_values(attributes)}/>\n")

    def text(self, tag: str, text: str) -> None:
        self._pieces.append(f"<{tag}>{_escaped(text, _IN_TEXT)}</{tag}>\n")

    def content(self) -> bytes:
        return "".join(self._pieces).encode()


def _values(attributes: dict[str, str | None]) -> str:
    return "".join(
        f' {name}="{_escaped(value, _IN_VALUE)}"'
        for name, value in attributes.items()
        if value is not None
    )


def _escaped(text: str, table: dict[int, str]) -> str:
    return text if _PLAIN.fullmatch(text) else _NO_XML.sub("", text).translate(table)


def write_codes(markup: Markup, codes: Sequence[Code], *, noted: bool = True) -> None:
    """Codes under each other as they stand in the book; a codebook alone has no notes."""
    with _Nested(markup, noted) as nested:
        for code, depth in tree(codes):
            nested.begin(code, depth)


class _Nested:
    """Elements that stay open until one comes that is no deeper."""

    def __init__(self, markup: Markup, noted: bool) -> None:
        self._markup = markup
        self._noted = noted
        self._pieces = markup._pieces
        self._open = 0

    def __enter__(self) -> "_Nested":
        return self

    def __exit__(self, *_: object) -> None:
        self._close(0)

    def begin(self, code: Code, depth: int) -> None:
        self._close(depth)
        self._pieces.append(
            "<Code"
            + _values(
                {
                    "guid": code.guid,
                    "name": code.name,
                    "isCodable": "true" if code.is_codable else "false",
                    "color": code.colour or None,
                }
            )
            + ">\n"
        )
        if code.description:
            self._markup.text("Description", code.description)
        if self._noted:
            for guid in code.noted:
                self._markup.empty("NoteRef", targetGUID=guid)
        self._open += 1

    def _close(self, depth: int) -> None:
        while self._open > depth:
            self._pieces.append("</Code>\n")
            self._open -= 1
