"""The public page of a certificate, its PDF, and what facilitators decide about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.academy.actions import certificates as actions
from localturn.academy.actions.judging import require_another
from localturn.academy.forms.marking import ReasonForm
from localturn.academy.models import Certificate, CertificatePdf
from localturn.academy.permissions import can_decide_on, can_facilitate
from localturn.academy.queries.certificates import Shown, certificate_at, shortfall_words
from localturn.academy.views.reader import reader
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotAllowed, NotFound, NotNow, require

_Decision = Callable[..., None]
_DECISIONS: dict[str, _Decision] = {
    "revoke": actions.revoke,
    "reinstate": actions.reinstate,
    "uphold": actions.uphold,
}


@require_safe
def show(request: HttpRequest, token: str) -> HttpResponse:
    """All that a certificate says and whether it is valid, to whoever has its address."""
    shown = certificate_at(token)
    return _unlisted(render(request, "academy/certificate.html", _context(request, shown)))


@login_required
@require_safe
def pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The printed form, for its holder and who decides about it."""
    certificate = certificate_at(token).certificate
    if not _may_download(request.user, certificate):
        raise NotAllowed(_("Only its holder and the facilitators can download a certificate."))
    if certificate.revoked_at is not None:
        raise NotNow(_("This certificate has been revoked."))
    printed = CertificatePdf.objects.filter(certificate=certificate).first()
    if printed is None:
        raise NotNow(_("The PDF is being made. Try again in a minute."))
    answer = HttpResponse(bytes(printed.file), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{certificate.number}.pdf"'
    return _unlisted(answer)


@login_required
@require_POST
def decide(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """Revoke, uphold or reinstate, with a reason."""
    shown = certificate_at(token)
    if verb not in _DECISIONS:
        raise NotFound
    person, enrolment = reader(request), shown.certificate.enrolment
    if person.is_staff or can_facilitate(person, enrolment.run):
        require_another(person, enrolment)
    require(
        can_decide_on(person, shown.certificate),
        _("Only facilitators and operators decide about a certificate."),
    )
    form = ReasonForm(request.POST, auto_id=f"{verb}-%s")
    if not form.is_valid():
        context = _context(request, shown)
        context["forms"][verb] = form
        context["deciding"] = verb
        return _unlisted(render(request, "academy/certificate.html", context, status=422))
    _DECISIONS[verb](
        shown.certificate,
        reason=form.cleaned_data["reason"],
        by=request.user,
        now=moments.now(),
    )
    messages.success(request, _("Your decision is recorded."))
    return redirect("academy:certificate", token)


def _context(request: HttpRequest, shown: Shown) -> dict[str, Any]:
    certificate = shown.certificate
    may_decide = can_decide_on(request.user, certificate)
    return {
        "shown": shown,
        "certificate": certificate,
        "said": shown.said,
        "may_decide": may_decide,
        "may_download": shown.is_valid and _may_download(request.user, certificate),
        "shortfall": shortfall_words(certificate) if may_decide and certificate.is_in_doubt else [],
        "forms": {verb: ReasonForm(auto_id=f"{verb}-%s") for verb in _DECISIONS},
        "deciding": "",
    }


def _may_download(person: Any, certificate: Certificate) -> bool:
    if not isinstance(person, Person):
        return False
    return certificate.enrolment.person_id == person.pk or can_decide_on(person, certificate)


def _unlisted(answer: HttpResponse) -> HttpResponse:
    """Neither found by search engines nor kept by what stands between."""
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Cache-Control"] = "private, no-store"
    return answer
