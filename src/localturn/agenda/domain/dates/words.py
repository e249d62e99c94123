"""The words of dates in each language: names from Babel's calendars, the small words from here.

Names are compared folded (no accents, no capitals), so that "cetvrtak" is found as well.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale

from localturn.foundation.languages import folded

LOCALES: Mapping[str, tuple[str, ...]] = {
    "en": ("en",),
    "fr": ("fr",),
    "sv": ("sv",),
    "no": ("nb", "nn"),
    "de": ("de", "de_AT"),
    "nl": ("nl",),
    "it": ("it",),
    "es": ("es",),
    "bcs": ("bs", "hr", "sr_Latn", "bs_Cyrl", "sr"),
    "mk": ("mk",),
    "sq": ("sq",),
}
"""Bosnian, Croatian and Serbian are written in each other's words, so they are read as one."""

_FAMILIES = {"nb": "no", "nn": "no", "bs": "bcs", "hr": "bcs", "sr": "bcs", "sh": "bcs"}
_MORE_MONTHS: Mapping[str, Mapping[str, int]] = {
    "en": {"sept": 9},
    "sv": {"sept": 9},
    "no": {"sept": 9},
    "de": {"sep": 9, "mrz": 3, "maerz": 3, "feber": 2},
    "nl": {"maa": 3, "sept": 9},
    "es": {"setiembre": 9, "sep": 9},
    "bcs": {"studenog": 11, "studenome": 11, "sept": 9, "јули": 7, "јуни": 6, "juli": 7},
}
_MORE_WEEKDAYS: Mapping[str, Mapping[str, int]] = {
    "en": {"tues": 1, "weds": 2, "thur": 3, "thurs": 3},
    "sv": {"tor": 3, "tors": 3},
    "no": {"tors": 3, "tirs": 1},
    "bcs": {"srijede": 2, "srede": 2},
}
# Which of them lead from one day to another; the second line of each are only "and".
_THROUGH = {
    "en": "to until till til through thru",
    "fr": "au à jusqu'au jusqu'à",
    "sv": "till tom t.o.m",
    "no": "til t.o.m tom",
    "de": "bis",
    "nl": "tot t/m tm",
    "it": "al all alle a fino",
    "es": "al a hasta",
    "bcs": "do до",
    "mk": "до",
    "sq": "deri",
}
_AND = {
    "en": "and",
    "fr": "et",
    "sv": "och",
    "no": "og",
    "de": "und u",
    "nl": "en",
    "it": "e ed",
    "es": "y e",
    "bcs": "i и",
    "mk": "и",
    "sq": "dhe e",
}
# What may stand beside a day or an hour without changing it.
_FILLING = {
    "en": "on the of from between at starting starts time date when is in",
    "fr": "le les de du d dès à partir entre date heure heures horaire l",
    "sv": "den de från kl klockan tid datum dag dagen om med start med och",
    "no": "den de fra kl klokken klokka tid dato og med",
    "de": "am den dem der vom von ab um jeweils datum zeit uhrzeit zum einschließlich",
    "nl": "op de van om vanaf en met datum tijd tijdstip",
    "it": "il lo la l i del dello della dal dalle dall ore alle ora data orario di dalla",
    "es": "el la los las de del desde a partir entre hora horas fecha horario",
    "bcs": "u dana na od sa s datum vrijeme vreme sat termin godine у дана на од датум време",
    "mk": "на од во датум време ден година",
    "sq": "më me nga në ora orën data datë datën e të prej",
}
# With which it is said that something begins, where nothing but its hour follows.
_BEGINNING = {
    "en": "begin begins beginning start starts starting doors open opens opening",
    "fr": "début commence commencement",
    "sv": "början börjar start startar",
    "no": "begynner begynnelse oppstart start starter",
    "de": "beginn beginnt anfang start startet",
    "nl": "aanvang begin begint start",
    "it": "inizio inizia",
    "es": "inicio inicia comienzo comienza",
    "bcs": "početak početkom počinje s sa почетак почетком почиње с са",
    "mk": "почеток почнува со",
    "sq": "fillimi fillon filluar duke fillim",
}
_CLOCK = {  # after one of these, a bare number is an hour
    "en": "at",
    "fr": "à dès",
    "sv": "kl klockan kl.",
    "no": "kl klokken klokka",
    "de": "um ab",
    "nl": "om",
    "it": "ore alle dalle ora h le",
    "es": "las",
    "bcs": "u у",
    "mk": "во",
    "sq": "ora orën orës",
}
_HOURS = {  # after which a bare number was an hour
    "en": "oclock",
    "fr": "h heures heure",
    "sv": "",
    "no": "",
    "de": "uhr h",
    "nl": "uur u",
    "it": "",
    "es": "h horas hrs",
    "bcs": "h sati sata sat časova časa čas часова часа час сати",
    "mk": "часот часа час",
    "sq": "",
}
_YEARS = "godine god g године год г година de del anno"
OF = frozenset(["of", "de", "d", "di", "den", "v", "van", "l"])
"""What may stand between a day and its month."""
_NAMED_HOURS = {
    "noon": 12, "midday": 12, "midi": 12, "minuit": 0, "midnight": 0, "mezzogiorno": 12,
    "mittag": 12, "подне": 12, "podne": 12, "mediodia": 12,
}  # fmt: skip


@dataclass(frozen=True)
class Words:
    """All that the reader of dates knows of one language, folded."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    """Monday is 0."""
    short_weekdays: Mapping[str, int]
    """Only believed beside a date."""
    through: frozenset[str]
    both: frozenset[str]
    filling: frozenset[str]
    clock: frozenset[str]
    hours: frozenset[str]
    years: frozenset[str]
    named_hours: Mapping[str, int]


def family(language: str) -> str:
    """ "sr-Latn" → "bcs"; "" for a language whose calendar is not known here."""
    base = language.lower().replace("_", "-").split("-", 1)[0]
    found = _FAMILIES.get(base, base)
    return found if found in LOCALES else ""


@cache
def words_of(language: str) -> Words:
    """Of a language and of English, which stands beside all; of all, where it is not known."""
    own = family(language)
    # The names of months do not contradict each other across languages; abbreviations do.
    chosen = [own, "en"] if own else list(LOCALES)
    months = {name: number for each in LOCALES for name, number in _months(each).items()}
    weekdays = {name: number for each in LOCALES for name, number in _weekdays(each).items()}
    short: dict[str, int] = {}
    for each in reversed(chosen):
        months |= _short_months(each)
        short |= _short_weekdays(each)
    if not own:
        months |= _short_months("en")
    return Words(
        months=months,
        weekdays=weekdays,
        short_weekdays=short,
        through=_of(_THROUGH, chosen),
        both=_of(_AND, chosen),
        filling=_of(_FILLING, chosen) | _of(_BEGINNING, chosen),
        clock=_of(_CLOCK, chosen),
        hours=_of(_HOURS, chosen),
        years=frozenset(folded(each) for each in _YEARS.split()),
        named_hours=_NAMED_HOURS,
    )


def _of(words: Mapping[str, str], languages: Iterable[str]) -> frozenset[str]:
    return frozenset(folded(each) for name in languages for each in words[name].split())


@cache
def _months(language: str) -> dict[str, int]:
    found = {}
    for name in LOCALES[language]:
        for form in ("stand-alone", "format"):
            for number, written in Locale.parse(name).months[form]["wide"].items():
                for each in _inflected(written, language):
                    found[folded(each)] = int(number)
    long = {k: v for k, v in _MORE_MONTHS.get(language, {}).items() if len(k) > 4}
    return found | {folded(name): number for name, number in long.items()}


@cache
def _short_months(language: str) -> dict[str, int]:
    found = {}
    for name in LOCALES[language]:
        for number, written in Locale.parse(name).months["format"]["abbreviated"].items():
            found[folded(written.rstrip("."))] = int(number)
    return found | {folded(k): v for k, v in _MORE_MONTHS.get(language, {}).items()}


@cache
def _weekdays(language: str) -> dict[str, int]:
    found = {}
    for name in LOCALES[language]:
        for number, written in Locale.parse(name).days["format"]["wide"].items():
            for each in _bent(written.split()[-1], language):
                found[folded(each)] = int(number)
    return found


@cache
def _short_weekdays(language: str) -> dict[str, int]:
    found = {}
    for name in LOCALES[language]:
        for number, written in Locale.parse(name).days["format"]["abbreviated"].items():
            found[folded(written.rstrip("."))] = int(number)
    return found | dict(_MORE_WEEKDAYS.get(language, {}))


def _inflected(month: str, language: str) -> list[str]:
    """A month's name in the cases that stand beside a day: oktobar, oktobra, oktobru."""
    if language == "sq":
        return [month, month + "it", month + "i", month + "in"]
    if language != "bcs":
        return [month]
    cyrillic = "а" <= month.lower()[0] <= "џ" or month.lower()[0] == "ј"
    a, u, i, bar, bra = ("а", "у", "и", "бар", "бра") if cyrillic else ("a", "u", "i", "bar", "bra")
    if month.endswith(bar):
        genitive = month.removesuffix(bar) + bra
    elif month.endswith((a, "e")):
        return [month, month[:-1] + u, month[:-1] + i]
    else:
        genitive = month.removesuffix(i) + a
    return [month, genitive, genitive[:-1] + u, genitive[:-1] + i]


def _bent(weekday: str, language: str) -> list[str]:
    """A weekday's name as it stands in a sentence: onsdagen, srijedu, të enjten."""
    if weekday.endswith(("a", "а")):
        stem = weekday[:-1]
        return [weekday, stem + "u", stem + "e", stem + "у", stem + "е"]
    endings = {"sv": ("en",), "no": ("en",), "de": ("s",), "sq": ("n", "en"), "en": ("s",)}
    more = {"bcs": ("om", "ом"), "it": (), "mk": ("от",)}
    return [weekday, *(weekday + each for each in (endings | more).get(language, ()))]
