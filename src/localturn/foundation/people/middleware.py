"""Language and zone of whoever reads, for the length of a request."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from localturn.foundation import moments


class ReaderMiddleware:
    """A signed-in person's own language and zone; else the cookie's or the browser's, and UTC.

    A language chosen on the page (the cookie) stands above the one in the profile.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_request(request)
        zone = "UTC"
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            zone = request.user.zone
            if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
                language = request.user.language
        with translation.override(language), timezone.override(moments.zone(zone)):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
