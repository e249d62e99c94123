"""Prose: Markdown in, safe HTML out, with citations of sources."""

from localturn.foundation.prose.citations import Citation
from localturn.foundation.prose.plain import text_of
from localturn.foundation.prose.rendering import (
    LONGEST,
    Cited,
    Prose,
    TooLong,
    citations,
    is_tangled,
    render,
)

__all__ = [
    "LONGEST",
    "Citation",
    "Cited",
    "Prose",
    "TooLong",
    "citations",
    "is_tangled",
    "render",
    "text_of",
]
