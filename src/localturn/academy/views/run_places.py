"""How a run's places are divided among its partners."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from localturn.academy.actions import enrolment as actions
from localturn.academy.forms.places import PlacesForm
from localturn.academy.queries.runs import run_kept_by
from localturn.academy.queries.seats import division_of, waiting_list
from localturn.academy.views.reader import posted, reader
from localturn.foundation import moments, seats
from localturn.foundation.refusals import Refusal


@login_required
def places(request: HttpRequest, run: str) -> HttpResponse:
    """What is set aside for each partner, what is taken of it, and who waits."""
    person = reader(request)
    kept = run_kept_by(person, run)
    form = PlacesForm(kept, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_places(
                kept,
                quotas=form.quotas,
                is_rest_shared=form.cleaned_data["is_rest_shared"],
                confirmation_days=form.cleaned_data["confirmation_days"],
                by=person,
                now=moments.now(),
            )
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The places are set."))
            return redirect("academy:run-places", kept.slug)
    division, waiting = division_of(kept, now=moments.now()), waiting_list(kept)
    rows = [
        {
            "field": form[f"quota-{partner.organisation_id}"],
            "taken": division.taken.get(partner.organisation_id, 0),
            "waiting": sum(each.partner == partner.organisation_id for each in waiting),
        }
        for partner in form.partners
    ]
    context = {
        "run": kept,
        "form": form,
        "rows": rows,
        "division": division,
        "rest": seats.free_in_rest(division),
    }
    return render(request, "academy/run_places.html", context, status=422 if form.errors else 200)
