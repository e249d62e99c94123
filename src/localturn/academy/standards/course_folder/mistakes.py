"""What is wrong in a folder, where, and how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mistake:
    """`message` is marked with `N_` and takes `values`; `line` is from 1, or 0 for a whole file."""

    file: str
    line: int
    message: str
    values: Mapping[str, str] = field(default_factory=dict, hash=False)
    of_the_whole: bool = False
    """Whether every file is good in itself and they only do not fit together yet, so that a draft
    may hold them until it is published."""

    @property
    def sentence(self) -> str:
        """The sentence in English; whoever shows it to a person translates `message` first."""
        return self.message % self.values


class Mistakes:
    """Collects the mistakes of a folder, each once, in the order of files and lines."""

    def __init__(self) -> None:
        self._found: dict[Mistake, None] = {}

    def add(self, file: str, line: int, message: str, /, **values: object) -> None:
        written = {name: str(value) for name, value in values.items()}
        self._found.setdefault(Mistake(file, line, message, written))

    def note(self, mistake: Mistake) -> None:
        self._found.setdefault(mistake)

    def in_order(self) -> tuple[Mistake, ...]:
        return tuple(sorted(self._found, key=lambda found: (found.file, found.line)))
