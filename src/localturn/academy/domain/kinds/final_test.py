from localturn.academy.domain.kinds.kind import Kind, OwnSetting
from localturn.foundation.languages import N_

KIND = Kind(
    name="final-test",
    label=N_("Final test"),
    plural=N_("Final tests"),
    done_when=N_("Done when you have sat it."),
    settings=(
        OwnSetting("questions", "bank", required=True),
        OwnSetting("draw", "whole number", least=1, most=200),
        OwnSetting("limit", "whole number", least=1, most=1_000),
    ),
    may_have_points=True,
)
