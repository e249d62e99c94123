"""What the frame of every page shows."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from localturn.foundation.languages import direction


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of the frame: the reader, their language and which way it is written."""
    language = get_language() or "en"
    return {
        "user": getattr(request, "user", None),
        "language": language,
        "direction": direction(language),
    }
