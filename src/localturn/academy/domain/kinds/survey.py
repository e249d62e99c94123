from localturn.academy.domain.kinds.kind import Kind, OwnSetting
from localturn.foundation.languages import N_

KIND = Kind(
    name="survey",
    label=N_("Survey"),
    plural=N_("Surveys"),
    done_when=N_("Done when you have answered it."),
    settings=(
        OwnSetting("anonymous", "true or false", required=True),
        OwnSetting("questions", "survey questions", required=True),
    ),
)
