"""Rules of awards in plain words, and how each stands for somebody."""

from decimal import Decimal

from babel import Locale
from babel.lists import format_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from localturn.academy.domain.awards import (
    BlogPosts,
    Contributions,
    Every,
    GroupsCommented,
    GroupsHandedIn,
    Meetings,
    PaperPassed,
    PointsReached,
    Requirement,
    Rule,
)
from localturn.academy.domain.kinds import KINDS
from localturn.academy.models import Nomination
from localturn.academy.queries.nominees import Guest
from localturn.foundation.ui.figures import figure


def rule_words(rule: Rule) -> str:
    """What a rule asks for, as a short sentence without a full stop."""
    match rule:
        case Every(kinds):
            return _("%(kinds)s: each one done") % {"kinds": _kinds(kinds)}
        case Contributions(per_module):
            return ngettext(
                "Discussions: at least %(num)s counted contribution in each module",
                "Discussions: at least %(num)s counted contributions in each module",
                per_module,
            ) % {"num": per_module}
        case BlogPosts(per_module):
            return ngettext(
                "Course blogs: at least %(num)s post in each module, in time or accepted",
                "Course blogs: at least %(num)s posts in each module, in time or accepted",
                per_module,
            ) % {"num": per_module}
        case Meetings():
            return _meetings(rule)
        case GroupsHandedIn():
            return _("Group work: handed in by one's group")
        case GroupsCommented():
            return _("Group work: the comments that one owes other groups")
        case PaperPassed(at_least):
            return _("Paper: passed with at least %(points)s points") % {"points": figure(at_least)}
        case PointsReached(at_least):
            return _("At least %(points)s points") % {"points": figure(at_least)}


def _meetings(rule: Meetings) -> str:
    words = ngettext(
        "Attendance of at least %(num)s meeting (in part: from %(percent)s %%)",
        "Attendance of at least %(num)s meetings (in part: from %(percent)s %%)",
        rule.at_least,
    ) % {"num": rule.at_least, "percent": rule.partly_from}
    if not rule.excused_lowers:
        return words
    return _("%(rule)s; each excuse asks for one less") % {"rule": words}


def progress_words(requirement: Requirement) -> str:
    """How far a rule is met: "5 of 7", or "72 points"; and what of it was granted."""
    if isinstance(requirement.rule, PointsReached):
        return _("%(points)s points") % {"points": figure(requirement.done)}
    return with_granted(of_words(requirement.done, requirement.needed), requirement)


def with_granted(words: str, requirement: Requirement) -> str:
    """These words, and what of it was not done but granted."""
    if not requirement.granted:
        return words
    titles = "; ".join(fact.title for fact in requirement.granted)
    return _("%(done)s (granted by a facilitator: %(titles)s)") % {"done": words, "titles": titles}


def of_words(done: Decimal, needed: Decimal) -> str:
    return _("%(done)s of %(needed)s") % {"done": figure(done), "needed": figure(needed)}


def _kinds(names: tuple[str, ...]) -> str:
    """Their plurals as a list: "Readings and case studies"."""
    plurals = [_(KINDS[name].plural) for name in names]
    lowered = [plurals[0], *(plural[0].lower() + plural[1:] for plural in plurals[1:])]
    return format_list(lowered, locale=Locale.parse(get_language() or "en", sep="-"))


def nomination_words(nomination: Nomination) -> str:
    """How far somebody who was nominated has come, in a few words."""
    seat = nomination.seat
    if seat is not None:
        return _("Takes part") if seat.withdrawn_at is None else _("Has left")
    if nomination.state == Nomination.State.ACCEPTED:
        return _("Is to confirm")
    return str(nomination.get_state_display())


def guest_words(guest: Guest) -> str:
    """The same of somebody who was invited."""
    if guest.takes_part:
        return _("Takes part")
    return _("Has left") if guest.has_left else _("Is to confirm")
