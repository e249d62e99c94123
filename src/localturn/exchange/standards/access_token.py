"""The answer of an OAuth 2 server that gives a token (RFC 6749, 5.1)."""

import json

from localturn.exchange.domain.notes import Note
from localturn.exchange.domain.signing_in import can_be_shown
from localturn.exchange.standards.ooapi_in import Unreadable
from localturn.foundation.languages import N_


def read_token(body: bytes) -> str:
    """The token. Raises Unreadable where there is none, or one of another kind than a bearer's."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    said = answer if isinstance(answer, dict) else {}
    token, kind = said.get("access_token"), said.get("token_type", "bearer")
    is_bearer = isinstance(kind, str) and kind.lower() == "bearer"
    if not isinstance(token, str) or not can_be_shown(token) or not is_bearer:
        raise Unreadable(Note(N_("The address of tokens gave none that can be used.")))
    return token
