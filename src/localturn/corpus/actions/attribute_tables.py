"""Attributes from a table that somebody filled in elsewhere: looked at first, then taken."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from localturn.corpus.actions.attributes import Cell, Wish
from localturn.corpus.actions.documents import require_work
from localturn.corpus.domain.attributes import Unfit, fitted
from localturn.corpus.domain.terms import AttributeKind
from localturn.corpus.models import Attribute
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.attributes import attributes_of, lines_of, things_of
from localturn.foundation.languages import folded
from localturn.foundation.refusals import Invalid
from localturn.foundation.tables.reading import Column, Mistake, Unreadable, read_table

NUMBER, TITLE = "Number", "Title"
"""Headings by which a row says what it is about; names of attributes may be any other."""


@dataclass(frozen=True)
class NewValue:
    """What the table would change."""

    row: int
    name: str
    attribute: str
    was: str
    said: str


@dataclass(frozen=True)
class LookedAt:
    """What a table says: what it would change, and what of it cannot be used, by row and column."""

    wishes: dict[Cell, Wish]
    changes: list[NewValue]
    mistakes: list[Mistake]
    unknown: tuple[str, ...]


def look(content: bytes, name: str, *, of_cases: bool, sight: Sight) -> LookedAt:
    """Read a CSV or XLSX table; empty cells leave what is there. Raises Invalid."""
    require_work(sight.member)
    attributes = attributes_of(sight.project, of_cases=of_cases)
    columns = [
        *(
            Column(str(each.pk), (each.name,), convert=_reading(each), required=False)
            for each in attributes
        ),
        Column(NUMBER, (NUMBER, _("Number")), required=False),
        Column(TITLE, (TITLE, _("Title")), required=False),
    ]
    try:
        reading = read_table(content, name, columns)
    except Unreadable as why:
        raise Invalid(str(why)) from why
    lines = {
        each.number: each for each in lines_of(things_of(sight, of_cases=of_cases), attributes)
    }
    by_name = defaultdict[str, list[int]](list)
    for line in lines.values():
        by_name[folded(line.name)].append(line.number)
    mistakes, wishes, changes = list(reading.mistakes), dict[Cell, Wish](), list[NewValue]()
    for row, values in reading.rows:
        meant = _meant(values[NUMBER], values[TITLE], by_name)
        if isinstance(meant, str) or meant not in lines:
            sentence = (
                meant if isinstance(meant, str) else _("There is no document of this number.")
            )
            mistakes.append(Mistake(row, NUMBER if values[NUMBER] else TITLE, sentence))
            continue
        line = lines[meant]
        for attribute, was in zip(attributes, line.values, strict=True):
            said = values[str(attribute.pk)]
            if not said or said == was:
                continue
            cell = (line.number, attribute.pk)
            if cell in wishes:
                mistakes.append(
                    Mistake(row, attribute.name, _("An earlier row says this already."))
                )
                continue
            wishes[cell] = Wish(said, was)
            changes.append(NewValue(row, line.name, attribute.name, was, said))
    mistakes.sort(key=lambda each: each.row)
    return LookedAt(wishes, changes, mistakes, reading.unknown_headings)


def _reading(attribute: Attribute) -> Callable[[str], str]:
    kind, choices = AttributeKind(attribute.kind), attribute.choices

    def read(said: str) -> str:
        try:
            return fitted(said, kind, choices)
        except Unfit as unfit:
            raise ValueError(_(unfit.message) % unfit.values) from unfit

    return read


def _meant(number: str, title: str, by_name: dict[str, list[int]]) -> int | str:
    """The number of what a row is about, or why that is not known."""
    if number:
        return int(number) if number.isdecimal() and len(number) < 16 else _("This is no number.")
    if not title:
        return _("The row says neither number nor title.")
    found = by_name.get(folded(title), [])
    if len(found) == 1:
        return found[0]
    if found:
        return _(
            "Several have this title. Write the number, as in the table that you can take out."
        )
    return _("There is no document of this title.")
