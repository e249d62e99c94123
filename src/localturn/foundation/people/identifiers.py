"""Codes of organisations in outside registers: what each looks like.

LAU and NUTS: Eurostat, Statistical regions in the European Union; Wikidata: item numbers;
ROR: https://ror.readme.io/docs/identifier, with a check sum of ISO 7064 mod 97-10.
"""

import re

_SHAPES = {
    "wikidata": re.compile(r"Q[1-9]\d{0,11}"),
    "ror": re.compile(r"0[a-hj-km-np-tv-z0-9]{6}\d{2}"),
    "lau": re.compile(r"[A-Z0-9_]{1,13}"),
    "nuts": re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}"),
}
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def cleaned(scheme: str, value: str) -> str:
    """A code as the register writes it, from what somebody typed or pasted.

    Raises ValueError if it cannot be a code of that register.
    """
    code = value.strip().rstrip("/").rsplit("/", 1)[-1]
    code = code.lower() if scheme == "ror" else code.upper()
    if not _SHAPES[scheme].fullmatch(code):
        raise ValueError(f"{code!r} is no code of {scheme}")
    if scheme == "ror" and not _ror_adds_up(code):
        raise ValueError(f"{code!r} is no code of {scheme}")
    return code


def _ror_adds_up(code: str) -> bool:
    number = 0
    for letter in code[1:7]:
        number = number * 32 + _CROCKFORD.index(letter)
    return 98 - (number * 100) % 97 == int(code[7:])
