"""Who reads a page."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from localturn.foundation.people.models import Person

Reader = Person | AnonymousUser


def reader(request: HttpRequest) -> Person:
    """The signed-in person of a view that asks for one."""
    assert isinstance(request.user, Person)  # noqa: S101 (login_required stands before it)
    return request.user
