"""What a script is told that has sent a file in pieces."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from localturn.foundation.files.models import Arrival
from localturn.foundation.refusals import Invalid, Refusal


def told_of(take: Callable[[], Arrival]) -> HttpResponse:
    """202 until the file is where it belongs, then 204, or a sentence that the script shows."""
    try:
        arrival = take()
        if arrival.outcome is None:
            return HttpResponse(status=202)
        if "refused" in arrival.outcome:
            raise Invalid(arrival.outcome["refused"])
    except Refusal as refused:
        sentence = refused.sentence or _("That is not possible.")
        return HttpResponse(sentence, status=refused.status, content_type="text/plain")
    return HttpResponse(status=204)
