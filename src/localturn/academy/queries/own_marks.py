"""Marks of papers in the copy that a person gets of their data: what they may know of them."""

from collections.abc import Iterable, Iterator
from functools import partial

from django.core.files.storage import default_storage

from localturn.academy.models import AnnotatedFile, SecondMark
from localturn.foundation.people.models import Person
from localturn.foundation.personal_data import File, Section

_OPEN = ("second_id", "offered_points", "offered_by_id")
"""What markers settle among themselves until there is a result."""


def without_open_marks(person: Person, sections: Iterable[Section]) -> Iterator[Section]:
    """The same without second marks of their own papers of which there is no result yet
    (1 statement)."""
    hidden = _open_seconds(person)
    for section in sections:
        rows = section.rows
        if section.name == "academy/gradeentry":
            rows = [row for row in rows if row["id"] not in hidden]
        elif section.name == "academy/annotatedfile":
            rows = [row for row in rows if row["entry_id"] not in hidden]
        elif section.name == "academy/secondmark":
            rows = [row if row["result_id"] else {**row, **dict.fromkeys(_OPEN)} for row in rows]
        if rows:
            yield Section(section.name, rows)


def annotated_of(person: Person) -> Iterator[File]:
    """The files that came back with marks of their work (2 statements)."""
    rows = AnnotatedFile.objects.filter(entry__enrolment__person=person)
    for row in rows.exclude(entry__in=_open_seconds(person)).select_related("file").order_by("pk"):
        file = row.file
        yield File(
            f"academy/annotated/{file.pk}-{file.name}", partial(default_storage.open, file.place)
        )


def _open_seconds(person: Person) -> set[int]:
    rows = SecondMark.objects.filter(hand_in__enrolment__person=person, result=None)
    return set(rows.exclude(second=None).values_list("second", flat=True))
