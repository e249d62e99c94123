"""The two components that need the request of the page they stand on.

Macros imported without context are made once and kept, which is fast, but they see no request.
These functions take it from the page that calls them and hand it to the macro.
"""

from typing import Any

from django.core.paginator import Page
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
