from localturn.academy.domain.kinds.assignment import ACCEPTED, EACH, FILES, TOGETHER
from localturn.academy.domain.kinds.kind import Kind, OwnSetting
from localturn.foundation.languages import N_

GROUPING = OwnSetting("grouping", "id", default="groups")
"""Group works that name the same grouping are done by the same groups."""

COMMENT_DAYS = OwnSetting("comment_days", "whole number", default=5, least=1, most=60)
"""How many days after the first deadline comments are due, unless a run says another day."""

KIND = Kind(
    name="group-work",
    label=N_("Group work"),
    plural=N_("Group works"),
    done_when=N_(
        "Done when your group has handed in and you have commented on every other group that did "
        "in time."
    ),
    settings=(
        GROUPING,
        COMMENT_DAYS,
        OwnSetting("words", "whole number", least=1, most=20_000),
        OwnSetting("criteria", "list of texts", default=()),
        OwnSetting("accepts", "list of texts", default=ACCEPTED, among=(*ACCEPTED, "link")),
        FILES,
        EACH,
        TOGETHER,
        OwnSetting("rubric", "rubric", default=()),
    ),
    may_have_points=True,
)
