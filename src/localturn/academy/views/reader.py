"""Who is signed in, and what they sent."""

from django.http import HttpRequest, QueryDict

from localturn.foundation.people.reader import reader

__all__ = ["posted", "reader"]


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None where it is only shown."""
    return request.POST if request.method == "POST" else None
