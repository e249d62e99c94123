"""What addresses for other universities' programs have in common: public, and the same for all.

Nobody is asked who they are: what is answered here stands on pages for everybody. Whoever asks for
what is not carried out is refused in a sentence, so that nobody takes all for what they asked.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from localturn.exchange.standards.ooapi import Speaker
from localturn.foundation.api.problem import problem
from localturn.foundation.refusals import Refusal

LONGEST = 200
"""Letters of one value."""
HIGHEST = 100_000
"""Page of a list."""
KEPT = "public, max-age=300"
_METHODS = ("GET", "HEAD")

P = ParamSpec("P")


class Unusable(Exception):
    """A parameter that cannot be used."""


class Said:
    """What is asked for in an address's query."""

    def __init__(self, query: QueryDict) -> None:
        self._query = query

    def names(self) -> Collection[str]:
        return self._query.keys()

    def text(self, name: str) -> str:
        """Raises Unusable."""
        text = str(self._query.get(name, "")).strip()
        if len(text) > LONGEST or re.search(r"[\x00-\x1f\x7f]", text):
            raise Unusable(_("“%(name)s” cannot be used.") % {"name": name})
        return text

    def number(self, name: str, *, default: int, highest: int = HIGHEST) -> int:
        """A whole number from 1 on; raises Unusable."""
        text = self.text(name)
        if not text:
            return default
        if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= highest:
            sentence = _("“%(name)s” is a number from 1 to %(highest)s.")
            raise Unusable(sentence % {"name": name, "highest": highest})
        return int(text)

    def one_of(self, name: str, known: Mapping[str, Any]) -> Any:
        """What stands for a value, None where none is said; raises Unusable."""
        text = self.text(name)
        if text and text not in known:
            sentence = _("“%(name)s” is one of: %(known)s.")
            raise Unusable(sentence % {"name": name, "known": ", ".join(known)})
        return known.get(text)


def speaker() -> Speaker:
    def page(listing: int) -> str:
        return f"{settings.PUBLIC_URL}{reverse('exchange:listing', args=[listing])}"

    return Speaker(settings.PUBLIC_URL, page)


def refused_method(request: HttpRequest) -> HttpResponse | None:
    """The refusal of a method that would change something, if it is one."""
    if request.method in _METHODS:
        return None
    return problem(405, headers={"Allow": ", ".join(_METHODS)})


def answered(request: HttpRequest, kind: str, view: Callable[[Said], Any]) -> HttpResponse:
    """What a view says, as JSON of this media type; refusals are problems."""
    if refused := refused_method(request):
        return refused
    try:
        value = view(Said(request.GET))
    except Unusable as wrong:
        return problem(400, str(wrong))
    except Refusal as refusal:
        return problem(refusal.status, refusal.sentence)
    content = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": KEPT})


def for_programs(
    kind: str,
) -> Callable[
    [Callable[Concatenate[Said, P], Any]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:
    """A view that answers a value, as JSON of this media type; refusals are problems."""

    def decorated(
        view: Callable[Concatenate[Said, P], Any],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            return answered(request, kind, lambda said: view(said, *args, **kwargs))

        return csrf_exempt(answer)  # nothing is changed, and no cookie is looked at

    return decorated
