"""A later deadline for one group, given on the board."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from localturn.academy.actions import group_time as actions
from localturn.academy.forms.groups import LaterForm
from localturn.academy.queries.places import ActivityPlace
from localturn.academy.views.group_board import (
    open_groups,
    require_facilitator,
    show_board,
    state_of,
    to_board,
)
from localturn.academy.views.reader import reader
from localturn.foundation.refusals import Invalid


def give_time(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Let a group hand in later than all others, or no later any more."""
    require_facilitator(place)
    state = state_of(place)
    form = LaterForm(request.POST, groups=open_groups(state))
    if form.is_valid():
        group = state.work.grouping.groups.get(pk=form.cleaned_data["group"])
        day, reason = form.cleaned_data["day"], form.cleaned_data["reason"]
        try:
            actions.give_time(state, group, day, reason=reason, by=reader(request), now=place.now)
        except Invalid as refusal:
            form.add_error("day", refusal.sentence)
        else:
            messages.success(request, _("Saved."))
            return to_board(place)
    return show_board(request, place, later=form)


VERBS: dict[str, Callable[[HttpRequest, ActivityPlace], HttpResponse]] = {"later": give_time}
