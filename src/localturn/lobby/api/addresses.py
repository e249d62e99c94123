"""The addresses under `/api/v1/`, loaded by the first question (`later.py`)."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.urls.resolvers import URLPattern
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from localturn.foundation.api.problem import problem
from localturn.foundation.api.problems import of_absence
from localturn.lobby.api.document import document
from localturn.lobby.api.house import api

app_name = "api"

View = Callable[..., HttpResponse]


def answered(view: View) -> View:
    """With what holds for every answer: kept by nobody, and problems that programs can read."""

    @wraps(view)
    def answer(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        response = view(request, *arguments, **named)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response = problem(405, headers={"Allow": response.headers["Allow"]})
        response.headers["Cache-Control"] = "no-store"
        return response

    return csrf_exempt(answer)  # no cookie is looked at, so nobody's browser can be used


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """What can be asked, for programs that write programs; for everybody."""
    return HttpResponse(document(), content_type="application/openapi+json;version=3.1")


def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """An address that leads nowhere."""
    return of_absence(request, LookupError())


_operations = [each for each in api.urls[0] if isinstance(each, URLPattern)]
urlpatterns = [
    *(
        URLPattern(each.pattern, answered(each.callback), name=each.name)
        for each in _operations
        if each.name != "api-root"
    ),
    path("openapi.json", answered(openapi), name="openapi"),
    re_path(r"^(?P<rest>[\s\S]*)$", answered(nowhere), name="nowhere"),
]
