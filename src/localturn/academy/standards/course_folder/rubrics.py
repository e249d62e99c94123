"""The rubric of an assignment: `[[rubric]]` a criterion, `[[rubric.levels]]` a level of it."""

from decimal import Decimal
from typing import cast

from localturn.academy.domain.outline import Setting, plain
from localturn.academy.domain.rubric import Criterion, Level, Rubric, most_points
from localturn.academy.standards.course_folder.fields import Table
from localturn.foundation.languages import N_


def read_rubric(table: Table, key: str) -> Rubric:
    """The criteria with their levels; what is wrong is noted with its line."""
    criteria: dict[str, Criterion] = {}
    for each in table.tables(key):
        criterion = Criterion(each.slug("id"), each.text("title", most=200), _levels(each))
        if criterion.id in criteria:
            each.wrong("id", N_("The criterion “%(id)s” is there twice."), id=criterion.id)
        criteria.setdefault(criterion.id, criterion)
        each.nothing_else()
    return tuple(criteria.values())


def _levels(table: Table) -> tuple[Level, ...]:
    levels = []
    for each in table.tables("levels", at_least=2):
        points = each.number("points", least=Decimal(0), most=Decimal(100), places=2)
        levels.append(Level(plain(points), each.text("text", most=1_000)))
        each.nothing_else()
    if len(levels) > 1 and len({level.points for level in levels}) == 1:
        table.wrong("levels", N_("The levels of a criterion give different points."))
    return tuple(levels)


def check_rubric(table: Table, rubric: Setting | None, points: Decimal) -> None:
    """Note it where the best levels do not give the points of the activity together."""
    if not rubric:
        return
    total = most_points(cast("Rubric", rubric))
    if total != points:
        table.unfit(
            "points",
            N_(
                "The best levels of the rubric give %(total)s points together, and “points” says "
                "%(points)s: change one of them."
            ),
            total=plain(total),
            points=plain(points),
        )
