"""What macros need from Python.

Macros imported without context are made once and kept, which is fast, but they see no request:
the two components that need it take it here, from the page that calls them.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from django.core.paginator import Page
from django.utils.safestring import SafeString
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup


@pass_context
def post_button(context: Context, text: str, action: str, **options: Any) -> Markup:
    """The macro `post_button` with the page's CSRF token."""
    module = context.environment.get_template("ui/components/post_button.html").module
    macro = module.post_button  # type: ignore[attr-defined]
    return Markup(macro(text, action, csrf=context["csrf_input"], **options))  # noqa: S704


@pass_context
def pagination(context: Context, page: Page[Any]) -> Markup:
    """The macro `pagination` with what the page's address asks for."""
    module = context.environment.get_template("ui/components/pagination.html").module
    macro = module.pagination  # type: ignore[attr-defined]
    return Markup(macro(page, asked=context["request"].GET))  # noqa: S704


_PLAIN = frozenset({str, Markup, SafeString, bool, int, type(None)})


def once(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    """A small macro that draws the same for the same words and is called fifty times a page.

    Typed, since "<b>" and Markup("<b>") are equal and must not be drawn alike. Anything but plain
    words (a person, say, whose name may change) is drawn each time.
    """
    kept = lru_cache(maxsize=4096, typed=True)(macro)

    @wraps(macro)
    def draw(*arguments: Any, **options: Any) -> Markup:
        plain = all(type(each) in _PLAIN for each in (*arguments, *options.values()))
        return (kept if plain else macro)(*arguments, **options)

    return draw
