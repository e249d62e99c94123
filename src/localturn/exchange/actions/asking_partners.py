"""Questions to a partner's catalogue, signed in where the partner asks for that."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from time import monotonic
from typing import Protocol

from localturn.exchange.actions.sign_ins import secret_of
from localturn.exchange.domain.notes import Note
from localturn.exchange.domain.signing_in import Kind, basic, bearer
from localturn.exchange.models import SignIn, Source
from localturn.exchange.standards.access_token import read_error, read_token
from localturn.exchange.standards.ooapi_in import Unreadable
from localturn.foundation import fetch
from localturn.foundation.languages import N_

ONE = fetch.Limits(seconds=15, body=8 * 1024 * 1024, redirects=3)
"""For one question."""
A_TOKEN = fetch.Limits(seconds=15, body=100_000, redirects=0)
_FINE = 200
_NOT_SIGNED_IN = frozenset({401, 403})
_BAD_REQUEST = 400
_NO_TOKEN = frozenset({_BAD_REQUEST, 401, 403})
_OTHER_STATUS = N_("%(address)s answered with the status %(status)s.")

Asking = Callable[[str], fetch.Answer]
"""Raises NotFetched, Unreadable."""


class Getting(Protocol):
    """As `fetch.get`."""

    def __call__(self, address: str, /, *, sign_in: Mapping[str, str]) -> fetch.Answer: ...


class Posting(Protocol):
    """As `fetch.post`."""

    def __call__(
        self, address: str, fields: Mapping[str, str], /, *, sign_in: Mapping[str, str]
    ) -> fetch.Answer: ...


def asked(address: str, ask: Asking, until: float) -> bytes:
    """What a catalogue answers. Raises Unreadable."""
    if monotonic() > until:
        raise Unreadable(Note(N_("The catalogue takes too long to be read whole.")))
    try:
        answer = ask(address)
    except fetch.NotFetched as refused:
        raise Unreadable(_why(refused)) from refused
    return _fine(address, answer)


class SignedIn:
    """Asks a catalogue, with what its partner wants to see; a token is fetched once, for the
    questions of one step, and kept nowhere."""

    def __init__(
        self, source: Source, *, get: Getting | None = None, post: Posting | None = None
    ) -> None:
        self._source = source
        self._get = get or partial(fetch.get, limits=ONE, accept="application/json")
        self._post = post or partial(fetch.post, limits=A_TOKEN, accept="application/json")
        self._shown: Mapping[str, str] | None = None

    def __call__(self, address: str) -> fetch.Answer:
        if self._shown is None:
            self._shown = self._to_show()
        answer = self._get(address, sign_in=self._shown)
        if answer.status in _NOT_SIGNED_IN:
            raise Unreadable(self._refusal(address, answer))
        return answer

    def _to_show(self) -> Mapping[str, str]:
        rows = SignIn.objects.select_related("source").defer("source__so_far")
        row = rows.filter(source=self._source).first()
        if row is None:
            return {}
        secret = secret_of(row)
        if row.kind == Kind.CLIENT:
            secret = self._token(row, secret)
        return bearer(secret)

    def _token(self, row: SignIn, secret: str) -> str:
        fields = {"grant_type": "client_credentials"}
        if row.scope:
            fields["scope"] = row.scope
        answer = self._post(row.token_address, fields, sign_in=basic(row.client, secret))
        if answer.status in _NO_TOKEN:
            raise Unreadable(_no_token(row.token_address, answer))
        return read_token(_fine(row.token_address, answer))

    def _refusal(self, address: str, answer: fetch.Answer) -> Note:
        if not self._shown:
            asks = N_("%(address)s asks for a sign-in (status %(status)s), and none is set.")
            return _of_status(asks, address, answer)
        if not answer.was_signed_in:
            onward = N_(
                "%(address)s asks for a sign-in (status %(status)s). The catalogue leads there from"
                " %(own)s, and the sign-in is sent to that one alone."
            )
            led, own = _whom(answer.address), _whom(address)
            return Note(onward, {"address": led, "own": own, "status": answer.status})
        refuses = N_(
            "%(address)s did not take the sign-in: it answered with the status %(status)s."
        )
        return _of_status(refuses, address, answer)


def _fine(address: str, answer: fetch.Answer) -> bytes:
    if answer.status != _FINE:
        raise Unreadable(_of_status(_OTHER_STATUS, address, answer))
    return answer.body


def _of_status(sentence: str, address: str, answer: fetch.Answer) -> Note:
    return Note(sentence, {"address": address[:300], "status": answer.status})


def _no_token(address: str, answer: fetch.Answer) -> Note:
    """Why a client was given none: many a mistake is answered with 400 (RFC 6749, 5.2)."""
    error = read_error(answer.body)
    if error not in {"", "invalid_client"}:
        sentence = N_(
            "%(address)s gave no token: it answered with the status %(status)s and the error"
            " “%(error)s”."
        )
        return Note(sentence, {"address": address[:300], "status": answer.status, "error": error})
    if not error and answer.status == _BAD_REQUEST:
        return _of_status(_OTHER_STATUS, address, answer)
    sentence = N_(
        "%(address)s did not take the client and its secret: it answered with the status"
        " %(status)s."
    )
    return _of_status(sentence, address, answer)


def _why(refused: fetch.NotFetched) -> Note:
    """Said anew in the language of who reads it (`queries.harvests.sentence`)."""
    is_address = refused.reason is fetch.Reason.BAD_ADDRESS
    about = _whom(refused.about) if is_address else refused.about
    return Note(refused.reason.value, {"about": about[:300]})


def _whom(address: str) -> str:
    """The scheme and the host of an address that one was led to: what else it says is kept nowhere,
    as it may be secret."""
    scheme, colon, rest = address.partition(":")
    if not colon:
        return address
    if not rest.startswith("//"):
        return f"{scheme}:"[:300]
    host = re.split(r"[/\\?#]", rest.lstrip("/\\"), maxsplit=1)[0].rpartition("@")[2]
    return f"{scheme}://{host}"[:300]
