"""What an announcement is related to, for who edits it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from localturn.agenda import permissions
from localturn.agenda.actions import relating as actions
from localturn.agenda.forms.event import RelatedForm, SameForm
from localturn.agenda.queries.events import event_edited_by, joined_into
from localturn.agenda.queries.related import named_things, thing_named
from localturn.agenda.queries.saying import text_for_reader
from localturn.foundation import moments
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid, Refusal
from localturn.foundation.room import drawn, thing_at


@login_required
def related(request: HttpRequest, event: int) -> HttpResponse:
    """What it is related to, and a form for more."""
    person, now = reader(request), moments.now()
    found = event_edited_by(person, event, now=now)
    form = RelatedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        thing = thing_at(form.cleaned_data["address"])
        try:
            actions.relate(found, thing, by=person, now=now)
        except Refusal as refused:
            form.add_error("address", refused.sentence)
        else:
            messages.success(request, _("They are related now."))
            return redirect("agenda:related", event)
    context = {
        "event": found,
        "text": text_for_reader(found),
        "form": form,
        "cards": drawn(named_things(found), reader=person),
        "is_editor": permissions.can_edit(person, now=now),
        "same": SameForm(),
        "joined": [(each, text_for_reader(each.absorbed)) for each in joined_into(found)],
    }
    return render(request, "agenda/related.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def part(request: HttpRequest, event: int) -> HttpResponse:
    person, now = reader(request), moments.now()
    found = event_edited_by(person, event, now=now)
    thing = thing_named(request.POST.get("thing", ""))
    if thing is None:
        raise Invalid(_("Say which."))
    actions.part(found, thing, by=person, now=now)
    messages.success(request, _("They are no longer related."))
    return redirect("agenda:related", event)
