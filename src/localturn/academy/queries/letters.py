"""What facilitators have written to whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from localturn.academy.models import LetterTo, Run


@dataclass(frozen=True)
class Written:
    """The last letter to somebody: when, and by whom."""

    at: datetime
    by: str


def last_letters(run: Run) -> Mapping[int, Written]:
    """By seat, when somebody was last written to (1 statement)."""
    rows = LetterTo.objects.filter(letter__run=run).order_by("letter__sent_at", "pk")
    return {
        seat: Written(at, by or "")
        for seat, at, by in rows.values_list(
            "enrolment_id", "letter__sent_at", "letter__written_by__name"
        )
    }
