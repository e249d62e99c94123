"""Who somebody is, asked for with every page: the database's sessions and persons, prepared."""

import re
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from localturn.foundation.people.models import Person
from localturn.foundation.prepared import prepared

_KEY = re.compile(r"[a-z0-9]{8,40}")


class SessionStore(db.SessionStore):
    """Django's sessions in the database; see `SESSION_ENGINE`."""

    def _get_session_from_db(self) -> Session | None:
        key = self.session_key or ""
        for session in _sessions(key) if _KEY.fullmatch(key) else ():
            if session.expire_date > timezone.now():
                return session
        self._session_key = None
        return None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session


class Backend(AuthenticationBackend):
    """The ways to sign in of django-allauth; the person of a session is fetched prepared."""

    def get_user(self, user_id: int) -> Person | None:
        found: list[Any] = _persons(user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None


@prepared
def _sessions(key: str) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key)


@prepared
def _persons(pk: int) -> QuerySet[Person]:
    return Person.objects.filter(pk=pk)
