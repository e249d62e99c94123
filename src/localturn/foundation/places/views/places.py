"""Looking for a place, and adding one that is missing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localturn.foundation import moments
from localturn.foundation.places import actions, queries
from localturn.foundation.places.forms import CityForm
from localturn.foundation.places.permissions import can_edit_places
from localturn.foundation.refusals import Invalid, require

SHOWN = 30


@require_safe
def cities(request: HttpRequest) -> HttpResponse:
    """The places whose name begins as asked: a page, or JSON for who asks for that."""
    text = request.GET.get("q", "")[:120]
    found = list(queries.cities_matching(text)[:SHOWN])
    if request.GET.get("format") == "json":
        return JsonResponse(
            {
                "places": [
                    {"code": city.code, "name": city.name, "country": str(city.country)}
                    for city in found
                ]
            }
        )
    context = {
        "text": text,
        "cities": found,
        "shown": SHOWN,
        "may_add": can_edit_places(request.user),
    }
    return render(request, "places/cities.html", context)


@login_required
def add_city(request: HttpRequest) -> HttpResponse:
    """Add a place by hand."""
    person = request.user
    assert person.is_authenticated  # noqa: S101 (login_required stands before it)
    require(can_edit_places(person), _("Only operators may do this."))
    form = CityForm(request.POST or None, initial={"zone": person.zone})
    if request.method == "POST" and form.is_valid():
        try:
            city = actions.add_city(form.city, by=person, now=moments.now())
        except Invalid as refusal:
            form.add_error("name", refusal.sentence)
        else:
            messages.success(
                request,
                _("%(name)s is added. Its code is %(code)s.")
                % {"name": city.name, "code": city.code},
            )
            return redirect("places:cities")
    return render(
        request, "places/add_city.html", {"form": form}, status=422 if form.errors else 200
    )
