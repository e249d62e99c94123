"""Two events that are both there, made one by an editor, and two again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from localturn.agenda import permissions
from localturn.agenda.actions import joining as actions
from localturn.agenda.forms.event import SameForm
from localturn.agenda.models import Joining
from localturn.agenda.queries.events import event_edited_by
from localturn.foundation import moments
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid, require
from localturn.foundation.room import thing_at


@login_required
@require_POST
def make_one(request: HttpRequest, event: int) -> HttpResponse:
    person, now = reader(request), moments.now()
    found = event_edited_by(person, event, now=now)
    form = SameForm(request.POST)
    thing = thing_at(form.cleaned_data["same"]) if form.is_valid() else None
    visible = permissions.events_visible_to(person, now=now)
    is_event = thing is not None and (thing.room, thing.kind) == ("agenda", "event")
    kept = visible.filter(uid=thing.id).first() if thing is not None and is_event else None
    if kept is None:
        raise Invalid(_("Give the address of another announcement of this agenda."))
    actions.make_one(found, kept, by=person, now=now)
    messages.success(request, _("They are one event now. This can be undone."))
    return redirect(kept)


@login_required
@require_POST
def make_two(request: HttpRequest, joining: int) -> HttpResponse:
    person, now = reader(request), moments.now()
    require(permissions.can_edit(person, now=now), _(permissions.FOR_EDITORS))
    found = get_object_or_404(Joining.objects.select_related("absorbed", "kept"), pk=joining)
    actions.make_two(found, by=person, now=now)
    messages.success(request, _("They are two again."))
    return redirect(found.absorbed)
