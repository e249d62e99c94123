"""The recording of a transcript: brought, exchanged and taken away."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from localturn.corpus.actions import recordings as actions
from localturn.corpus.actions.documents import require_work
from localturn.corpus.forms.recordings import RecordingForm
from localturn.corpus.queries.entering import entered_document
from localturn.corpus.queries.recordings import RECORDING, recording_of
from localturn.corpus.views.arriving import told_of
from localturn.foundation import moments
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid


@login_required
def recording(request: HttpRequest, document: int) -> HttpResponse:
    """What is kept, and another in its place."""
    sight, found = entered_document(reader(request), document)
    require_work(sight.member, found)
    is_sent = request.method == "POST"
    form = RecordingForm(request.POST, request.FILES) if is_sent else RecordingForm()
    if is_sent and form.is_valid():
        try:
            content = form.cleaned_data["recording"]
            actions.keep(found, content, by=sight.member, now=moments.now())
        except Invalid as refused:
            form.add_error("recording", forms.ValidationError(refused.sentence))
        else:
            messages.success(request, _("The recording is kept beside the text."))
            return redirect(found)
    context = {
        "project": sight.project,
        "document": found,
        "form": form,
        "kept": recording_of(found),
        "purpose": f"{RECORDING}/{found.pk}",
    }
    status = 422 if is_sent else 200
    return render(request, "corpus/recording.html", context, status=status)


@require_POST
@login_required
def arrived(request: HttpRequest, document: int) -> HttpResponse:
    """One that the page's script has sent in pieces."""
    sight, found = entered_document(reader(request), document)
    token, now = request.POST.get("arrived", ""), moments.now()
    return told_of(lambda: actions.take_arrived(found, token, by=sight.member, now=now))


@require_POST
@login_required
def remove(request: HttpRequest, document: int) -> HttpResponse:
    sight, found = entered_document(reader(request), document)
    actions.remove(found, by=sight.member)
    messages.success(request, _("The recording is gone."))
    return redirect(found)
