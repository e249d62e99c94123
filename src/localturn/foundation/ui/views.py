"""Pages for what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _failure(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, "ui/refusal.html", {"sentence": "", "status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _failure(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _failure(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _failure(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Something went wrong.", status=500, content_type="text/plain")
