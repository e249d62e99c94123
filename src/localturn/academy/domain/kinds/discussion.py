from localturn.academy.domain.kinds.kind import Kind, OwnSetting
from localturn.foundation.languages import N_

KIND = Kind(
    name="discussion",
    label=N_("Discussion"),
    plural=N_("Discussions"),
    done_when=N_("Done when the facilitator has counted a contribution of yours."),
    settings=(OwnSetting("counts", "text", required=True),),
)
