"""What of the mailing lists is not undone by a restored backup, because it would harm readers."""

from datetime import datetime

from localturn.agenda.actions.halting import stop
from localturn.agenda.actions.left_notes import leave_again
from localturn.agenda.actions.sending import make_letters
from localturn.agenda.models import Delivery, Issue, Stage, State
from localturn.foundation.languages import N_

WAITED_IN_A_BACKUP = N_("This letter waited when the backup was made that was restored.")


def after_restore(*, now: datetime) -> list[str]:
    """Hold every letter that waited when the backup was made, for it may have left since, and let
    who left since have left; gives what was done, in sentences for the shell."""
    issues = Issue.objects.filter(stage__in=[Stage.SENDING, Stage.HALTED])
    for issue in issues.filter(stage=Stage.SENDING):
        stop(issue, by=None, now=now)
    for issue in issues.filter(queued_at=None):
        make_letters(issue)
    waiting = Delivery.objects.filter(state__in=[State.QUEUED, State.HANDING])
    letters = waiting.update(state=State.DOUBT, claimed_by="", trouble=WAITED_IN_A_BACKUP)
    said = []
    if letters:
        said.append(
            f"Held, as they waited then and may have been sent since: {letters} letters of mailing "
            "lists. The pages of their issues ask whether they are sent again."
        )
    if left := leave_again(now=now):
        said.append(f"Left again, as they left since then: {left} readers of mailing lists.")
    return said
