from localturn.academy.domain.kinds.kind import Kind, OwnSetting
from localturn.foundation.languages import N_

KIND = Kind(
    name="quiz",
    label=N_("Quiz"),
    plural=N_("Quizzes"),
    done_when=N_("Done when you have handed in an attempt. Your best attempt counts."),
    settings=(
        OwnSetting("questions", "bank", required=True),
        OwnSetting("draw", "whole number", least=1, most=200),
        OwnSetting("limit", "whole number", least=1, most=1_000),
        OwnSetting("attempts", "whole number", default=3, most=100),
    ),
    may_have_points=True,
)
