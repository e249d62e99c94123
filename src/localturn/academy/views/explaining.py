"""How an award stands, in sentences: what is done, what is missing, and by when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from babel.lists import format_list
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from localturn.academy.domain.attempts import may_start
from localturn.academy.domain.awards import (
    Contributions,
    Every,
    Fact,
    PointsReached,
    Requirement,
    Standing,
)
from localturn.academy.domain.kinds import KINDS
from localturn.academy.domain.schedule import Phase, Span, is_in_time
from localturn.academy.models import Certificate, Run
from localturn.academy.queries.places import span_of
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
    )


def _line(requirement: Requirement, slug: str, span: Span, now: datetime) -> Line:
    if requirement.met:
        return Line(sentence(requirement), "done", ())
    missing = tuple(_missing(fact, requirement, slug, span, now) for fact in requirement.missing)
    return Line(sentence(requirement), "missing", missing)


def sentence(requirement: Requirement) -> str:
    """A rule and how far it is met, in one sentence."""
    done, needed = figure(requirement.done), figure(requirement.needed)
    match requirement.rule:
        case Every(kinds):
            words = {"kinds": _listed(kinds), "done": done, "needed": needed}
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
        case PointsReached():
            words = {"done": done, "needed": needed}
            return _("At least %(needed)s points: you have %(done)s") % words


def _listed(kinds: tuple[str, ...]) -> str:
    """Readings and case studies."""
    names = [_(KINDS[kind].plural) for kind in kinds]
    rest = [name[:1].lower() + name[1:] for name in names[1:]]
    return format_list([*names[:1], *rest], locale=(get_language() or "en").replace("-", "_"))


def _missing(fact: Fact, requirement: Requirement, slug: str, span: Span, now: datetime) -> Missing:
    is_open = fact.opens is None or fact.opens <= now
    href = reverse("academy:activity", args=[slug, fact.activity_id]) if is_open else ""
    return Missing(_title(fact, requirement), href, _when(fact, span, now))


def _title(fact: Fact, requirement: Requirement) -> str:
    if not isinstance(requirement.rule, PointsReached):
        return fact.title
    return ngettext(
        "%(title)s (%(got)s of %(num)s point)",
        "%(title)s (%(got)s of %(num)s points)",
        int(fact.of),
    ) % {"title": fact.title, "got": figure(fact.points or Decimal(0)), "num": figure(fact.of)}


def _when(fact: Fact, span: Span, now: datetime) -> Markup:
    """Until when it can be done."""
    if span.phase(now) is Phase.ENDED:
        return _marked(_("No longer possible: the course has ended."))
    if fact.opens is not None and fact.opens > now:
        if fact.due:
            return _marked(
                _("Opens on %(opens)s, due on %(due)s."),
                opens=moment(fact.opens, span.zone, short=True),
                due=moment(fact.due, span.zone, short=True),
            )
        return _marked(_("Opens on %(opens)s."), opens=moment(fact.opens, span.zone, short=True))
    if fact.points is not None:
        return Markup("")
    if fact.due is None:
        return _marked(_("By the end of the course."))
    due = moment(fact.due, span.zone, short=True)
    if is_in_time(now, fact.due):
        return _marked(_("By %(due)s."), due=due)
    if not may_start(fact.kind, due=fact.due, now=now):
        return _marked(_("No longer possible: it was due on %(due)s."), due=due)
    return _marked(_("Was due on %(due)s; you can still do it."), due=due)


def _marked(sentence: str, **moments: Markup) -> Markup:
    return Markup(str(escape(sentence)) % moments)  # noqa: S704
