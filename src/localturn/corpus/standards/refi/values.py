"""Attributes ("variables") and what documents and cases have for them."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from localturn.corpus.domain.attributes import decimal_of
from localturn.corpus.domain.interchange import Attribute, Guid, Kind, Losses, Value
from localturn.corpus.standards.refi.elements import (
    Element,
    child,
    children,
    guid_of,
    moment,
    name_of,
    reference,
    text_of,
)
from localturn.foundation.languages import N_

UNREAD_VALUES = N_("Values of attributes that are not what their attribute holds")
UNKNOWN_KINDS = N_("Attributes of a kind that is not known, taken as text")

_ELEMENTS = {
    Kind.TEXT: "TextValue",
    Kind.BOOLEAN: "BooleanValue",
    Kind.INTEGER: "IntegerValue",
    Kind.DECIMAL: "FloatValue",
    Kind.DATE: "DateValue",
    Kind.MOMENT: "DateTimeValue",
}
_KINDS = {name: kind for kind, name in _ELEMENTS.items()}


def attributes_in(root: Element, losses: Losses) -> tuple[Attribute, ...]:
    found = []
    for place, element in enumerate(children(child(root, "Variables"), "Variable")):
        name = (element.get("name") or "").strip()
        try:
            kind = Kind(element.get("typeOfVariable"))
        except ValueError:
            losses.add(UNKNOWN_KINDS, name)
            kind = Kind.TEXT
        guid = guid_of(element.get("guid"), "variable", place, name)
        found.append(Attribute(guid, name, kind, text_of(element, "Description").strip()))
    return tuple(found)


def values_of(holder: Element, kinds: Mapping[Guid, Kind], losses: Losses) -> dict[Guid, Value]:
    """By attribute; what is empty is left out, and so is what has no attribute."""
    found: dict[Guid, Value] = {}
    for element in children(holder, "VariableValue"):
        attribute = reference(child(element, "VariableRef"))
        if attribute not in kinds:
            continue
        for each in element:
            said = (each.text or "").strip()
            if name_of(each) in _KINDS and said:
                value = _read(said, kinds[attribute])
                if value is None:
                    losses.add(UNREAD_VALUES, said)
                else:
                    found[attribute] = value
    return found


def _read(said: str, kind: Kind) -> Value | None:
    try:
        match kind:
            case Kind.TEXT:
                return said
            case Kind.BOOLEAN:
                return {"true": True, "1": True, "false": False, "0": False}.get(said.lower())
            case Kind.INTEGER:
                return int(decimal_of(said))
            case Kind.DECIMAL:
                return decimal_of(said)
            case Kind.DATE:
                return date.fromisoformat(said[:10])
            case Kind.MOMENT:
                return moment(said)
    except (ValueError, OverflowError):
        return None


def written(value: Value) -> tuple[str, str]:
    """The element of a value and what stands in it."""
    if isinstance(value, bool):
        return _ELEMENTS[Kind.BOOLEAN], "true" if value else "false"
    if isinstance(value, int):
        return _ELEMENTS[Kind.INTEGER], str(value)
    if isinstance(value, Decimal):
        return _ELEMENTS[Kind.DECIMAL], f"{value:f}"
    if isinstance(value, str):
        return _ELEMENTS[Kind.TEXT], value
    if isinstance(value, datetime):
        return _ELEMENTS[Kind.MOMENT], value.isoformat(timespec="seconds")
    return _ELEMENTS[Kind.DATE], value.isoformat()
