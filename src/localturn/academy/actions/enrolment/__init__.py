"""How people come into a run and leave it: by themselves, by invitation, by nomination."""

from localturn.academy.actions.enrolment.interests import (
    answer_interest,
    express_interest,
    rank_interest,
    withdraw_interest,
)
from localturn.academy.actions.enrolment.invitations import (
    Invited,
    accept_invitation,
    decline_invitation,
    invite,
    resend_invitation,
    withdraw_invitation,
)
from localturn.academy.actions.enrolment.links import (
    join_by_link,
    make_link,
    refuse_link,
    revoke_link,
)
from localturn.academy.actions.enrolment.nominations import (
    decide_nomination,
    nominate,
    nominate_all,
    rank_nomination,
    withdraw_nomination,
)
from localturn.academy.actions.enrolment.quotas import set_places
from localturn.academy.actions.enrolment.seats import enrol, reinstate, withdraw

__all__ = [
    "Invited",
    "accept_invitation",
    "answer_interest",
    "decide_nomination",
    "decline_invitation",
    "enrol",
    "express_interest",
    "invite",
    "join_by_link",
    "make_link",
    "nominate",
    "nominate_all",
    "rank_interest",
    "rank_nomination",
    "refuse_link",
    "reinstate",
    "resend_invitation",
    "revoke_link",
    "set_places",
    "withdraw",
    "withdraw_interest",
    "withdraw_invitation",
    "withdraw_nomination",
]
