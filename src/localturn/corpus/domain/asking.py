"""A question put to the codings, as a value that can be kept, and said in words.

Everything that decides the answer is in it: what is counted, of which layer, in which documents.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from localturn.corpus.domain.nearness import Nearness
from localturn.foundation.languages import N_


class Kind(StrEnum):
    CROSSTAB = "crosstab"
    SIDES = "sides"
    TOGETHER = "together"
    CODERS = "coders"
    TIMELINE = "timeline"


KINDS = {
    Kind.CROSSTAB: N_("Codes by attribute"),
    Kind.SIDES: N_("Two sides compared"),
    Kind.TOGETHER: N_("Codes that stand together"),
    Kind.CODERS: N_("Codes by coder"),
    Kind.TIMELINE: N_("Codes over the years"),
}


class Layer(StrEnum):
    ALL = "all"
    CODER = "coder"
    SETTLED = "settled"


LAYERS = {
    Layer.ALL: N_("The codings of all coders"),
    Layer.CODER: N_("The codings of one coder"),
    Layer.SETTLED: N_("What was settled in a round"),
}

NEARNESSES = {
    Nearness.OVERLAP: N_("They overlap"),
    Nearness.WITHIN: N_("The row stands within the column"),
    Nearness.NEAR: N_("They are near each other"),
    Nearness.PARAGRAPH: N_("They stand in one paragraph"),
    Nearness.FOLLOWS: N_("The column follows the row"),
}

FARTHEST = 10_000
"""Characters of reach."""


@dataclass(frozen=True)
class Filter:
    """Documents of which an attribute has one of these values; "" is for those without one."""

    attribute: int
    values: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """Codes are none where all are meant; `coder` and `round` belong to their layers."""

    kind: Kind
    codes: tuple[int, ...] = ()
    with_below: bool = True
    """Whether a code counts what hangs on it."""
    attribute: int | None = None
    """Whose values are the columns, the sides or the years."""
    sides: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    nearness: Nearness = Nearness.OVERLAP
    reach: int = 200
    layer: Layer = Layer.ALL
    coder: int | None = None
    round: int | None = None
    filters: tuple[Filter, ...] = ()
    languages: tuple[str, ...] = ()
    sets: tuple[int, ...] = ()
    """Documents that are in one of these sets; all, where none is chosen."""
    cases: tuple[int, ...] = ()
    """Documents that one of these cases joins; all, where none is chosen."""

    @property
    def is_narrowed(self) -> bool:
        """Whether it is put to some documents alone."""
        return bool(self.filters or self.languages or self.sets or self.cases)


class Unusable(ValueError):
    """What was kept or sent is no question."""


def written(asked: Asked) -> dict[str, Any]:
    """As it is kept: plain values, without what is as usual."""
    usual = {each.name: each.default for each in fields(Asked)}
    said = asdict(asked)
    return {
        name: value
        for name, value in said.items()
        if name == "kind" or getattr(asked, name) != usual[name]
    }


def read(kept: Mapping[str, Any]) -> Asked:
    """What was kept, checked. Raises Unusable."""
    try:
        known = {each.name for each in fields(Asked)}
        if not set(kept) <= known:
            raise Unusable(f"unknown: {sorted(set(kept) - known)}")
        said = dict(kept)
        said["kind"] = Kind(said["kind"])
        for name, kind in (("nearness", Nearness), ("layer", Layer)):
            if name in said:
                said[name] = kind(said[name])
        for name in ("codes", "languages", "sets", "cases"):
            if name in said:
                said[name] = tuple(said[name])
        if "sides" in said:
            one, other = said["sides"]
            said["sides"] = (tuple(one), tuple(other))
        if "filters" in said:
            said["filters"] = tuple(
                Filter(int(each["attribute"]), tuple(each["values"])) for each in said["filters"]
            )
        asked = Asked(**said)
    except (KeyError, TypeError, ValueError) as wrong:
        raise Unusable(str(wrong)) from None
    if not 0 <= asked.reach <= FARTHEST:
        raise Unusable(f"a reach of {asked.reach}")
    return asked


WITHHELD = "[…]"
"""In the place of a value that is not to be told."""


def withheld(asked: Asked, known: Mapping[int, Collection[str]]) -> Asked:
    """The question with no values but those that are `known` of an attribute."""

    def of(attribute: int | None, values: tuple[str, ...]) -> tuple[str, ...]:
        told = {"", *known.get(attribute or 0, ())}
        return tuple(each if each in told else WITHHELD for each in values)

    one, other = asked.sides
    return replace(
        asked,
        sides=(of(asked.attribute, one), of(asked.attribute, other)),
        filters=tuple(Filter(f.attribute, of(f.attribute, f.values)) for f in asked.filters),
    )


@dataclass(frozen=True)
class Names:
    """What the numbers in a question are called."""

    codes: Mapping[int, str] = field(default_factory=dict)
    attributes: Mapping[int, str] = field(default_factory=dict)
    coders: Mapping[int, str] = field(default_factory=dict)
    rounds: Mapping[int, str] = field(default_factory=dict)
    sets: Mapping[int, str] = field(default_factory=dict)
    cases: Mapping[int, str] = field(default_factory=dict)
