"""What is kept of a source after it was asked: when it is asked next, and a line of its log."""

import logging
from datetime import datetime
from typing import Any

from localturn.agenda.actions.taking_in import log
from localturn.agenda.domain.items import Remark
from localturn.agenda.domain.sources import Outcome, next_asked
from localturn.agenda.models import Fetch, Source
from localturn.foundation.languages import N_

_log = logging.getLogger(__name__)
_GONE = 410


def settled(source: Source, found: Fetch, *, now: datetime, **kept: Any) -> Fetch:
    """It answered: it is asked again at its own pace; `kept` is what it is known by next time."""
    pace = next_asked(now, every_hours=source.every_hours, failures=0)
    Source.objects.filter(pk=source.pk).update(
        **{"done_at": now, "failures": 0, "progress": 0, "progress_of": 0, "due_at": pace, **kept}
    )
    return found


def failed(
    source: Source, remarks: list[Remark], *, now: datetime, status: int | None = None
) -> Fetch:
    """Ask it less and less often; a page that is gone for good is asked no longer."""
    failures = source.failures + 1
    # what an editor did while it was asked stands
    paused = {"is_paused": True} if status == _GONE else {}
    Source.objects.filter(pk=source.pk).update(
        done_at=now,
        failures=failures,
        progress=0,
        progress_of=0,
        due_at=next_asked(now, every_hours=source.every_hours, failures=failures),
        **paused,
    )
    return log(source, Outcome.TROUBLE, remarks, now=now, status=status)


def fault(source: Source) -> Remark:
    """Of ours, with whatever a source said: its log tells of it, and ours how."""
    _log.exception("Source %s could not be taken in", source.pk)
    return Remark(N_("Something went wrong here while it was taken in. The operator can see what."))


def progress(source_id: int, done: int) -> None:
    """How many items are done, while others are not."""
    Source.objects.filter(pk=source_id).update(progress=done)
