"""A quotation with where it is from, as journals and libraries want to read it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Style(StrEnum):
    APA = "apa"
    """APA 7th edition."""
    CHICAGO = "chicago"
    """Chicago Manual of Style 17th edition, author-date."""
    ISO690 = "iso690"
    """ISO 690:2021, name and date."""


@dataclass(frozen=True)
class Author:
    """A person, or an organisation, which has no given name."""

    family: str
    given: str = ""

    @property
    def initials(self) -> str:
        return " ".join(
            "-".join(f"{part[0]}." for part in name.split("-") if part)
            for name in self.given.split()
        )


@dataclass(frozen=True)
class Source:
    """What is quoted. Where a date is only a year, month and day are None."""

    title: str
    authors: tuple[Author, ...] = ()
    year: int | None = None
    month_and_day: tuple[int, int] | None = None
    kind: str = ""
    """Such as "Action plan", in square brackets where a style wants it."""
    publisher: str = ""
    place: str = ""
    address: str = ""
    accessed: date | None = None
    language: str = ""


@dataclass(frozen=True)
class Quotation:
    """Words of a source; `page` is the page's label, "" where there is none."""

    words: str
    source: Source
    page: str = ""
    last_page: str = ""
    paragraph: int | None = None
    permanent: str = ""
    """The address at which the passage itself is found."""


@dataclass(frozen=True)
class Run:
    """A piece of a reference."""

    text: str
    is_italic: bool = False


@dataclass(frozen=True)
class Reference:
    """An entry of a list of references."""

    runs: tuple[Run, ...]

    def __str__(self) -> str:
        return "".join(run.text for run in self.runs)


def author_named(name: str) -> Author:
    """Of one written name: "Family, Given" is a person, anything else an organisation."""
    family, comma, given = (part.strip() for part in name.partition(","))
    return Author(family, given) if comma and family and given else Author(name.strip())


def authors_named(names: str) -> tuple[Author, ...]:
    """Several, parted by semicolons."""
    return tuple(author_named(name) for name in names.split(";") if name.strip())


def reference(source: Source, style: Style) -> Reference:
    """How a list of references names the source."""
    return _WRITERS[style](source)


def in_text(quotation: Quotation, style: Style) -> str:
    """What stands behind the quotation: (Network of Towns, 2019, p. 4)."""
    source = quotation.source
    who = _short_authors(source, style)
    when = str(source.year) if source.year is not None else "n.d."
    where = _place_in(quotation, style)
    match style:
        case Style.CHICAGO:
            return f"({who} {when}{', ' + where if where else ''})"
        case _:
            return f"({', '.join(part for part in (who, when, where) if part)})"


def quoted(quotation: Quotation, style: Style) -> str:
    """The words in quotation marks with their source behind them."""
    words = " ".join(quotation.words.split()).replace("“", "‘").replace("”", "’")
    return f"“{words}” {in_text(quotation, style)}"


def _place_in(quotation: Quotation, style: Style) -> str:
    first, last = quotation.page, quotation.last_page
    if first:
        spread = f"{first}–{last}" if last and last != first else ""
        if style is Style.CHICAGO:
            return spread or first
        return f"pp. {spread}" if spread else f"p. {first}"
    if quotation.paragraph is not None:
        return f"para. {quotation.paragraph}"
    return ""


def _short_authors(source: Source, style: Style) -> str:
    names = [author.family for author in source.authors]
    if not names:
        return _short_title(source.title)
    if len(names) == 1:
        return names[0]
    joint = " & " if style is Style.APA else " and "
    if len(names) == 2:
        return joint.join(names)
    if len(names) == 3 and style is Style.CHICAGO:
        return f"{names[0]}, {names[1]}, and {names[2]}"
    return f"{names[0]} et al."


def _short_title(title: str) -> str:
    words = title.split()
    return f"“{' '.join(words[:6])}{' …' if len(words) > 6 else ''}”"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def _apa(source: Source) -> Reference:
    when = "n.d." if source.year is None else str(source.year)
    if source.year is not None and source.month_and_day:
        month, day = source.month_and_day
        when += f", {_MONTHS[month - 1]} {day}"
    kind = f" [{source.kind}]" if source.kind else ""
    names = [f"{a.family}, {a.initials}" if a.given else a.family for a in source.authors]
    runs: list[Run] = []
    if names:
        runs += [Run(_listed(names, ", & ", " & ").removesuffix(".") + "."), Run(f" ({when}). ")]
        runs += [Run(source.title, is_italic=True), Run(f"{kind}.")]
    else:
        runs += [Run(source.title, is_italic=True), Run(f"{kind}. ({when}).")]
    # APA leaves the publisher out where it is the author
    if source.publisher and source.publisher not in {a.family for a in source.authors}:
        runs.append(Run(f" {source.publisher}."))
    if source.address:
        runs.append(Run(f" {_retrieved(source)}{source.address}"))
    return Reference(tuple(runs))


def _retrieved(source: Source) -> str:
    """APA asks for the day where the source has no date of its own."""
    if source.accessed is None or source.year is not None:
        return ""
    day = source.accessed
    return f"Retrieved {_MONTHS[day.month - 1]} {day.day}, {day.year}, from "


def _chicago(source: Source) -> Reference:
    names = [
        (f"{a.family}, {a.given}" if number == 0 else f"{a.given} {a.family}")
        if a.given
        else a.family
        for number, a in enumerate(source.authors)
    ]
    when = str(source.year) if source.year is not None else "n.d."
    runs: list[Run] = []
    if names:
        runs += [Run(_listed(names, ", and ", ", and ").removesuffix(".")), Run(f". {when}. ")]
        runs += [Run(source.title, is_italic=True), Run(".")]
    else:
        runs += [Run(source.title, is_italic=True), Run(f". {when}.")]
    out = ": ".join(part for part in (source.place, source.publisher) if part)
    if out:
        runs.append(Run(f" {out}."))
    if source.accessed is not None and source.year is None:
        day = source.accessed
        runs.append(Run(f" Accessed {_MONTHS[day.month - 1]} {day.day}, {day.year}."))
    if source.address:
        runs.append(Run(f" {source.address}."))
    return Reference(tuple(runs))


def _iso690(source: Source) -> Reference:
    names = [
        f"{a.family.upper()}, {a.given}" if a.given else a.family.upper() for a in source.authors
    ]
    when = str(source.year) if source.year is not None else "[no date]"
    runs: list[Run] = []
    if names:
        runs += [Run(_listed(names, " and ", " and ")), Run(f", {when}. ")]
        runs += [Run(source.title, is_italic=True)]
    else:
        runs += [Run(source.title, is_italic=True), Run(f", {when}")]
    runs.append(Run(" [online]." if source.address else "."))
    out = ": ".join(part for part in (source.place, source.publisher) if part)
    if out:
        runs.append(Run(f" {out}."))
    if source.accessed is not None:
        runs.append(Run(f" [viewed {source.accessed.isoformat()}]."))
    if source.address:
        runs.append(Run(f" Available from: {source.address}"))
    return Reference(tuple(runs))


def _listed(names: list[str], last: str, of_two: str) -> str:
    if len(names) == 1:
        return names[0]
    if len(names) == 2:
        return of_two.join(names)
    return ", ".join(names[:-1]) + last + names[-1]


_WRITERS: dict[Style, Callable[[Source], Reference]] = {
    Style.APA: _apa,
    Style.CHICAGO: _chicago,
    Style.ISO690: _iso690,
}
