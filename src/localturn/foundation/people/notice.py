"""The privacy notice: which version stands on its page, and how long what is kept."""

from dataclasses import dataclass

from localturn.foundation.languages import N_

VERSION = "2026-11-22"
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
    Retention(
        N_("Invitations to a run and nominations for it, once it has ended"),
        365,
        N_("To know who proposed whom while the run is reported on."),
    ),
    Retention(N_("The text of letters to you"), 30, N_("To find out why a letter did not arrive.")),
    Retention(
        N_("That a letter was sent, and when"), 365, N_("To answer questions about a deadline.")
    ),
    Retention(
        N_("Announcements that were sent here or read elsewhere, and of which nothing was made"),
        365,
        N_("So that an editor can look at them again; afterwards their words are forgotten."),
    ),
    Retention(
        N_("Addresses of the network (IP) that tried to sign in"),
        1,
        N_("To slow down whoever guesses codes."),
    ),
    Retention(
        N_("The trail of what changed somebody's standing, and the gradebook"),
        None,
        N_(
            "Certificates rest on it. It loses your name when you erase your account; reasons and "
            "feedback that somebody wrote in it stay as they were written."
        ),
    ),
]
COPY_DAYS = 7
INVITATION_DAYS = 365
UNCONFIRMED_DAYS = 30
