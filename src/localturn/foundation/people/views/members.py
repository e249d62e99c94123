"""Who belongs to an organisation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from localturn.foundation import moments
from localturn.foundation.people import permissions
from localturn.foundation.people.actions import memberships as actions
from localturn.foundation.people.actions.organisations import require_administrator
from localturn.foundation.people.forms.organisations import MemberForm
from localturn.foundation.people.models import Membership, Organisation
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid, NotFound, require


@login_required
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """The people of an organisation, now and before; adding one by their address."""
    person, now = reader(request), moments.now()
    organisation = get_object_or_404(Organisation, slug=slug)
    require(
        permissions.can_see_people_of(person, organisation, on=now.date()),
        _("Only its administrators and coordinators may see who belongs to an organisation."),
    )
    may_edit = permissions.can_administer(person, organisation, on=now.date())
    form = MemberForm(request.POST or None)
    if request.method == "POST":
        require_administrator(person, organisation, now)
        if form.is_valid():
            try:
                actions.add_member(organisation, **form.cleaned_data, by=person, now=now)
            except Invalid as refusal:
                form.add_error(None, refusal.sentence)
            else:
                messages.success(request, _("Added. We have written to this person."))
                return redirect("people:people_of", slug)
    held = Membership.objects.filter(organisation=organisation).select_related("person")
    context = {
        "organisation": organisation,
        "form": form,
        "memberships": held.on(now.date()).order_by("person__name", "pk"),
        "ended": held.filter(until__lte=now.date()).order_by("-until", "person__name"),
        "may_edit": may_edit,
    }
    status = 422 if form.errors else 200
    return render(request, "people/people_of.html", context, status=status)


@login_required
@require_POST
def end_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """End a membership: an administrator somebody's, a person their own."""
    person, now = reader(request), moments.now()
    membership = get_object_or_404(Membership.objects.select_related("organisation"), pk=pk)
    organisation = membership.organisation
    own = membership.person == person
    if not own and not permissions.can_see_people_of(person, organisation, on=now.date()):
        raise NotFound
    actions.end_membership(membership, by=person, now=now)
    messages.success(request, _("The membership is ended."))
    return redirect("people:profile") if own else redirect("people:people_of", organisation.slug)
