"""Where something takes place: a line that says so, and the city that is meant."""

import re
from dataclasses import dataclass

from localturn.agenda.domain.extraction.gazetteer import Place, Places, folded_name

_LABELS = (
    r"place|venue|where|location|address|plats|lokal|adress|var|sted|hvor|ort|wo|veranstaltungsort"
    r"|lieu|où|adresse|luogo|dove|sede|lugar|dónde|plaats|locatie|waar|mjesto|mesto|gdje|gde"
    r"|lokacija"
    r"|место|мјесто|каде|локација|vendi|ku|vendndodhja"
)
_LABELLED = re.compile(rf"^[ \t]*(?:{_LABELS})\s*[:–]\s*(?P<venue>\S.*)$", re.I | re.M)
# A street and its number, or a postal code before a town: an address without a label.
_ADDRESS = re.compile(
    r"^(?=.*(?:\b\d{4,5}\s?(?:[A-Z]{1,2}\b)?,?\s+\w|\b\d{1,4}[A-Za-z]?\s+(?:rue|bd|boulevard"
    r"|avenue|av\.|place|quai)"
    r"|(?:gatan|gata|vägen|väg|gate|gata|veien|straße|strasse|str\.|laan|straat|plein|via|piazza"
    r"|calle|plaza"
    r"|ulica|ul\.|улица|ул\.|rruga|bakken)\b.{0,3}\s?\d)).{6,160}$",
    re.I | re.M,
)
_AT = re.compile(
    r"^[ \t]*(?:à la|à l['’]|au|aux|at the|at|i|på|im|in der|bei|nel|presso|en el"
    r"|en la)\s+(?P<venue>[A-ZÀ-Þ].{3,80}?),?\s*$",
    re.I | re.M,
)
_BEFORE = re.compile(
    r"(?:^|[\s(])(?:in|i|à|a|en|u|у|во|në|te|på|im|bei|zu|ad|at|to)\s+(?:the\s+)?$", re.I
)
_OF_SOMEBODY = re.compile(
    r"(?:\bof|universit\w+|universitet\w*|museum|\bof the city of)\s+(?:in\s+)?$", re.I
)
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+|[’'][^\W\d_]{3,})*")
_PARTS_WORDS = """
la le los las san santa st den the novi novo gornji donji bad banja stari vila
"""
_NOT_CITIES_WORDS = """
nation national tours nice split along most police mobile reading bath march sale wells date
union university kommun stad center centre forum program programme time place online zoom
media live grand central friday monday sunday august april juni juli source details welcome
register link page open network cities city research report school alexandra victoria sara
maria malin martin carolina kari marte lena peter paul santos roma polis hall mayor karlsen
fredrik andersson felicity
"""
_NO_CITY = frozenset(f"{_PARTS_WORDS} {_NOT_CITIES_WORDS}".split())
_ONLINE = re.compile(
    r"\b(?:online|webinar\w*|zoom\w*|teams|digitalt?|webbinarium|en ligne|visio\w*|på nätet"
    r"|virtual|virtuel\w*"
    r"|putem interneta|онлајн|livestream\w*|in linea|en línea)\b",
    re.I,
)
_ONLINE_ONLY = re.compile(
    r"^[ \t]*(?:online|webinar)\s*(?::|$)|\bonline\s+(?:seminar|event|conference|meeting"
    r"|workshop|course|only|via)"
    r"|\bwebinar\b|\bwebbinarium\b|\bvirtual\s+\w+",
    re.I | re.M,
)
_ALSO_ONLINE = re.compile(r"\b(?:also|can\s+also|hybrid\w*|även|également|auch|også)\b", re.I)


@dataclass(frozen=True)
class Placed:
    place: Place
    start: int
    stop: int
    confidence: float
    others: int
    """Cities of the same name elsewhere."""


def venue_in(text: str, dates: list[tuple[int, int]]) -> tuple[str, int, int, float] | None:
    """The line that says where, without its label: what it says, where it stands, how sure."""
    if (match := _LABELLED.search(text)) is not None:
        start, stop = match.span("venue")
        return _trimmed(text, start, stop, 0.9)
    for match in _ADDRESS.finditer(text):
        start, stop = match.span()
        dated = any(start < end and begin < stop for begin, end in dates)
        if not dated and not re.search(r"\d{1,2}[.:]\d\d\s*[-–]|@|https?:", match.group()):
            return _with_house(text, start, stop)
    if (match := _AT.search(text)) is not None:
        return _trimmed(text, *match.span("venue"), 0.6)
    return None


def _with_house(text: str, start: int, stop: int) -> tuple[str, int, int, float]:
    """An address, and the line before it where that names the house."""
    houses = list(_AT.finditer(text, max(0, start - 120), start))
    if houses and not text[houses[-1].end() : start].strip():
        house = houses[-1]
        venue = " ".join(text[house.start("venue") : stop].split())
        return venue[:300], house.start("venue"), stop, 0.75
    return _trimmed(text, start, stop, 0.7)


def _trimmed(text: str, start: int, stop: int, sure: float) -> tuple[str, int, int, float]:
    said = text[start:stop]
    start += len(said) - len(said.lstrip())
    said = said.strip()
    return said[:300], start, start + min(len(said), 300), sure


def is_online(text: str) -> bool:
    """Whether one can take part from afar."""
    return _ONLINE.search(text) is not None


def is_only_online(text: str) -> bool:
    return _ONLINE_ONLY.search(text) is not None and not _ALSO_ONLINE.search(text)


def city_in(
    text: str,
    places: Places,
    *,
    venue: tuple[int, int] | None,
    dates: list[tuple[int, int]],
    countries: frozenset[str],
) -> Placed | None:
    """The city that a text most probably means; None where it names none with a reason."""
    scored: dict[str, tuple[float, int, Placed]] = {}
    for start, stop, found in _mentions(text, places):
        chosen = _chosen(found, countries)
        score = _score(text, start, stop, venue, dates)
        if not chosen.is_own_name:
            score -= 0.5
        before, times, placed = scored.get(chosen.code, (0.0, 0, None))
        if placed is None or score > before:
            others = sum(each.population > chosen.population / 10 for each in found) - 1
            placed = Placed(chosen, start, stop, 0.0, max(0, others))
        scored[chosen.code] = (max(before, score), times + 1, placed)
    if not scored:
        return None
    score, times, placed = max(
        scored.values(),
        key=lambda each: (each[0] + min(each[1], 4) * 0.3, each[2].place.population),
    )
    if score + min(times, 4) * 0.3 < 2.2:
        return None
    sure = min(0.95, 0.4 + score * 0.08)
    return Placed(placed.place, placed.start, placed.stop, sure, placed.others)


def _chosen(found: tuple[Place, ...], countries: frozenset[str]) -> Place:
    """Of several cities of one name the one in a country that the text names, else the largest
    whose own name it is."""
    named = [each for each in found if each.country in countries]
    own = [each for each in found if each.is_own_name]
    if named:
        return named[0]
    if own and own[0].population * 5 >= found[0].population:
        return own[0]
    return found[0]


def _score(
    text: str,
    start: int,
    stop: int,
    venue: tuple[int, int] | None,
    dates: list[tuple[int, int]],
) -> float:
    score = 0.0
    before = text[max(0, start - 24) : start]
    if venue is not None and venue[0] <= start < venue[1]:
        score += 5 + (start - venue[0]) / max(1, venue[1] - venue[0])
    if _BEFORE.search(before):
        score += 2
        sentence = max(text.rfind(". ", 0, start), text.rfind("\n", 0, start))
        ends = [each for each in (text.find(". ", stop), text.find("\n", stop)) if each >= 0]
        end = min(ends, default=len(text))
        if any(sentence < at < end for at, _ in dates):
            score += 2
    if _OF_SOMEBODY.search(before):
        score -= 0.5
    line_start = text.rfind("\n", 0, start) + 1
    line = text[line_start : text.find("\n", stop) if text.find("\n", stop) >= 0 else len(text)]
    if re.search(r"\b\d{4,5}\s*$", before.rstrip() + " "):
        score += 3  # behind a postal code
    if line_start == 0 and len(line) < 160:
        score += 1.5
    if "@" in line:
        score -= 2
    return score


def _mentions(text: str, places: Places) -> list[tuple[int, int, tuple[Place, ...]]]:
    words = [match for match in _WORDS.finditer(text[:20_000]) if match.group()[0].isupper()]
    found = []
    taken = -1
    for number, word in enumerate(words):
        if word.start() < taken:
            continue
        for length in (3, 2, 1):
            group = words[number : number + length]
            if len(group) < length:
                continue
            start, stop = word.start(), group[-1].end()
            name = text[start:stop]
            if stop - start > 40 or "\n" in name or "," in name or "." in name:
                continue
            if length == 1 and folded_name(name) in _NO_CITY:
                continue
            called = places.called(name) or places.called(_nominative(name))
            if called:
                found.append((start, stop, called))
                taken = stop
                break
    return found


def _nominative(name: str) -> str:
    """A city's name without the ending of "in": Sarajevu, Skopju, Beogradu."""
    if name.endswith(("u", "у")) and len(name) > 5:
        stem = name[:-1]
        return stem + ("o" if name.endswith(("evu", "ovu")) else "")
    return ""
