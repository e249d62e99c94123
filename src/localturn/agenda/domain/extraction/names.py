"""Who organises and who speaks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from localturn.foundation.languages import folded

_NAME = r"[A-ZÀ-ÞĀ-ŽЀ-Я][\w’'-]{1,40}|[A-Z]\."
_EVENT = (
    r"is|are|be|was|jointly|event|conference|seminar|workshop|webinar|course|meeting|forum|summit"
)
_BY = re.compile(
    rf"\b(?:{_EVENT})\s+"
    r"(?:co-?)?(?:organi[sz]ed|hosted"
    r"|arranged)\s+(?:jointly\s+)?by\s+(?:the\s+)?(?P<who>[^.;\n]{3,160})"
    r"|\b(?:arrangeras|anordnas|arrangert|arrangeres)\s+(?:av|af)\s+(?P<who_sv>[^.;\n]{3,160})"
    r"|\borganisée?s?\s+par\s+(?P<who_fr>[^.;\n]{3,160})"
    r"|\b(?:veranstaltet|organisiert)\s+von\s+(?P<who_de>[^.;\n]{3,160})"
    r"|\bgeorganiseerd\s+door\s+(?P<who_nl>[^.;\n]{3,160})"
    r"|\borganizzat[oa]\s+da(?:l|lla)?\s+(?P<who_it>[^.;\n]{3,160})"
    r"|\borganizad[oa]\s+por\s+(?P<who_es>[^.;\n]{3,160})"
    r"|\borganizira(?:ju)?\s+(?P<who_bs>[^.;\n]{3,160})"
    r"|\bорганизира(?:ат|ју)?\s+(?P<who_mk>[^.;\n]{3,160})"
    r"|\borganizohet\s+nga\s+(?P<who_sq>[^.;\n]{3,160})",
    re.I,
)
_LABELLED = re.compile(
    r"^[ \t]*(?:organi[sz]ers?|organi[sz]ed by|hosts?|arrangör(?:er)?|arrangør|veranstalter\w*"
    r"|organisat(?:eur|or)s?(?:e)?"
    r"|organisatie|organizzator\w*|organizador\w*|organizator\w*|организатор\w*|organizues\w*)"
    r"\s*[:\t]\s*(?P<who>\S.{2,160})$",
    re.I | re.M,
)
_SOURCE = re.compile(
    r"^[ \t]*(?:source|källa|quelle|bron|izvor)[ \t:]+(?P<who>[A-ZÀ-Þ].{2,100})$", re.I | re.M
)
# words are bounded: a run of capitals without end would be tried from each of them
_INVITES = re.compile(
    r"(?P<who>(?:[A-ZÀ-Þ][\w’'&-]{1,40}"
    r"(?:\s+(?:of|for|and|de|des|d['’]|pour|och|für|terre|d['’]\w{1,40}"
    r"|\(?[A-ZÀ-Þ][\w’'&()-]{1,40})){0,10}))"
    r"\s+(?:is\s+delighted\s+to|is\s+pleased\s+to|souhaiterait|souhaite|a\s+le\s+plaisir"
    r"|bjuder\s+in|inviterer|invites|lädt)",
)
_CUT = re.compile(
    r",?\s+(?:and is|and will|in cooperation|in collaboration|i samarbete|en partenariat|which"
    r"|that|on \d|from \d)\b.*",
    re.I,
)
_SPEAKER = re.compile(
    r"(?i:(?:keynotes?(?:\s+speakers?)?|speakers?|talare|föreläsare|intervenante?s?"
    r"|referent\w{0,20}|sprekers?|relator\w{1,20}|ponentes?|govorni\w{1,20}|излага\w{1,20}"
    r"|folës\w{0,20}|presentation|lecture|talk|föredrag)\s*(?:[:–—-]|by|av|de"
    r"|par|with|von|door)\s*"
    r"(?:(?:prof(?:essor)?|dr)\.?\s+)*)(?P<who>(?:"
    + _NAME
    + r")(?:\s+(?:"
    + _NAME
    + r"|af|av|van|von|de|der|den|di|del)){1,4})",
)
_WITH = re.compile(
    r"(?:discussion|conversation|samtal)\s+with\s+(?P<who>(?:[^.:;\n]"
    r"|(?<=\b[A-Z])\.){5,200}(?:\n(?:[^.:;\n]|(?<=\b[A-Z])\.){3,160})?)",
    re.I,
)
_PERSON = re.compile(
    r"(?:[A-ZÀ-Þ][\w’'-]{0,40}\.?)"
    r"(?:\s+(?:af|av|van|von|de|der|den|di|[A-ZÀ-Þ][\w’'-]{0,40}\.?)){1,4}"
)
_LISTED = re.compile(r",\s+|\s+(?:and|och|et|und|og|en|e|y|i)\s+")
MOST_SPEAKERS = 40


@dataclass(frozen=True)
class Named:
    value: str
    start: int
    stop: int
    confidence: float
    method: str


def organiser_in(text: str, register: Mapping[str, str]) -> Named | None:
    """Who organises: as the text says, in the register's spelling where it is known there."""
    for pattern, sure, method in (
        (_LABELLED, 0.8, "label"),
        (_BY, 0.8, "organised by"),
        (_INVITES, 0.6, "invites"),
        (_SOURCE, 0.5, "source"),
    ):
        match = pattern.search(text)
        if match is None:
            continue
        group, said = next((name, who) for name, who in match.groupdict().items() if who)
        said = _CUT.sub("", said).strip(" ,")
        start = match.start(group)
        if known := _known(said, register):
            return Named(known, start, start + len(said), 0.95, "register")
        return Named(said[:200], start, start + len(said), sure, method)
    return None


def _known(said: str, register: Mapping[str, str]) -> str:
    words = f" {folded(said)} "
    named = [name for name in register if f" {name} " in words.replace(",", " ")]
    return register[max(named, key=len)] if named else ""


def speakers_in(text: str) -> Named | None:
    """Who speaks, a name a line; only where a word says that they do."""
    found: dict[str, tuple[int, int]] = {}
    for match in _SPEAKER.finditer(text):
        name = " ".join(match.group("who").split()).rstrip(".")
        if _PERSON.fullmatch(name):
            found.setdefault(name, match.span("who"))
    for match in _WITH.finditer(text):
        for person in _PERSON.finditer(" ".join(match.group("who").split())):
            name = person.group().removeprefix("Prof. ").removeprefix("Dr. ")
            if len(name.split()) > 1:
                found.setdefault(name, match.span("who"))
    if not found:
        return None
    names = list(found)[:MOST_SPEAKERS]
    return Named("\n".join(names), *found[names[0]], 0.6, "speakers")
