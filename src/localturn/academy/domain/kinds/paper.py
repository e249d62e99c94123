from localturn.academy.domain.kinds.assignment import ACCEPTED, EACH, FILES, TOGETHER
from localturn.academy.domain.kinds.kind import Kind, OwnSetting
from localturn.foundation.languages import N_

PROPOSAL = OwnSetting("proposal", "true or false", default=True)
"""Whether a proposal comes first, which a facilitator approves."""

PROPOSAL_DAYS = OwnSetting("proposal_days", "whole number", default=21, least=1, most=200)
"""How many days before the paper its proposal is due, unless a run says another day."""

WORDS = OwnSetting("words", "whole number", least=1, most=100_000)
PAGES = OwnSetting("pages", "whole number", least=1, most=500)

RESUBMISSION = OwnSetting("resubmission", "true or false", default=True)
"""Whether a facilitator may give it back to be worked on again."""

KIND = Kind(
    name="paper",
    label=N_("Paper"),
    plural=N_("Papers"),
    done_when=N_("Done when you have handed it in."),
    settings=(
        PROPOSAL,
        PROPOSAL_DAYS,
        WORDS,
        PAGES,
        RESUBMISSION,
        OwnSetting("criteria", "list of texts", default=()),
        OwnSetting("accepts", "list of texts", default=ACCEPTED, among=(*ACCEPTED, "link")),
        FILES,
        EACH,
        TOGETHER,
        OwnSetting("rubric", "rubric", default=()),
    ),
    may_have_points=True,
)
