"""Confirming by an e-mailed code that a session is still with the person it belongs to.

allauth asks again for the password or the second step before anything that protects the account
is changed. Who has neither (sign-in by code alone) would be waved through, so that whoever finds
an open session could lock its owner out by setting up an authenticator app of their own. They are
asked for a code from their mail instead.
"""

import secrets
import time

from allauth.account import app_settings
from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import ratelimit
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest

from localturn.foundation.people import letters
from localturn.foundation.people.models import Person

_STATE = "confirm_by_code"
_MINUTES_15 = 15 * 60
_ATTEMPTS = 3
_METHODS = {"password", "code", "mfa"}


def is_recent(request: HttpRequest) -> bool:
    """Whether the person entered a password, a code or their second step lately.

    Signing in counts: whoever has just done it need not do it twice.
    """
    if not isinstance(request.user, Person):
        return False
    records = get_authentication_records(request, request.user)
    moments = [record["at"] for record in records if record["method"] in _METHODS]
    return bool(moments) and time.time() - max(moments) < app_settings.REAUTHENTICATION_TIMEOUT


def require_recent(request: HttpRequest) -> None:
    """Raise ReauthenticationRequired if only a code can confirm the person and none did lately."""
    if not isinstance(request.user, Person) or get_reauthentication_flows(request.user):
        return
    if not is_recent(request):
        raise ReauthenticationRequired


def send_code(request: HttpRequest, person: Person) -> bool:
    """Send a new code; False if too many were asked for."""
    if not ratelimit.consume(request, action="request_login_code", key=person.email):
        return False
    code = f"{secrets.randbelow(10**8):08d}"
    request.session[_STATE] = {"code": code, "at": time.time(), "attempts": 0}
    letters.send("account/email/confirm_code", to=person.email, context={"code": code})
    return True


def code_is_waiting(request: HttpRequest) -> bool:
    """Whether a code was sent that can still be entered."""
    state = request.session.get(_STATE)
    return bool(state and time.time() - state["at"] < _MINUTES_15 and state["attempts"] < _ATTEMPTS)


def check_code(request: HttpRequest, person: Person, entered: str) -> bool:
    """Whether this is the code that was sent; three wrong ones and it is void."""
    if not code_is_waiting(request):
        return False
    state = request.session[_STATE]
    digits = "".join(letter for letter in entered if letter.isascii() and letter.isdigit())
    if not secrets.compare_digest(digits, state["code"]):
        state["attempts"] += 1
        request.session[_STATE] = state
        return False
    del request.session[_STATE]
    record_authentication(request, person, method="code", email=person.email, reauthenticated=True)
    return True
