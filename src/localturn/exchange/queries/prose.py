"""Long texts of a listing as they are shown."""

from html import escape

from localturn.foundation import prose


def html_of(markdown: str) -> str:
    """A text as HTML; one that would take long to render stands as it was written.

    Such a text is refused where it is written. What is there none the less does not take the page
    of a whole catalogue with it.
    """
    try:
        return str(prose.render(markdown).html)
    except prose.TooLong:
        return f"<p>{escape(markdown)}</p>"
