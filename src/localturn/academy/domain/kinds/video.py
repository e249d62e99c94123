from localturn.academy.domain.kinds.kind import Kind, OwnSetting
from localturn.foundation.languages import N_

KIND = Kind(
    name="video",
    label=N_("Video"),
    plural=N_("Videos"),
    done_when=N_("Done when you have watched it, or say that you have watched it or read it."),
    settings=(
        OwnSetting("video", "video", required=True),
        OwnSetting("share", "whole number", default=90, most=100),
    ),
    needs_text=False,
)
"""`share`: how many hundredths of it must have been played until it is done by itself; 0 for never,
so that only its viewer says so."""
