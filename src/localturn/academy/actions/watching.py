"""Remember where somebody is in a video, and what of it they have played."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy.actions.holding import hold_seat
from localturn.academy.actions.progress import record_done
from localturn.academy.domain.watching import (
    MOST_INTERVALS,
    Interval,
    joined,
    reported,
    share,
)
from localturn.academy.models import Activity, Completion, Enrolment, Watching
from localturn.foundation.refusals import Invalid

DEFAULT_SHARE = 90


@dataclass(frozen=True)
class Told:
    """What a report led to."""

    sequence: int
    """Of the place that stands."""
    is_done: bool


@transaction.atomic
def remember(
    enrolment: Enrolment,
    activity: Activity,
    *,
    seconds: int,
    place: int,
    played: str,
    sequence: int,
    now: datetime,
) -> Told:
    """Take a report of the player: what it has played is added, the later place stands.

    Told twice, late or from another window it changes nothing. Raises Invalid for what is no
    report. The activity is done when as much as it asks for has been played.
    """
    told = reported(played, seconds=seconds)
    if told is None or place < 0:
        raise Invalid(_("This is no report of a video player."))
    hold_seat(enrolment.pk)
    row, _made = Watching.objects.get_or_create(
        enrolment=enrolment, activity=activity, defaults={"told_at": now}
    )
    before: list[Interval] = [(begin, end) for begin, end in row.played]
    row.played = joined([*before, *told])[:MOST_INTERVALS]
    if sequence > row.sequence:
        row.place, row.sequence = min(place, seconds), sequence
    row.told_at = now
    row.save(update_fields=["place", "played", "sequence", "told_at"])
    wanted = Fraction(int(activity.settings.get("share", DEFAULT_SHARE)), 100)
    if 0 < wanted <= share(row.played, seconds=seconds):
        record_done(enrolment, activity, now=now)
    is_done = Completion.objects.filter(enrolment=enrolment, activity=activity).exists()
    return Told(row.sequence, is_done)
