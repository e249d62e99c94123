"""How the programs that are to open a project want it: the standard leaves it open, and they do not
open each other's files."""

from collections.abc import Mapping
from dataclasses import dataclass

from localturn.corpus.domain.offsets import OURS, Basis
from localturn.foundation.languages import N_


@dataclass(frozen=True)
class Profile:
    key: str
    title: str
    """To be translated, where it is no name."""
    basis: Basis = OURS
    carriage_returns: bool = False
    """Whether lines of text files end in two characters."""
    byte_order_mark: bool = False
    folder: str = "sources"
    levels: int | None = None
    """How deep codes may stand under codes."""
    one_code_each: bool = False
    """Whether a passage may have one code only, so that it is repeated for others."""


PROFILES: Mapping[str, Profile] = {
    profile.key: profile
    for profile in (
        Profile("plain", N_("By the standard")),
        Profile("atlasti", "ATLAS.ti", carriage_returns=True, levels=2),
        Profile("maxqda", "MAXQDA", carriage_returns=True),
        Profile(
            "nvivo",
            "NVivo",
            basis=Basis(utf16=True, line_ends_are_two=True),
            carriage_returns=True,
            byte_order_mark=True,
            folder="Sources",
        ),
        Profile("qualcoder", "QualCoder", byte_order_mark=True, one_code_each=True),
    )
}
PLAIN = PROFILES["plain"]
