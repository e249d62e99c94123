"""What a codebook says of a code, in the one field that other programs have for it."""

from collections.abc import Mapping
from dataclasses import dataclass

_LABELS = {
    "when_to_use": "When to use",
    "when_not": "When not to use",
    "example": "Example",
    "source": "Source",
    "level": "Level",
}
"""In English in every file, so that they are read again whatever language it was written in."""


@dataclass(frozen=True)
class Told:
    """The fields of a node."""

    definition: str = ""
    when_to_use: str = ""
    when_not: str = ""
    example: str = ""
    source: str = ""
    level: str = ""


def as_description(told: Told) -> str:
    """One text of all fields that say something; the definition stands first, without a label."""
    parts = [told.definition.strip()]
    parts += [
        f"{label}: {text.strip()}"
        for name, label in _LABELS.items()
        if (text := getattr(told, name))
    ]
    return "\n\n".join(part for part in parts if part)


def from_description(description: str) -> Told:
    """The fields again; what has no label is the definition."""
    found: dict[str, str] = {}
    name = "definition"
    for part in description.split("\n\n"):
        label, colon, rest = part.partition(": ")
        labelled = _NAMES.get(label) if colon else None
        begins = labelled is not None and labelled not in found
        name = labelled if begins and labelled else name
        said = rest if begins else part
        found[name] = f"{found[name]}\n\n{said}" if name in found else said
    return Told(**{key: text.strip() for key, text in found.items()})


_NAMES: Mapping[str, str] = {label: name for name, label in _LABELS.items()}
COLOURS = (
    *("#b3261e", "#c2570c", "#8a6d00", "#4d7c0f", "#15803d", "#0f766e"),
    *("#0369a1", "#1d4ed8", "#6d28d9", "#a21caf", "#be185d", "#57534e"),
)
"""What the twelve colours of the desk are in a file."""


def nearest_colour(hexed: str) -> int:
    """Of the twelve, the one that looks most like this; 0 for none."""
    if not hexed:
        return 0
    wanted = _channels(hexed)
    distances = [
        sum((a - b) ** 2 for a, b in zip(wanted, _channels(each), strict=True)) for each in COLOURS
    ]
    return distances.index(min(distances))


def _channels(hexed: str) -> tuple[int, int, int]:
    digits = hexed.lstrip("#")
    if len(digits) == 3:
        digits = "".join(each * 2 for each in digits)
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
