from localturn.academy.domain.kinds.kind import Kind
from localturn.foundation.languages import N_

KIND = Kind(
    name="webinar",
    label=N_("Webinar"),
    plural=N_("Webinars"),
    done_when=N_("Done when the facilitator has marked your attendance."),
)
