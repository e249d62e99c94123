"""Plain text in any encoding, and Markdown."""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from localturn.corpus.standards.decoding import decoded
from localturn.corpus.standards.documents.refusing import GUESSED
from localturn.foundation.library.text import (
    Page,
    Part,
    Piece,
    Text,
    as_it_stands,
    assembled,
    clean,
)

_PARTS = {"heading_open": Part.HEADING, "list_item_open": Part.ITEM, "tr_open": Part.ROW}


def read_text(content: bytes, charset: str = "") -> Text:
    """As it stands; where form feeds divide it, its pages are counted."""
    text, was_guessed = decoded(content, charset)
    pages, at = list[Page](), 0
    parts = text.split("\x0c")
    if len(parts) > 1:
        for number, part in enumerate(parts, 1):
            pages.append(Page(at, str(number)))
            at += len(clean(part)) + 1
    made = as_it_stands(text.replace("\x0c", "\n"))
    last = max(len(made.text) - 1, 0)
    kept = tuple(Page(min(each.start, last), each.label) for each in pages)
    notes = (GUESSED,) if was_guessed else ()
    return Text(made.text, made.paragraphs, kept, notes=notes)


def read_markdown(content: bytes, charset: str = "") -> Text:
    """What is read, without the marks."""
    text, was_guessed = decoded(content, charset)
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(text)
    return assembled(_pieces(tokens), notes=[GUESSED] if was_guessed else [])


def _pieces(tokens: list[Token]) -> Iterator[Piece]:
    open_, row = list[tuple[str, int]](), list[str]()
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield Piece(" | ".join(row), Part.ROW)
        elif token.type in {"fence", "code_block"}:
            yield Piece(token.content)
        elif token.type == "inline":
            words = "".join(_said(child) for child in token.children or ())
            inside = next((each for each in reversed(open_) if each[0] in _PARTS), ("", 0))
            if any(name == "tr_open" for name, _ in open_):
                row.append(words)
            else:
                yield Piece(words, _PARTS.get(inside[0], Part.PARAGRAPH), inside[1])
        if token.nesting == 1:
            level = int(token.tag[1]) if token.type == "heading_open" else 1
            open_.append((token.type, level))
        elif token.nesting == -1:
            open_.pop()


def _said(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    return token.content
