"""Whether two announcements are of one event."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode, urlsplit

from rapidfuzz import fuzz

from localturn.agenda.domain.extraction.links import TRACKING
from localturn.foundation.languages import N_, folded

ALIKE = 80
"""From 0 to 100: how alike titles of one day and place must be."""
_NUMBER = re.compile(r"\d+|\b[ivx]{2,5}\b")
_ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "first premiere premier forsta forste erste eerste prima primera prvi prva први прва",
            "second deuxieme andra andre zweite tweede seconda segunda drugi druga други друга",
            "third troisieme tredje dritte derde terza tercera treci treca трећи трета",
            "fourth quatrieme fjarde fjerde vierte vierde quarta cuarta cetvrti четврти",
            "fifth cinquieme femte funfte vijfde quinta peti пети",
            "sixth sixieme sjatte sjette sechste zesde sesta sexta sesti шести",
            "seventh septieme sjunde sjuende siebte zevende settima septima sedmi седми",
            "eighth huitieme attonde attende achte achtste ottava octava osmi осми",
            "ninth neuvieme nionde niende neunte negende nona novena deveti деветти",
            "tenth dixieme tionde tiende zehnte decima deseti десетти",
        ),
        start=1,
    )
    for word in words.split()
}
_ROMAN = {"i": 1, "v": 5, "x": 10}
_REMINDER = re.compile(
    r"^(?:reminder|last chance|save the date|invitation(?: to)?"
    r"|paminnelse|rappel|erinnerung|inbjudan)\W+"
)
_LATIN = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "dj", "е": "e", "ж": "z", "з": "z",
        "и": "i", "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o",
        "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "c", "у": "u", "ф": "f", "х": "h", "ц": "c",
        "ч": "c", "џ": "dz", "ш": "s", "ѕ": "dz",
    }
)  # fmt: skip


class Verdict(StrEnum):
    SAME = "same"
    """Merged without being asked."""
    PERHAPS = "perhaps"
    """Suggested to an editor."""
    OTHER = "other"


class Why(StrEnum):
    """By which key two announcements are taken for one."""

    SOURCE = "source"
    ADDRESS = "address"
    TITLE = "title"
    ORGANISER = "organiser"
    BY_HAND = "by-hand"

    @property
    def sentence(self) -> str:
        return _SENTENCES[self]


_SENTENCES = {
    Why.SOURCE: N_("The source told of it before, with the same identity."),
    Why.ADDRESS: N_("Both lead to the same address."),
    Why.TITLE: N_("Same day, same place, and nearly the same title."),
    Why.ORGANISER: N_("Same day and same organiser, in another language."),
    Why.BY_HAND: N_("An editor said so."),
}


@dataclass(frozen=True)
class Traits:
    """What two announcements are compared by."""

    titles: tuple[str, ...] = ()
    language: str = ""
    first_day: date | None = None
    city: str = ""
    """Its code; "" where there is none."""
    is_online: bool = False
    organiser: str = ""
    addresses: frozenset[str] = frozenset()
    """Canonical ones, of its page and of its registration."""


def compared(one: Traits, other: Traits) -> tuple[Verdict, Why | None]:
    """Whether two are one, and by which key."""
    same_day = one.first_day == other.first_day
    if one.addresses & other.addresses:
        if same_day and _numbered(one, other):
            return Verdict.SAME, Why.ADDRESS
        # one page tells of a series, or a date was moved: somebody should look
        return Verdict.PERHAPS, Why.ADDRESS
    if not same_day or one.first_day is None:
        return Verdict.OTHER, None
    if _same_place(one, other) and any(
        likeness(a, b) >= ALIKE and same_numbers(a, b) for a in one.titles for b in other.titles
    ):
        return Verdict.PERHAPS, Why.TITLE
    organised = one.organiser and folded(one.organiser) == folded(other.organiser)
    if organised and one.language != other.language and _numbered(one, other):
        return Verdict.PERHAPS, Why.ORGANISER
    return Verdict.OTHER, None


class Register:
    """Announcements that are there, by their day and their addresses."""

    def __init__(self, known: Sequence[Traits]) -> None:
        self._found: defaultdict[Hashable, list[int]] = defaultdict(list)
        for n, each in enumerate(known):
            for key in _keys(each):
                self._found[key].append(n)

    def near(self, own: Traits) -> list[int]:
        """Which of them share its day or an address, in their order: no other is ever the same."""
        return sorted({n for key in _keys(own) for n in self._found.get(key, ())})


def _keys(traits: Traits) -> set[Hashable]:
    return {*traits.addresses, *([traits.first_day] if traits.first_day else [])}


def _numbered(one: Traits, other: Traits) -> bool:
    return any(same_numbers(a, b) for a in one.titles for b in other.titles)


def _same_place(one: Traits, other: Traits) -> bool:
    """In one city, or online; a place that only one of them names does not speak against it."""
    if one.city and other.city:
        return one.city == other.city
    return one.is_online == other.is_online or not (one.city and other.city)


def canonical(address: str) -> str:
    """An address without what does not change where it leads; "" for what is none."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").lower().removeprefix("www.")
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or "." not in host:
        return ""
    query = [
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True)
        if not TRACKING.fullmatch(pair[0])
    ]
    path = parts.path.rstrip("/")
    if not path and not query:
        return ""  # a front page is of everything
    where = host if port in {None, 80, 443} else f"{host}:{port}"
    return where + path + (f"?{urlencode(sorted(query))}" if query else "")


def canonicals(addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(found for each in addresses if (found := canonical(each)))


def likeness(one: str, other: str) -> float:
    """From 0 to 100, in one script and without "Reminder:"."""
    return float(fuzz.token_set_ratio(_plain(one), _plain(other)))


def same_numbers(one: str, other: str) -> bool:
    """Whether two titles name the same numbers: a 9th conference is never the 10th."""
    return _numbers(one) == _numbers(other)


def _plain(title: str) -> str:
    words = folded(title).translate(_LATIN)
    return " ".join(re.findall(r"\w+", _REMINDER.sub("", words)))


def _numbers(title: str) -> frozenset[int]:
    words = folded(title)
    found = {int(each) if each.isdigit() else _roman(each) for each in _NUMBER.findall(words[:300])}
    return frozenset(found | {_ORDINALS[w] for w in re.findall(r"\w+", words) if w in _ORDINALS})


def _roman(letters: str) -> int:
    values = [_ROMAN[letter] for letter in letters]
    onward = [*values[1:], 0]
    return sum(-now if now < then else now for now, then in zip(values, onward, strict=True))
