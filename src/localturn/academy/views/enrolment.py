"""Pages on which somebody takes a seat or gives it up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from localturn.academy.actions import enrolment as actions
from localturn.academy.actions import sharing
from localturn.academy.forms.enrolment import EnrolForm
from localturn.academy.forms.sharing import SharingForm
from localturn.academy.models import Invitation, Nomination
from localturn.academy.queries.own_days import reach_of
from localturn.academy.queries.places import seat_of
from localturn.academy.queries.runs import run_seen_by
from localturn.academy.views.reader import posted, reader
from localturn.foundation import moments
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.people.queries import organisations_of
from localturn.foundation.refusals import NotAllowed, NotFound, NotNow


@login_required
def enrol(request: HttpRequest, run: str) -> HttpResponse:
    """Take a seat in a run that is open to all."""
    person, now = reader(request), moments.now()
    found = run_seen_by(person, run).run
    if seat_of(person, found):
        return redirect(found)
    own = organisations_of(person, on=now.date())
    form = EnrolForm(posted(request), organisations=own)
    answers = SharingForm(posted(request))
    if request.method == "POST" and form.is_valid() and answers.is_valid():
        organisation = form.cleaned_data["organisation"]
        seat = actions.enrol(person, run=found, organisation=organisation, by=person, now=now)
        sharing.answer(seat, **answers.answers, by=person, now=now)
        messages.success(request, _("You have a place. This is your course."))
        return redirect(found)
    context = {
        "run": found,
        "form": form,
        "answers": answers,
        "has_organisations": own.exists(),
        "reach": reach_of(found, now=now),
    }
    return render(request, "academy/enrol.html", context, status=422 if form.errors else 200)


@login_required
def withdraw(request: HttpRequest, run: str) -> HttpResponse:
    """Give up one's seat, once asked whether that is meant."""
    person, now = reader(request), moments.now()
    found = run_seen_by(person, run).run
    seat = seat_of(person, found)
    if seat is None:
        raise NotAllowed(_("You do not take part in this run."))
    if request.method == "POST":
        actions.withdraw(seat, by=person, now=now)
        messages.success(request, _("You no longer take part. What you did is kept."))
        return redirect(found)
    return render(request, "academy/withdraw.html", {"run": found})


@never_cache
@require_POST
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """Say no to a place that was kept; the secret address is enough for it."""
    found = Invitation.objects.select_related("run__version").filter(token=token).first()
    if found is None:
        raise NotFound(_("This invitation has been withdrawn, or its address is mistyped."))
    actions.decline_invitation(found, now=moments.now())
    messages.success(request, _("You have given the place back. Thank you for saying so."))
    return redirect(found.run)


@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The address in an invitation: sign in first, then take the place that was kept."""
    found = (
        Invitation.objects.select_related("run__version", "run__host", "organisation")
        .filter(token=token)
        .first()
    )
    if found is not None and found.declined_at:
        raise NotNow(_("You have said no to this invitation. Write to whoever invited you."))
    if found is None or found.withdrawn_at:
        raise NotFound(_("This invitation has been withdrawn, or its address is mistyped."))
    person = request.user
    if not isinstance(person, Person):
        if request.method == "POST":
            return redirect_to_login(request.path)
        return _page(request, found, is_other=False)
    if seat_of(person, found.run):
        return redirect(found.run)
    is_other = person.email.lower() != found.email.lower()
    confirmed = not is_other or request.POST.get("confirmed") == "yes"
    form = SharingForm(posted(request), association=_association_of(found))
    if request.method == "POST" and confirmed and form.is_valid():
        now = moments.now()
        seat = actions.accept_invitation(found, by=person, now=now)
        sharing.answer(seat, **form.answers, by=person, now=now)
        messages.success(request, _("You have a place. This is your course."))
        return redirect(found.run)
    return _page(request, found, is_other=is_other, form=form)


def _association_of(found: Invitation) -> Organisation | None:
    """The association that nominated whoever is invited."""
    nomination = Nomination.objects.select_related("organisation").filter(invitation=found)
    return next((each.organisation for each in nomination), None)


def _page(
    request: HttpRequest, found: Invitation, *, is_other: bool, form: SharingForm | None = None
) -> HttpResponse:
    context = {
        "invitation": found,
        "run": found.run,
        "is_nominated": _association_of(found) is not None,
        "form": form,
        "is_other": is_other,
        "has_run_out": found.accepted_at is None and found.expires_at <= moments.now(),
        "reach": reach_of(found.run, now=moments.now()),
    }
    response = render(request, "academy/invitation.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
