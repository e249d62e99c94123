"""Bringing documents in."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from localturn.corpus.domain.terms import CLASSES, DocumentClass
from localturn.corpus.permissions import Sight

ENDINGS = ".pdf,.docx,.odt,.html,.htm,.txt,.md,.vtt,.srt"


class _Several(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files of any kind: what is in them is looked at by the task that reads them."""

    widget = _Several

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ENDINGS}

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ARG002
        files = [each for each in data or [] if each]
        if not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return files


class ImportForm(forms.Form):
    kind = forms.ChoiceField(label=_("Class"), help_text=_("Who may read them depends on it."))
    documents = FilesField(
        label=_("Files"),
        help_text=_(
            "PDF, DOCX, ODT, HTML, TXT, MD, VTT or SRT. As many as you like where scripts run,"
            " each at most 64 MiB, else 4 MiB at once."
        ),
    )

    def __init__(self, *arguments: Any, sight: Sight, **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["kind"]
        field.choices = [  # type: ignore[attr-defined]
            (each.value, gettext(CLASSES[each])) for each in DocumentClass if each in sight.classes
        ]


class BatchForm(forms.Form):
    """A batch that the page's script fills afterwards."""

    kind = forms.ChoiceField(choices=[(each.value, each.value) for each in DocumentClass])


class MoreForm(forms.Form):
    documents = FilesField(label=_("More files"))
