"""Texts as they were kept."""

from localturn.foundation.library.models import TextVersion
from localturn.foundation.library.text import Page, Paragraph, Part, Text


def text_of(version: TextVersion) -> Text:
    """A version as it was read."""
    return Text(
        version.text,
        tuple(Paragraph(s, e, Part(part), level) for s, e, part, level in version.paragraphs),
        tuple(Page(start, label) for start, label in version.pages),
        tuple((int(s), int(p), x0, y0, x1, y1) for s, p, x0, y0, x1, y1 in version.boxes),
        tuple(version.notes),
    )


def page_at(version: TextVersion, position: int) -> str:
    """The label of the page on which a character stands; "" where the text has no pages."""
    found = ""
    for start, label in version.pages:
        if start > position:
            break
        found = label
    return found
