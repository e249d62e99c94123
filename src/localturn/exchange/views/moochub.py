"""The catalogue for MOOChub, version 3."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from localturn.exchange.domain.offers import Wanted
from localturn.exchange.queries import offers as queries
from localturn.exchange.queries.prose import html_of
from localturn.exchange.standards import moochub
from localturn.exchange.views.programs import Said, for_programs, speaker
from localturn.foundation.refusals import NotFound

A_PAGE = 50


@for_programs(moochub.TYPE)
def courses(said: Said) -> Any:
    """A page of what is published now."""
    number = said.number("page", default=1)
    pages = max(1, -(-queries.number_of(Wanted()) // A_PAGE))
    if number > pages:
        raise NotFound
    found = queries.offers(Wanted(), part=slice((number - 1) * A_PAGE, number * A_PAGE))
    base = f"{settings.PUBLIC_URL}{reverse('exchange:moochub')}"
    return moochub.document(
        found,
        speaker(),
        shown=html_of,
        address=lambda page: f"{base}?page={page}",
        number=number,
        pages=pages,
    )
