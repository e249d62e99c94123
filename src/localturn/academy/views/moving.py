"""The page on which a run is moved to a newer version of its course."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from localturn.academy.actions.moving import move_run
from localturn.academy.queries.moving import move_of, newer_version
from localturn.academy.queries.runs import run_kept_by
from localturn.academy.views.reader import reader
from localturn.foundation import moments
from localturn.foundation.refusals import Invalid, NotNow


@login_required
def version(request: HttpRequest, run: str) -> HttpResponse:
    """What the newest version would change in this run, and the button that moves it there."""
    person = reader(request)
    kept = run_kept_by(person, run)
    newest = newer_version(kept)
    if request.method == "POST":
        if newest is None:
            raise NotNow(_("The run delivers this version, or a newer one."))
        if request.POST.get("to") != str(newest.number):
            raise NotNow(_("Another version was published meanwhile. Look at it first."))
        try:
            move_run(
                kept,
                to=newest,
                anew=request.POST.getlist("anew"),
                by=person,
                now=moments.now(),
            )
        except (Invalid, NotNow) as refused:
            messages.error(request, refused.sentence)
            return redirect("academy:run-version", kept.slug)
        messages.success(
            request,
            _("The run delivers version %(number)s now. Participants are told.")
            % {"number": newest.number},
        )
        return redirect("academy:run", kept.slug)
    move = move_of(kept, newest) if newest else None
    return render(request, "academy/run_version.html", {"run": kept, "move": move})
