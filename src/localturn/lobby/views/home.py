"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """What Local Turn is, or, for who is signed in, what to do now."""
    return render(request, "lobby/home.html")
