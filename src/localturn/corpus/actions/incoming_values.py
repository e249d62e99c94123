"""Values of attributes of another program, in the form that each attribute here wants."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from localturn.corpus.actions.incoming_frame import unnamed
from localturn.corpus.actions.incoming_steps import Taking
from localturn.corpus.domain import interchange
from localturn.corpus.domain.attributes import LONGEST, Unfit, fitted
from localturn.corpus.domain.fitting_in import LONGEST_OF_ATTRIBUTE
from localturn.corpus.domain.interchange import Guid, Kind, Value
from localturn.corpus.domain.terms import AttributeKind
from localturn.corpus.models import Attribute, AttributeValue, Case, ProjectDocument
from localturn.corpus.standards.refi.values import UNREAD_VALUES
from localturn.foundation.languages import N_

FURTHER_VALUES = N_("Further values of the same attribute")
SHORTENED_VALUES = N_("Values that were shortened")
_KINDS = {
    Kind.TEXT: AttributeKind.TEXT,
    Kind.BOOLEAN: AttributeKind.YES_NO,
    Kind.INTEGER: AttributeKind.WHOLE,
    Kind.DECIMAL: AttributeKind.NUMBER,
    Kind.DATE: AttributeKind.DATE,
    Kind.MOMENT: AttributeKind.TEXT,
}


class Values:
    """Those of documents and cases; an attribute is made with the first value that it has."""

    def __init__(self, attributes: Iterable[interchange.Attribute], taking: Taking) -> None:
        self._declared = {each.guid: each for each in attributes}
        self._taking = taking
        rows = Attribute.objects.filter(project=taking.project)
        self._rows = {(row.name, row.of_cases): row for row in rows}

    def of_document(
        self, document: ProjectDocument, values: Mapping[Guid, Value]
    ) -> list[AttributeValue]:
        """Of one that is new."""
        return [
            AttributeValue(attribute=row, document=document, value=said)
            for row, said in self._fitting(values, {}, of_cases=False)
        ]

    def of_case(self, case: Case, values: Mapping[Guid, Value]) -> list[AttributeValue]:
        """Without those that the case has already."""
        there = dict(AttributeValue.objects.filter(case=case).values_list("attribute_id", "value"))
        return [
            AttributeValue(attribute=row, case=case, value=said)
            for row, said in self._fitting(values, there, of_cases=True)
        ]

    def _fitting(
        self, values: Mapping[Guid, Value], there: dict[int, str], *, of_cases: bool
    ) -> list[tuple[Attribute, str]]:
        """The first value of each attribute: two may have one name, and are one here."""
        found: list[tuple[Attribute, str]] = []
        kept = set(there)
        for guid, value in values.items():
            if guid not in self._declared or not (written := as_written(value)):
                continue
            row = self._row(guid, of_cases=of_cases)
            if row.kind == AttributeKind.TEXT and len(written) > LONGEST:
                self._taking.losses.add(SHORTENED_VALUES, f"{row.name}: {written}")
                written = written[:LONGEST]
            try:
                said = fitted(written, AttributeKind(row.kind), row.choices)
            except Unfit:
                self._taking.losses.add(UNREAD_VALUES, f"{row.name}: {written}")
                continue
            if said and there.setdefault(row.pk, said) != said:
                self._taking.losses.add(FURTHER_VALUES, f"{row.name}: {said}")
            elif said and row.pk not in kept:
                kept.add(row.pk)
                found.append((row, said))
        return found

    def _row(self, guid: Guid, *, of_cases: bool) -> Attribute:
        attribute = self._declared[guid]
        name = attribute.name.strip()[:LONGEST_OF_ATTRIBUTE].strip() or unnamed()
        if (name, of_cases) not in self._rows:
            row = Attribute.objects.create(
                project_id=self._taking.project,
                name=name,
                kind=_KINDS[attribute.kind].value,
                of_cases=of_cases,
                position=sum(whose == of_cases for _name, whose in self._rows),
            )
            self._rows[name, of_cases] = row
            self._taking.note_made("attributes", [row])
        return self._rows[name, of_cases]


def as_written(value: Value) -> str:
    """As somebody would type it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()
