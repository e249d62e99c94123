"""The page of a run."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from localturn.academy.models import Run
from localturn.foundation.refusals import NotFound


@require_safe
def show(request: HttpRequest, run: str) -> HttpResponse:
    """What a run offers, and, for who takes part, where they stand."""
    found = Run.objects.select_related("version").filter(slug=run).first()
    if found is None:
        raise NotFound
    return render(request, "academy/run.html", {"run": found})
