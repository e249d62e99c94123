"""Questions to be answered: what everybody sees of one is drawn once."""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from django.template import engines
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from localturn.academy.domain.marking import number as number_from
from localturn.academy.queries.asked import Asked
from localturn.academy.queries.attempts import unanswered
from localturn.foundation.ui.figures import exact_figure
from localturn.foundation.ui.times import clock

MOST = 4096
NUMERICAL = "numerical"

_PIECES = re.compile("<!--(?:pieces|end)-->")
_IF = re.compile(r"<!--if (\w+) (\w+)-->")
_MARK = re.compile("<!--(at|number|save|sequence|saved|beneath)-->")

Part = str | tuple[dict[str, str], ...]
"""What stands there for all; or what may be chosen, by its number in the form, each as it looks
when nothing is chosen ("") and when this is; or, of no pieces, a field to write in. All of these
are formats, with the marks as the names of what is put in."""


class Questions:
    """The questions of an attempt, each to be answered: saved one by one below `save`, or, without
    it, only to be tried.

    How one looks depends on what it asks and on the reader's language. Its place, the order of its
    choices, and what was answered, are put in last. Marks in what is drawn cannot come from a text:
    a text is escaped, and one in Markdown has lost its comments.
    """

    def __init__(self, number: int, language: str, *, save: str = "") -> None:
        self.save = save
        self.seen = (number, language, bool(save), get_language() or "en")

    def __call__(self, each: Asked, beneath: str = "") -> Markup:
        drawn = _drawn(each.kind, each.written, each.html, each.points, self.seen)
        answers = iter(_answers(each))
        format_ = "".join(
            [part if isinstance(part, str) else _answered(part, next(answers)) for part in drawn]
        )
        marks: dict[str, object] = {"at": each.position, "number": each.number, "beneath": beneath}
        if self.save:
            marks["save"] = f"{self.save}{each.position}/"
            marks["sequence"] = each.sequence
            marks["saved"] = _saved(each)
        return Markup(format_ % marks)  # noqa: S704


def _saved(each: Asked) -> str:
    if each.value is None or each.saved_at is None:
        return ""
    return escape(saved_words(each.kind, each.value, at=each.saved_at))


def saved_words(kind: str, value: Any, *, at: datetime) -> str:
    """When an answer was saved and, of a number, how it was read: "1,500" is 1.5 to some and 1500
    to others."""
    words = {"time": clock(at)}
    if kind != NUMERICAL or value is None:
        return _("Saved %(time)s") % words
    read = number_from(value)
    if read is None:
        return _("Saved %(time)s, but this cannot be read as a number") % words
    return _("Saved %(time)s, read as %(number)s") % (words | {"number": exact_figure(read)})


Given = str | Sequence[tuple[int, str]]
"""What was written; or numbers of pieces in the attempt's order, each with what is chosen there."""


def _answers(each: Asked) -> list[Given]:
    """What was answered, for each part of a question that asks for something."""
    match each.kind:
        case "single" | "multiple":
            return [_chosen(each.options)]
        case "true-false":
            return [[(0, {True: "true", False: "false"}.get(each.value, ""))]]
        case "matching":
            return [_chosen(left.options) for left in each.lefts]
        case "ordering":
            return [[(item.index, str(item.place or "")) for item in each.items]]
        case "gap-text":
            return [
                _chosen(blank.options) if blank.options else blank.filled for blank in each.blanks
            ]
    return [each.value or ""]


def _chosen(options: Any) -> list[tuple[int, str]]:
    return [(option.index, "yes" if option.chosen else "") for option in options]


def _answered(pieces: tuple[dict[str, str], ...], given: Given) -> str:
    if isinstance(given, str):
        return _as_format(escape(given))
    return "".join([pieces[number].get(chosen) or pieces[number][""] for number, chosen in given])


@lru_cache(MOST)
def _drawn(
    kind: str, written: str, html: str, points: Decimal, seen: tuple[int, str, bool, str]
) -> tuple[Part, ...]:
    number, language, saves, _reader = seen
    template = engines["jinja2"].env.get_template("academy/kinds/attempt_question.html")  # type: ignore[attr-defined]
    asked = unanswered(kind, written, html, points)
    drawn = str(template.module.question(asked, number, language, saves))
    return tuple(
        tuple(_looks(piece) for piece in part.split("<!--piece-->")[1:]) if at % 2 else part
        for at, part in enumerate(_PIECES.split(_MARK.sub(r"%(\1)s", _as_format(drawn))))
    )


def _as_format(text: str) -> str:
    """A format that says this text."""
    return text.replace("%", "%%")


def _looks(piece: str) -> dict[str, str]:
    """A piece when nothing is chosen in it, and for each choice that it offers."""
    choices = {"", *(choice for choice, _word in _IF.findall(piece))}
    return {choice: _IF.sub(partial(_word_if, choice), piece) for choice in choices}


def _word_if(choice: str, found: re.Match[str]) -> str:
    return f" {found[2]}" if found[1] == choice else ""
