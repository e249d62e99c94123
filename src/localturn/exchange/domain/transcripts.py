"""Transcripts of records: how a host marks, and all that one says, frozen and with a digest."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

WHOLE = Decimal(100)
MOST_STEPS = 20
_FIGURE = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,2})?)\s*%?")
"""No sign and no exponent: what is read is written out again digit by digit."""


@dataclass(frozen=True)
class Step:
    """A step of a grading scale: from how many hundredths of the points on it is given, and what
    share of the passing students of the reference group got it (ECTS Users' Guide 2015, 4.3)."""

    label: str
    least: Decimal
    share: Decimal


@dataclass(frozen=True)
class Scale:
    """A grading scale with its distribution table, the best step first."""

    name: str
    reference: str
    """Who the table was made of: field, level, years."""
    students: int
    """How many they were."""
    steps: tuple[Step, ...]

    def label_for(self, points: Decimal, of: Decimal) -> str:
        """The local mark for so many points; "" below the last step that passes."""
        if not of:
            return ""
        reached = points * WHOLE / of
        return next((step.label for step in self.steps if reached >= step.least), "")


class Unfit(ValueError):
    """A scale that cannot be used: what is wrong, as a short code, and on which line."""

    def __init__(self, what: str, line: int = 0) -> None:
        super().__init__(what)
        self.what, self.line = what, line


def steps_from(text: str) -> tuple[Step, ...]:
    """The steps as a host writes them, one a line: "1.0; 95; 12.5" (mark, least percent, share).

    Raises Unfit where they are no scale: a line that cannot be read, marks twice, steps that do
    not descend, or shares that are not 100 together.
    """
    steps = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            steps.append(_step(line, number))
    if not steps:
        raise Unfit("empty")
    if len(steps) > MOST_STEPS:
        raise Unfit("many")
    for at, (above, below) in enumerate(pairwise(steps), 2):
        if below.least >= above.least:
            raise Unfit("order", at)
    if len({step.label for step in steps}) < len(steps):
        raise Unfit("twice")
    if sum(step.share for step in steps) != WHOLE:
        raise Unfit("sum")
    return tuple(steps)


def _step(line: str, number: int) -> Step:
    parts = [part.strip() for part in line.split(";")]
    if len(parts) != 3 or not parts[0] or len(parts[0]) > 20:
        raise Unfit("line", number)
    figures = []
    for part in parts[1:]:
        found = _FIGURE.fullmatch(part)
        figure = Decimal(found[1].replace(",", ".")) if found else None
        if figure is None or figure > WHOLE:
            raise Unfit("line", number)
        figures.append(figure)
    return Step(parts[0], *figures)


def written(steps: Iterable[Step]) -> str:
    """The reverse of `steps_from`."""
    return "\n".join(f"{s.label}; {s.least:f}; {s.share:f}" for s in steps)


def scale_from(fields: Mapping[str, Any]) -> Scale:
    """A scale as the database has it."""
    steps = tuple(
        Step(each["label"], Decimal(each["least"]), Decimal(each["share"]))
        for each in fields["steps"]
    )
    return Scale(fields["name"], fields["reference"], fields["students"], steps)


def scale_fields(scale: Scale) -> dict[str, Any]:
    """The reverse of `scale_from`."""
    return {
        "name": scale.name,
        "reference": scale.reference,
        "students": scale.students,
        "steps": [
            {"label": s.label, "least": f"{s.least:f}", "share": f"{s.share:f}"}
            for s in scale.steps
        ],
    }


@dataclass(frozen=True)
class Credit:
    """Credit points that were earned, and for what."""

    points: Decimal
    kind: str
    award: str


@dataclass(frozen=True)
class University:
    name: str
    slug: str
    country: str
    """Two letters; "" where it is not known."""
    url: str = ""


@dataclass(frozen=True)
class Record:
    """All that a transcript says; why it was issued again is for its three parties, and not in
    it: it is handed on."""

    number: str
    student: str
    home: University
    host: University
    course: str
    course_number: str
    field: str
    """ISCED-F 2013."""
    field_label: str
    language: str
    level: str
    first_day: str
    last_day: str
    credits: tuple[Credit, ...]
    points: Decimal
    of: Decimal
    mark: str
    """In the host's scale; "" where it is not passed."""
    scale: Scale
    issued_on: str
    supersedes: str = ""
    url: str = ""

    @property
    def is_passed(self) -> bool:
        """Whether credit points were earned."""
        return bool(self.credits)

    def credits_by_kind(self) -> list[tuple[Decimal, str]]:
        """The sum of each kind of credit points."""
        sums: dict[str, Decimal] = {}
        for each in self.credits:
            sums[each.kind] = sums.get(each.kind, Decimal(0)) + each.points
        return [(points, kind) for kind, points in sums.items()]


def record_fields(record: Record) -> dict[str, Any]:
    """As it is stored; figures as texts, so that the same record has the same digest."""
    fields = asdict(record)
    fields["scale"] = scale_fields(record.scale)
    fields["credits"] = [{**asdict(c), "points": f"{c.points:f}"} for c in record.credits]
    fields["points"], fields["of"] = f"{record.points:f}", f"{record.of:f}"
    return fields


def record_from(fields: Mapping[str, Any]) -> Record:
    """The reverse of `record_fields`; also of what was frozen when it still held a reason."""
    fields = {name: value for name, value in fields.items() if name != "reason"}
    credits = tuple(Credit(Decimal(c["points"]), c["kind"], c["award"]) for c in fields["credits"])
    return Record(
        **{
            **fields,
            "home": University(**fields["home"]),
            "host": University(**fields["host"]),
            "credits": credits,
            "points": Decimal(fields["points"]),
            "of": Decimal(fields["of"]),
            "scale": scale_from(fields["scale"]),
        }
    )


def digest(fields: Mapping[str, Any]) -> str:
    """SHA-256 of what a transcript says, in its canonical form."""
    return hashlib.sha256(canonical(fields)).hexdigest()


def canonical(fields: Mapping[str, Any]) -> bytes:
    """What a transcript says as JSON: names in order, no blanks, UTF-8."""
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def names_of(student: str) -> tuple[str, str]:
    """Given and family names, as far as a name in one field tells: the last word is the family's.

    A name of one word is both, since ELMO asks for both.
    """
    words: Sequence[str] = student.split()
    if len(words) < 2:
        return student, student
    return " ".join(words[:-1]), words[-1]
