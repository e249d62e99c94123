"""A person's own data: a copy of it, and leaving."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.foundation import moments
from localturn.foundation.files import serving
from localturn.foundation.files.models import StoredFile
from localturn.foundation.people.actions import copies
from localturn.foundation.people.actions.erasure import erase_person, sole_administrator_of
from localturn.foundation.people.forms.data import ErasureForm
from localturn.foundation.people.models import DataCopy
from localturn.foundation.people.notice import COPY_DAYS
from localturn.foundation.people.queries.personal_data import declarations, handed_over_first
from localturn.foundation.people.reader import reader
from localturn.foundation.people.views.account import confirmed
from localturn.foundation.personal_data import OnErasure
from localturn.foundation.refusals import NotFound


@login_required
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Copies that were asked for, and the way out."""
    person, now = reader(request), moments.now()
    context = {
        "copies": DataCopy.objects.filter(person=person, expires_at__gt=now),
        "days": COPY_DAYS,
    }
    return render(request, "people/data.html", context)


@require_POST
@login_required
@confirmed
def ask_for_copy(request: HttpRequest) -> HttpResponse:
    """Have a copy made."""
    person = reader(request)
    copies.ask_for_copy(person, by=person, now=moments.now())
    messages.success(request, _("Your copy is being made. You will get a letter when it is ready."))
    return redirect("people:data")


@login_required
@require_safe
@confirmed
def copy(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download a copy."""
    found = get_object_or_404(DataCopy, pk=pk, person=reader(request), expires_at__gt=moments.now())
    file = StoredFile.objects.filter(subject=found.subject).first()
    if file is None:
        raise NotFound
    return serving.answer(request, file)


@login_required
@confirmed
def erase(request: HttpRequest) -> HttpResponse:
    """What goes and what stays, the choices, and leaving."""
    person, now = reader(request), moments.now()
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        erase_person(person, wishes=form.wishes, by=person, now=now)
        logout(request)
        return redirect("people:erased")
    tables = [
        table
        for declaration in declarations()
        for table in declaration.tables
        if table.is_about_people
    ]
    goes = (OnErasure.DELETE, OnErasure.BY_APP)
    context = {
        "form": form,
        "goes": [t.holds for t in tables if t.on_erasure in goes],
        "loses_you": [t.holds for t in tables if t.on_erasure is OnErasure.FORGET],
        "stays": [(t.holds, t.because) for t in tables if t.on_erasure is OnErasure.KEEP],
        "handed_over_first": handed_over_first(person, by=person, now=now),
        "sole_administrator_of": sole_administrator_of(person, now=now),
    }
    return render(request, "people/erase.html", context, status=422 if form.errors else 200)


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """The last page that somebody sees who has left."""
    return render(request, "people/erased.html")
