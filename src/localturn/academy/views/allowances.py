"""A facilitator gives one person more time."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from localturn.academy.actions import allowances as actions
from localturn.academy.actions.judging import require_another
from localturn.academy.forms.allowances import AllowanceForm
from localturn.academy.models import Allowance
from localturn.academy.queries.attempts import window_of
from localturn.academy.queries.runs import run_kept_by, seat_and_activity
from localturn.academy.views.reader import posted, reader
from localturn.foundation import moments
from localturn.foundation.refusals import Invalid, NotNow


@login_required
def allow(request: HttpRequest, run: str, enrolment: int, activity: str) -> HttpResponse:
    """A later deadline, more minutes and attempts of one participant in one activity."""
    person = reader(request)
    found = run_kept_by(person, run)
    seat, asked = seat_and_activity(found, enrolment, activity)
    require_another(person, seat)
    due_at = window_of(seat, asked).due_without
    now = Allowance.objects.filter(enrolment=seat, activity=asked).first()
    form = AllowanceForm(posted(request), activity=asked, has_deadline=due_at is not None, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            actions.allow(
                seat,
                asked,
                form.given,
                reason=form.cleaned_data["reason"],
                by=person,
                now=moments.now(),
            )
        except (Invalid, NotNow) as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("Saved. %(name)s is told.") % {"name": seat.person})
            return redirect("academy:person-results", found.slug, seat.pk)
    context = {
        "run": found,
        "seat": seat,
        "activity": asked,
        "due_at": due_at,
        "allowance": now,
        "form": form,
    }
    return render(request, "academy/allowance.html", context, status=422 if form.errors else 200)
