"""What became of a course folder that came in pieces."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from localturn.academy.actions.arrivals import PURPOSE
from localturn.academy.views.reader import reader
from localturn.foundation import moments
from localturn.foundation.files.arriving import arrival_of
from localturn.foundation.refusals import NotFound
from localturn.foundation.room import Mistake


@login_required
@require_safe
def outcome(request: HttpRequest, token: str) -> HttpResponse:
    """Every mistake in it, or on to the draft; 202 until then, for which the page asks."""
    arrival = arrival_of(token, reader(request), now=moments.now())
    if arrival.purpose != PURPOSE or arrival.taken_at is None:
        raise NotFound
    found = arrival.outcome
    if found and found["done"]:
        for sentence in found["done"] if request.method == "GET" else ():
            messages.success(request, sentence)
        return redirect("academy:draft", found["course"])
    context = {
        "arrival": arrival,
        "outcome": found,
        "mistakes": [Mistake(*each) for each in found["mistakes"]] if found else [],
        "more": found["more"] if found else 0,
    }
    status = 202 if found is None else 200
    return render(request, "academy/upload_outcome.html", context, status=status)
