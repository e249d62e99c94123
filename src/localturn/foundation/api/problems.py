"""Refusals as programs read them: `application/problem+json` (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja.errors import HttpError, ValidationError

from localturn.foundation.refusals import Refusal

MEDIA_TYPE = "application/problem+json"


class Refused(Exception):
    """A question that is not answered, because of the token with which it is asked."""

    def __init__(
        self, status: int, sentence: str, *, headers: dict[str, str], **further: Any
    ) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence
        self.headers, self.further = headers, further


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


def of_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problem(refusal.status, refusal.sentence)


def of_token(request: HttpRequest, refused: Refused) -> HttpResponse:
    return problem(refused.status, refused.sentence, headers=refused.headers, **refused.further)


def of_absence(request: HttpRequest, _absence: Exception) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND)


def of_ninja(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja refuses by itself: a body that is no JSON."""
    return problem(error.status_code, error.message)


def of_wrong_values(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    """Each wrong value with where it stands, such as `query.limit`."""
    errors = [{"where": _where(each["loc"]), "detail": each["msg"]} for each in wrong.errors]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, errors=errors)


def _where(place: tuple[Any, ...]) -> str:
    """Without the name of the argument into which ninja collects parameters."""
    kind, *rest = place
    named = rest[1:] if len(rest) > 1 else rest
    return ".".join(str(each) for each in (kind, *named))


def _none() -> str:
    return ""


_SENTENCES = {
    403: lambda: _("You may not do this."),
    404: lambda: _("There is nothing at this address, or nothing that you may know of."),
    405: lambda: _("This address has no use for the method."),
    422: lambda: _("Some values cannot be used."),
}
