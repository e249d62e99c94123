"""What a paper waits for."""

from datetime import datetime

from django.utils.translation import gettext as _

from localturn.academy.domain.papers import Stage
from localturn.academy.queries.papers import Proposed
from localturn.foundation.refusals import NotNow


def refuse_unproposed(proposed: Proposed, *, now: datetime) -> None:
    """Raise NotNow where a paper waits for its proposal."""
    if proposed.may_be_handed_in(now):
        return
    if proposed.stage is Stage.NONE:
        raise NotNow(_("Send a proposal first. You hand in once it is approved."))
    if proposed.stage is Stage.CHANGES:
        raise NotNow(_("Changes to your proposal were asked for. Send it once more first."))
    raise NotNow(_("Your proposal waits for an answer. You hand in once it is approved."))
