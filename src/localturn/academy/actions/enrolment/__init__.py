"""How people come into a run and leave it: by themselves, by invitation, by nomination."""

from localturn.academy.actions.enrolment.invitations import (
    Invited,
    accept_invitation,
    invite,
    resend_invitation,
    withdraw_invitation,
)
from localturn.academy.actions.enrolment.nominations import (
    decide_nomination,
    nominate,
    withdraw_nomination,
)
from localturn.academy.actions.enrolment.seats import enrol, reinstate, withdraw

__all__ = [
    "Invited",
    "accept_invitation",
    "decide_nomination",
    "enrol",
    "invite",
    "nominate",
    "reinstate",
    "resend_invitation",
    "withdraw",
    "withdraw_invitation",
    "withdraw_nomination",
]
