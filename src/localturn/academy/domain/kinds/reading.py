from localturn.academy.domain.kinds.kind import Kind
from localturn.foundation.languages import N_

KIND = Kind(
    name="reading",
    label=N_("Reading"),
    plural=N_("Readings"),
    done_when=N_("Done when you say that you have read it."),
)
