"""The privacy notice."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from localturn.foundation.people.notice import RETENTION, VERSION
from localturn.foundation.people.queries.personal_data import declarations


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What personal data is kept here, why, for how long, and what a person can do about it."""
    context = {
        "version": VERSION,
        "retention": RETENTION,
        "tables": [
            table.holds
            for declaration in declarations()
            for table in declaration.tables
            if table.is_about_people
        ],
        "contact": settings.ENVIRONMENT.mail_contact,
    }
    return render(request, "people/privacy.html", context)
