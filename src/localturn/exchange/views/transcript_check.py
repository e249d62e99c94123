"""The page on which whoever was given its address checks a transcript, without an account."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from localturn.exchange.domain.transcripts import canonical
from localturn.exchange.queries.transcript_words import (
    course_facts,
    credit_rows,
    result_facts,
    scale_rows,
    scale_words,
)
from localturn.exchange.queries.transcripts import transcript_at
from localturn.foundation.refusals import NotFound


@require_safe
def check(request: HttpRequest, token: str) -> HttpResponse:
    """All that a transcript says, and whether another has taken its place."""
    shown = transcript_at(token)
    context: dict[str, Any] = {
        "shown": shown,
        "transcript": shown.transcript,
        "record": shown.record,
    }
    if shown.record is not None:
        context |= {
            "course": course_facts(shown.record),
            "result": result_facts(shown.record),
            "credits": credit_rows(shown.record),
            "scale": scale_rows(shown.record),
            "scale_words": scale_words(shown.record),
        }
    return _unlisted(render(request, "exchange/transcripts/check.html", context))


@require_safe
def record(request: HttpRequest, token: str) -> HttpResponse:
    """What it says, in the very bytes of which it prints the SHA-256."""
    shown = transcript_at(token)
    if shown.transcript.content is None:
        raise NotFound
    answer = HttpResponse(canonical(shown.transcript.content), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{shown.transcript.number}.json"'
    return _unlisted(answer)


def _unlisted(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
