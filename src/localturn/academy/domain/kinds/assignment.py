from localturn.academy.domain.kinds.kind import Kind, OwnSetting
from localturn.foundation.languages import N_

KIND = Kind(
    name="assignment",
    label=N_("Assignment"),
    plural=N_("Assignments"),
    done_when=N_("Done when you have handed it in."),
    settings=(
        OwnSetting("words", "whole number", least=1, most=20_000),
        OwnSetting("criteria", "list of texts", default=()),
    ),
    may_have_points=True,
)
