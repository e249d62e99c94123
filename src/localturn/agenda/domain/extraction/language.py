"""In which language a text is, by its smallest words; only for the agenda's languages."""

import re
from collections import Counter

from localturn.agenda.domain.dates.words import family

_SMALL = {
    "en": "the of and to in is for on with will be this are from at by an you as that your here",
    "fr": "le la les des du et en une est pour dans sur avec au aux par ce cette vous nous que qui",
    "sv": "och att det som en på är av för med till den har inte om ett vid från kan också eller",
    "no": "og i det som en på er av for med til den har ikke om et ved fra kan også eller å være",
    "de": "der die das und in den von zu mit für auf ist im dem nicht eine als auch werden wird",
    "nl": "de het een en van in is voor op met zijn aan door bij naar ook wordt om deze tot uw",
    "it": "il di che la per un una in sono con del della dei delle è al alla da gli nel nella",
    "es": "el la los las de que y en un una por con para del se al es como más su",
    "bcs": "je u i se na za su da od koji ili sa će kao biti o iz po te a nas vas "
    "је у и се на за су да од који или са ће као бити о из по те",
    "mk": "на и во за од се со да ќе како што или по не ја ги е при овој оваа",
    "sq": "dhe të e në për me një nga që është do si ose më i ky kjo së duke",
}
_LETTERS = {
    "sv": "äö", "no": "øæ", "de": "üß", "sq": "ë", "mk": "ќѓѕ", "bcs": "ћђšđžć", "es": "ñ¿¡",
    "fr": "çêœ", "it": "ì",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_MOST = 400
_ENOUGH = 3


def language_of(text: str, *, otherwise: str) -> str:
    """A tag such as "sv"; `otherwise` where the text is too short or does not say.

    Bosnian, Croatian and Serbian are not told apart: what the source says stands, or "bs", and
    "sr" in Cyrillic script.
    """
    words = _WORD.findall(text[: _MOST * 12].lower())[:_MOST]
    counted: Counter[str] = Counter()
    for word in words:
        for language in _LANGUAGES_OF.get(word, ()):
            counted[language] += 1
    letters = Counter(text[:4_000].lower())
    for letter in letters.keys() & _LANGUAGE_OF_LETTER.keys():
        counted[_LANGUAGE_OF_LETTER[letter]] += letters[letter]
    if not counted:
        return otherwise
    (best, hits), *others = counted.most_common(2)
    own = family(otherwise)
    second = others[0][1] if others else 0
    if best == own or hits < _ENOUGH or hits * 10 < second * 13:
        return otherwise or (_tag(best, text) if hits >= _ENOUGH else "")
    return _tag(best, text)


def _tag(language: str, text: str) -> str:
    if language == "bcs":
        cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in text[:2_000])
        return "sr" if cyrillic > 20 else "bs"
    return plain_tag(language)


def plain_tag(code: str) -> str:
    """A tag as the house writes it: "en-US" → "en", "no" → "nb"; "" for what is none."""
    base = code.strip().lower().replace("_", "-").split("-", 1)[0]
    if not (2 <= len(base) <= 3 and base.isascii() and base.isalpha()):
        return ""
    return {"no": "nb", "nn": "nb", "sh": "sr"}.get(base, base)


def _by_word() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for language, words in _SMALL.items():
        for word in set(words.split()):
            found[word] = (*found.get(word, ()), language)
    return found


_LANGUAGES_OF = _by_word()
_LANGUAGE_OF_LETTER = {
    letter: language for language, letters in _LETTERS.items() for letter in letters
}
