"""Who gets what of a mailing: wishes, and how an address is kept."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from hmac import new as hmac

from localturn.foundation.languages import N_


class Rhythm(StrEnum):
    """How often somebody wants to be written to; an issue is of one of them."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Standing(StrEnum):
    """Where a subscription stands."""

    ASKED = "asked"
    """Somebody entered the address; whose it is has not said so yet."""
    SUBSCRIBED = "subscribed"
    LEFT = "left"
    SUSPENDED = "suspended"
    """Letters came back: nothing is sent until the reader subscribes again."""


class Why(StrEnum):
    """Why somebody is written to no longer."""

    READER = "reader"
    ONE_CLICK = "one-click"
    COMPLAINT = "complaint"
    BOUNCES = "bounces"
    EDITOR = "editor"


RHYTHM_NAMES = {Rhythm.WEEKLY: N_("Every week"), Rhythm.MONTHLY: N_("Every month")}
STANDING_NAMES = {
    Standing.ASKED: N_("not confirmed yet"),
    Standing.SUBSCRIBED: N_("subscribed"),
    Standing.LEFT: N_("has left"),
    Standing.SUSPENDED: N_("suspended, letters came back"),
}
WHY_NAMES = {
    Why.READER: N_("on the page"),
    Why.ONE_CLICK: N_("with the button of the mail program"),
    Why.COMPLAINT: N_("by a complaint"),
    Why.BOUNCES: N_("because letters came back"),
    Why.EDITOR: N_("by an editor"),
}


@dataclass(frozen=True)
class Wishes:
    """What a reader wants to hear of; an empty set stands for everything."""

    languages: frozenset[str] = field(default_factory=frozenset)
    topics: frozenset[str] = field(default_factory=frozenset)
    countries: frozenset[str] = field(default_factory=frozenset)

    def want(self, *, languages: Collection[str], topics: Collection[str], country: str) -> bool:
        """Whether something in these languages, on these topics, in this country is wanted.

        What has no topic or lies in no country (online, everywhere) is for everybody.
        """
        return (
            (not self.languages or not languages or not self.languages.isdisjoint(languages))
            and (not self.topics or not topics or not self.topics.isdisjoint(topics))
            and (not self.countries or not country or country in self.countries)
        )


def domain_of(address: str) -> str:
    """The part of an address by which mail servers know it: "example.org"."""
    return address.rpartition("@")[2].lower()


def unreadable(address: str, *, secret: str) -> str:
    """An address so that it can be compared and not read: for the list of who is never written to.

    Keyed, for addresses are easily guessed.
    """
    return hmac(secret.encode(), address.strip().lower().encode(), sha256).hexdigest()
