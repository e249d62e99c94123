"""A facilitator looks at who owes a comment, and reminds them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from localturn.academy.actions.comment_reminders import remind_who_owes
from localturn.academy.queries.groupwork import owing_in
from localturn.academy.queries.places import ActivityPlace
from localturn.academy.views.group_board import View, require_facilitator, state_of, to_board
from localturn.academy.views.reader import reader


@never_cache
def ask(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Whom it concerns, and which groups wait for them."""
    require_facilitator(place)
    context = {"place": place, "rows": owing_in(state_of(place))}
    return render(request, "academy/groups/remind.html", context)


def remind(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Send the letters."""
    require_facilitator(place)
    number = remind_who_owes(state_of(place), by=reader(request), now=place.now)
    said = ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", number)
    messages.success(request, said % {"num": number})
    return to_board(place)


VERBS: dict[str, View] = {"remind": remind}
PAGES: dict[str, View] = {"remind": ask}
