"""Applications for places in listed courses: from the student by way of two universities to a
place, and the learning agreement.

Rows are held in one order: the listing, then the application, then, where the course is a run of
the academy, what that room holds.
"""

from localturn.exchange.actions.applications.agreements import confirm, propose
from localturn.exchange.actions.applications.applying import (
    add_student,
    apply,
    throw_away,
    withdraw,
)
from localturn.exchange.actions.applications.at_home import answer, nominate, rank, take_back
from localturn.exchange.actions.applications.at_host import decide, decide_all, reopen
from localturn.exchange.actions.applications.ending import end_place

__all__ = [
    "add_student",
    "answer",
    "apply",
    "confirm",
    "decide",
    "decide_all",
    "end_place",
    "nominate",
    "propose",
    "rank",
    "reopen",
    "take_back",
    "throw_away",
    "withdraw",
]
