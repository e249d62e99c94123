"""Sources of announcements: the words that are chosen from a list, and when one is asked again."""

from datetime import datetime, timedelta

from localturn.agenda.domain.terms import Term
from localturn.foundation.languages import N_


class SourceKind(Term):
    FEED = "feed", N_("Feed (RSS or Atom)")
    CALENDAR = "calendar", N_("Calendar (iCalendar)")
    PAGE = "page", N_("Web page")
    MAIL = "mail", N_("Mail")
    PASTE = "paste", N_("Pasted text")
    MAILBOX = "mailbox", N_("Mailbox")

    @property
    def is_asked(self) -> bool:
        """Whether it is asked again and again."""
        return self.has_address or self is SourceKind.MAILBOX

    @property
    def has_address(self) -> bool:
        """Whether it says all that it has to say whenever it is asked."""
        return self in {SourceKind.FEED, SourceKind.CALENDAR, SourceKind.PAGE}

    @property
    def is_added(self) -> bool:
        """Whether editors add it; the others come by themselves."""
        return self not in {SourceKind.PASTE, SourceKind.MAILBOX}

    @property
    def is_mail(self) -> bool:
        return self in {SourceKind.MAIL, SourceKind.MAILBOX}

    @property
    def can_be_trusted(self) -> bool:
        """Whether it is known who speaks: a mail's sender is what its writer says it is."""
        return not self.is_mail


class Licence(Term):
    """What may be made of its texts."""

    LINK = "link", N_("Only a link, and a summary of our own")
    QUOTE = "quote", N_("A short part, with a link")
    OPEN = "open", N_("The text, as its licence says")


class Trust(Term):
    REVIEWED = "reviewed", N_("An editor looks at everything")
    TRUSTED = "trusted", N_("What it says for programs is published at once")


NEVER_TRUSTED = N_("Mail is never trusted: anybody can write any sender into it.")


class Outcome(Term):
    """How a fetch ended."""

    READ = "read", N_("Read")
    LINKED = "linked", N_("A PDF was read")
    UNCHANGED = "unchanged", N_("Nothing new")
    MOVED = "moved", N_("Moved")
    TROUBLE = "trouble", N_("Not read")


class Stage(Term):
    """Where a candidate stands."""

    WAITING = "waiting", N_("Waiting")
    PUBLISHED = "published", N_("Published")
    MERGED = "merged", N_("Merged")
    DISMISSED = "dismissed", N_("Dismissed")
    REPLACED = "replaced", N_("Replaced by a newer one")


LONGEST_PAUSE = timedelta(days=7)
_FAILURES = 8


def next_asked(now: datetime, *, every_hours: int, failures: int) -> datetime:
    """When a source is asked again: after failures less and less often, at least once a week."""
    pause = timedelta(hours=every_hours * int(2 ** min(failures, _FAILURES)))
    return now + min(pause, max(LONGEST_PAUSE, timedelta(hours=every_hours)))
