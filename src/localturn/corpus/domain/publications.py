"""What a project publishes: kinds, its literature, and the text with quotations and references."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from localturn.corpus.domain.citing import (
    Quotation,
    Source,
    Style,
    authors_named,
    in_text,
    reference,
)
from localturn.foundation.languages import N_
from localturn.foundation.prose.embedding import EMBEDDED


class Kind(StrEnum):
    WORKING_PAPER = "working-paper"
    ARTICLE = "article"
    POST = "post"


KINDS = {
    Kind.WORKING_PAPER: N_("Working paper"),
    Kind.ARTICLE: N_("Article"),
    Kind.POST: N_("Post"),
}
MOST_LITERATURE = 500


class Unusable(ValueError):
    """A line of a list of literature that cannot be read; its number."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


_KEY = re.compile(r"[A-Za-z0-9][\w-]{0,59}")
_CITATION = re.compile(r"\[@([A-Za-z0-9][\w-]{0,59})(?:,[ \t]?([^\[\]\n]{1,80}))?[ \t]{0,80}\]")
_DOCUMENT = re.compile(r"document-([0-9]{1,18})")
_ENTRY = re.compile(r"^(\s*)(\d*)([-+.)])(?=\s)")
"""What would begin an entry of a list."""
_MARKS = re.compile(r"([\\`*_\[\]<>#|!&~])")


def read_literature(text: str) -> dict[str, Source]:
    """By key, one a line: `key | authors | year | title | publisher | address`, authors parted by
    semicolons; the last two may be left out. Raises Unusable."""
    found: dict[str, Source] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts = [part.strip() for part in line.split("|")]
        if not 4 <= len(parts) <= 6 or len(found) >= MOST_LITERATURE:
            raise Unusable(number)
        key, authors, year, title, publisher, address = [*parts, "", ""][:6]
        is_year = not year or (year.isdecimal() and len(year) == 4)
        is_key = _KEY.fullmatch(key) and not _DOCUMENT.fullmatch(key) and key not in found
        is_web = not address or address.startswith(("https://", "http://"))
        if not (is_key and title and is_year and is_web):
            raise Unusable(number)
        found[key] = Source(
            title=title,
            authors=authors_named(authors),
            year=int(year) if year else None,
            publisher=publisher,
            address=address,
        )
    return found


def documents_cited(text: str) -> list[int]:
    """Numbers of documents that are cited as `[@document-12]`."""
    keys = (found[1] for found in _CITATION.finditer(text))
    return list(dict.fromkeys(int(n[1]) for key in keys if (n := _DOCUMENT.fullmatch(key))))


def passages_quoted(text: str) -> list[str]:
    """Addresses of what is quoted as `![](address)`, in order."""
    return list(dict.fromkeys(found[2] for found in EMBEDDED.finditer(text)))


@dataclass(frozen=True)
class Written:
    """A text in Markdown with its quotations and references in place."""

    body: str
    references: tuple[tuple[Source, tuple[Quotation, ...]], ...]
    """What it cites, as a list of references has it, with what is quoted of each."""
    withheld: int
    """How many quotations must not be shown."""


def written_out(
    text: str,
    *,
    quotations: Mapping[str, Quotation],
    sources: Mapping[str, Source],
    withheld: str,
    style: Style = Style.APA,
) -> Written:
    """Put in quotations by their address and sources by their key. In the place of a quotation that
    is not among them stands the sentence `withheld`; a key that is unknown stays as it is
    written."""
    used: dict[Source, list[Quotation]] = {}
    missing = 0

    def quote(found: re.Match[str]) -> str:
        nonlocal missing
        given = quotations.get(found[2])
        if given is None:
            missing += 1
            return f"*{escaped(withheld)}*"
        used.setdefault(given.source, []).append(given)
        return f"“{_words(given)}” {_source(given, style)}"

    def block(found: re.Match[str]) -> str:
        given = quotations.get(found[2])
        if given is None:
            return quote(found)
        used.setdefault(given.source, []).append(given)
        return f"> {_words(given)}\n>\n> {_source(given, style)}"

    def cite(found: re.Match[str]) -> str:
        source = sources.get(found[1])
        if source is None:
            return found[0]
        used.setdefault(source, [])
        place = (found[2] or "").strip()
        said = in_text(Quotation("", source), style)
        return escaped(f"{said[:-1]}, {place})" if place else said)

    lines = []
    for line in text.replace("\r\n", "\n").split("\n"):
        alone = EMBEDDED.fullmatch(line.strip())
        lines.append(block(alone) if alone else _CITATION.sub(cite, EMBEDDED.sub(quote, line)))
    ordered = sorted(used.items(), key=lambda each: str(reference(each[0], style)).casefold())
    return Written(
        "\n".join(lines), tuple((source, tuple(said)) for source, said in ordered), missing
    )


def _words(quotation: Quotation) -> str:
    return escaped(" ".join(quotation.words.split()))


def _source(quotation: Quotation, style: Style) -> str:
    """It leads to the passage itself."""
    said = escaped(in_text(quotation, style))
    return f"[{said}](<{quotation.permanent}>)" if quotation.permanent else said


def escaped(text: str) -> str:
    """Words that mean nothing but themselves in Markdown."""
    said = _MARKS.sub(r"\\\1", text)
    return _ENTRY.sub(r"\1\2\\\3", said)


def with_references(written: Written, *, heading: str, style: Style = Style.APA) -> str:
    """The text and, under a heading, its list of references; in Markdown."""
    if not written.references:
        return written.body
    entries = []
    for source, _ in written.references:
        runs = reference(source, style).runs
        entries.append(
            "".join(f"*{escaped(r.text)}*" if r.is_italic else escaped(r.text) for r in runs)
        )
    return "\n\n".join([written.body.rstrip(), f"## {heading}", *entries]) + "\n"
