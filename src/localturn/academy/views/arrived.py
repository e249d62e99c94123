"""What a script is told that has sent a file in pieces."""

from collections.abc import Callable

from django.http import HttpResponse

from localturn.foundation.files.models import Arrival
from localturn.foundation.refusals import NotFound, Refusal


def told_of(take: Callable[[], Arrival]) -> HttpResponse:
    """202 until the file that is taken over is looked through, then 204 or a sentence that the
    script shows."""
    try:
        arrival = take()
    except NotFound:
        raise
    except Refusal as refusal:
        return HttpResponse(refusal.sentence, status=refusal.status, content_type="text/plain")
    if arrival.outcome is None:
        return HttpResponse(status=202)
    if refused := arrival.outcome["refused"]:
        return HttpResponse(refused, status=422, content_type="text/plain")
    return HttpResponse(status=204)
