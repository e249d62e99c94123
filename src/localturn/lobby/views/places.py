"""Cities: what Local Turn has of each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from localturn.foundation import moments
from localturn.lobby.queries.places import cities_by_country, city_page


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """The cities that have anything here, by country."""
    return render(request, "lobby/places.html", {"countries": cities_by_country()})


@require_safe
def city(request: HttpRequest, code: str) -> HttpResponse:
    """Who sits in a city, what goes on there, and what is written about it."""
    now = moments.now()
    page = city_page(code, reader=request.user, now=now)
    return render(request, "lobby/city.html", {"page": page, "city": page.city, "now": now})
