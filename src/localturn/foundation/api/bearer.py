"""Who asks: the owner of the token in `Authorization: Bearer …`. Cookies are not looked at."""

import re
from dataclasses import dataclass
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from localturn.foundation import moments
from localturn.foundation.api.problems import Refused
from localturn.foundation.people.actions.tokens import PREFIX, digest_of, note_use
from localturn.foundation.people.models import ApiToken, Person
from localturn.foundation.people.queries.tokens import token_with

_TOKEN = re.compile(rf"{PREFIX}[0-9a-f]{{48}}")
_REALM = 'Bearer realm="Local Turn"'
_WRONG_FOR = 300
"""Seconds after which an address with too many wrong tokens is answered again."""


@dataclass(frozen=True)
class Caller:
    """A person, and the token with which a program asks for them."""

    person: Person
    token: ApiToken


class Token(HttpBearer):
    """A token that is good for `scope`; any good one where that is empty."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller:
        """Raises Refused."""
        scheme, _blank, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            sentence = _("Send a token in the header: Authorization: Bearer lt_…")
            raise Refused(401, sentence, headers={"WWW-Authenticate": _REALM})
        return self.authenticate(request, text.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        now = moments.now()
        found = token_with(digest_of(token), now=now) if _TOKEN.fullmatch(token) else None
        if found is None:
            raise _wrong(request)
        translation.activate(found.person.language)  # until the reader's middleware puts it back
        if not note_use(found, now=now):
            raise _too_often(60 - now.second)
        if self.scope and self.scope not in found.named_scopes:
            raise Refused(
                403,
                _("This token is not good for “%(scope)s”.") % {"scope": self.scope},
                headers={
                    "WWW-Authenticate": f'{_REALM}, error="insufficient_scope", '
                    f'scope="{self.scope}"'
                },
                scope=self.scope,
            )
        return Caller(found.person, found)


def scoped(scope: str = "") -> dict[str, Any]:
    """For a router's operations: which token they ask for, also in the document."""
    return {"auth": Token(scope), "openapi_extra": {"x-scope": scope}}


def caller(request: HttpRequest) -> Person:
    """Who asks."""
    asking: Caller = request.auth  # type: ignore[attr-defined]
    return asking.person


def _wrong(request: HttpRequest) -> Refused:
    """Wrong tokens are counted by address, with the limits of sign-in, across processes."""
    if not ratelimit.consume(request, app="allauth.account", action="api_token", limit_get=True):
        return _too_often(_WRONG_FOR)
    sentence = _("This token is wrong, revoked or expired.")
    return Refused(401, sentence, headers={"WWW-Authenticate": f'{_REALM}, error="invalid_token"'})


def _too_often(seconds: int) -> Refused:
    sentence = _("Too many questions. Wait, and ask less often.")
    return Refused(429, sentence, headers={"Retry-After": str(seconds)})
