"""A refusal becomes a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from localturn.foundation.refusals import Refusal
from localturn.foundation.ui.views import failure


class RefusalMiddleware:
    """Answers a `Refusal` with its status and a page that shows its sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        return failure(request, exception.status, exception.sentence)
