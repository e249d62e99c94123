"""A text on one place or practice, with questions to think about; done when studied."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from localturn.academy.queries.places import ActivityPlace
from localturn.academy.views.kinds.reading import VERBS

__all__ = ["VERBS", "show"]


def show(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    return render(request, "academy/kinds/case_study.html", {"place": place})
