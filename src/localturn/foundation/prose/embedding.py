"""`![words](address)` in Markdown, where the address is that of a thing of this house: the thing
itself is shown in the place, as far as it may be. Without that it is a link with these words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape

ADDRESS = re.compile(r"(?:https?://[^/\s?#()<>\"]{1,255})?/[a-z]{1,40}/[a-z-]{1,40}/[0-9]{1,18}/")
"""Of a thing: a room, a kind and a number."""
EMBEDDED = re.compile(rf"!\[([^\[\]\n]{{0,300}})\]\(({ADDRESS.pattern})\)")
SHOWS = "lt-embedded"
"""Stands in rendered prose that shows something."""
_LINK = re.compile(
    rf'(<p>)?<a(?= [^>]*class="{SHOWS}")[^>]*? href="([^"]*)"[^>]*>([^<]*)</a>((?(1)</p>|))'
)


@dataclass(frozen=True)
class Shown:
    """A thing as its own room quotes it: words, and what is said about where they are from."""

    words: str
    source: str
    address: str = ""
    """Where the source is found by everybody; "" if nowhere."""
    language: str = ""


def link(address: str, words: str) -> str:
    """What stands for it until it is shown."""
    away = ' rel="nofollow noopener"' if not address.startswith("/") else ""
    return f'<a class="{SHOWS}" href="{escape(address)}"{away}>{escape(words or address)}</a>'


def addresses_in(html: str) -> list[str]:
    """Of rendered prose: what is to be shown in it."""
    if SHOWS not in html:
        return []
    return list(dict.fromkeys(unescape(found[2]) for found in _LINK.finditer(html)))


def with_shown(html: str, shown: Mapping[str, Shown | None], *, otherwise: str) -> str:
    """Rendered prose with each of these in its place, by their addresses; where one must not be
    shown stands the sentence `otherwise`. What is of another house stays a link."""

    def put(found: re.Match[str]) -> str:
        address, is_alone = unescape(found[2]), bool(found[1] and found[4])
        if address not in shown:
            return found[0]
        thing = shown[address]
        opened, closed = (found[1] or "", found[4]) if not is_alone else ("<p>", "</p>")
        if thing is None:
            return f"{opened}<em>{escape(otherwise)}</em>{closed}"
        lang = f' lang="{escape(thing.language)}"' if thing.language else ""
        source = escape(thing.source)
        if thing.address:
            source = f'<a href="{escape(thing.address)}" rel="nofollow noopener">{source}</a>'
        if is_alone:
            return (
                f'<figure class="lt-quotation"><blockquote{lang}><p>{escape(thing.words)}</p>'
                f"</blockquote><figcaption>{source}</figcaption></figure>"
            )
        return f"{opened}<q{lang}>{escape(thing.words)}</q> {source}{closed}"

    return _LINK.sub(put, html) if SHOWS in html else html
