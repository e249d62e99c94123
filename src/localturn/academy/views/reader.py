"""Who is signed in."""

from django.http import HttpRequest

from localturn.foundation.people.models import Person


def reader(request: HttpRequest) -> Person:
    """The signed-in person of a view behind `login_required`."""
    assert isinstance(request.user, Person)  # noqa: S101 (login_required stands before it)
    return request.user
