"""The privacy notice."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def privacy(request: HttpRequest) -> HttpResponse:
    """What personal data is kept here, why, for how long, and what a person can do about it."""
    return render(request, "people/privacy.html")
