"""Markdown (CommonMark and tables) to HTML that may stand on any page of the house."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any, Protocol
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from localturn.foundation.prose import embedding
from localturn.foundation.prose.citations import Citation, citations_plugin

LONGEST = 200_000
"""Characters of one text."""

MOST_MARKS = 2_600
"""Marks of one text, see `is_tangled`. A reading of 15,000 words with a citation in every sentence
has 2,500. Of 100 texts made to be slow the slowest that is taken needs 0.2 seconds, and 0.35 of a
busy machine: long lines, and then pictures or citations that do not end."""

_LINE_END = re.compile(r"\r\n?")
_MARK = re.compile(r"[\[<>*_`|&\\]|!(?=\[)|[-+]\s|\d[.)]\s|(?<![^\n]{41})\n")
_SIGNS = "]!#$%+-:=@^{}~"
_SIGNS_TO_A_MARK = 16
_CHARACTERS_TO_A_MARK = 250
_DEEPEST_QUOTE = 20
_LINES_TO_A_MARK = 8

_MOST_OF_ADDRESSES = 2 * LONGEST
"""Characters of all the addresses and titles of one text's links; more lead nowhere."""

_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "em", "strong"),
    *("ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td", "sup", "section", "div"),
}
_ATTRIBUTES = {
    "a": {"href", "title", "rel", "class"},
    "ol": {"start", "class"},
    "li": {"id"},
    "th": {"data-align", "scope"},
    "td": {"data-align"},
    "sup": {"class"},
    "section": {"class"},
    "div": {"class", "tabindex"},
}
_SCHEMES = {"http", "https", "mailto"}
_BESIDE = re.compile(r"(?!//|.*(?:[\\\x00-\x20\x7f]|%5C|%0|%1))[^:]*(?:[?#].*)?", re.IGNORECASE)
"""An address of this house: no host, no scheme, nothing that a browser reads as either."""

_BLANK_BEFORE_STOP = re.compile(r" (?=[.,;:!?)](?: |$))")
"""Left where a citation stood."""


class TooLong(ValueError):
    """A text of more than `LONGEST` characters, or one that is tangled."""


class Cited(Protocol):
    """A publication as an entry of the list of sources."""

    @property
    def id(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def url(self) -> str: ...


@dataclass(frozen=True)
class Prose:
    """A text as shown, as searched, and what it cites (ids in the order of their numbers)."""

    html: str
    text: str
    words: int
    cited: tuple[str, ...] = ()


def render(
    markdown: str,
    *,
    sources: Sequence[Cited] = (),
    sources_heading: str = "",
    top_heading: int = 2,
) -> Prose:
    """Render a text; raises TooLong.

    Raw HTML is shown as text, pictures as their description. Headings start at `top_heading`.
    A citation of one of `sources` becomes a numbered link to the list of sources at the end,
    which holds those that are cited under `sources_heading`; any other `[@id]` stays as written.
    """
    markdown = _fit_to_parse(markdown)
    known = {source.id: source for source in sources}
    env: dict[str, Any] = {"known": known, "numbers": {}, "addresses": 0, "top": top_heading}
    env["in_link"] = False
    tokens = _parser().parse(markdown, env)
    html = _parser().renderer.render(tokens, _parser().options, env)
    numbers: Mapping[str, int] = env["numbers"]
    if numbers:
        html += _list_of_sources([known[id_] for id_ in numbers], sources_heading, top_heading)
    text = _BLANK_BEFORE_STOP.sub("", " ".join("".join(_texts(tokens)).split()))
    words = sum(1 for word in text.split() if any(letter.isalnum() for letter in word))
    return Prose(_sanitised(html), text, words, tuple(numbers))


def citations(markdown: str) -> list[Citation]:
    """Every citation of a text, listed or not, with its line; raises TooLong."""
    markdown = _fit_to_parse(markdown)
    found: list[Citation] = []
    start = 0
    for token in _parser().parse(markdown, {}):
        if token.map:
            start = token.map[0]
        line = start + 1
        for child in token.children or ():
            if child.type in {"softbreak", "hardbreak"}:
                line += 1
            elif child.type == "citation":
                found.append(Citation(child.meta["id"], child.meta["place"], line))
    return found


def is_tangled(markdown: str) -> bool:
    """Whether a text has more than `MOST_MARKS` marks, and so would take long to render.

    Each character that begins something in Markdown is a mark, and so is the end of a line of at
    most 40 characters. So are 16 signs such as : or #, as the parser halts at each, and every 250
    characters; and what the parser adds, see `_marks_unwritten`.
    """
    text = _LINE_END.sub("\n", markdown)
    marks = sum(1 for _mark in _MARK.finditer(text))
    marks += sum(map(text.count, _SIGNS)) // _SIGNS_TO_A_MARK
    marks += len(text) // _CHARACTERS_TO_A_MARK
    return marks > MOST_MARKS or marks + _marks_unwritten(text) > MOST_MARKS


def _marks_unwritten(text: str) -> int:
    """What the parser adds to each block at most: a row is made as wide as the widest, and every
    line after a quote may belong to it, at each of its depths."""
    added = 0
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.split("\n")
        columns = [line.count("|") for line in lines]
        added += max(columns) * len(lines) - sum(columns)
        depth = min(max(line.count(">") for line in lines), _DEEPEST_QUOTE)
        added += depth * len(lines) // _LINES_TO_A_MARK
    return added


def _fit_to_parse(markdown: str) -> str:
    """The text with line feeds alone at the ends of its lines, as it is measured and parsed."""
    if len(markdown) > LONGEST:
        raise TooLong(f"{len(markdown)} characters; at most {LONGEST} are rendered")
    if is_tangled(markdown):
        raise TooLong(f"more than {MOST_MARKS} marks")
    return _LINE_END.sub("\n", markdown)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")
    parser.use(citations_plugin)
    parser.validateLink = _is_harmless  # type: ignore[method-assign,assignment]
    return parser


def _is_harmless(address: str) -> bool:
    """Whether a link may lead there: the web, an e-mail address, or a page beside this one."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme.lower() in _SCHEMES and bool(parts.netloc or parts.scheme == "mailto")
    return not parts.netloc and _BESIDE.fullmatch(address) is not None


def _sanitised(html: str) -> str:
    """A second wall behind the parser, which never lets raw HTML through."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
        generic_attribute_prefixes=set(),
    )


def _list_of_sources(sources: Sequence[Cited], heading: str, level: int) -> str:
    title = f"<h{level}>{escape(heading)}</h{level}>" if heading else ""
    entries = "".join(
        f'<li id="source-{escape(source.id)}">{escape(source.text)}{_address(source.url)}</li>'
        for source in sources
    )
    return f'<section class="lt-sources">{title}<ol>{entries}</ol></section>'


def _address(url: str) -> str:
    if not url or not _is_harmless(url):
        return ""
    return f' <a href="{escape(url)}" rel="nofollow noopener">{escape(url)}</a>'


def _texts(tokens: Sequence[Token]) -> Iterator[str]:
    """The words of a text without its marks, a space where a block or a line ends."""
    for token in tokens:
        if token.type == "inline":
            yield from _texts(token.children or ())
            yield " "
        elif token.type in {"text", "code_inline", "fence", "code_block"}:
            yield token.content
        elif token.type == "image":
            yield from _texts(token.children or ())
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "


class _Renderer(RendererHTML):
    """Markdown-it's renderer, but for headings, links, pictures, tables and citations."""

    def heading_open(self, tokens: Sequence[Token], at: int, _o: OptionsDict, env: Any) -> str:
        return f"<h{_level(tokens[at], env)}>"

    def heading_close(self, tokens: Sequence[Token], at: int, _o: OptionsDict, env: Any) -> str:
        return f"</h{_level(tokens[at], env)}>\n"

    def link_open(self, tokens: Sequence[Token], at: int, _o: OptionsDict, env: Any) -> str:
        link = tokens[at]
        # A definition is written once and may be used by every link.
        env["addresses"] += sum(len(str(value)) for value in link.attrs.values())
        if env["addresses"] > _MOST_OF_ADDRESSES:
            return "<a>"
        env["in_link"] = True
        if urlsplit(str(link.attrs.get("href", ""))).scheme:
            link.attrs["rel"] = "nofollow noopener"
        return f"<a{self.renderAttrs(link)}>"

    def link_close(self, _t: Sequence[Token], _at: int, _o: OptionsDict, env: Any) -> str:
        env["in_link"] = False
        return "</a>"

    def image(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Any) -> str:
        """Nothing is fetched from elsewhere: a picture is its description, and a thing of a house
        like this one leads to it, until it is shown itself."""
        words = self.renderInlineAsText(tokens[at].children, options, env)
        address = str(tokens[at].attrs.get("src", ""))
        if embedding.ADDRESS.fullmatch(address):
            env["addresses"] += len(address)
            if env["addresses"] <= _MOST_OF_ADDRESSES and not env["in_link"]:
                return embedding.link(address, words)
        return escape(words)

    def table_open(self, _t: Sequence[Token], _at: int, _o: OptionsDict, _env: Any) -> str:
        return '<div class="lt-scroll" tabindex="0"><table>\n'

    def table_close(self, _t: Sequence[Token], _at: int, _o: OptionsDict, _env: Any) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], at: int, _o: OptionsDict, _env: Any) -> str:
        return f'<th scope="col"{_align(tokens[at])}>'

    def td_open(self, tokens: Sequence[Token], at: int, _o: OptionsDict, _env: Any) -> str:
        return f"<td{_align(tokens[at])}>"

    def citation(self, tokens: Sequence[Token], at: int, _o: OptionsDict, env: Any) -> str:
        id_, place = tokens[at].meta["id"], tokens[at].meta["place"]
        if id_ not in env["known"]:
            return escape(tokens[at].content)
        number = env["numbers"].setdefault(id_, len(env["numbers"]) + 1)
        words = f"{number}, {escape(place)}" if place else str(number)
        return f'<sup class="lt-citation"><a href="#source-{escape(id_)}">[{words}]</a></sup>'


def _level(heading: Token, env: Mapping[str, Any]) -> int:
    return max(int(heading.tag[1]), int(env["top"]))


def _align(cell: Token) -> str:
    style = str(cell.attrs.get("style", ""))
    side = style.removeprefix("text-align:")
    return f' data-align="{side}"' if side in {"center", "right"} else ""
