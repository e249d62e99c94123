"""A refusal becomes a page, and a form that was taken says so to the browser."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from localturn.foundation.refusals import NotFound, Refusal
from localturn.foundation.ui.views import failure

_NOTHING = chr(0)


class RefusalMiddleware:
    """Answers a `Refusal` with its status and a page that shows its sentence.

    No address has the character zero in it, and PostgreSQL cannot be asked for it: a path with it
    leads nowhere, and a question is asked without it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _NOTHING in request.path_info:
            return failure(request, NotFound.status, "")
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", "")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        return failure(request, exception.status, exception.sentence)


_MARK = re.compile(r"[a-z0-9]{8,40}")
_TEN_MINUTES = 600


class TakenMiddleware:
    """Tells the browser by a cookie that the server has what a form sent, so that the script which
    kept its text (`ui/keeping.js`) forgets it.

    Taken is what a signed-in person sent and was led on from: whoever has to sign in first, or is
    shown the form again, keeps their text.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code == 302:
            mark = request.POST.get("kept-as", "")
            if _MARK.fullmatch(mark) and request.user.is_authenticated:
                response.set_cookie(
                    "taken",
                    mark,
                    max_age=_TEN_MINUTES,
                    secure=settings.SESSION_COOKIE_SECURE,
                    samesite="Lax",
                )
        return response
