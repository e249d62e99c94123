"""The one small request that saves an answer as soon as it is given."""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from localturn.academy.actions.attempts import save_answer
from localturn.academy.domain.whole import whole
from localturn.foundation import moments
from localturn.foundation.refusals import Refusal
from localturn.foundation.ui.times import clock

"""Sequences are milliseconds; one of sixteen digits is after the year 33658."""


@never_cache
@require_POST
def save(request: HttpRequest, attempt: int, position: int) -> JsonResponse:
    """Save one answer: answers with what is kept, or with a sentence and the reason's status."""
    if not request.user.is_authenticated:
        return JsonResponse({"said": _("You are signed out. Sign in again.")}, status=401)
    sequence = whole(request.POST.get("sequence"))
    if sequence is None:
        return JsonResponse({"said": _("This answer came without its sequence.")}, status=422)
    try:
        saved = save_answer(
            attempt,
            position,
            request.POST,
            sequence=sequence,
            by=request.user,
            now=moments.now(),
        )
    except Refusal as refusal:
        return JsonResponse({"said": refusal.sentence}, status=refusal.status)
    if saved.is_late:
        said = _("Arrived at %(time)s, after the end: it does not count unless it is accepted.")
        said = said % {"time": clock(saved.at)}
    elif not saved.is_kept:
        said = _("Answered otherwise in another window. Load this page again to see it.")
    else:
        said = _("Saved %(time)s") % {"time": clock(saved.at)}
    return JsonResponse({"sequence": saved.sequence, "kept": saved.is_kept, "said": said})
