"""Web pages: what is read on them, without menus and programs."""

import re
from collections.abc import Iterator

from lxml import etree, html

from localturn.corpus.standards.decoding import decoded
from localturn.corpus.standards.documents.refusing import DAMAGED, GUESSED, MAIN, Refused
from localturn.foundation.library.text import FURNITURE_MARK, Part, Piece, Text, assembled

_LEFT_OUT = {
    "script",
    "style",
    "template",
    "noscript",
    "nav",
    "svg",
    "form",
    "iframe",
    "object",
    "head",
}
_BLOCKS = {
    *("p", "div", "section", "article", "main", "blockquote", "pre", "figure", "figcaption", "ul"),
    *("ol", "dl", "dt", "dd", "table", "thead", "tbody", "header", "footer", "aside", "hr"),
    *("address", "details", "summary", "body", "caption"),
}
_HEADING = re.compile(r"h([1-6])$")
_DECLARED = re.compile(rb"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
DEEPEST = 400


def read_html(content: bytes, charset: str = "") -> Text:
    """Its paragraphs, headings, items and rows, of its main part where it says which that is.
    `charset` is what its server said; raises Refused."""
    root, was_guessed = _parsed(content, charset)
    body = root.find("body")
    main = _main_part(root)
    walker = _Walker()
    walker.walk(main if main is not None else root if body is None else body, 0)
    notes = [note for note, is_so in ((GUESSED, was_guessed), (MAIN, main is not None)) if is_so]
    return assembled(walker.pieces(), notes=notes)


def title_of(content: bytes, charset: str = "") -> str:
    """What it is called: as it is to be shown elsewhere, or by its title; "" where it has none."""
    root, _was_guessed = _parsed(content, charset)
    shown = root.xpath("//meta[@property='og:title']/@content")
    titles = [str(each) for each in shown] + [t.text_content() for t in root.iter("title")]
    return next((said for each in titles if (said := " ".join(each.split()))), "")


def _main_part(root: html.HtmlElement) -> html.HtmlElement | None:
    """The one element that is said to be it, if it has words."""
    for path in ("//main | //*[@role='main']", "//article"):
        found = root.xpath(path)
        if len(found) == 1 and found[0].text_content().strip():
            element: html.HtmlElement = found[0]
            return element
    return None


def _parsed(content: bytes, charset: str) -> tuple[html.HtmlElement, bool]:
    text, was_guessed = _decoded(content, charset)
    # an XML declaration with an encoding is refused where the text is decoded already
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError):
        raise Refused(DAMAGED) from None
    return root, was_guessed


def _decoded(content: bytes, charset: str) -> tuple[str, bool]:
    declared = _DECLARED.search(content[:4096])
    return decoded(content, charset, declared[1].decode("ascii") if declared else "")


class _Walker:
    """Gathers text until a block begins or ends."""

    def __init__(self) -> None:
        self._found: list[Piece] = []
        self._words: list[str] = []
        self._part, self._level = Part.PARAGRAPH, 0

    def pieces(self) -> Iterator[Piece]:
        self._end()
        yield from self._found

    def walk(self, element: html.HtmlElement, depth: int) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _LEFT_OUT or depth > DEEPEST:
            return
        heading = _HEADING.match(tag)
        if tag == "tr":
            self._end()
            cells = (_SPACE.sub(" ", each.text_content()).strip() for each in element)
            self._found.append(Piece(" | ".join(cells), Part.ROW))
            return
        if tag == "br":
            self._words.append("\n")
        before = self._part, self._level
        is_block = heading is not None or tag == "li" or tag in _BLOCKS
        if is_block:
            self._end()
            if heading is not None:
                self._part, self._level = Part.HEADING, int(heading[1])
            elif tag == "li":
                self._part, self._level = Part.ITEM, 1
            elif FURNITURE_MARK in element.attrib:
                self._part, self._level = Part.FURNITURE, 0
        self._say(element.text, as_it_is=tag == "pre")
        for child in element:
            self.walk(child, depth + 1)
            self._say(child.tail)
        if is_block:
            self._end()
            self._part, self._level = before

    def _say(self, text: str | None, *, as_it_is: bool = False) -> None:
        if text:
            self._words.append(text if as_it_is else _SPACE.sub(" ", text))

    def _end(self) -> None:
        words = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", "".join(self._words))).strip()
        self._words = []
        if words:
            self._found.append(Piece(words, self._part, self._level))
