"""Outside addresses, asked safely. No other part of the house opens a connection to a stranger.

What people or imported files name may lead anywhere, so an address is asked only if all that its
host's name leads to is public; the connection goes to the very address that was looked at, after
each redirect anew; and what one question may cost in time and bytes is bounded.
"""

from localturn.foundation.fetch.addresses import Target, parse
from localturn.foundation.fetch.asking import PORTS, Answer, Limits, get, post
from localturn.foundation.fetch.mailboxes import Mailbox, OpenMailbox
from localturn.foundation.fetch.refusing import NotFetched, Reason, explain

__all__ = [
    "PORTS",
    "Answer",
    "Limits",
    "Mailbox",
    "NotFetched",
    "OpenMailbox",
    "Reason",
    "Target",
    "explain",
    "get",
    "parse",
    "post",
]
