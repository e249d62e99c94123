from localturn.academy.domain.kinds.assignment import ACCEPTED, FILES
from localturn.academy.domain.kinds.kind import Kind, OwnSetting
from localturn.foundation.languages import N_

GROUPING = OwnSetting("grouping", "id", default="groups")
"""Group works that name the same grouping are done by the same groups."""

COMMENT_DAYS = OwnSetting("comment_days", "whole number", default=5, least=1, most=60)
"""How many days after the first deadline comments are due, unless a run says another day."""

COMMENT_ON = OwnSetting("comment_on", "whole number", least=1, most=20)
"""On how many other groups each participant comments; on all of them where it is not set."""

COMMENT_RUBRIC = OwnSetting("comment_rubric", "rubric", default=())
"""By which criteria a participant judges the work of another group; its points count nowhere."""

COMMENT_NAMES = OwnSetting("comment_names", "true or false", default=True)
"""Whether participants see who has written a comment; facilitators always do."""

MEDIA = OwnSetting("media", "true or false", default=False)
"""Whether files may be videos and sound, which are played in the page, and captions for them."""

EACH = OwnSetting("mebibytes", "whole number", default=20, least=1, most=500)
TOGETHER = OwnSetting("mebibytes_together", "whole number", default=100, least=1, most=1_000)

KIND = Kind(
    name="group-work",
    label=N_("Group work"),
    plural=N_("Group works"),
    done_when=N_(
        "Done when your group has handed in and you have written every comment that you owe other "
        "groups."
    ),
    settings=(
        GROUPING,
        COMMENT_DAYS,
        COMMENT_ON,
        COMMENT_RUBRIC,
        COMMENT_NAMES,
        OwnSetting("words", "whole number", least=1, most=20_000),
        OwnSetting("criteria", "list of texts", default=()),
        OwnSetting("accepts", "list of texts", default=ACCEPTED, among=(*ACCEPTED, "link")),
        FILES,
        EACH,
        TOGETHER,
        MEDIA,
        OwnSetting("rubric", "rubric", default=()),
    ),
    may_have_points=True,
)
