"""The learning agreement of an application: read, proposed, confirmed, printed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from localturn.exchange import permissions
from localturn.exchange.actions import applications as actions
from localturn.exchange.actions.applications.agreements import AGREED_IN
from localturn.exchange.domain.applications import Party
from localturn.exchange.forms.application import AgreementForm, terms_at_first
from localturn.exchange.queries.applications import agreement_of, application_seen_by, missing_in
from localturn.foundation import moments
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid, NotFound, Refusal


@login_required
def agreement(request: HttpRequest, application: int) -> HttpResponse:
    """What is agreed and who has confirmed it; the student and the home university may change
    it."""
    person, now = reader(request), moments.now()
    found = application_seen_by(person, application, now=now)
    known, confirmed = agreement_of(found)
    is_open = found.stands in AGREED_IN
    if known is None and not is_open:
        raise NotFound
    parties = permissions.parties_of(person, found, now=now)
    sent = request.POST if request.method == "POST" else None
    form = AgreementForm(sent, initial=terms_at_first(found.listing, known))
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose(found, form.terms, by=person, now=now)
        except Invalid as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(
                request, _("The agreement is proposed. Now all three parties confirm it.")
            )
            return redirect("exchange:agreement", found.pk)
    missing = missing_in(known, confirmed) if known else []
    context = {
        "application": found,
        "agreement": known,
        "confirmed": [(_(Party(each.party).label), each) for each in confirmed],
        "missing": [_(each.label) for each in missing],
        "own": [(each.value, _(each.label)) for each in missing if each in parties]
        if is_open
        else [],
        "form": form if is_open and parties & {Party.STUDENT, Party.HOME} else None,
        "now": now,
    }
    status = 422 if form.errors else 200
    return render(request, "exchange/agreement.html", context, status=status)


@login_required
@require_POST
def confirm(request: HttpRequest, application: int) -> HttpResponse:
    """Confirm the words that were shown."""
    person, now = reader(request), moments.now()
    found = application_seen_by(person, application, now=now)
    said = request.POST.get("party", "")
    if said not in {each.value for each in Party}:
        raise Invalid(_("Say for which party you confirm the agreement."))
    try:
        actions.confirm(
            found,
            party=Party(said),
            digest=request.POST.get("digest", "")[:64],
            by=person,
            now=now,
        )
    except Refusal as refused:
        if refused.status != 409:
            raise
        messages.warning(request, refused.sentence)
        return redirect("exchange:agreement", found.pk)
    messages.success(request, _("You have confirmed the learning agreement."))
    return redirect("exchange:agreement", found.pk)
