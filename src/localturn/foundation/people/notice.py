"""The privacy notice: which version stands on its page, and how long what is kept."""

from dataclasses import dataclass

from localturn.foundation.languages import N_

VERSION = "2026-11-21"
"""Changes whenever the notice says something else; who has seen an older one is shown the new."""

NOTICE = "privacy-notice"


@dataclass(frozen=True)
class Retention:
    """How long one kind of thing is kept; `days` None means as long as the account."""

    kind: str
    days: int | None
    why: str


RETENTION = [
    Retention(
        N_("Your account, memberships, courses and what you wrote"),
        None,
        N_("Until you erase it: it is what you use Local Turn with."),
    ),
    Retention(
        N_("Accounts whose address was never confirmed"),
        30,
        N_("Somebody may have mistyped an address that is not theirs."),
    ),
    Retention(N_("Sign-ins on a device"), 14, N_("So that you need not sign in on every visit.")),
    Retention(
        N_("The copy of your data that you asked for"),
        7,
        N_("Long enough to save it, too short to be forgotten here."),
    ),
    Retention(N_("The text of letters to you"), 30, N_("To find out why a letter did not arrive.")),
    Retention(
        N_("That a letter was sent, and when"), 365, N_("To answer questions about a deadline.")
    ),
    Retention(
        N_("Addresses of the network (IP) that tried to sign in"),
        1,
        N_("To slow down whoever guesses codes."),
    ),
    Retention(
        N_("The trail of what changed somebody's standing"),
        None,
        N_("Certificates rest on it. It loses your name when you erase your account."),
    ),
]
COPY_DAYS = 7
UNCONFIRMED_DAYS = 30
