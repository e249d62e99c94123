"""A publication as a file: Markdown, and DOCX made of the same Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

_DEEPEST_LIST = 3
_LISTS = {"bullet_list_open": "List Bullet", "ordered_list_open": "List Number"}


def write_markdown(title: str, authors: Sequence[str], body: str) -> bytes:
    parts = [f"# {' '.join(title.split())}"]
    if authors:
        parts.append("; ".join(authors))
    return "\n\n".join([*parts, body.strip()]).encode() + b"\n"


def write_docx(title: str, authors: Sequence[str], body: str, *, language: str) -> bytes:
    """Headings, paragraphs, lists, quotations and tables as Word's own styles have them."""
    from docx import Document  # loaded where a document is written, and nowhere else

    document = Document()
    document.core_properties.title = title
    document.core_properties.author = "; ".join(authors)
    document.core_properties.language = language
    _set_language(document, language)
    document.add_heading(_clean(title), level=0)
    if authors:
        document.add_paragraph(_clean("; ".join(authors)), style="Subtitle")
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(_clean(body))
    _Writing(document).blocks(tokens)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _set_language(document: Any, language: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = document.styles["Normal"].element.get_or_add_rPr()
    said = OxmlElement("w:lang")
    said.set(qn("w:val"), language)
    properties.append(said)


def _clean(text: str) -> str:
    """Without the characters that XML has no place for."""
    return "".join(c for c in text if c in "\n\t" or (c >= " " and not 0xD800 <= ord(c) <= 0xDFFF))


@dataclass
class _Writing:
    document: Any
    lists: list[str] = field(default_factory=list)
    quotes: int = 0
    rows: list[list[Token]] = field(default_factory=list)

    def blocks(self, tokens: Sequence[Token]) -> None:
        for at, token in enumerate(tokens):
            if token.type.startswith(("t", "code_block", "fence")):
                self._fixed(token, tokens[at + 1 : at + 2])
            elif token.type == "heading_open":
                self._runs(self.document.add_heading(level=int(token.tag[1])), tokens[at + 1])
            elif token.type == "paragraph_open":
                self._runs(self.document.add_paragraph(style=self._style()), tokens[at + 1])
            elif token.type in _LISTS:
                self.lists.append(_LISTS[token.type])
            elif token.type in {"bullet_list_close", "ordered_list_close"}:
                self.lists.pop()
            elif token.type.startswith("blockquote"):
                self.quotes += token.nesting

    def _fixed(self, token: Token, following: Sequence[Token]) -> None:
        """Code as it stands, and tables, whose cells are known once they end."""
        match token.type:
            case "fence" | "code_block":
                self.document.add_paragraph(token.content.rstrip("\n"), style="No Spacing")
            case "tr_open":
                self.rows.append([])
            case "th_open" | "td_open":
                self.rows[-1] += following
            case "table_close":
                self._table(self.rows)
                self.rows = []

    def _style(self) -> str:
        if self.lists:
            deep = min(len(self.lists), _DEEPEST_LIST)
            return self.lists[-1] if deep == 1 else f"{self.lists[-1]} {deep}"
        return "Quote" if self.quotes else "Normal"

    def _table(self, rows: Sequence[Sequence[Token]]) -> None:
        table = self.document.add_table(len(rows), max(map(len, rows)), style="Table Grid")
        for row, cells in zip(rows, table.rows, strict=True):
            for token, cell in zip(row, cells.cells, strict=False):
                self._runs(cell.paragraphs[0], token)

    def _runs(self, paragraph: Any, inline: Token) -> None:
        bold = italic = 0
        address = ""
        for token in inline.children or ():
            match token.type:
                case "strong_open" | "strong_close":
                    bold += 1 if token.nesting > 0 else -1
                case "em_open" | "em_close":
                    italic += 1 if token.nesting > 0 else -1
                case "link_open":
                    address = str(token.attrs.get("href", ""))
                case "link_close":
                    address = ""
                case "softbreak":
                    paragraph.add_run(" ")
                case "hardbreak":
                    paragraph.add_run().add_break()
                case "text" | "code_inline" | "image":
                    run = paragraph.add_run(token.content)
                    run.bold, run.italic = bold > 0 or None, italic > 0 or None
                    if address:
                        _lead(paragraph, run, address)


def _lead(paragraph: Any, run: Any, address: str) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link = OxmlElement("w:hyperlink")
    kind = RELATIONSHIP_TYPE.HYPERLINK
    link.set(qn("r:id"), paragraph.part.relate_to(address, kind, is_external=True))
    run.font.underline = True
    paragraph._p.append(link)
    link.append(run._r)
