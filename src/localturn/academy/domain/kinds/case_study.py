from localturn.academy.domain.kinds.kind import Kind
from localturn.foundation.languages import N_

KIND = Kind(
    name="case-study",
    label=N_("Case study"),
    plural=N_("Case studies"),
    done_when=N_("Done when you say that you have studied it."),
)
