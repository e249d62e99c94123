"""What a site asks programs to leave alone: robots.txt (RFC 9309)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

NAME = "localturn"
"""By which a site may speak of us alone."""
MOST_LINES = 10_000
_LONGEST_LINE = 2_000
_LINE = re.compile(r"\s*([A-Za-z-]+)\s*:\s*([^#]*)")


@dataclass(frozen=True)
class Rule:
    """A path, with * for anything and $ for its end; the longest that fits holds."""

    path: str
    allows: bool

    def fits(self, path: str) -> bool:
        to_the_end = self.path.endswith("$")
        first, *others = self.path.removesuffix("$").split("*")
        if not path.startswith(first):
            return False
        at, last = len(first), others.pop() if to_the_end and others else None
        for part in others:
            found = path.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        if last is not None:
            return len(path) - len(last) >= at and path.endswith(last)
        return not to_the_end or at == len(path)


def may_read(address: str, rules: Iterable[Rule]) -> bool:
    """Whether a page may be asked; of two rules as long as each other the kinder one holds."""
    parts = urlsplit(address)
    path = _plain(parts.path or "/") + (f"?{_plain(parts.query)}" if parts.query else "")
    if path == "/robots.txt":
        return True
    fitting = [(len(rule.path), rule.allows) for rule in rules if rule.fits(path)]
    return max(fitting)[1] if fitting else True


def rules_of(text: str) -> tuple[Rule, ...]:
    """Those for us by name, else those for everybody."""
    ours: list[Rule] = []
    everybodys: list[Rule] = []
    are_named = False
    for names, rules in _groups(text):
        if NAME in names:
            are_named = True
            ours += rules
        if "*" in names:
            everybodys += rules
    return tuple(ours if are_named else everybodys)


def _groups(text: str) -> Iterator[tuple[set[str], list[Rule]]]:
    names: set[str] = set()
    rules: list[Rule] = []
    has_begun = False
    for line in text.splitlines()[:MOST_LINES]:
        found = _LINE.match(line[:_LONGEST_LINE])
        if found is None:
            continue
        word, value = found[1].lower(), found[2].strip()
        if word == "user-agent":
            if has_begun:
                yield names, rules
                names, rules, has_begun = set(), [], False
            names.add(value.lower().partition("/")[0])
        elif word in {"allow", "disallow"}:
            has_begun = True
            if value:
                rules.append(Rule(_plain(value), word == "allow"))
    yield names, rules


def _plain(path: str) -> str:
    """Written one way, whatever of it was escaped."""
    return quote(unquote(path), safe="/*$?=&;,:@!~'()+")
