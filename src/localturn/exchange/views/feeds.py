"""Entries as the file that calendar programs subscribe to."""

from collections.abc import Sequence
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from localturn.foundation.calendar import Entry, ics, in_order


def answer(
    request: HttpRequest, entries: Sequence[Entry], *, name: str, text: str, zone: str
) -> HttpResponse:
    """The calendar, or that nothing in it is new."""
    described = ics.Feed(name=name, text=text, base=settings.PUBLIC_URL, zone=zone)
    content = ics.write(in_order(entries, zone), described)
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    made = HttpResponse(
        content,
        content_type=ics.TYPE,
        headers={
            "ETag": etag,
            "Content-Disposition": 'inline; filename="courses.ics"',
            "X-Robots-Tag": "noindex",
        },
    )
    known = get_conditional_response(request, etag=etag, response=made)
    assert isinstance(known, HttpResponse)  # noqa: S101 (the answer itself, or that nothing is new)
    return known
