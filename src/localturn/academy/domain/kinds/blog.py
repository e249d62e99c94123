from localturn.academy.domain.kinds.kind import Kind, OwnSetting
from localturn.foundation.languages import N_

POSTS = OwnSetting("posts", "whole number", default=1, least=1, most=20)
COMMENTS = OwnSetting("comments", "whole number", default=0, most=50)

BEFORE = OwnSetting("before", "id")
"""The webinar of the same course before which it is due."""

HOURS_BEFORE = OwnSetting("hours_before", "whole number", default=0, most=336)

KIND = Kind(
    name="blog",
    label=N_("Course blog"),
    plural=N_("Course blogs"),
    done_when=N_(
        "Done when you have written the posts and comments that it asks for, in time or accepted "
        "by the facilitator."
    ),
    settings=(POSTS, COMMENTS, BEFORE, HOURS_BEFORE),
)
