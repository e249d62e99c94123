"""Names in interviews: replaced, with where every passage is afterwards, and what may remain."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from unicodedata import normalize

from localturn.foundation.languages import N_


class About(StrEnum):
    """What a name is of."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    OTHER = "other"


ABOUT = {
    About.PERSON: N_("Person"),
    About.ORGANISATION: N_("Organisation"),
    About.PLACE: N_("Place"),
    About.OTHER: N_("Something else"),
}


@dataclass(frozen=True)
class Name:
    """What somebody or something is called in a text, and what stands there instead."""

    says: tuple[str, ...]
    """The name and other forms of it."""
    stands_as: str


@dataclass(frozen=True)
class Edit:
    """A stretch of the text, and what is put in its place."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Replaced:
    """A text in which names were replaced."""

    text: str
    edits: tuple[Edit, ...]

    def moved(self, start: int, end: int) -> tuple[int, int]:
        """Where a passage of the old text is: one that begins or ends within a name has all of
        what stands for it."""
        return self._at(start, ends=False), self._at(end, ends=True)

    def _at(self, position: int, *, ends: bool) -> int:
        starts = [edit.start for edit in self.edits]
        number = bisect_right(starts, position - 1 if ends else position)
        shift = sum(len(e.text) - (e.end - e.start) for e in self.edits[: max(0, number - 1)])
        if number == 0:
            return position
        last = self.edits[number - 1]
        if position >= last.end:
            return position + shift + len(last.text) - (last.end - last.start)
        return last.start + shift + (len(last.text) if ends else 0)


def replaced(text: str, names: Iterable[Name]) -> Replaced:
    """With every name that stands there as a word of its own; the longest goes first, capitals and
    ß for ss make no difference. Of a text that is not in NFC, edits are those of the text in it."""
    pattern, by_form = _finder(tuple(names))
    composed = normalize("NFC", text)
    if not by_form or not pattern.search(composed):
        return Replaced(text, ())
    text = composed
    edits, pieces, at = list[Edit](), list[str](), 0
    for found in pattern.finditer(text):
        stands_as = by_form.get(_plain(found[0])) or _of_form(found[0], by_form)
        edits.append(Edit(found.start(), found.end(), stands_as))
        pieces += [text[at : found.start()], stands_as]
        at = found.end()
    return Replaced("".join([*pieces, text[at:]]), tuple(edits))


@lru_cache(maxsize=1)
def _finder(names: tuple[Name, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds the names, and what stands for each form; many texts are asked for the same ones.

    Casefolding makes other letters of some, which a pattern does not: both are looked for."""
    said = [(normalize("NFC", form), name.stands_as) for name in names for form in name.says]
    by_form = {_plain(form): stands_as for form, stands_as in said if form.strip()}
    written = {" ".join(form.split()) for form, _stands_as in said if form.strip()}
    forms = sorted(written | set(by_form), key=lambda form: (-len(form), form))
    some = "|".join(_loosely(form) for form in forms)
    return re.compile(rf"(?<!\w)(?:{some})(?!\w)", re.IGNORECASE), by_form


def _plain(form: str) -> str:
    return " ".join(form.casefold().split())


def _of_form(found: str, by_form: Mapping[str, str]) -> str:
    """For letters such as İ, which a pattern takes for others than casefolding does."""
    said = (
        stands_as
        for form, stands_as in by_form.items()
        if re.fullmatch(_loosely(form), found, re.IGNORECASE)
        or re.fullmatch(_loosely(found), form, re.IGNORECASE)
    )
    return next(said, "…")


def _loosely(form: str) -> str:
    """However its words are kept apart, and with ss or ß."""
    words = (re.escape(word) for word in form.split())
    return r"\s+".join(_SHARP.sub(lambda ss: f"(?:{ss[0]}|ss|ß)", word) for word in words)


_SHARP = re.compile("ss|ß", re.IGNORECASE)


class Sign(StrEnum):
    """Why a stretch of a text may say who is speaking."""

    EMAIL = "email"
    TELEPHONE = "telephone"
    ADDRESS = "address"
    ACCOUNT = "account"
    STREET = "street"
    TITLE = "title"
    NAME = "name"
    REGISTER = "register"


SIGNS = {
    Sign.EMAIL: N_("E-mail address"),
    Sign.TELEPHONE: N_("Telephone number"),
    Sign.ADDRESS: N_("Address of a page or an account"),
    Sign.ACCOUNT: N_("Number of an account or a document"),
    Sign.STREET: N_("Street and number"),
    Sign.TITLE: N_("Form of address with a name"),
    Sign.NAME: N_("Name that has a pseudonym"),
    Sign.REGISTER: N_("Name from the register"),
}
SHORT = 2
"""Characters up to which a name is looked for as it is written alone: "Li" is, and "li" is not."""
_CAPITAL = "[A-ZÀ-ÖØ-ÞŁŚŠŽČ]"
_PATTERNS = (
    (Sign.EMAIL, re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")),
    (Sign.ADDRESS, re.compile(r"(?:https?://|www\.)[^\s<>\"]{3,200}", re.IGNORECASE)),
    (Sign.ADDRESS, re.compile(r"(?<![\w@])@\w{3,40}")),
    (Sign.ACCOUNT, re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")),
    (Sign.TELEPHONE, re.compile(r"(?<![\w.])\+?\(?\d(?:[ /().-]{0,2}\d){6,14}(?!\w)")),
    (
        Sign.STREET,
        re.compile(
            rf"\b{_CAPITAL}[\w’'-]{{2,40}}"
            r"(?:straße|strasse|gasse|allee|weg|gatan|vägen| Street| Road| Avenue) \d{1,4}\b"
        ),
    ),
    (
        Sign.STREET,
        re.compile(
            rf"\b(?:rue|avenue|boulevard|place|calle|via) (?:\w+ ){{0,3}}{_CAPITAL}\w+,?"
            r" \d{1,4}\b"
        ),
    ),
    (
        Sign.TITLE,
        re.compile(
            r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Herrn|Frau|Monsieur|Madame|Mme|Mlle|Fru|Señora?|Sig)"
            rf"\.? (?:(?:von|van|de|da|di|af|Dr\.?) )?{_CAPITAL}[\w’'-]+"
        ),
    ),
)


@dataclass(frozen=True)
class Remaining:
    """A stretch of a text that may say who is speaking."""

    sign: Sign
    start: int
    end: int
    text: str


def remaining(
    text: str, *, names: Sequence[str], register: Sequence[str] = (), cleared: Iterable[str] = ()
) -> list[Remaining]:
    """What may still say who is speaking, in the order of the text: `names` that have pseudonyms,
    also as the beginning of a word, and names of the `register`; what is `cleared` may stand.

    Places are those of the text in NFC, as which texts of documents are kept."""
    text = normalize("NFC", text)
    allowed = {normalize("NFC", each).casefold() for each in cleared}
    found = [
        Remaining(sign, match.start(), match.end(), match[0])
        for sign, pattern in _PATTERNS
        for match in pattern.finditer(text)
        if match[0]
    ]
    short = {True: list[str](), False: list[str]()}
    for form in names:
        short[len(form.strip()) <= SHORT].append(form)
    found += _named(text, short[False], Sign.NAME, whole=False)
    found += _named(text, short[True], Sign.NAME, whole=True)
    found += _named(
        text, [f for f in register if len(f.strip()) > SHORT], Sign.REGISTER, whole=True
    )
    kept: list[Remaining] = []
    for each in sorted(found, key=lambda r: (r.start, -r.end)):
        if each.text.casefold() not in allowed and not (kept and each.start < kept[-1].end):
            kept.append(each)
    return kept


def _named(text: str, names: Sequence[str], sign: Sign, *, whole: bool) -> Iterator[Remaining]:
    """A `whole` one is found as it is written, another also with other capitals and an ending."""
    said = {normalize("NFC", each).strip() for each in names} - {""}
    forms = sorted(said, key=lambda form: (-len(form), form))
    after = r"(?!\w)" if whole else r"\w{0,3}(?!\w)"
    for begin in range(0, len(forms), 2_000):
        some = "|".join(_loosely(form) for form in forms[begin : begin + 2_000])
        for match in re.finditer(rf"(?<!\w)(?:{some}){after}", text, 0 if whole else re.IGNORECASE):
            yield Remaining(sign, match.start(), match.end(), match[0])
