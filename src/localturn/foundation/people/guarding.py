"""Who may enter the operators' pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from localturn.foundation.people.permissions import can_operate
from localturn.foundation.refusals import NotFound

View = Callable[..., HttpResponse]


def operators_only(view: View) -> View:
    """Who has not signed in is asked to; for everybody else but operators there is no such page."""

    @wraps(view)
    @login_required
    @cache_control(private=True, no_store=True)
    def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
        if not can_operate(request.user):
            raise NotFound
        return view(request, **named)

    return guarded
