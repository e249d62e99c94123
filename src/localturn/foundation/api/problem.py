"""One refusal as programs read it: `application/problem+json` (RFC 9457).

Apart from what loads django-ninja, for addresses of programs that stand among the pages.
"""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

MEDIA_TYPE = "application/problem+json"


def problem(
    status: int, sentence: str = "", *, headers: dict[str, str] | None = None, **further: Any
) -> HttpResponse:
    """A problem of the kind that its status names, with a sentence for people."""
    said = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence or _SENTENCES.get(status, _none)(),
        **further,
    }
    return JsonResponse(said, status=status, headers=headers, content_type=MEDIA_TYPE)


def _none() -> str:
    return ""


_SENTENCES = {
    403: lambda: _("You may not do this."),
    404: lambda: _("There is nothing at this address, or nothing that you may know of."),
    405: lambda: _("This address has no use for the method."),
    422: lambda: _("Some values cannot be used."),
}
