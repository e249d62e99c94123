"""The documents of the demonstration, from the files beside this one. All of them are invented.

A file has a head of "name: value", an empty line, and the text, in which {VM:words} says that a
coder gives these words the code of that key.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_MARK = re.compile(r"\{([A-Z]{2}):([^{}]+)\}")
MOST_ABOUT = 5
"""Lines of the head that are attributes."""


@dataclass(frozen=True)
class Passage:
    code: str
    start: int
    end: int


@dataclass(frozen=True)
class Written:
    key: str
    title: str
    language: str
    about: dict[str, str]
    """Network, continent, year, type and level."""
    text: str
    passages: tuple[Passage, ...]


@cache
def documents() -> tuple[Written, ...]:
    """In the order of their names."""
    folder = files("localturn.corpus.demo").joinpath("documents")
    found = sorted(
        (each for each in folder.iterdir() if each.name.endswith(".txt")),
        key=lambda each: each.name,
    )
    return tuple(_read(each.name.removesuffix(".txt"), each.read_text("utf-8")) for each in found)


def _read(key: str, content: str) -> Written:
    head, _, body = content.partition("\n\n")
    about = dict(line.split(": ", 1) for line in head.splitlines())
    text, passages, at = "", list[Passage](), 0
    for mark in _MARK.finditer(body):
        text += body[at : mark.start()]
        passages.append(Passage(mark[1], len(text), len(text) + len(mark[2])))
        text += mark[2]
        at = mark.end()
    text += body[at:]
    title, language = about.pop("title"), about.pop("language")
    return Written(key, title, language, about, text.strip(), tuple(passages))
