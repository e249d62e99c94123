"""A document of any kind, told by its content and name, as a text. Nothing here bounds how long
that takes: what comes from outside is read by `bounded.Readers`."""

from localturn.corpus.standards.documents.refusing import EMPTY, UNKNOWN, Refused
from localturn.foundation.library.text import Text

TEXT = "text/plain"
MARKDOWN = "text/markdown"
HTML = "text/html"
SUBTITLES = "text/vtt"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"

_BY_ENDING = {
    "txt": TEXT,
    "text": TEXT,
    "md": MARKDOWN,
    "markdown": MARKDOWN,
    "html": HTML,
    "htm": HTML,
    "xhtml": HTML,
    "vtt": SUBTITLES,
    "srt": SUBTITLES,
}


def kind_of(content: bytes, name: str) -> str:
    """Its media type; raises Refused for what is none of these kinds."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if content.startswith(b"%PDF-") or b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(b"PK\x03\x04"):
        if ODT.encode() in content[:200]:
            return ODT
        if ending == "docx":
            return DOCX
        raise Refused(UNKNOWN)
    if ending in _BY_ENDING:
        return _BY_ENDING[ending]
    if content[:500].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return HTML
    if ending == "" and b"\0" not in content[:4096]:
        return TEXT
    raise Refused(UNKNOWN)


ENDINGS = (*_BY_ENDING, "pdf", "docx", "odt")


def read(content: bytes, name: str, charset: str = "") -> tuple[str, Text]:
    """Its media type and its text; `charset` is how its letters are written, where that was said.
    Raises Refused."""
    kind = kind_of(content, name)
    text = _read(content, kind, charset)
    if not text.text.strip():
        raise Refused(EMPTY)
    return kind, text


def title_of(content: bytes, kind: str, charset: str = "") -> str:
    """What a web page says that it is called; "" of others, whose titles are rarely filled in."""
    if kind != HTML:
        return ""
    from localturn.corpus.standards.documents import html

    return html.title_of(content, charset)


def _read(content: bytes, kind: str, charset: str) -> Text:
    # each loads a library of its own
    if kind == PDF:
        from localturn.corpus.standards.documents.pdf import read_pdf

        return read_pdf(content)
    if kind == DOCX:
        from localturn.corpus.standards.documents.docx import read_docx

        return read_docx(content)
    if kind == ODT:
        from localturn.corpus.standards.documents.odt import read_odt

        return read_odt(content)
    if kind == HTML:
        from localturn.corpus.standards.documents.html import read_html

        return read_html(content, charset)
    if kind == SUBTITLES:
        from localturn.corpus.standards.documents.subtitles import read_subtitles

        return read_subtitles(content)
    from localturn.corpus.standards.documents import plain

    return (plain.read_markdown if kind == MARKDOWN else plain.read_text)(content, charset)
