"""Entries as the file that calendar programs subscribe to."""

from collections.abc import Sequence
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from localturn.foundation.calendar import Entry, ics, in_order


def etag_of(*parts: object) -> str:
    return f'"{sha256(repr(parts).encode()).hexdigest()[:32]}"'


def unchanged(request: HttpRequest, etag: str) -> HttpResponse | None:
    """That nothing is new, said before anything is worked out; None where something may be."""
    known = get_conditional_response(request, etag=etag)
    assert known is None or isinstance(known, HttpResponse)  # noqa: S101 (one or the other)
    return known


def answer(
    request: HttpRequest,
    entries: Sequence[Entry],
    *,
    name: str,
    text: str,
    zone: str,
    etag: str = "",
) -> HttpResponse:
    """The calendar, or that nothing in it is new."""
    described = ics.Feed(name=name, text=text, base=settings.PUBLIC_URL, zone=zone)
    content = ics.write(in_order(entries, zone), described)
    etag = etag or etag_of(content)
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
