"""Documents and cases with what is known of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from localturn.corpus.models import Attribute, AttributeValue, Case, Project, ProjectDocument
from localturn.corpus.permissions import Sight

Thing = ProjectDocument | Case


@dataclass(frozen=True)
class Line:
    """A document or case of the grid, and its values in the order of the attributes."""

    number: int
    name: str
    language: str
    values: tuple[str, ...]


def attributes_of(project: Project, *, of_cases: bool) -> list[Attribute]:
    """1 statement."""
    return list(
        Attribute.objects.filter(project=project, of_cases=of_cases).order_by("position", "pk")
    )


def lines_of(things: Iterable[Thing], attributes: Sequence[Attribute]) -> list[Line]:
    """1 statement for each thousand of them."""
    rows = list(things)
    values = dict[tuple[int, int], str]()
    for at in range(0, len(rows), 1_000):
        part = rows[at : at + 1_000]
        column = "case_id" if part and isinstance(part[0], Case) else "document_id"
        found = AttributeValue.objects.filter(
            attribute__in=list(attributes), **{f"{column}__in": [each.pk for each in part]}
        )
        for thing, attribute, value in found.values_list(column, "attribute_id", "value"):
            values[thing, attribute] = value
    return [
        Line(
            each.pk,
            str(each),
            "" if isinstance(each, Case) else each.language,
            tuple(values.get((each.pk, attribute.pk), "") for attribute in attributes),
        )
        for each in rows
    ]


def known_of(thing: Thing) -> list[tuple[str, str]]:
    """What is known of one document or case, by the name of the attribute (1 statement)."""
    rows = thing.attribute_values.select_related("attribute")
    ordered = rows.order_by("attribute__position", "attribute")
    return [(each.attribute.name, each.value) for each in ordered]


def things_of(sight: Sight, *, of_cases: bool) -> Sequence[Thing]:
    """All in sight, in order (1 statement)."""
    return list(sight.cases() if of_cases else sight.documents())
