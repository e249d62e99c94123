"""Consortia: for everybody to see, for operators to keep."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.exchange import permissions
from localturn.exchange.actions import consortia as actions
from localturn.exchange.forms.consortium import ConsortiumForm, PartnerForm
from localturn.exchange.models import Consortium, Partner
from localturn.foundation import moments
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Refusal, require


@require_safe
def consortia(request: HttpRequest) -> HttpResponse:
    """Every consortium."""
    context = {
        "consortia": list(Consortium.objects.order_by("name", "pk")[:500]),
        "keeps": permissions.can_keep_consortia(request.user),
    }
    return render(request, "exchange/consortia.html", context)


@login_required
def found(request: HttpRequest) -> HttpResponse:
    """A new consortium."""
    person = reader(request)
    require(permissions.can_keep_consortia(person), _("Only operators may do this."))
    form = ConsortiumForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.found(**form.cleaned_data, by=person, now=moments.now())
        except Refusal as refused:
            form.add_error("name", refused.sentence)
        else:
            return redirect(made)
    status = 422 if form.errors else 200
    return render(request, "exchange/consortium_new.html", {"form": form}, status=status)


@require_safe
def consortium(request: HttpRequest, consortium: str) -> HttpResponse:
    """Which universities are in it, and what they may do."""
    return _page(request, get_object_or_404(Consortium, slug=consortium), PartnerForm())


@login_required
@require_POST
def join(request: HttpRequest, consortium: str) -> HttpResponse:
    person = reader(request)
    require(permissions.can_keep_consortia(person), _("Only operators may do this."))
    found_one = get_object_or_404(Consortium, slug=consortium)
    form = PartnerForm(request.POST)
    if not form.is_valid():
        return _page(request, found_one, form)
    said = form.cleaned_data
    try:
        actions.join(
            found_one,
            said["organisation"],
            may_list=said["may_list"],
            may_nominate=said["may_nominate"],
            by=person,
            now=moments.now(),
        )
    except Refusal as refused:
        form.add_error("organisation", refused.sentence)
        return _page(request, found_one, form)
    messages.success(request, _("The university takes part."))
    return redirect(found_one)


@login_required
@require_POST
def leave(request: HttpRequest, consortium: str, partner: int) -> HttpResponse:
    person = reader(request)
    require(permissions.can_keep_consortia(person), _("Only operators may do this."))
    left = get_object_or_404(Partner, pk=partner, consortium__slug=consortium, until=None)
    actions.leave(left, by=person, now=moments.now())
    messages.success(request, _("The university takes part no longer."))
    return redirect(left.consortium)


def _page(request: HttpRequest, found_one: Consortium, form: PartnerForm) -> HttpResponse:
    today = moments.now().date()
    partners = Partner.objects.on(today).filter(consortium=found_one)
    context = {
        "consortium": found_one,
        "partners": list(partners.select_related("organisation")),
        "form": form,
        "keeps": permissions.can_keep_consortia(request.user),
    }
    status = 422 if form.errors else 200
    return render(request, "exchange/consortium.html", context, status=status)
