"""A refusal becomes a page."""

from collections.abc import Callable

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
