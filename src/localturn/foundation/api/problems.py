"""Refusals as programs read them: `application/problem+json` (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError

from localturn.foundation.api.problem import problem
from localturn.foundation.refusals import Refusal


class Refused(Exception):
    """A question that is not answered, because of the token with which it is asked."""

    def __init__(
        self, status: int, sentence: str, *, headers: dict[str, str], **further: Any
    ) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence
        self.headers, self.further = headers, further


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
