"""Places that run out: how many there are, how many are left, who gets the next, who waits.

Pure arithmetic. An action that hands out a place locks the row that owns the capacity first (see
`academy.actions.enrolment`), counts, and asks here.
"""

from localturn.foundation.seats.capacity import Capacity, Decision, Taken, decide, fits, free
from localturn.foundation.seats.offers import stands, term
from localturn.foundation.seats.quotas import (
    Division,
    Waiting,
    free_for,
    free_in_rest,
    left_in_quota,
    order,
    quotas_fit,
    who_moves_up,
)

__all__ = [
    "Capacity",
    "Decision",
    "Division",
    "Taken",
    "Waiting",
    "decide",
    "fits",
    "free",
    "free_for",
    "free_in_rest",
    "left_in_quota",
    "order",
    "quotas_fit",
    "stands",
    "term",
    "who_moves_up",
]
