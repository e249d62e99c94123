"""Forms are drawn with the house's own templates."""

from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, BoundField
from django.forms.renderers import TemplatesSetting
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


class PageRenderer(TemplatesSetting):
    """Renders through `TEMPLATES`, where the Jinja2 backend comes first."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


@dataclass(frozen=True)
class FieldErrors:
    """The errors of one field and where on the page they are to be mended."""

    label: str
    target: str
    errors: list[str]


def field(bound: BoundField) -> SafeString:
    """One field with its label, hint, control and errors."""
    return bound.as_field_group()


def form_errors(form: BaseForm) -> SafeString:
    """What went wrong, once at the head of the form; nothing if nothing did."""
    if not form.is_bound or not form.errors or getattr(form, "errors_said", False):
        return SafeString("")
    form.errors_said = True  # type: ignore[attr-defined]
    fields = [
        FieldErrors(str(form[name].label), _target(form[name]), [str(error) for error in errors])
        for name, errors in form.errors.items()
        if name in form.fields
    ]
    count = sum(len(each.errors) for each in fields) + len(form.non_field_errors())
    context: dict[str, Any] = {"form": form, "fields": fields, "count": count}
    return render_to_string("ui/forms/summary.html", context)


def form_fields(form: BaseForm) -> SafeString:
    """The summary of errors, unless it was written already, and every field in order."""
    parts = [form_errors(form), *(str(bound) for bound in form.hidden_fields())]
    parts += [bound.as_field_group() for bound in form.visible_fields()]
    return SafeString("".join(parts))


def _target(bound: BoundField) -> str:
    """The id of the control to go to: in a group its first choice."""
    if bound.id_for_label:
        return bound.id_for_label
    choices = bound.subwidgets
    return choices[0].id_for_label if choices else bound.auto_id
