"""A facilitator lets an activity count as done for one person, or takes that back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from localturn.academy.actions import grants as actions
from localturn.academy.actions.judging import require_another
from localturn.academy.forms.grants import GrantForm
from localturn.academy.models import Completion
from localturn.academy.queries.runs import run_kept_by, seat_and_activity
from localturn.academy.views.reader import posted, reader
from localturn.foundation import moments
from localturn.foundation.refusals import Invalid, NotNow


@never_cache
@login_required
def grant(request: HttpRequest, run: str, enrolment: int, activity: str) -> HttpResponse:
    """Why something counts as done; the button says whether it is to count or not any more."""
    person = reader(request)
    found = run_kept_by(person, run)
    seat, asked = seat_and_activity(found, enrolment, activity)
    require_another(person, seat)
    form = GrantForm(posted(request))
    if request.method == "POST" and form.is_valid():
        counts = request.POST.get("decision") != "take-back"
        decide = actions.count_as_done if counts else actions.take_back
        try:
            decide(
                seat,
                asked.stable_id,
                reason=form.cleaned_data["reason"],
                by=person,
                now=moments.now(),
            )
        except (Invalid, NotNow) as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("Saved. %(name)s is told.") % {"name": seat.person})
            return redirect("academy:person-results", found.slug, seat.pk)
    granted = Completion.objects.filter(enrolment=seat, activity=asked, granted_at__isnull=False)
    context = {
        "run": found,
        "seat": seat,
        "activity": asked,
        "granted": granted.select_related("granted_by").first(),
        "form": form,
    }
    return render(request, "academy/grant.html", context, status=422 if form.errors else 200)
