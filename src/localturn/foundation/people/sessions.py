"""Who somebody is, asked for with every page: session and person by one prepared statement."""

import re
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, cast

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user, middleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends import db
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from localturn.foundation.people.models import Person, Session
from localturn.foundation.prepared import prepared

A_DAY = timedelta(days=1)
_KEY = re.compile(r"[a-z0-9]{8,40}")
_FIELDS = [field.attname for field in Person._meta.concrete_fields]
_known: ContextVar[Person | None] = ContextVar("_known", default=None)
"""Who came with the session, while it is asked whose session that is."""


class SessionStore(db.SessionStore):
    """Django's sessions in the database; see `SESSION_ENGINE`."""

    person: Person | None = None
    """Whose this session is, as it was when the session was fetched."""
    expires: datetime | None = None
    """When it ends, as it was then."""

    def _get_session_from_db(self) -> Session | None:
        key = self.session_key or ""
        for data, expires, *person in _sessions(key) if _KEY.fullmatch(key) else ():
            if expires > timezone.now():
                self.expires = expires
                if person[0] is not None:
                    self.person = Person.from_db("default", _FIELDS, person)
                return Session(key, data, expires)
        self._session_key = None
        return None

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = cast("Session", super().create_model_instance(data))
        session.person_id = data.get(SESSION_KEY)
        return session

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session


class Backend(AuthenticationBackend):
    """The ways to sign in of django-allauth; the person of a session is not fetched again."""

    def get_user(self, user_id: int) -> Person | None:
        known = _known.get()
        found = [known] if known is not None and known.pk == user_id else _persons(user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None


class AuthenticationMiddleware(middleware.AuthenticationMiddleware):
    """Django's own, which hands the person who came with the session to `Backend`."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _who(request))  # type: ignore[assignment]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Whoever goes on using a session keeps it: it is renewed once it is a day old."""
        session = request.session
        is_asked = session.accessed and not session.modified and not session.is_empty()
        expires = getattr(session, "expires", None)
        if is_asked and expires is not None and session.get(SESSION_KEY) and _is_used(expires):
            _renew(request, response)
        return response


def _is_used(expires: datetime) -> bool:
    whole = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return expires - timezone.now() < whole - A_DAY


def _renew(request: HttpRequest, response: HttpResponse) -> None:
    """Only when it ends is written: what else is in it may change with another request."""
    session = request.session
    expires = session.get_expiry_date()
    Session.objects.filter(session_key=session.session_key).update(expire_date=expires)
    ends_with_browser = session.get_expire_at_browser_close()
    response.set_cookie(
        settings.SESSION_COOKIE_NAME,
        session.session_key or "",
        max_age=None if ends_with_browser else session.get_expiry_age(),
        domain=settings.SESSION_COOKIE_DOMAIN,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=settings.SESSION_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def _who(request: HttpRequest) -> Person | AnonymousUser:
    request.session.get(SESSION_KEY)  # fetches it
    token = _known.set(getattr(request.session, "person", None))
    try:
        return get_user(request)
    finally:
        _known.reset(token)


@prepared
def _sessions(key: str) -> QuerySet[Session, tuple[Any, ...]]:
    fields = ("session_data", "expire_date", *(f"person__{name}" for name in _FIELDS))
    return Session.objects.filter(session_key=key).values_list(*fields)


@prepared
def _persons(pk: int) -> QuerySet[Person]:
    return Person.objects.filter(pk=pk)
