"""On which line a value of a TOML document stands; the standard library's parser does not say.

Only for documents that `tomllib` has accepted, so nothing here checks anything.
"""

import re
import tomllib

Path = tuple[str | int, ...]

_GAP = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_KEY_PART = re.compile(r"""[ \t]*("(?:\\.|[^"\\])*"|'[^']*'|[A-Za-z0-9_-]+)[ \t]*""")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{1,2})?'
    r"|'''.*?'''(?:'{1,2})?"
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}\n#]+")


def lines_of(text: str) -> dict[Path, int]:
    """The line (from 1) of each key, table and element of an array, by its path."""
    try:
        return _Scanner(text).scanned()
    except RecursionError:
        return {}


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.lengths: dict[Path, int] = {}
        self._counted_to = 0
        self._counted = 1

    def scanned(self) -> dict[Path, int]:
        table: Path = ()
        self.gap()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.gap()
        return self.lines

    def line(self) -> int:
        self._counted += self.text.count("\n", self._counted_to, self.at)
        self._counted_to = self.at
        return self._counted

    def gap(self) -> None:
        found = _GAP.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def note(self, path: Path) -> None:
        self.lines.setdefault(path, self.line())

    def header(self) -> Path:
        """`[a.b]` or `[[a.b]]`; in an array of tables the last of each is meant."""
        double = self.text.startswith("[[", self.at)
        line = self.line()
        self.at += 2 if double else 1
        names = self.key()
        path: Path = ()
        for position, name in enumerate(names):
            path = (*path, name)
            if double and position == len(names) - 1:
                self.lines.setdefault(path, line)
                self.lengths[path] = self.lengths.get(path, 0) + 1
            if path in self.lengths:
                path = (*path, self.lengths[path] - 1)
        self.lines.setdefault(path, line)
        self.at += 2 if double else 1
        return path

    def key(self) -> list[str]:
        names = []
        while found := _KEY_PART.match(self.text, self.at):
            self.at = found.end()
            written = found.group(1)
            names.append(
                str(tomllib.loads(f"a = {written}")["a"]) if written[0] in "\"'" else written
            )
            if not self.text.startswith(".", self.at):
                break
            self.at += 1
        return names

    def pair(self, table: Path) -> None:
        start = self.line()
        path = table
        for name in self.key():
            path = (*path, name)
            self.lines.setdefault(path, start)
        self.at += 1  # the equals sign
        self.gap()
        self.value(path)

    def value(self, path: Path) -> None:
        character = self.text[self.at]
        if character == "[":
            self.array(path)
        elif character == "{":
            self.inline_table(path)
        else:
            found = (_STRING if character in "\"'" else _BARE).match(self.text, self.at)
            self.at = found.end() if found else self.at + 1

    def array(self, path: Path) -> None:
        self.at += 1
        position = 0
        self.gap()
        while self.text[self.at] != "]":
            self.note((*path, position))
            self.value((*path, position))
            position += 1
            self.comma()
        self.at += 1

    def inline_table(self, path: Path) -> None:
        self.at += 1
        self.gap()
        while self.text[self.at] != "}":
            self.pair(path)
            self.comma()
        self.at += 1

    def comma(self) -> None:
        self.gap()
        if self.text[self.at] == ",":
            self.at += 1
            self.gap()
