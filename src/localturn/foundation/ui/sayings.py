"""The interface's sentences as templates say them: `_("Saved %(time)s", time=…)`.

As Jinja2's own do, they take every sentence for a format and escape what is put into it. A page
says thirty of them, most with nothing to put in: those are looked up once in each language.
"""

from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, gettext, ngettext
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup


@pass_context
def say(context: Context, sentence: str, /, **variables: Any) -> str:
    """`gettext` and `_`: a sentence in the reader's language."""
    escapes = context.eval_ctx.autoescape
    if variables:
        return _format(gettext(sentence), escapes) % variables
    return _plain(str(sentence), get_language(), escapes)


@pass_context
def say_number(context: Context, one: str, more: str, number: int, /, **variables: Any) -> str:
    """`ngettext`: a sentence for a number, which stands in it as `%(num)s`."""
    variables.setdefault("num", number)
    return _format(ngettext(one, more, number), context.eval_ctx.autoescape) % variables


def _format(sentence: str, escapes: bool) -> str:
    return Markup(sentence) if escapes else sentence  # noqa: S704 - of ours; the rest is escaped


@lru_cache(maxsize=8192)
def _plain(sentence: str, _language: str | None, escapes: bool) -> str:
    return _format(gettext(sentence), escapes) % {}
