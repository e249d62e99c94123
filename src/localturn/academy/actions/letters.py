"""Mail that the academy writes about runs and seats, each in its reader's language."""

from collections.abc import Sequence
from datetime import datetime

from localturn.academy.models import Enrolment, Invitation, Nomination, Run


def enrolled(enrolment: Enrolment, *, now: datetime) -> None:
    """Welcome somebody who has just taken a seat."""


def invited(invitation: Invitation, *, now: datetime) -> None:
    """Send the address at which a kept place waits."""


def nominated(nomination: Nomination, *, now: datetime) -> None:
    """Tell the facilitators that an association proposes somebody."""


def nomination_decided(nomination: Nomination, *, now: datetime) -> None:
    """Tell whoever nominated what was decided."""


def deadlines_moved(run: Run, *, activities: Sequence[int], now: datetime) -> None:
    """Tell participants which deadlines and meetings have moved."""
