"""A course blog: posts on what was read and comments under them, due before a meeting. It is read,
written in and moderated as a discussion is."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from localturn.academy.domain.blog import State, terms_of
from localturn.academy.queries.blog import by_state, digest_of, meeting_before, writers_of
from localturn.academy.queries.places import ActivityPlace
from localturn.academy.views import excuses
from localturn.academy.views.kinds import discussion
from localturn.academy.views.meetings import require_facilitator

show = discussion.show

VERBS: dict[str, Callable[[HttpRequest, ActivityPlace], HttpResponse]] = {
    **discussion.VERBS,
    **excuses.VERBS,
}


@never_cache
def written(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Who has posted in time or late, who owes something, and who is excused."""
    require_facilitator(place)
    terms = terms_of(place.activity.settings)
    writers = writers_of(place.run, place.activity)
    context = {
        "place": place,
        "terms": terms,
        "meeting": meeting_before(place.run, terms),
        "people": len(writers),
        "writers": by_state(writers),
        "states": State,
    }
    return render(request, "academy/blog/written.html", context)


@never_cache
def digest(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """All posts on one page, to prepare the meeting."""
    require_facilitator(place)
    terms = terms_of(place.activity.settings)
    writers = writers_of(place.run, place.activity)
    context = {
        "place": place,
        "terms": terms,
        "meeting": meeting_before(place.run, terms),
        "posts": digest_of(place.run, place.activity),
        "silent": [
            w for w in writers if not w.standing.written.posts + w.standing.written.late_posts
        ],
        "people": len(writers),
    }
    return render(request, "academy/blog/digest.html", context)


PAGES: dict[str, Callable[[HttpRequest, ActivityPlace], HttpResponse]] = {
    "written": written,
    "digest": digest,
    **excuses.PAGES,
}
