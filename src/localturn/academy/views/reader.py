"""Who is signed in, and what they sent."""

from django.http import HttpRequest, QueryDict

from localturn.foundation.people.models import Person


def reader(request: HttpRequest) -> Person:
    """The signed-in person of a view behind `login_required`."""
    assert isinstance(request.user, Person)  # noqa: S101 (login_required stands before it)
    return request.user


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None where it is only shown."""
    return request.POST if request.method == "POST" else None
