"""Why an address was not fetched: a reason for programs, and a sentence for people."""

from enum import Enum

from django.utils.translation import gettext as _


class Reason(Enum):
    """What kind of trouble it was; the values are kept in tables."""

    BAD_ADDRESS = "bad-address"
    NOT_PUBLIC = "not-public"
    OTHER_PORT = "other-port"
    OFFLINE = "offline"
    UNKNOWN_HOST = "unknown-host"
    UNREACHABLE = "unreachable"
    INSECURE = "insecure"
    TOO_SLOW = "too-slow"
    TOO_LARGE = "too-large"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    BROKEN_ANSWER = "broken-answer"
    NOT_SIGNED_IN = "not-signed-in"
    NO_FOLDER = "no-folder"

    @property
    def is_of_the_network(self) -> bool:
        """Whether it may be this installation's connection rather than the address."""
        return self in {
            Reason.OFFLINE,
            Reason.UNKNOWN_HOST,
            Reason.UNREACHABLE,
            Reason.TOO_SLOW,
        }


class NotFetched(Exception):
    """Nothing was fetched; `about` is the host, or whatever the reason is about."""

    def __init__(self, reason: Reason, about: str = "") -> None:
        super().__init__(f"{reason.value}: {about}")
        self.reason = reason
        self.about = about

    @property
    def sentence(self) -> str:
        return explain(self.reason, self.about)


def explain(reason: Reason, about: str) -> str:
    """What happened, in a sentence in the language that is active."""
    sentences = {
        Reason.BAD_ADDRESS: _("“%(about)s” is no web address that can be opened."),
        Reason.NOT_PUBLIC: _("%(about)s is not on the public internet, so it is not asked."),
        Reason.OTHER_PORT: _("Port %(about)s is not one of the web, so it is not asked."),
        Reason.OFFLINE: _("There is no way from here to the internet."),
        Reason.UNKNOWN_HOST: _("There is no host by the name of %(about)s."),
        Reason.UNREACHABLE: _("%(about)s could not be reached."),
        Reason.INSECURE: _("%(about)s could not show a certificate that holds."),
        Reason.TOO_SLOW: _("%(about)s did not answer in time."),
        Reason.TOO_LARGE: _("What %(about)s answers is too large."),
        Reason.TOO_MANY_REDIRECTS: _("%(about)s leads from one address to the next without end."),
        Reason.BROKEN_ANSWER: _("What %(about)s answered cannot be read."),
        Reason.NOT_SIGNED_IN: _("%(about)s did not take the name and the password."),
        Reason.NO_FOLDER: _("The mailbox has no folder “%(about)s”."),
    }
    return sentences[reason] % {"about": about}
