"""Finding things across all rooms."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from localturn.foundation import moments
from localturn.foundation.search import KindName
from localturn.foundation.search.asked import LONGEST, Question, read
from localturn.foundation.search.queries import Kind, best, how_many
from localturn.lobby.queries.search import audiences_of, kind_names

A_PAGE = 10
MOST_PAGES = 50


@dataclass(frozen=True)
class Filter:
    """A kind of documents that the list can be narrowed to; the first is all of them."""

    text: str
    count: int
    href: str
    is_chosen: bool


@dataclass(frozen=True)
class Results:
    """How many of each kind were found, and which kind is looked at."""

    question: Question
    counts: Mapping[Kind, int]
    names: Mapping[Kind, KindName]
    asked_kind: str

    @cached_property
    def kind(self) -> Kind | None:
        """The kind that the address names, if something of it was found."""
        return next((kind for kind in self.counts if _word(kind) == self.asked_kind), None)

    @cached_property
    def total(self) -> int:
        return sum(self.counts.values())

    def filters(self) -> list[Filter]:
        """All, then every kind of which something was found, in the order of the rooms."""
        found = [kind for kind in self.names if kind in self.counts]
        return [
            Filter(gettext("Everything"), self.total, self._address(None), self.kind is None),
            *(
                Filter(
                    gettext(self.names[kind].many),
                    self.counts[kind],
                    self._address(kind),
                    self.kind == kind,
                )
                for kind in found
            ),
        ]

    def _address(self, kind: Kind | None) -> str:
        asked = {"q": self.question.written, **({"kind": _word(kind)} if kind else {})}
        return f"?{urlencode(asked)}"


@require_safe
@cache_control(private=True, no_store=True)
def search(request: HttpRequest) -> HttpResponse:
    """What the reader looks for, in everything they may see."""
    question = read(request.GET.get("q", ""))
    audiences = audiences_of(request.user, now=moments.now()) if question else frozenset[str]()
    counts = how_many(question, audiences=audiences)
    results = Results(question, counts, kind_names(), request.GET.get("kind", ""))
    total = counts[results.kind] if results.kind else results.total
    places = range(min(total, A_PAGE * MOST_PAGES))
    page = Paginator(places, A_PAGE).get_page(request.GET.get("page"))
    hits = best(
        question,
        audiences=audiences if total else (),
        kind=results.kind,
        first=max(0, page.start_index() - 1),
        most=A_PAGE,
    )
    context = {
        "question": question,
        "longest": LONGEST,
        "results": results,
        "total": total,
        "page": page,
        "hits": hits,
        "kind_names": results.names,
    }
    answer = render(request, "lobby/search.html", context)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _word(kind: Kind) -> str:
    """A kind as the address names it."""
    return ".".join(kind)
