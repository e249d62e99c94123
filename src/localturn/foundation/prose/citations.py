"""`[@id]` and `[@id, p. 12]` in Markdown."""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

# Bounded blanks: two runs of them beside each other would be tried in every division.
_FORM = re.compile(r"\[@([A-Za-z0-9][\w-]{0,59})(?:,[ \t]?([^\[\]\n]{1,80})|[ \t]{0,80})\]")


@dataclass(frozen=True)
class Citation:
    """A source cited in a text: its id, the place in it, and the line (from 1) of the text."""

    id: str
    place: str
    line: int


def citations_plugin(markdown: MarkdownIt) -> None:
    """Teach the parser to see a citation before it looks for a link."""
    markdown.inline.ruler.before("link", "citation", _citation)


def _citation(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[@", state.pos):
        return False
    found = _FORM.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = found.group(0)
        token.meta = {"id": found.group(1), "place": (found.group(2) or "").strip()}
    state.pos = found.end()
    return True
