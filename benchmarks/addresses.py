"""The house's addresses, and two pages more: one with nothing on it, one with the frame alone."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from localturn.config import urls

FRAME = '{% extends "ui/page.html" %}{% block heading %}Nothing{% endblock %}'


@cache
def _template() -> Any:
    """Compiled once, as a template in a file is."""
    return engines["jinja2"].from_string(FRAME)


def bare(request: HttpRequest) -> HttpResponse:
    """Who has signed in, and nothing else."""
    return HttpResponse(str(request.user))


def framed(request: HttpRequest) -> HttpResponse:
    """The frame of every page around nothing."""
    return HttpResponse(_template().render({}, request))


urlpatterns = [
    path("bench-bare/", bare),
    path("bench-frame/", framed),
    *urls.urlpatterns,
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
