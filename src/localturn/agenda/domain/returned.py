"""What follows from a letter that came back."""

import re
from enum import StrEnum

SOFT_WITHIN_DAYS = 30
SOFT_AT_MOST = 2
"""With the third soft one within so many days nothing more is sent."""

_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_BASIC = re.compile(r"\b([45])\d\d\b")
_NOBODY = re.compile(
    r"(unknown|no such|invalid|nonexistent|unrouteable) (e-?mail |local )?"
    r"(user|address|mailbox|recipient|account)"
    r"|(user|address|mailbox|recipient|account)( \S+){0,3} "
    r"(unknown|not found|does not exist|doesn't exist|disabled)",
    re.IGNORECASE,
)
"""Many servers say it in words and give a status that says less."""
_GONE = {"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4", "5.7.17"}
"""No such mailbox or domain, or one that is shut (RFC 3463, 7505): trying again is of no use."""
_NOT_THE_READERS = {"5.3", "5.4", "5.5", "5.6", "5.7"}
"""What the letter, the way or a policy is to blame for: the mailbox may be well."""
_OF_THE_SENDER = {"5.1.7", "5.1.8"}
"""The address that the letter comes from is not believed."""
_OURS = {"4.7", "5.5", "5.6", "5.7"}
"""Protocol, letter and policy: however often, they say nothing of the mailbox."""


class Kind(StrEnum):
    HARD = "hard"
    SOFT = "soft"
    DELAYED = "delayed"
    COMPLAINT = "complaint"
    UNKNOWN = "unknown"


def status_in(text: str) -> str:
    """The status code in what a server said: "5.1.1", else "550", else nothing."""
    found = _ENHANCED.search(text) or _BASIC.search(text)
    return found[0] if found else ""


def is_ours(status: str) -> bool:
    """Whether how we send is to blame, so that nobody is suspended for it."""
    return status not in _GONE and (status in _OF_THE_SENDER or status[:3] in _OURS)


def kind_at_the_door(status: str) -> Kind:
    """What it says of a reader that their address was refused. A bare code is given for a sender
    that is not liked as well as for a mailbox that is not there."""
    return kind_of(status) if "." in status else Kind.UNKNOWN


def kind_of(status: str, *, said: str = "", action: str = "failed") -> Kind:
    """How bad it is that a server answered with this status and these words."""
    if action == "delayed":
        return Kind.DELAYED
    if action in {"delivered", "relayed", "expanded"} or status.startswith("2"):
        return Kind.UNKNOWN
    if status in _OF_THE_SENDER:
        return Kind.SOFT
    if status in _GONE or (status.startswith("5") and _NOBODY.search(said)):
        return Kind.HARD
    if status.startswith("4") or status[:3] in _NOT_THE_READERS or status == "5.2.2":
        return Kind.SOFT
    if status.startswith("5"):
        return Kind.HARD if status[:3] in {"5.1"} or status in {"550", "551", "553"} else Kind.SOFT
    return Kind.SOFT
