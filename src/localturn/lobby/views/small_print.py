"""What Local Turn is, and how it is open to people with disabilities."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

PREPARED = date(2026, 11, 23)
"""When what the accessibility statement says of the product was last looked at; set with it."""


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this is, for whom, and whose work is in it."""
    return render(request, "lobby/about.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement that EU directive 2016/2102 asks for, as far as the product can say it; what
    only the body that runs it can say is in its settings."""
    environment = settings.ENVIRONMENT
    context = {
        "contact": environment.mail_contact,
        "body": environment.accessibility_body,
        "enforcement": environment.accessibility_enforcement,
        "reviewed": environment.accessibility_reviewed,
        "prepared": PREPARED,
        "site_address": settings.PUBLIC_URL,
    }
    return render(request, "lobby/accessibility.html", context)
