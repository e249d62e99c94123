"""Projects as they pass from the process that reads them to the one that keeps them: JSON in which
every field stands at its place."""

import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, NamedTuple, TypeVar

from localturn.corpus.domain.interchange import Value

T = TypeVar("T")


class _Way(NamedTuple):
    there: Callable[[Any], Any]
    back: Callable[[Any], Any]


def passed(value: Any) -> Any:
    """A value of `domain.interchange` as JSON can hold it."""
    kind: Any = type(value)
    return _way(kind).there(value)


def received(kind: type[T], said: Any) -> T:
    """The value of this kind; ValueError, TypeError or KeyError for what is none."""
    any_kind: Any = kind
    found: T = _way(any_kind).back(said)
    return found


@cache
def _way(kind: Any) -> _Way:
    if kind == Value:
        return _Way(_tagged, _untagged)
    if kind in {str, int, bool}:
        return _Way(_same, _same)
    if kind is datetime:
        return _Way(datetime.isoformat, datetime.fromisoformat)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _Way(lambda each: each.value, kind)
    if is_dataclass(kind):
        return _of_fields(kind)
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType:
        there, back = _way(inside[0])
        return _Way(
            lambda each: None if each is None else there(each),
            lambda said: None if said is None else back(said),
        )
    if origin is not None and issubclass(origin, Mapping):
        there, back = _way(inside[1])
        return _Way(
            lambda each: {key: there(value) for key, value in each.items()},
            lambda said: {key: back(value) for key, value in said.items()},
        )
    if origin is not None and issubclass(origin, Sequence):
        there, back = _way(inside[0])
        return _Way(
            lambda each: [there(value) for value in each],
            lambda said: tuple([back(value) for value in said]),
        )
    raise TypeError(kind)


def _of_fields(kind: Any) -> _Way:
    hints = typing.get_type_hints(kind)
    names = [each.name for each in fields(kind)]
    ways = [(name, _way(hints[name])) for name in names]
    backs = [way.back for _name, way in ways]

    def there(value: Any) -> list[Any]:
        return [way.there(getattr(value, name)) for name, way in ways]

    def back(said: Any) -> Any:
        return kind(*[each(part) for each, part in zip(backs, said, strict=True)])

    return _Way(there, back)


def _same(value: Any) -> Any:
    return value


def _tagged(value: Value) -> Any:
    """What JSON knows as it is, others with what they are."""
    match value:
        case Decimal():
            return ["decimal", str(value)]
        case datetime():
            return ["moment", value.isoformat()]
        case date():
            return ["date", value.isoformat()]
    return value


_OF_TAG: Mapping[str, Callable[[str], Value]] = {
    "decimal": Decimal,
    "moment": datetime.fromisoformat,
    "date": date.fromisoformat,
}


def _untagged(said: Any) -> Value:
    if isinstance(said, list):
        tag, text = said
        return _OF_TAG[tag](text)
    found: Value = said
    return found
