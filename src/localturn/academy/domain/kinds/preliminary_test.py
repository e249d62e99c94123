from localturn.academy.domain.kinds.kind import Kind, OwnSetting
from localturn.foundation.languages import N_

KIND = Kind(
    name="preliminary-test",
    label=N_("Preliminary test"),
    plural=N_("Preliminary tests"),
    done_when=N_("Done when you have sat it. It gives no points."),
    settings=(
        OwnSetting("questions", "bank", required=True),
        OwnSetting("draw", "whole number", least=1, most=200),
        OwnSetting("limit", "whole number", least=1, most=1_000),
    ),
)
