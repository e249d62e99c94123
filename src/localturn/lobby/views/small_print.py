"""What Local Turn is, and how it is open to people with disabilities."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this is, for whom, and whose work is in it."""
    return render(request, "lobby/about.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What is promised, how it is checked, and whom to tell what is in the way."""
    context = {"contact": settings.ENVIRONMENT.mail_contact}
    return render(request, "lobby/accessibility.html", context)
