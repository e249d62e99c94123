"""Addresses of documents on the web, as people write them, and what a file from there is called."""

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HOST = re.compile(r"[^\s/:@]+\.[^\s/:@.]{2,}(?=[:/?#]|$)")
_ENDINGS = {
    "application/pdf": "pdf",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "txt",
    "text/markdown": "md",
    "text/vtt": "vtt",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)


def addresses_in(said: str) -> tuple[str, ...]:
    """One of each line, each once; of "www.town.example" it is taken that the page is encrypted."""
    lines = (line.strip() for line in said.splitlines())
    found = (f"https://{line}" if _lacks_scheme(line) else line for line in lines if line)
    return tuple(dict.fromkeys(found))


def _lacks_scheme(line: str) -> bool:
    is_host = _HOST.match(line) is not None
    return is_host and (_SCHEME.match(line) is None or "//" not in line)


def is_broken(address: str) -> bool:
    """Whether it cannot even be taken apart: of "http://[town/" nobody knows whom it asks."""
    try:
        urlsplit(address)
    except ValueError:
        return True
    return False


def host_of(address: str) -> str:
    """Whom it asks; "" where it names nobody."""
    return "" if is_broken(address) else urlsplit(address).hostname or ""


def plain(address: str) -> str:
    """By which two addresses of one page are the same: however they are asked, and wherever on the
    page they lead."""
    rest = address.partition("#")[0]
    rest = re.sub(r"^https?://(www\.)?", "", rest, flags=re.IGNORECASE)
    host, slash, path = rest.partition("/")
    return (host.lower() + slash + path).rstrip("/")


def media_type_of(content_type: str) -> str:
    """What a header says that it is, without what follows."""
    return content_type.partition(";")[0].strip().lower()


def charset_of(content_type: str) -> str:
    """How its letters are written, as a header says; "" where it does not."""
    said = _CHARSET.search(content_type)
    return said[1] if said else ""


def file_name(address: str, content_type: str, known_endings: Sequence[str] = ()) -> str:
    """Of the last part of its path, or its host; with the ending of what the header says it is,
    or else its own."""
    parts = urlsplit(address)
    last = unquote(parts.path.rstrip("/").rsplit("/", 1)[-1])
    stem, dot, ending = last.rpartition(".")
    ending = ending.lower()
    told = _ENDINGS.get(media_type_of(content_type), "")
    if dot and stem and (ending in known_endings or ending in _ENDINGS.values()):
        # a server that knows no better calls many things plain text
        return last if told in {"", "txt", ending} else f"{stem}.{told}"
    stem = last or parts.hostname or "page"
    return f"{stem}.{told}" if told else stem


def spellings(address: str) -> tuple[str, ...]:
    """How else the same address may have been written."""
    bare = plain(address)
    return tuple(
        f"{scheme}://{www}{bare}{slash}"
        for scheme in ("https", "http")
        for www in ("", "www.")
        for slash in ("", "/")
    )
