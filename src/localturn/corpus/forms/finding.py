"""What is looked for in the texts of a project."""

from dataclasses import dataclass
from enum import StrEnum

from django.http import QueryDict
from django.utils.translation import gettext as _

from localturn.foundation.languages import N_, own_name
from localturn.foundation.search.asked import Question, read


class How(StrEnum):
    EXACT = "exact"
    LEMMA = "lemma"
    PATTERN = "pattern"


HOWS = {
    How.EXACT: N_("As written (a last word may go on)"),
    How.LEMMA: N_("In all forms of the words"),
    How.PATTERN: N_("Regular expression"),
}


@dataclass(frozen=True)
class Sought:
    """As the address says; what it says wrong is as usual."""

    written: str
    question: Question
    how: How
    language: str
    with_case: bool
    first: int
    document: int | None
    begin: int
    released: int | None
    """Of the passages that were released, the one to go on with."""


def read_sought(said: QueryDict) -> Sought:
    written = said.get("q", "")[:300]
    how = said.get("how", "")
    return Sought(
        written,
        read(written),
        How(how) if how in set(How) else How.EXACT,
        said.get("language", "")[:35],
        said.get("case") == "1",
        _number(said, "from") or 0,
        _number(said, "document"),
        _number(said, "at") or 0,
        _number(said, "released"),
    )


def _number(said: QueryDict, name: str) -> int | None:
    value = said.get(name, "")
    return int(value) if value.isdecimal() and len(value) <= 9 else None


def in_words(sought: Sought) -> list[str]:
    """What decides what is found, in sentences."""
    said = [
        _("Words to look for") + f": {sought.written}",
        _("How") + f": {_(HOWS[sought.how])}",
    ]
    if sought.with_case:
        said.append(_("Capitals make a difference."))
    if sought.language:
        said.append(_("Language") + f": {own_name(sought.language)}")
    return said
