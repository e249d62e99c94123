"""The Jinja2 environment of every page and every mail."""

from collections.abc import MutableMapping
from functools import cache, lru_cache
from typing import Any

from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined, select_autoescape

from localturn.foundation.ui import components, figures, forms, frame, sayings, times


class Pages(Environment):
    """Every template has the environment's own names.

    Jinja2 lays a map of each template's further names above them, of which there are none here,
    and copies both for every template that a page is made of.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def environment(**options: Any) -> Environment:
    """An environment that escapes, refuses unknown names and speaks the reader's language."""
    options["autoescape"] = select_autoescape(("html", "svg", "xml"), default_for_string=True)
    options["undefined"] = StrictUndefined
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    made = Pages(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **options)
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_translations(translation, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        _=sayings.say,
        gettext=sayings.say,
        ngettext=sayings.say_number,
        static=cache(static),
        url=address,
        moment=times.moment,
        moment_text=times.moment_text,
        day=times.day,
        day_text=times.day_text,
        duration=times.duration,
        clock=times.clock,
        zone_text=times.zone_text,
        figure=figures.figure,
        field=forms.field,
        form_errors=forms.form_errors,
        form_fields=forms.form_fields,
        header=frame.header,
        footer=frame.footer,
        drawn_once=frame.drawn_once,
        once=components.once,
        component_with_csrf=components.post_button,
        component_with_request=components.pagination,
    )
    return made


def address(name: str, *arguments: Any, **parameters: Any) -> str:
    """The address of a named page, as `{{ url("academy:course", course.slug) }}`."""
    return _reversed(get_script_prefix(), name, arguments, tuple(parameters.items()))


@lru_cache(maxsize=8192)
def _reversed(
    _prefix: str, name: str, arguments: tuple[Any, ...], parameters: tuple[tuple[str, Any], ...]
) -> str:
    return reverse(name, args=arguments or None, kwargs=dict(parameters) or None)
