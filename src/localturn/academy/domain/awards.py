"""Awards: readable rules over recorded facts, explained at every moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from localturn.academy.domain.attendance import PARTLY_FROM, Stands
from localturn.academy.domain.blog import BLOG
from localturn.academy.domain.blog import Standing as BlogStanding
from localturn.academy.domain.groupwork import Owes
from localturn.academy.domain.papers import PAPER

GROUP_WORK = "group-work"
WEBINAR = "webinar"


@dataclass(frozen=True)
class Every:
    """Each activity of these kinds is done."""

    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Contributions:
    """In each module with a discussion, at least so many posts that a facilitator has counted."""

    per_module: int


@dataclass(frozen=True)
class PointsReached:
    """At least so many points in all."""

    at_least: Decimal


@dataclass(frozen=True)
class GroupsHandedIn:
    """One's group has handed in each group work."""


@dataclass(frozen=True)
class GroupsCommented:
    """In each group work one has written every comment that one owes other groups."""


@dataclass(frozen=True)
class PaperPassed:
    """Each paper has its mark, of at least so many points."""

    at_least: Decimal


@dataclass(frozen=True)
class BlogPosts:
    """In each module with a course blog, at least so many posts in time or accepted.

    A module asks nothing of who is excused from all its blogs."""

    per_module: int


@dataclass(frozen=True)
class Meetings:
    """Attendance of at least so many meetings.

    Being there in part counts from a share of the meeting. Being excused never counts as having
    been there; where `excused_lowers`, each excuse asks for one meeting less."""

    at_least: int
    partly_from: int = PARTLY_FROM
    excused_lowers: bool = False


Rule = (
    Every
    | Contributions
    | PointsReached
    | GroupsHandedIn
    | GroupsCommented
    | PaperPassed
    | BlogPosts
    | Meetings
)


def rule_from(fields: Mapping[str, Any]) -> Rule:
    """A rule from its fields as the course folder and the database write them."""
    match fields["rule"]:
        case "every":
            return Every(tuple(fields["kinds"]))
        case "contributions":
            return Contributions(int(fields["per_module"]))
        case "points":
            return PointsReached(Decimal(str(fields["at_least"])))
        case "group-hand-ins":
            return GroupsHandedIn()
        case "group-comments":
            return GroupsCommented()
        case "paper-passed":
            return PaperPassed(Decimal(str(fields["at_least"])))
        case "blog-posts":
            return BlogPosts(int(fields["per_module"]))
        case "meetings":
            return Meetings(
                int(fields["at_least"]),
                int(fields.get("partly_from", PARTLY_FROM)),
                bool(fields.get("excused_lowers", False)),
            )
        case other:
            raise ValueError(f"{other!r} is no rule")


def rule_fields(rule: Rule) -> dict[str, Any]:
    """The reverse of `rule_from`."""
    match rule:
        case Every(kinds):
            return {"rule": "every", "kinds": list(kinds)}
        case Contributions(per_module):
            return {"rule": "contributions", "per_module": per_module}
        case PointsReached(at_least):
            return {"rule": "points", "at_least": _written(at_least)}
        case GroupsHandedIn():
            return {"rule": "group-hand-ins"}
        case GroupsCommented():
            return {"rule": "group-comments"}
        case PaperPassed(at_least):
            return {"rule": "paper-passed", "at_least": _written(at_least)}
        case BlogPosts(per_module):
            return {"rule": "blog-posts", "per_module": per_module}
        case Meetings(at_least, partly_from, excused_lowers):
            fields: dict[str, Any] = {"rule": "meetings", "at_least": at_least}
            if partly_from != PARTLY_FROM:
                fields["partly_from"] = partly_from
            return fields | ({"excused_lowers": True} if excused_lowers else {})


def _written(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


@dataclass(frozen=True)
class Award:
    """What may be earned in a course; all its rules must hold."""

    id: str
    title: str
    summary: str
    rules: tuple[Rule, ...]
    credits: Decimal | None = None
    """Credit points that it carries; None where it carries none."""
    credit_kind: str = ""
    """What these are called, such as "ECTS"."""


@dataclass(frozen=True)
class Fact:
    """What is recorded about one person and one activity of their run."""

    activity_id: str
    module_id: str
    kind: str
    title: str
    done: bool = False
    granted: bool = False
    """That a facilitator lets it count as done; it gives no points and passes no paper."""
    counted: int = 0
    points: Decimal | None = None
    of: Decimal = Decimal(0)
    opens: datetime | None = None
    due: datetime | None = None
    starts: datetime | None = None
    """Of a meeting."""
    group: Owes | None = None
    """Of a group work: what they and their group have done."""
    blog: BlogStanding | None = None
    """Of a course blog: what they have written there."""
    meeting: Stands | None = None
    """Of a meeting, where an award asks for meetings: whether they were there."""

    @property
    def has_handed_in(self) -> bool:
        return self.group is not None and self.group.has_handed_in

    @property
    def has_commented(self) -> bool:
        return self.group is not None and self.group.has_commented


@dataclass(frozen=True)
class Evidence:
    """All that is recorded about one person in one run, in the order of the course."""

    facts: tuple[Fact, ...]

    @property
    def points(self) -> Decimal:
        return sum((f.points for f in self.facts if f.points is not None), Decimal(0))


def with_points(evidence: Evidence, activity: str, points: Decimal) -> Evidence:
    """What the evidence would be with other points for one activity."""
    return Evidence(
        tuple(
            replace(fact, points=points) if fact.activity_id == activity else fact
            for fact in evidence.facts
        )
    )


@dataclass(frozen=True)
class Requirement:
    """How one rule stands for one person: `done` of `needed`, and which facts are missing."""

    rule: Rule
    done: Decimal
    needed: Decimal
    missing: tuple[Fact, ...] = ()
    granted: tuple[Fact, ...] = ()
    """What was not done and counts all the same."""

    @property
    def met(self) -> bool:
        return self.done >= self.needed


@dataclass(frozen=True)
class Standing:
    """How an award stands for one person at one moment."""

    award: Award
    requirements: tuple[Requirement, ...]

    @property
    def earned(self) -> bool:
        return all(requirement.met for requirement in self.requirements)


def standing(award: Award, evidence: Evidence) -> Standing:
    """Explain an award rule by rule; nothing is left out of the explanation."""
    return Standing(award, tuple(_requirement(rule, evidence) for rule in award.rules))


def _requirement(rule: Rule, evidence: Evidence) -> Requirement:
    match rule:
        case Every(kinds):
            asked = [f for f in evidence.facts if f.kind in kinds]
            return _counted(rule, len(asked), [f for f in asked if not f.done])
        case GroupsHandedIn() | GroupsCommented():
            by_comments = isinstance(rule, GroupsCommented)
            asked = [f for f in evidence.facts if f.kind == GROUP_WORK]
            missing = [
                replace(f, due=f.group.due if by_comments and f.group else f.due)
                for f in asked
                if not (f.has_commented if by_comments else f.has_handed_in)
            ]
            return _counted(rule, len(asked), missing)
        case Contributions(per_module):
            modules: dict[str, list[Fact]] = {}
            for fact in evidence.facts:
                if fact.kind == "discussion":
                    modules.setdefault(fact.module_id, []).append(fact)
            short = [f for f in modules.values() if sum(x.counted for x in f) < per_module]
            return _counted(rule, len(modules), [_granted_first(facts) for facts in short])
        case PaperPassed(at_least):
            asked = [f for f in evidence.facts if f.kind == PAPER]
            failed = tuple(f for f in asked if f.points is None or f.points < at_least)
            return Requirement(rule, Decimal(len(asked) - len(failed)), Decimal(len(asked)), failed)
        case BlogPosts(per_module):
            return _of_blogs(rule, per_module, evidence)
        case Meetings():
            return _of_meetings(rule, evidence)
        case PointsReached(at_least):
            open_points = tuple(
                f for f in evidence.facts if f.of > 0 and (f.points is None or f.points < f.of)
            )
            reached = evidence.points
            return Requirement(rule, reached, at_least, () if reached >= at_least else open_points)


def facts_behind(
    evidence: Evidence, *, earned: Sequence[Award], others: Sequence[Award]
) -> tuple[Fact, ...]:
    """The facts that earned awards rest on: what their rules name, and, where one of them asks
    for points in all, everything but what `others` alone name. All of them if none was earned."""
    if not earned:
        return evidence.facts
    named, elsewhere = _kinds_named(earned), _kinds_named(others)
    asks_for_points = any(isinstance(rule, PointsReached) for each in earned for rule in each.rules)
    return tuple(
        fact
        for fact in evidence.facts
        if fact.kind in named or (asks_for_points and fact.kind not in elsewhere)
    )


def _kinds_named(awards: Iterable[Award]) -> frozenset[str]:
    return frozenset(kind for each in awards for rule in each.rules for kind in _named_by(rule))


def _named_by(rule: Rule) -> tuple[str, ...]:
    """The kinds of activities that a rule is about; none for points in all."""
    match rule:
        case Every(kinds):
            return kinds
        case GroupsHandedIn() | GroupsCommented():
            return (GROUP_WORK,)
        case Contributions():
            return ("discussion",)
        case PaperPassed():
            return (PAPER,)
        case BlogPosts():
            return (BLOG,)
        case Meetings():
            return (WEBINAR,)
        case PointsReached():
            return ()


def _of_blogs(rule: Rule, per_module: int, evidence: Evidence) -> Requirement:
    modules: dict[str, list[Fact]] = {}
    for fact in evidence.facts:
        if fact.kind == BLOG:
            modules.setdefault(fact.module_id, []).append(fact)
    missing = []
    for facts in modules.values():
        asked = [f for f in facts if f.blog is None or not f.blog.is_excused]
        written = sum(f.blog.written.posts for f in facts if f.blog is not None)
        if asked and written < per_module:
            granted = next((f for f in asked if f.granted), None)
            missing.append(granted or next((f for f in asked if not f.done), asked[0]))
    return _counted(rule, len(modules), missing)


def _of_meetings(rule: Meetings, evidence: Evidence) -> Requirement:
    meetings = [(f, f.meeting or Stands()) for f in evidence.facts if f.kind == WEBINAR]
    excused = sum(each.is_excused for _fact, each in meetings)
    needed = max(rule.at_least - excused, 0) if rule.excused_lowers else rule.at_least
    absent = [
        replace(fact, due=fact.starts)
        for fact, each in meetings
        if not each.attended(rule.partly_from)
    ]
    missing, granted = _sorted_by_grant(absent)
    attended = len(meetings) - len(missing)
    return Requirement(
        rule, Decimal(attended), Decimal(needed), missing if attended < needed else (), granted
    )


def _granted_first(facts: Sequence[Fact]) -> Fact:
    """What stands for a module that is short: an activity of it that was granted, or its first."""
    return next((fact for fact in facts if fact.granted), facts[0])


def _counted(rule: Rule, asked: int, not_done: Iterable[Fact]) -> Requirement:
    missing, granted = _sorted_by_grant(not_done)
    return Requirement(rule, Decimal(asked - len(missing)), Decimal(asked), missing, granted)


def _sorted_by_grant(not_done: Iterable[Fact]) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """What is missing, and what counts all the same."""
    facts = list(not_done)
    return (
        tuple(fact for fact in facts if not fact.granted),
        tuple(fact for fact in facts if fact.granted),
    )
