"""Header, footer and other pieces: drawn once for all who see the same.

What differs from reader to reader is either part of what the drawing is kept by (language, rooms,
name) or put in afterwards (the CSRF token).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

Pages = tuple[tuple[str, str], ...]
"""Pairs of text and address."""

_TOKEN = Markup("<!--token-->")


@dataclass(frozen=True)
class Account:
    """Who reads, and where their own pages are; without a name, nobody has signed in."""

    name: str = ""
    pages: Pages = ()
    sign_in: str = ""
    sign_out: str = ""


@pass_context
def header(context: Context) -> Markup:
    """The header for the rooms, the search and the account that the page's context names."""
    shown = ("language", "navigation", "search_address", "account")
    return _part(context, "ui/header.html", shown)


@pass_context
def footer(context: Context) -> Markup:
    """The footer with its choices of language and colours."""
    return _part(context, "ui/footer.html", ("language", "languages", "scheme", "about"))


@pass_context
def drawn_once(context: Context, template: str) -> Markup:
    """A piece of a page that is alike for all who read its language."""
    return _part(context, template, ("language",))


def _part(context: Context, template: str, shown: tuple[str, ...]) -> Markup:
    environment = context.environment
    draw = _draw if environment.auto_reload else _draw_once
    part = draw(environment, template, tuple((name, context[name]) for name in shown))
    return Markup(part.replace(_TOKEN, str(context["csrf_input"])))  # noqa: S704


def _draw(environment: Environment, template: str, shown: tuple[tuple[str, Any], ...]) -> str:
    return environment.get_template(template).render(dict(shown), csrf_input=_TOKEN)


_draw_once = lru_cache(maxsize=1024)(_draw)
