"""What a date is the date of, by the words that stand before and behind it, in every language."""

import re

from localturn.agenda.domain.dates.values import Role

_BEFORE = 80

# Say it wherever they stand in the sentence before the date.
_LABELS = """
    deadlines? | closing\\s+date | due\\s+date | last\\s+day | apply\\s+by | register\\s+by | rsvp
    | registrations?\\s+(?:is\\s+)?(?:open\\s+until|closes?) | applications?\\s+close
    | date\\s+limite | dernier\\s+d[ée]lai | clôture\\s+des\\s+\\w+
    | senast | sista\\s+(?:\\w*dag|datum) | sista\\s+ansökningsdag | anmälningstid | osa
    | (?:\\w+)?frist(?:en)? | senest | innen
    | (?:anmelde|einsende|bewerbungs|melde)schluss | sp[äa]testens
    | uiterlijk | uiterste | sluitingsdatum | deadline\\s+voor
    | scadenza | termine | entro
    | plazo | fecha\\s+l[íi]mite | a\\s+m[áa]s\\s+tardar
    | rok | rokom | najkasnije | рок | роком | рокот | најкасније | најдоцна
    | afati | afat
"""
# Say it where they stand right before the date.
_LEADING = """
    before | by | until | till | (?:no|not)\\s+later\\s+than | due(?:\\s+on)? | closes(?:\\s+on)?
    | ends(?:\\s+on)? | up\\s+to
    | avant | jusqu['’]au | jusqu['’]à | au\\s+plus\\s+tard
    | före | innan | till\\s+och\\s+med | t\\.?o\\.?m\\.?
    | før | til\\s+og\\s+med
    | bis(?:\\s+zum|\\s+einschließlich)? | vor\\s+dem
    | tot(?:\\s+en\\s+met)? | t/m | v[óo]{2}r
    | fino\\s+al(?:l['’])? | prima\\s+del(?:l['’])?
    | hasta | antes\\s+del?
    | do | prije | zaključno\\s+sa? | до | пре | пред | прије | закључно\\s+са?
    | заклучно\\s+со
    | deri(?:\\s+m[ëe])? | para(?:\\s+dat[ëe]s)? | jo\\s+m[ëe]\\s+von[ëe]\\s+se
"""
_BEHIND = """
    is\\s+the\\s+deadline | \\(?deadline\\b | är\\s+sista | er\\s+(?:siste\\s+)?frist
    | ist\\s+(?:anmelde|einsende|bewerbungs)schluss | at\\s+the\\s+latest
    | est\\s+la\\s+date\\s+limite | au\\s+plus\\s+tard
"""
_PUBLISHED = """
    published | posted | updated | last\\s+modified | first\\s+issued | sent
    | publicera[dt]s? | uppdatera[dt] | skapad
    | publisert | oppdatert
    | publiée?(?:\\s+le)? | mis(?:e)?\\s+à\\s+jour | mis(?:e)?\\s+en\\s+ligne
    | veröffentlicht | aktualisiert | stand
    | gepubliceerd | bijgewerkt
    | pubblicat[oa] | aggiornat[oa]
    | publicad[oa] | actualizad[oa]
    | objavljen[oa] | ažuriran[oa] | објављен[оа] | објавен[оа] | ажуриран[оа]
    | (?:e|i)?\\s*publikuar | botuar
"""
# What may stand between those words and the day.
_LITTLE = (
    r"(?:[\s,:;(\[–-]|\b(?:the|on|le|la|las|los|les|alle|ore|kl|den|dem|der|de|el|il|lo|më|me|date"
    r"|dana|na|на|:a)\b"
    r"|\b[^\W\d_]+day\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b[^\W\d_]+dag(?:en)?\b"
    r"|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b|\b[^\W\d_]+tag\b)*"
)


def _pattern(words: str, before: str = r"(?<![^\W_])", after: str = r"(?![^\W_])") -> str:
    return f"{before}(?:{''.join(words.split())}){after}"


_IS_LABELLED = re.compile(_pattern(_LABELS), re.IGNORECASE)
_IS_LED = re.compile(_pattern(_LEADING) + _LITTLE + r"\Z", re.IGNORECASE)
_IS_FOLLOWED = re.compile(r"[\s,)]*" + _pattern(_BEHIND, before=""), re.IGNORECASE)
_IS_PUBLICATION = re.compile(_pattern(_PUBLISHED) + _LITTLE + r"\Z", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?;]\s+(?=[^\W\d_])|\n")
_A_LABEL_ALONE = 40


def role_of(text: str, start: int, stop: int) -> Role:
    """Of the date that stands in the text from `start` to `stop`."""
    before = _clause(text, start)
    if _IS_PUBLICATION.search(before):
        return Role.PUBLICATION
    if _IS_LABELLED.search(before) or _IS_LED.search(before):
        return Role.DEADLINE
    if _IS_FOLLOWED.match(text, stop):
        return Role.DEADLINE
    return Role.EVENT


def _clause(text: str, start: int) -> str:
    """The part of the sentence before a date; the line before, where that is its label."""
    before = text[max(0, start - _BEFORE) : start]
    ends = [match.end() for match in _SENTENCE.finditer(before)]
    clause = before[ends[-1] :] if ends else before
    if clause.strip() or not ends:
        return clause
    label = before.rstrip().rpartition("\n")[2]
    return label if len(label) <= _A_LABEL_ALONE and label.endswith(":") else clause
