"""The rubric of an assignment, and what a grade says of it."""

from localturn.academy.domain.rubric import Looked, Rubric, judged_from, looked_at, rubric_from
from localturn.academy.models import Activity, GradeEntry


def rubric_of(activity: Activity) -> Rubric:
    """Empty where work is marked without one."""
    return rubric_from(activity.settings.get("rubric", ()))


def marked_rubric(activity: Activity, entry: GradeEntry | None) -> tuple[Looked, ...]:
    """Each criterion, with the level that was chosen where the work is marked."""
    return looked_at(rubric_of(activity), judged_from(entry.rubric if entry else None))
