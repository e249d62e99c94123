"""PDFs that a candidate leads to, for who reviews it."""

from dataclasses import dataclass

from localturn.agenda.models import Candidate, LinkedReport
from localturn.agenda.queries.candidates import Piece, found_in, leads_to, pieces_of
from localturn.agenda.queries.sources import sentence


@dataclass(frozen=True)
class Leading:
    """A PDF with the words that values were taken from, or why it is not read."""

    report: LinkedReport
    pieces: list[Piece]
    trouble: str
    """Sentences; "" where there was none."""


def reports_of(candidate: Candidate) -> list[Leading]:
    """In the order in which its text leads to them (1 statement; 1 more for each that a mail names
    in its drawn form alone)."""
    return [
        Leading(
            report=each,
            pieces=pieces_of(each.text, found_in(candidate, each.pk)),
            trouble=" ".join(map(sentence, each.trouble)),
        )
        for each in LinkedReport.objects.filter(raw=candidate.raw_id)
        if leads_to(candidate, each)
    ]
