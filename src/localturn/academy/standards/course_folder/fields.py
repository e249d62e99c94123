"""The keys of one TOML table, taken out one by one; what is wrong with them is collected."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from localturn.academy.domain.outline import plain
from localturn.academy.standards.course_folder.lines import Path
from localturn.academy.standards.course_folder.mistakes import Mistake, Mistakes
from localturn.academy.standards.course_folder.words import (
    CODE,
    fault_of_text,
    is_slug,
)
from localturn.foundation.languages import N_
from localturn.foundation.prose import LONGEST, is_tangled

_GREATEST = Decimal(10) ** 12
_FINEST = -9


@dataclass
class Table:
    """A table of a file. Each method takes a key out; `nothing_else` names what is left."""

    values: Mapping[str, Any]
    file: str
    lines: Mapping[Path, int]
    mistakes: Mistakes
    path: Path = ()
    offset: int = 0
    """Lines of the file above the TOML."""
    known: list[str] = field(default_factory=list)

    def line(self, *path: str | int) -> int:
        """The line of something in this table, or of the nearest thing around it."""
        whole = (*self.path, *path)
        while whole and whole not in self.lines:
            whole = whole[:-1]
        return self.offset + self.lines.get(whole, 1)

    def wrong(self, key: str, message: str, /, **values: object) -> None:
        self.mistakes.add(self.file, self.line(key), message, key=key, **values)

    def unfit(self, key: str, message: str, /, **values: object) -> None:
        """A mistake that may stand in a draft until it is published."""
        written = {name: str(value) for name, value in values.items()}
        self.mistakes.note(Mistake(self.file, self.line(key), message, written, of_the_whole=True))

    def has(self, key: str) -> bool:
        return key in self.values

    def _take(self, key: str, required: bool) -> Any:
        self.known.append(key)
        if key not in self.values:
            if required:
                self.mistakes.add(
                    self.file, self.line(), N_("“%(key)s” is missing: add it."), key=key
                )
            return None
        return self.values[key]

    def text(
        self, key: str, *, required: bool = True, most: int = LONGEST, lines: bool = False
    ) -> str:
        """A text that is not empty; of one line unless `lines` are allowed."""
        value = self._take(key, required)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong(key, N_("“%(key)s” must be a text between quotation marks."))
            return ""
        self._check_text(key, value, most, lines)
        return value

    def prose(self, key: str, *, required: bool = True) -> str:
        """A text that is shown as Markdown."""
        value = self.text(key, required=required, lines=True)
        if is_tangled(value[:LONGEST]):
            self.wrong(
                key,
                N_("“%(key)s” has too many marks (such as *, [ and |) and short lines: use fewer."),
            )
        return value

    def _check_text(self, key: str, value: str, most: int, lines: bool, *index: int) -> None:
        fault = fault_of_text(value, most=most, lines=lines)
        if fault:
            message, values = fault
            line = self.line(key, *index)
            self.mistakes.add(self.file, line, message, key=key, **values)

    def slug(self, key: str, *, required: bool = True) -> str:
        """An id."""
        value = self.text(key, required=required)
        if value and not is_slug(value):
            self.wrong(
                key,
                N_(
                    "“%(value)s” cannot be an id: use lower-case letters, digits and hyphens, "
                    "at most 60, beginning with a letter or digit."
                ),
                value=value[:80],
            )
        return value

    def whole(
        self, key: str, *, least: int, most: int, required: bool = True, default: int = 0
    ) -> int:
        """A whole number between `least` and `most`."""
        value = self._take(key, required)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(key, N_("“%(key)s” must be a whole number without quotation marks."))
            return default
        if not least <= value <= most:
            self.wrong(
                key,
                N_("“%(key)s” must be from %(least)s to %(most)s."),
                least=least,
                most=most,
            )
            return default
        return value

    def number(
        self,
        key: str,
        *,
        least: Decimal | None = None,
        most: Decimal | None = None,
        places: int | None = None,
        required: bool = True,
        default: Decimal = Decimal(0),
    ) -> Decimal:
        """A number, exactly as written."""
        value = self._take(key, required)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.wrong(key, N_("“%(key)s” must be a number without quotation marks."))
            return default
        if not _is_tame(value):
            self.wrong(key, N_("“%(key)s” is not a number that can be worked with."))
            return default
        number = Decimal(value)
        low, high = least if least is not None else -_GREATEST, most or _GREATEST
        if not low <= number <= high:
            self.wrong(
                key, N_("“%(key)s” must be from %(least)s to %(most)s."), least=low, most=high
            )
            return default
        if places is not None and -int(plain(number).as_tuple().exponent) > places:
            self.wrong(
                key, N_("“%(key)s” may have at most %(places)s decimal places."), places=places
            )
        return number

    def flag(self, key: str, *, required: bool = False, default: bool = False) -> bool:
        """`true` or `false`."""
        value = self._take(key, required)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(key, N_("“%(key)s” must be true or false, without quotation marks."))
            return default
        return value

    def texts(
        self, key: str, *, required: bool = True, most: int = LONGEST, at_least: int = 0
    ) -> tuple[str, ...]:
        """A list of texts."""
        value = self._take(key, required)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.wrong(key, N_('“%(key)s” must be a list of texts, such as ["one", "two"].'))
            return ()
        for index, each in enumerate(value):
            self._check_text(key, each, most, False, index)
        if len(value) < at_least:
            self.wrong(key, N_("“%(key)s” needs at least %(least)s."), least=at_least)
        return tuple(value)

    def codes(self, key: str) -> tuple[str, ...]:
        """A list of codes of places such as "SE-malmo", each once."""
        codes = self.texts(key, required=False, most=100)
        for index, code in enumerate(codes):
            if not CODE.fullmatch(code):
                self.mistakes.add(
                    self.file,
                    self.line(key, index),
                    N_('“%(code)s” is no code of a place: write it as "SE-malmo".'),
                    code=code,
                )
            elif code in codes[:index]:
                self.mistakes.add(
                    self.file,
                    self.line(key, index),
                    N_("“%(code)s” is named twice: remove one."),
                    code=code,
                )
        return codes

    def tables(self, key: str, *, at_least: int = 0) -> list["Table"]:
        """An array of tables, `[[key]]` each."""
        value = self._take(key, at_least > 0)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.wrong(key, N_("“%(key)s” must be written as [[%(key)s]], once for each."))
            return []
        if len(value) < at_least:
            self.wrong(key, N_("“%(key)s” needs at least %(least)s."), least=at_least)
        return [
            Table(each, self.file, self.lines, self.mistakes, (*self.path, key, index), self.offset)
            for index, each in enumerate(value)
        ]

    def nothing_else(self) -> None:
        """Name every key that nobody has taken."""
        for key in self.values:
            if key in self.known:
                continue
            near = get_close_matches(key, [k for k in self.known if k not in self.values], 1)
            if near:
                self.wrong(
                    key, N_("There is no “%(key)s” here: is “%(near)s” meant?"), near=near[0]
                )
            else:
                self.wrong(key, N_("There is no “%(key)s” here: remove it."))


def _is_tame(value: int | Decimal) -> bool:
    if isinstance(value, int):
        return abs(value) <= _GREATEST
    if not value.is_finite():
        return False
    exponent = int(value.as_tuple().exponent)
    return exponent >= _FINEST and value.adjusted() <= 12
