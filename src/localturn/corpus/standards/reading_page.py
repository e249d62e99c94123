"""Coded documents as one HTML page that needs nothing else: to read, to print, to keep."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise

from localturn.corpus.domain.interchange import Code, Guid, Project, Source, tree

_STYLE = """
body{font:1rem/1.6 Georgia,serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1c1b19}
h1,h2,h3,nav,table,.codes{font-family:system-ui,sans-serif}
pre{font:inherit;white-space:pre-wrap;overflow-wrap:anywhere}
mark{background:#fdf3c4;color:inherit;border-bottom:2px solid #8a6d00}
.codes{font-size:.75rem;vertical-align:super;color:#57534e}
table{border-collapse:collapse;width:100%}
th,td{text-align:start;vertical-align:top;padding:.25rem .5rem;border-bottom:1px solid #d6d3d1}
"""


def write_reading_page(project: Project, *, origin: str, language: str = "en") -> bytes:
    """Its codebook, then each document with its passages marked and their codes behind them."""
    codes = {code.guid: code for code in project.codes}
    parts = [
        f'<!doctype html><html lang="{escape(language, quote=True)}"><head><meta charset="utf-8">'
        f'<meta name="generator" content="{escape(origin, quote=True)}">'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<title>{escape(project.name)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(project.name)}</h1><p>{escape(project.description)}</p>",
        *_contents(project),
        *_codebook(project.codes),
    ]
    for number, source in enumerate(project.sources):
        parts.extend(_document(number, source, codes))
    parts.append("</body></html>\n")
    return "".join(parts).encode("utf-8", "replace")


def _contents(project: Project) -> Iterator[str]:
    if project.sources:
        yield "<nav><ol>"
        for number, source in enumerate(project.sources):
            yield f'<li><a href="#d{number}">{escape(source.name)}</a></li>'
        yield "</ol></nav>"


def _codebook(codes: Sequence[Code]) -> Iterator[str]:
    if codes:
        yield "<table>"
        for code, depth in tree(codes):
            dashes = "– " * depth
            yield (
                f'<tr><th scope="row">{dashes}{escape(code.name)}</th>'
                f"<td>{escape(code.description)}</td></tr>"
            )
        yield "</table>"


def _document(number: int, source: Source, codes: Mapping[Guid, Code]) -> Iterator[str]:
    yield f'<h2 id="d{number}">{escape(source.name)}</h2><pre>'
    text = source.text
    borders = {0, len(text)}
    ends: dict[int, list[str]] = {}
    covered: list[tuple[int, int]] = []
    for passage in source.passages:
        names = [codes[coding.code].name for coding in passage.codings]
        if names:
            borders |= {passage.start, passage.end}
            ends.setdefault(passage.end, []).extend(names)
            covered.append((passage.start, passage.end))
    marked = _Marked(covered)
    places = sorted(borders)
    for start, end in pairwise(places):
        piece = escape(text[start:end])
        yield f"<mark>{piece}</mark>" if marked(start) else piece
        if end in ends:
            yield f'<span class="codes"> [{escape("; ".join(sorted(set(ends[end]))))}]</span>'
    yield "</pre>"


class _Marked:
    """Whether a position is in any of these passages."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        changes: dict[int, int] = {}
        for start, end in spans:
            changes[start] = changes.get(start, 0) + 1
            changes[end] = changes.get(end, 0) - 1
        self._at: dict[int, bool] = {}
        depth = 0
        for place in sorted(changes):
            depth += changes[place]
            self._at[place] = depth > 0

    def __call__(self, border: int) -> bool:
        """Of a position that is a border of one."""
        return self._at.get(border, False)
