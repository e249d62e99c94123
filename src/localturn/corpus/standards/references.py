"""Sources and quotations as BibTeX and RIS, for the programs that keep references."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from localturn.corpus.domain.citing import Quotation, Source
from localturn.foundation.languages import folded


@dataclass(frozen=True)
class Cited:
    """A source with what is quoted of it."""

    source: Source
    quotations: tuple[Quotation, ...] = ()


_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def write_bibtex(cited: Iterable[Cited]) -> bytes:
    """One `@misc` a source, in UTF-8; each has a key of its own."""
    entries, taken = [], set[str]()
    for each in cited:
        source = each.source
        fields = [
            ("author", " and ".join(_bibtex_author(a.family, a.given) for a in source.authors)),
            ("title", f"{{{_latex(source.title)}}}"),
            ("year", str(source.year) if source.year is not None else ""),
            ("howpublished", _latex(source.kind)),
            ("publisher", _latex(source.publisher)),
            ("address", _latex(source.place)),
            ("url", source.address.replace("{", "%7B").replace("}", "%7D")),
            ("urldate", source.accessed.isoformat() if source.accessed else ""),
            ("language", source.language),
            ("note", " ".join(_latex(_as_note(q)) for q in each.quotations)),
        ]
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields if value)
        entries.append(f"@misc{{{_key(source, taken)},\n{lines}\n}}\n")
    return "\n".join(entries).encode()


def write_ris(cited: Iterable[Cited]) -> bytes:
    """One report a source, lines that end as the format says, CR LF."""
    lines: list[str] = []
    for each in cited:
        source = each.source
        lines.append("TY  - RPRT")
        for author in source.authors:
            lines.append(
                f"AU  - {_one_line(', '.join(p for p in (author.family, author.given) if p))}"
            )
        for tag, value in (
            ("TI", source.title),
            ("PY", str(source.year) if source.year is not None else ""),
            ("DA", _ris_date(source)),
            ("M3", source.kind),
            ("PB", source.publisher),
            ("CY", source.place),
            ("UR", source.address),
            ("Y2", source.accessed.strftime("%Y/%m/%d/") if source.accessed else ""),
            ("LA", source.language),
            *(("N1", _as_note(quotation)) for quotation in each.quotations),
        ):
            if value:
                lines.append(f"{tag}  - {_one_line(value)}")
        lines.append("ER  - ")
        lines.append("")
    return "\r\n".join(lines).encode()


def _ris_date(source: Source) -> str:
    if source.year is None or source.month_and_day is None:
        return ""
    return f"{source.year:04}/{source.month_and_day[0]:02}/{source.month_and_day[1]:02}/"


def _as_note(quotation: Quotation) -> str:
    page = f" (p. {quotation.page})" if quotation.page else ""
    where = f" {quotation.permanent}" if quotation.permanent else ""
    return f"“{' '.join(quotation.words.split())}”{page}{where}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _latex(text: str) -> str:
    return "".join(_LATEX.get(letter, letter) for letter in " ".join(text.split()))


def _bibtex_author(family: str, given: str) -> str:
    """An organisation in braces, so that its words are not taken for names."""
    return f"{_latex(family)}, {_latex(given)}" if given else f"{{{_latex(family)}}}"


def _key(source: Source, taken: set[str]) -> str:
    who = source.authors[0].family if source.authors else source.title
    word = next(iter(re.findall(r"[a-z0-9]+", folded(who))), "source")
    base = f"{word}{source.year if source.year is not None else ''}"
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    taken.add(key)
    return key
