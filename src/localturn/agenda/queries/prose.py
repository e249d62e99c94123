"""Long texts of an announcement as they are shown."""

from html import escape

from localturn.foundation import prose


def html_of(markdown: str) -> str:
    """A text as HTML; one that would take long to render stands as it was written."""
    try:
        return str(prose.render(markdown).html)
    except prose.TooLong:
        return f"<p>{escape(markdown)}</p>"
