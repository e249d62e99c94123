"""How an award stands, in sentences: what is done, what is missing, and by when."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from babel.lists import format_list
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from localturn.academy.domain.attempts import may_start
from localturn.academy.domain.attendance import Presence, Stands
from localturn.academy.domain.awards import (
    Award,
    BlogPosts,
    Contributions,
    Every,
    Fact,
    GroupsCommented,
    GroupsHandedIn,
    Meetings,
    PaperPassed,
    PointsReached,
    Requirement,
    Standing,
)
from localturn.academy.domain.kinds import KINDS
from localturn.academy.domain.schedule import Phase, Span, is_in_time
from localturn.academy.models import Certificate, Run
from localturn.academy.queries.places import span_of
from localturn.academy.queries.wording import with_granted
from localturn.foundation.ui.figures import figure
from localturn.foundation.ui.times import moment


@dataclass(frozen=True)
class Missing:
    """Something that is still to do, and by when; `href` "" while it is not open."""

    title: str
    href: str
    when: Markup


@dataclass(frozen=True)
class Line:
    """One rule of an award: its sentence, how far it is met, and what is missing."""

    text: str
    state: str
    """done, missing or locked: as `ui.steps` knows them."""
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Explained:
    """An award with each of its rules explained."""

    title: str
    earned: bool
    certificate: Certificate | None
    lines: tuple[Line, ...]
    credits: str = ""
    """How many credit points it carries, such as "3 ECTS"."""


def explain(
    standing: Standing,
    *,
    run: Run,
    now: datetime,
    certificates: Mapping[str, Certificate] | None = None,
) -> Explained:
    """Every rule in plain words; nothing that is missing is left unsaid."""
    span = span_of(run)
    return Explained(
        title=standing.award.title,
        earned=standing.earned,
        certificate=(certificates or {}).get(standing.award.id),
        lines=tuple(_line(each, run.slug, span, now) for each in standing.requirements),
        credits=credit_words(standing.award),
    )


def credit_words(award: Award) -> str:
    """How many credit points an award carries: "3 ECTS"; "" where it carries none."""
    if award.credits is None:
        return ""
    return f"{figure(award.credits)} {award.credit_kind}"


def _line(requirement: Requirement, slug: str, span: Span, now: datetime) -> Line:
    if requirement.met:
        return Line(sentence(requirement), "done", ())
    in_points = isinstance(requirement.rule, PointsReached)
    commented = isinstance(requirement.rule, GroupsCommented)
    seen = (get_language() or "en", str(timezone.get_current_timezone()), now.year)
    if isinstance(requirement.rule, PaperPassed):
        papers = (
            _missing_paper(f, _chance(f, span, now), (slug, span.zone)) for f in requirement.missing
        )
        return Line(sentence(requirement), "missing", tuple(papers))
    if isinstance(requirement.rule, Meetings):
        missing = tuple(_of_meeting(fact, slug, span, now) for fact in requirement.missing)
        return Line(sentence(requirement), "missing", missing)
    missing = tuple(
        _missing(fact, in_points, _chance(fact, span, now), (slug, span.zone), seen)
        if fact.group is None
        else _missing_of_groups(fact, commented, _chance(fact, span, now), (slug, span.zone), seen)
        for fact in requirement.missing
    )
    return Line(sentence(requirement), "missing", missing)


def sentence(requirement: Requirement) -> str:
    """A rule, how far it is met and what of it was granted, in one sentence."""
    return with_granted(_sentence(requirement), requirement)


def _sentence(requirement: Requirement) -> str:
    done, needed = figure(requirement.done), figure(requirement.needed)
    match requirement.rule:
        case Every(kinds):
            words = {
                "kinds": _listed(kinds, get_language() or "en"),
                "done": done,
                "needed": needed,
            }
            return _("%(kinds)s: %(done)s of %(needed)s done") % words
        case Contributions(per_module):
            words = {"num": figure(per_module), "done": done, "needed": needed}
            return (
                ngettext(
                    "A counted contribution in each module: %(done)s of %(needed)s modules",
                    "%(num)s counted contributions in each module: %(done)s of %(needed)s modules",
                    per_module,
                )
                % words
            )
        case BlogPosts(per_module):
            words = {"num": figure(per_module), "done": done, "needed": needed}
            return (
                ngettext(
                    "A blog post in each module: %(done)s of %(needed)s modules",
                    "%(num)s blog posts in each module: %(done)s of %(needed)s modules",
                    per_module,
                )
                % words
            )
        case Meetings():
            words = {"done": done, "needed": needed}
            return _("Meetings attended: %(done)s of at least %(needed)s") % words
        case GroupsHandedIn():
            words = {"done": done, "needed": needed}
            return _("Handed in by your group: %(done)s of %(needed)s group works") % words
        case GroupsCommented():
            words = {"done": done, "needed": needed}
            return _("Comments on other groups: %(done)s of %(needed)s group works") % words
        case PaperPassed(at_least):
            words = {"num": figure(at_least), "done": done, "needed": needed}
            return _("Passed with at least %(num)s points: %(done)s of %(needed)s papers") % words
        case PointsReached():
            words = {"done": done, "needed": needed}
            return _("At least %(needed)s points: you have %(done)s") % words


@lru_cache(1024)
def _listed(kinds: tuple[str, ...], language: str) -> str:
    """Readings and case studies."""
    names = [_(KINDS[kind].plural) for kind in kinds]
    rest = [name[:1].lower() + name[1:] for name in names[1:]]
    return format_list([*names[:1], *rest], locale=language.replace("-", "_"))


class Chance(Enum):
    """Whether something that is missing can still be done."""

    LATER = "later"
    IN_TIME = "in time"
    LATE = "late"
    NO_MORE = "no more"
    ENDED = "ended"


def _chance(fact: Fact, span: Span, now: datetime) -> Chance:
    if span.phase(now) is Phase.ENDED and not (fact.due and is_in_time(now, fact.due)):
        return Chance.ENDED
    if fact.opens is not None and fact.opens > now:
        return Chance.LATER
    if is_in_time(now, fact.due):
        return Chance.IN_TIME
    return Chance.LATE if may_start(fact.kind, due=fact.due, now=now) else Chance.NO_MORE


@lru_cache(8192)
def _missing(
    fact: Fact, in_points: bool, chance: Chance, run: tuple[str, str], _seen: tuple[str, str, int]
) -> Missing:
    """Many participants miss the same; what they read differs by language, zone and year."""
    slug, zone = run
    href = ""
    if chance is not Chance.LATER:
        href = reverse("academy:activity", args=[slug, fact.activity_id])
    title = _title(fact) if in_points else _of_blog(fact) if fact.blog else fact.title
    return Missing(title, href, _when(fact, chance, zone))


def _of_blog(fact: Fact) -> str:
    """What of a blog is missing, or waits to be accepted."""
    if fact.blog is None:
        return fact.title
    terms, written = fact.blog.terms, fact.blog.written
    left, late = terms.posts_left(written), written.late_posts
    said = []
    if left > late:
        said.append(
            ngettext("%(num)s post is missing", "%(num)s posts are missing", left - late)
            % {"num": left - late}
        )
    if comments := max(terms.comments_left(written) - written.late_comments, 0):
        said.append(
            ngettext("%(num)s comment is missing", "%(num)s comments are missing", comments)
            % {"num": comments}
        )
    if late or written.late_comments:
        said.append(_("what came late waits for a facilitator to accept it"))
    return f"{fact.title}: {'; '.join(said)}" if said else fact.title


def _of_meeting(fact: Fact, slug: str, span: Span, now: datetime) -> Missing:
    """A meeting that somebody was not at: when it is, or why it does not count."""
    href = reverse("academy:activity", args=[slug, fact.activity_id]) if fact.starts else ""
    if fact.starts is None:
        return Missing(fact.title, href, _marked(_("Its date is not set yet.")))
    starts = moment(fact.starts, span.zone, short=True)
    if fact.starts > now:
        excused = fact.meeting is not None and fact.meeting.is_excused
        said = _("On %(starts)s; you are excused.") if excused else _("On %(starts)s.")
        return Missing(fact.title, href, _marked(said, starts=starts))
    return Missing(fact.title, href, _marked(_not_counted(fact.meeting), starts=starts))


def _not_counted(meeting: Stands | None) -> str:
    match meeting.state if meeting else Presence.UNMARKED:
        case Presence.PARTLY:
            share = meeting.share if meeting else None
            if share is None:
                return _("It was on %(starts)s: you were there in part.")
            # the percent sign is doubled, since the moment is put in later
            return _("It was on %(starts)s: you were there for {share} %%.").format(share=share)
        case Presence.EXCUSED:
            return _("It was on %(starts)s: you are excused, which does not count as attended.")
        case Presence.ABSENT:
            return _("It was on %(starts)s: you were not there.")
        case Presence.WATCHED:
            return _("It was on %(starts)s: watching the recording does not count.")
        case _:
            return _("It was on %(starts)s: your attendance is not marked yet.")


@lru_cache(8192)
def _missing_of_groups(
    fact: Fact, commented: bool, chance: Chance, run: tuple[str, str], _seen: tuple[str, str, int]
) -> Missing:
    """What of a group work is missing, and whose work waits for a comment."""
    slug, zone = run
    href = ""
    if chance is not Chance.LATER:
        href = reverse("academy:activity", args=[slug, fact.activity_id])
    return Missing(
        _of_groups(fact, commented), href, _when(replace(fact, points=None), chance, zone)
    )


def _of_groups(fact: Fact, commented: bool) -> str:
    words = {"title": fact.title}
    group = fact.group
    if group is None or group.group is None:
        return _("%(title)s: you are in no group yet") % words
    if group.owed and group.is_settled and (commented or group.has_handed_in):
        names = [each.name or str(each.number) for each in group.owed]
        words["groups"] = format_list(names, locale=(get_language() or "en").replace("-", "_"))
        return (
            ngettext(
                "%(title)s: you owe a comment on group %(groups)s",
                "%(title)s: you owe a comment on each of the groups %(groups)s",
                len(names),
            )
            % words
        )
    if commented:
        return _("%(title)s: comments begin once all had their time to hand in") % words
    return _("%(title)s: your group has not handed in yet") % words


def _missing_paper(fact: Fact, chance: Chance, run: tuple[str, str]) -> Missing:
    """A paper that is not handed in, that waits for its mark, or that has too few points."""
    slug, zone = run
    href = ""
    if chance is not Chance.LATER:
        href = reverse("academy:activity", args=[slug, fact.activity_id])
    if fact.points is not None:
        return Missing(_title(fact), href, Markup(""))
    if fact.done:
        return Missing(_("%(title)s: waits for its mark") % {"title": fact.title}, href, Markup(""))
    return Missing(fact.title, href, _when(fact, chance, zone))


def _title(fact: Fact) -> str:
    return ngettext(
        "%(title)s (%(got)s of %(num)s point)",
        "%(title)s (%(got)s of %(num)s points)",
        int(fact.of),
    ) % {"title": fact.title, "got": figure(fact.points or Decimal(0)), "num": figure(fact.of)}


def _when(fact: Fact, chance: Chance, zone: str) -> Markup:
    """Until when it can be done."""
    if chance is Chance.ENDED:
        return _marked(_("No longer possible: the course has ended."))
    opens = moment(fact.opens, zone, short=True) if fact.opens else Markup("")
    due = moment(fact.due, zone, short=True) if fact.due else Markup("")
    if chance is Chance.LATER:
        if due:
            return _marked(_("Opens on %(opens)s, due on %(due)s."), opens=opens, due=due)
        return _marked(_("Opens on %(opens)s."), opens=opens)
    if fact.points is not None:
        return Markup("")
    if not due:
        return _marked(_("By the end of the course."))
    said = {
        Chance.IN_TIME: _("By %(due)s."),
        Chance.LATE: _("Was due on %(due)s; you can still do it."),
        Chance.NO_MORE: _("No longer possible: it was due on %(due)s."),
    }
    return _marked(said[chance], due=due)


def _marked(sentence: str, **moments: Markup) -> Markup:
    return Markup(str(escape(sentence)) % moments)  # noqa: S704
