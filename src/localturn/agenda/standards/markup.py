"""What is looked for in XML and HTML before anything parses it, and the plain text of HTML."""

import html
import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

import lxml.html
from lxml import etree

from localturn.agenda.domain.items import Unreadable
from localturn.foundation.languages import N_

LARGEST = 5 * 1024 * 1024
DEEPEST = 200
MOST_DOCUMENTS = 3
"""PDFs that are read of what one entry or page leads to."""
_LONGEST_ADDRESS = 1000
_AROUND = frozenset({"nav", "footer", "aside"})
_ENTITY = re.compile(rb"<!ENTITY", re.I)
_TAG = re.compile(r"<[a-zA-Z/!]")
_BLOCKS = frozenset(
    {
        "p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol",
        "section", "article", "header", "footer", "blockquote", "dt", "dd", "hr", "address",
    }
)  # fmt: skip
_APART = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "hr", "blockquote", "section"}
)
_SILENT = frozenset({"script", "style", "template", "noscript", "head", "iframe", "object", "svg"})
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0]+")
_LINES = re.compile(r"\s*\n[ \t]*\n\s*")


def guard(document: bytes, *, largest: int = LARGEST) -> None:
    """Refuse what is too large or declares entities, which are only made to swell or to spy."""
    if len(document) > largest:
        raise Unreadable(
            N_("It has %(size)s bytes; at most %(most)s are read."),
            size=len(document),
            most=largest,
        )
    plain = document.replace(b"\0", b"") if b"\0" in document[:4] else document
    if _ENTITY.search(plain):
        raise Unreadable(N_("It declares entities of its own, so it is not opened."))


def documents_in(markup: str, *, address: str) -> tuple[str, ...]:
    """Addresses of the PDFs that HTML leads to; without an address of its own, whole ones alone."""
    if ".pdf" not in markup.lower():
        return ()
    try:
        root = lxml.html.fromstring(f"<div>{markup[:LARGEST]}</div>")
    except (etree.ParserError, ValueError):
        return ()
    return documents_of(root, address=address)


def documents_of(root: lxml.html.HtmlElement, *, address: str) -> tuple[str, ...]:
    """The same of a page that was parsed, but for what stands at its head, foot or side."""
    links = (
        each.get("href") or ""
        for each in root.iter("a")
        if not any(around.tag in _AROUND for around in each.iterancestors())
    )
    return few_documents(whole(each, address) for each in links if ".pdf" in each.lower())


def few_documents(addresses: Iterable[str]) -> tuple[str, ...]:
    """Those that lead to a PDF by their name, each once."""
    found = dict.fromkeys(each for each in addresses if _is_document(each))
    return tuple(found)[:MOST_DOCUMENTS]


def whole(link: str, address: str) -> str:
    """A link of a page as the whole address that it leads to; "" where it is none."""
    try:
        return urljoin(address, link.strip())
    except ValueError:
        return ""


def _is_document(address: str) -> bool:
    if len(address) > _LONGEST_ADDRESS:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    is_web = parts.scheme in {"http", "https"} and bool(parts.netloc)
    return is_web and parts.path.lower().endswith(".pdf")


def text_of(markup: str) -> str:
    """Plain text; an address stands in angle brackets behind what it is linked from."""
    if not _TAG.search(markup):
        return _tidied(html.unescape(markup))
    try:
        root = lxml.html.fromstring(f"<div>{markup[:LARGEST]}</div>")
    except (etree.ParserError, ValueError):
        return _tidied(html.unescape(re.sub(r"<[^>]*>", " ", markup)))
    return _tidied(_written(root))


def _written(root: lxml.html.HtmlElement) -> str:
    parts: list[str] = []
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            silent += tag in _SILENT
            if not silent and isinstance(element.tag, str):
                parts.append("\n" if tag in _BLOCKS else "")
                parts.append(_line(element.text))
            continue
        if not silent:
            if tag == "a":
                parts.append(_link(element))
            parts.append("\n\n" if tag in _APART else "\n" if tag in _BLOCKS - {"br"} else "")
            if tag in {"td", "th"}:
                parts.append("\t")
        silent -= tag in _SILENT
        if not silent:
            parts.append(_line(element.tail))
    return "".join(parts)


def _line(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""


def _link(element: etree._Element) -> str:
    address = (element.get("href") or "").strip()
    said = "".join(element.itertext())
    if not address.lower().startswith(("http://", "https://")) or address in said:
        return ""
    return f" <{address[:2000]}>"


def _tidied(text: str) -> str:
    lines = "\n".join(_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return _LINES.sub("\n\n", lines).strip()
