"""Announcements as an Atom feed (RFC 4287)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

_UNWRITABLE = {n: None for n in range(32) if n not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}


@dataclass(frozen=True)
class Entry:
    identity: str
    """A URN or address that never changes."""
    title: str
    url: str
    published: datetime
    updated: datetime
    summary: str = ""
    html: str = ""
    author: str = ""
    categories: tuple[tuple[str, str], ...] = ()
    """(term, label)."""
    language: str = ""


def entry(of: Entry) -> str:
    """The lines of one entry."""
    spoken = f" xml:lang={quoteattr(of.language)}" if of.language else ""
    parts = [
        f"<entry{spoken}>",
        f"<id>{_text(of.identity)}</id>",
        f"<title>{_text(of.title)}</title>",
        f'<link rel="alternate" type="text/html" href={quoteattr(of.url)}/>',
        f"<published>{_moment(of.published)}</published>",
        f"<updated>{_moment(of.updated)}</updated>",
        f"<author><name>{_text(of.author or 'Local Turn')}</name></author>",
    ]
    parts += [
        f"<category term={quoteattr(term)} label={quoteattr(label)}/>"
        for term, label in of.categories
    ]
    if of.summary:
        parts.append(f"<summary>{_text(of.summary)}</summary>")
    if of.html:
        parts.append(f'<content type="html">{_text(of.html)}</content>')
    return "".join((*parts, "</entry>\n"))


def feed(
    entries: Iterable[str], *, identity: str, title: str, url: str, own: str, updated: datetime
) -> bytes:
    """A whole feed of written entries; `url` is the page that shows the same, `own` the feed's."""
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>{_text(identity)}</id><title>{_text(title)}</title>"
        f"<updated>{_moment(updated)}</updated>"
        f'<link rel="alternate" type="text/html" href={quoteattr(url)}/>'
        f'<link rel="self" type="application/atom+xml" href={quoteattr(own)}/>'
        "<generator>Local Turn</generator>\n"
    )
    return "".join((head, *entries, "</feed>\n")).encode()


def _text(text: str) -> str:
    return escape(text.translate(_UNWRITABLE))


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
