"""What is kept of a round's agreement as one figure after the other, whatever was worked out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_ABOUT = {
    "code": "code",
    "one": "coder",
    "coder": "coder",
    "other": "other",
    "document": "document",
}
"""Names in what is kept that say of what a figure is."""
_BY = {"code": "code", "codes": "code", "coder": "coder", "coders": "coder"}
_ESTIMATE = ("value", "low", "high", "coverage")


@dataclass(frozen=True)
class Figure:
    """A number with what it is of: numbers of a code, of coders or of a document."""

    measure: str
    about: Mapping[str, int] = field(default_factory=dict)
    value: float | None = None
    low: float | None = None
    high: float | None = None
    coverage: float | None = None


def figures(
    kept: object, measure: str = "", about: Mapping[str, int] | None = None
) -> Iterator[Figure]:
    """In the order in which they are kept; `measure` is the way to one, such as `codes.kappa`."""
    about = about or {}
    if isinstance(kept, list | tuple):
        for each in kept:
            yield from figures(each, measure, about)
    elif isinstance(kept, Mapping):
        yield from _of_mapping(kept, measure, about)
    elif kept is None or isinstance(kept, int | float):
        yield Figure(measure, about, kept if kept is None else float(kept))


def _of_mapping(
    kept: Mapping[str, object], measure: str, about: Mapping[str, int]
) -> Iterator[Figure]:
    own = {_ABOUT[k]: v for k, v in kept.items() if k in _ABOUT and isinstance(v, int)}
    about = {**about, **own}
    said = [measure, *(str(v) for v in kept.values() if isinstance(v, str))]
    measure = ".".join(each for each in said if each)
    if "value" in kept:
        numbers = {name: _number(kept.get(name)) for name in _ESTIMATE}
        yield Figure(measure, about, **numbers)
    for name, each in kept.items():
        if isinstance(each, str) or ("value" in kept and name in _ESTIMATE):
            continue
        if _ABOUT.get(name) in own:
            continue
        if name.isdecimal():
            of = _BY.get(measure.rpartition("_")[2].rpartition(".")[2], "document")
            yield from figures(each, measure, {**about, of: int(name)})
        else:
            yield from figures(each, f"{measure}.{name}" if measure else name, about)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
