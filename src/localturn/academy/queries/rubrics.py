"""The rubrics of an activity, and what a grade or a comment says of them."""

from localturn.academy.domain.rubric import Looked, Rubric, judged_from, looked_at, rubric_from
from localturn.academy.models import Activity, GradeEntry, GroupComment


def rubric_of(activity: Activity) -> Rubric:
    """Empty where work is marked without one."""
    return rubric_from(activity.settings.get("rubric", ()))


def marked_rubric(activity: Activity, entry: GradeEntry | None) -> tuple[Looked, ...]:
    """Each criterion, with the level that was chosen where the work is marked."""
    return looked_at(rubric_of(activity), judged_from(entry.rubric if entry else None))


def comment_rubric_of(activity: Activity) -> Rubric:
    """By which criteria participants judge the work of other groups; empty where by none."""
    return rubric_from(activity.settings.get("comment_rubric", ()))


def judged_in(activity: Activity, comment: GroupComment) -> list[tuple[str, str]]:
    """Each criterion that a comment judges, with the words of the level chosen. What the course
    does not ask for any more is left out."""
    return [
        (each.criterion.title, each.criterion.levels[each.level].text)
        for each in looked_at(comment_rubric_of(activity), judged_from(comment.rubric))
        if each.level is not None and each.level < len(each.criterion.levels)
    ]
