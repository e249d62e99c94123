"""What the frame of every page shows."""

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from localturn.foundation.languages import direction
from localturn.foundation.ui.schemes import scheme_of


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of the frame: the reader, their language, which way it is written, the colours."""
    language = get_language() or "en"
    return {
        "user": getattr(request, "user", None),
        "language": language,
        "languages": tuple(settings.LANGUAGES),
        "direction": direction(language),
        "scheme": scheme_of(request),
        "messages": get_messages(request),
        # once a page: a page may have fifty one-button forms, and each token costs 50 µs
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),
    }
