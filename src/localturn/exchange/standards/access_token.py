"""The answer of an OAuth 2 server that gives a token, or none (RFC 6749, 5.1 and 5.2)."""

import json
from typing import Any

from localturn.exchange.domain.notes import Note
from localturn.exchange.domain.signing_in import can_be_shown
from localturn.exchange.standards.ooapi_in import Unreadable
from localturn.foundation.languages import N_

_ERRORS = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    }
)


def read_token(body: bytes) -> str:
    """The token. Raises Unreadable where there is none, or one of another kind than a bearer's."""
    said = _said(body)
    token, kind = said.get("access_token"), said.get("token_type", "bearer")
    is_bearer = isinstance(kind, str) and kind.lower() == "bearer"
    if not isinstance(token, str) or not can_be_shown(token) or not is_bearer:
        raise Unreadable(Note(N_("The address of tokens gave none that can be used.")))
    return token


def read_error(body: bytes) -> str:
    """Why none was given, by one of the standard's own codes; "" where it says none of them."""
    error = _said(body).get("error")
    return error if isinstance(error, str) and error in _ERRORS else ""


def _said(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}
