from localturn.academy.domain.kinds.kind import Kind, OwnSetting
from localturn.foundation.languages import N_

ACCEPTED = ("text", "file")
"""What may be handed in unless an assignment says otherwise."""

KIND = Kind(
    name="assignment",
    label=N_("Assignment"),
    plural=N_("Assignments"),
    done_when=N_("Done when you have handed it in."),
    settings=(
        OwnSetting("words", "whole number", least=1, most=20_000),
        OwnSetting("criteria", "list of texts", default=()),
        OwnSetting("accepts", "list of texts", default=ACCEPTED, among=(*ACCEPTED, "link")),
        OwnSetting("rubric", "rubric", default=()),
    ),
    may_have_points=True,
)
