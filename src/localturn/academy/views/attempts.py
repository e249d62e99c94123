"""The one small request that saves an answer as soon as it is given."""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from localturn.academy.actions.attempts import Saved, save_answer
from localturn.academy.actions.late import Fate
from localturn.academy.domain.whole import whole
from localturn.academy.views.questions import saved_words
from localturn.foundation import moments
from localturn.foundation.refusals import Refusal
from localturn.foundation.ui.times import clock


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
    said = {"sequence": saved.sequence, "kept": saved.is_kept, "said": _said(saved)}
    return JsonResponse(said | ({"counts": True} if saved.late is Fate.COUNTS else {}))


def _said(saved: Saved) -> str:
    match saved.late:
        case None if saved.is_kept:
            return saved_words(saved.kind, saved.value, at=saved.at)
        case None:
            return _("Answered otherwise in another window. Load this page again to see it.")
        case Fate.KEPT:
            said = _("Arrived at %(time)s, after the end: it does not count unless it is accepted.")
            return said % {"time": clock(saved.at)}
        case Fate.COUNTS:
            return _("This was saved in time and counts.")
        case Fate.OLDER:
            return _("Not taken: you have answered otherwise later, in another window.")
        case Fate.DECIDED:
            return _("Not taken: a facilitator has decided about your late answers already.")
