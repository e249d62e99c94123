"""How one shows a partner's system who asks."""

import re
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import quote_plus

from localturn.exchange.domain.terms import Term
from localturn.foundation.languages import N_

LONGEST = 4_000
"""Letters of a token or a secret."""
_SHOWN = re.compile(rf"[!-~]{{1,{LONGEST}}}")


class Kind(Term):
    TOKEN = "token", N_("With a token that the partner has given")
    CLIENT = "client", N_("As a client that is given tokens (OAuth 2, client credentials)")


def can_be_shown(secret: str) -> bool:
    """Whether a token or a secret can stand in a question: letters that are printed, no blanks."""
    return _SHOWN.fullmatch(secret) is not None


def bearer(token: str) -> Mapping[str, str]:
    """The header that shows a token (RFC 6750)."""
    return {"Authorization": f"Bearer {token}"}


def basic(client: str, secret: str) -> Mapping[str, str]:
    """The header by which a client asks for a token (RFC 6749, 2.3.1)."""
    words = f"{quote_plus(client)}:{quote_plus(secret)}"
    return {"Authorization": f"Basic {b64encode(words.encode()).decode()}"}
