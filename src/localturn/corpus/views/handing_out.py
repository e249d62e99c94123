"""A file of a project as an answer. No other view of the room answers with one."""

from django.http import HttpResponse

from localturn.corpus.actions.handing_out import Outgoing, hand_out
from localturn.corpus.permissions import Sight


def handed_out(sight: Sight, outgoing: Outgoing) -> HttpResponse:
    """Raises NotNow where it must not leave."""
    answer = HttpResponse(hand_out(sight, outgoing), content_type=outgoing.media_type)
    answer["Content-Disposition"] = f'attachment; filename="{outgoing.name}"'
    return answer
