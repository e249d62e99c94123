"""A passage that is to be coded, checked against the text it is said to be of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """From `start` up to and without `end`, in code points."""

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


def trimmed(text: str, span: Span) -> Span | None:
    """Without the blanks at its ends, which nobody means; None where nothing is left."""
    if not 0 <= span.start < span.end <= len(text):
        return None
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None
