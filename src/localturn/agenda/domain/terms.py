"""The words of an announcement that are chosen from a list; labels are marked for translation."""

from enum import StrEnum

from localturn.foundation.languages import N_


class Term(StrEnum):
    """A value that is stored, with the words that people read."""

    label: str

    def __new__(cls, value: str, label: str = "") -> "Term":
        term = str.__new__(cls, value)
        term._value_ = value
        term.label = label
        return term


class Kind(Term):
    EVENT = "event", N_("Event")
    CALL = "call", N_("Call")
    NEWS = "news", N_("News")
    REPORT = "report", N_("Report")
    AWARD = "award", N_("Award")
    DECISION = "decision", N_("Decision")


AHEAD = (Kind.EVENT, Kind.CALL)
"""Kinds of the agenda: what is still to come, by the day on which it begins or is due."""

TOLD = (Kind.NEWS, Kind.REPORT, Kind.AWARD, Kind.DECISION)
"""Kinds of the news: what has happened, the newest first."""


class State(Term):
    SUGGESTED = "suggested", N_("Suggested")
    DRAFT = "draft", N_("Draft")
    PUBLISHED = "published", N_("Published")
    WITHDRAWN = "withdrawn", N_("Taken out")


class Status(Term):
    SCHEDULED = "scheduled", N_("Takes place")
    POSTPONED = "postponed", N_("Postponed")
    CANCELLED = "cancelled", N_("Cancelled")


class Mode(Term):
    ON_SITE = "on-site", N_("On site")
    ONLINE = "online", N_("Online")
    BOTH = "both", N_("On site and online")
