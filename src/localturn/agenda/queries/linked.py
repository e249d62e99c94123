"""PDFs that a candidate leads to, for who reviews it."""

from dataclasses import dataclass

from localturn.agenda.models import Candidate, LinkedReport
from localturn.agenda.queries.candidates import Piece, found_in, pieces_of, reports_led_to
from localturn.agenda.queries.sources import sentence


@dataclass(frozen=True)
class Leading:
    """A PDF with the words that values were taken from, or why it is not read."""

    report: LinkedReport
    pieces: list[Piece]
    trouble: str
    """Sentences; "" where there was none."""


def reports_of(candidate: Candidate) -> list[Leading]:
    """In the order in which its text leads to them (at most 2 statements)."""
    return [
        Leading(
            report=each,
            pieces=pieces_of(each.text, found_in(candidate, each.pk)),
            trouble=" ".join(map(sentence, each.trouble)),
        )
        for each in reports_led_to(candidate)
    ]
