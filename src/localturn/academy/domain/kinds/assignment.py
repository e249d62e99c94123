from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from localturn.academy.domain.kinds.kind import Kind, OwnSetting
from localturn.foundation.languages import N_

ACCEPTED = ("text", "file")
"""What may be handed in unless an assignment says otherwise."""

FILES = OwnSetting("files", "whole number", default=1, least=1, most=20)
EACH = OwnSetting("mebibytes", "whole number", default=20, least=1, most=100)
TOGETHER = OwnSetting("mebibytes_together", "whole number", default=100, least=1, most=500)

KIND = Kind(
    name="assignment",
    label=N_("Assignment"),
    plural=N_("Assignments"),
    done_when=N_("Done when you have handed it in."),
    settings=(
        OwnSetting("words", "whole number", least=1, most=20_000),
        OwnSetting("criteria", "list of texts", default=()),
        OwnSetting("accepts", "list of texts", default=ACCEPTED, among=(*ACCEPTED, "link")),
        FILES,
        EACH,
        TOGETHER,
        OwnSetting("rubric", "rubric", default=()),
    ),
    may_have_points=True,
)


@dataclass(frozen=True)
class FileLimits:
    """How many files a hand-in may have, and how many MiB each of them and all together."""

    files: int
    each: int
    together: int
    with_media: bool = False
    """Whether they may be recordings, and captions for these."""


ANNOTATED = FileLimits(files=5, each=100, together=500)
"""How many files may come back with a mark, and how large: as an assignment may take at most."""


def file_limits(settings: Mapping[str, Any]) -> FileLimits:
    """As the settings of an assignment say; all together are at least as much as one."""
    files, each, together = (
        int(settings.get(setting.key, setting.default)) for setting in (FILES, EACH, TOGETHER)
    )
    return FileLimits(files, each, max(each, together), bool(settings.get("media")))
