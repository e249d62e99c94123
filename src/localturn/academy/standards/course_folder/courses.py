"""`course.toml` and `module.toml`."""

from dataclasses import dataclass
from decimal import Decimal

from localturn.academy.domain.attendance import PARTLY_FROM
from localturn.academy.domain.awards import (
    Award,
    BlogPosts,
    Contributions,
    Every,
    GroupsCommented,
    GroupsHandedIn,
    Meetings,
    PaperPassed,
    PointsReached,
    Rule,
)
from localturn.academy.domain.kinds import KINDS
from localturn.academy.domain.outline import Course, Module, plain
from localturn.academy.standards.course_folder.fields import Table
from localturn.academy.standards.course_folder.words import LANGUAGE
from localturn.foundation.languages import N_

FORMAT = 1
DEFAULT_CREDIT = "ECTS"


@dataclass(frozen=True)
class ReadAward:
    """An award with the table of each of its rules."""

    award: Award
    rules: tuple[tuple[Rule, Table], ...]


def read_course(table: Table) -> tuple[Course, list[ReadAward]]:
    """The course without its modules and banks."""
    if table.whole("format", least=0, most=10_000) != FORMAT and table.has("format"):
        table.wrong("format", N_("Only format = 1 is understood."))
    id_ = table.slug("id")
    title = table.text("title", most=200)
    language = table.text("language", most=20)
    if language and not LANGUAGE.fullmatch(language):
        table.wrong(
            "language", N_('“%(value)s” is no language tag: write it as "en".'), value=language
        )
    summary = table.text("summary", most=2_000)
    audience = table.text("audience", required=False, most=2_000)
    objectives = table.texts("objectives", required=False, most=2_000)
    hours = table.number("hours", least=Decimal("0.5"), most=Decimal(5_000), places=1)
    licence = table.text("licence", required=False, most=60)
    authors = table.texts("authors", required=False, most=300)
    awards = _awards(table)
    table.nothing_else()
    course = Course(
        id=id_,
        title=title,
        language=language,
        summary=summary,
        audience=audience,
        objectives=objectives,
        hours=plain(hours),
        licence=licence,
        authors=authors,
        about="",
        awards=tuple(read.award for read in awards),
    )
    return course, awards


def _awards(table: Table) -> list[ReadAward]:
    awards: list[ReadAward] = []
    for each in table.tables("awards"):
        id_ = each.slug("id")
        if id_ in {read.award.id for read in awards}:
            each.wrong("id", N_("The id “%(id)s” is used twice: change one."), id=id_)
        title = each.text("title", most=200)
        summary = each.text("summary", required=False, most=2_000)
        rules = [
            (rule, rule_table)
            for rule_table in each.tables("rules", at_least=1)
            if (rule := _rule(rule_table)) is not None
        ]
        credits, credit_kind = _credits(each)
        each.nothing_else()
        kept = tuple(rule for rule, _table in rules)
        award = Award(id_, title, summary, kept, credits, credit_kind)
        awards.append(ReadAward(award, tuple(rules)))
    return awards


def _credits(table: Table) -> tuple[Decimal | None, str]:
    """How many credit points an award carries, and what these are called."""
    if not table.has("credits"):
        if table.has("credit_kind"):
            table.wrong("credit_kind", N_("Say with “credits” how many of these it carries."))
            table.text("credit_kind", required=False, most=40)
        return None, ""
    points = plain(table.number("credits", least=Decimal("0.25"), most=Decimal(300), places=2))
    return points, table.text("credit_kind", required=False, most=40) or DEFAULT_CREDIT


def _rule(table: Table) -> Rule | None:
    name = table.text("rule")
    rule: Rule
    match name:
        case "every":
            rule = _every(table)
        case "contributions":
            rule = Contributions(table.whole("per_module", least=1, most=100))
        case "points":
            rule = PointsReached(
                plain(table.number("at_least", least=Decimal("0.01"), most=Decimal(100), places=2))
            )
        case "blog-posts":
            rule = BlogPosts(table.whole("per_module", least=1, most=100))
        case "meetings":
            rule = Meetings(
                table.whole("at_least", least=1, most=200),
                table.whole("partly_from", least=1, most=100, required=False, default=PARTLY_FROM),
                table.flag("excused_lowers", required=False),
            )
        case "group-hand-ins":
            rule = GroupsHandedIn()
        case "group-comments":
            rule = GroupsCommented()
        case "paper-passed":
            rule = PaperPassed(
                plain(table.number("at_least", least=Decimal("0.01"), most=Decimal(100), places=2))
            )
        case "":
            return None
        case _:
            table.wrong(
                "rule",
                N_("There is no rule “%(rule)s”; there are %(rules)s."),
                rules="every, contributions, blog-posts, meetings, group-hand-ins, group-comments, "
                "paper-passed, points",
                rule=name,
            )
            return None
    table.nothing_else()
    return rule


def _every(table: Table) -> Every:
    kinds = table.texts("kinds", at_least=1)
    for index, kind in enumerate(kinds):
        if kind not in KINDS:
            table.mistakes.add(
                table.file,
                table.line("kinds", index),
                N_("There is no kind of activity “%(kind)s”; there are %(kinds)s."),
                kind=kind,
                kinds=", ".join(KINDS),
            )
    return Every(kinds)


def read_module(table: Table, folder_name: str) -> Module:
    """A module without its activities."""
    module = Module(
        id=table.slug("id"),
        title=table.text("title", most=200),
        summary=table.text("summary", required=False, most=2_000),
        week=table.whole("week", least=1, most=200, default=1),
        folder_name=folder_name,
    )
    table.nothing_else()
    return module
