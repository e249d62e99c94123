"""The kinds of activity. A new kind is one module here, one in `views.kinds`, one page in
`jinja2/academy/kinds`, and one line in `KINDS` (see
docs/how-to/add-an-activity-kind.md)."""

from localturn.academy.domain.kinds import (
    assignment,
    blog,
    case_study,
    discussion,
    final_test,
    group_work,
    paper,
    preliminary_test,
    quiz,
    reading,
    survey,
    video,
    webinar,
)
from localturn.academy.domain.kinds.kind import Kind, OwnSetting

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        reading.KIND,
        case_study.KIND,
        video.KIND,
        discussion.KIND,
        blog.KIND,
        assignment.KIND,
        group_work.KIND,
        paper.KIND,
        quiz.KIND,
        preliminary_test.KIND,
        final_test.KIND,
        survey.KIND,
        webinar.KIND,
    )
}

__all__ = ["KINDS", "Kind", "OwnSetting"]
