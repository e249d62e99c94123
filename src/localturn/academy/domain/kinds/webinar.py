from localturn.academy.domain.kinds.kind import Kind, OwnSetting
from localturn.foundation.languages import N_

KIND = Kind(
    name="webinar",
    label=N_("Webinar"),
    plural=N_("Webinars"),
    done_when=N_("Done when it is recorded that you were there."),
    settings=(
        OwnSetting("attended_from", "whole number", default=75, least=1, most=100),
        OwnSetting("link_before", "whole number", default=30, most=10_080),
        OwnSetting("recording_counts", "true or false", default=False),
    ),
)
