"""Which word of a dictionary each word of a text is a form of. simplemma's dictionaries take from
40 to 430 MB of memory: for the task process alone."""

from collections.abc import Collection

from localturn.foundation.search.words import WORD, fold

LANGUAGES = frozenset(
    [
        *("bg", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "ga", "gl"),
        *("hu", "hy", "id", "is", "it", "ka", "lb", "lt", "lv", "mk", "nb", "nl", "nn", "pl", "pt"),
        *("ro", "ru", "sk", "sl", "sq", "sv", "tr", "uk"),
    ]
)


def lemmas_of(text: str, language: str, *, known: Collection[str] = ()) -> dict[str, str]:
    """By folded form its folded lemma, without the forms that are known; nothing in a language that
    has no dictionary here. Of forms that only accents tell apart the first one counts."""
    code = language.split("-", 1)[0].lower()
    code = "nb" if code == "no" else code
    if code not in LANGUAGES:
        return {}
    from simplemma import lemmatize

    found: dict[str, str] = {}
    for written in dict.fromkeys(match.group() for match in WORD.finditer(text)):
        form = fold(written)
        if len(form) != 1 or form[0] in found or form[0] in known or form[0].isdecimal():
            continue
        lemma = fold(lemmatize(written, lang=code))
        if len(lemma) == 1:
            found[form[0]] = lemma[0]
    return found
