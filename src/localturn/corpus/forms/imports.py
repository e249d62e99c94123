"""Bringing documents in."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from localturn.corpus.actions.fetching import LONGEST, MOST_ADDRESSES
from localturn.corpus.domain.terms import CLASSES, DocumentClass
from localturn.corpus.domain.web_addresses import addresses_in, is_broken
from localturn.corpus.permissions import Sight
from localturn.foundation.fetch import Reason, explain

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
        if not files and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return files


class AddressesField(forms.CharField):
    """Addresses of documents, a line each."""

    widget = forms.Textarea(attrs={"rows": 4, "autocapitalize": "off", "spellcheck": "false"})

    def __init__(self, **named: Any) -> None:
        super().__init__(
            label=_("Addresses"),
            help_text=_(
                "Of web pages and PDFs that everybody may read, one a line, at most 200. Each is"
                " asked once, and kept as it is then. An announcement of the agenda here stands"
                " for its documents, a course for the readings of it that are open to you."
            ),
            max_length=MOST_ADDRESSES * 2_100,
            **named,
        )

    def clean(self, value: Any) -> Any:
        addresses = addresses_in(super().clean(value))
        if len(addresses) > MOST_ADDRESSES:
            sentence = gettext("At most %(most)s addresses are asked at once.")
            raise forms.ValidationError(sentence % {"most": MOST_ADDRESSES})
        if any(len(each) > LONGEST for each in addresses):
            sentence = gettext("An address has at most %(most)s characters.")
            raise forms.ValidationError(sentence % {"most": LONGEST})
        if broken := [each for each in addresses if is_broken(each)]:
            raise forms.ValidationError(explain(Reason.BAD_ADDRESS, broken[0][:200]))
        return addresses


class ImportForm(forms.Form):
    kind = forms.ChoiceField(label=_("Class"), help_text=_("Who may read them depends on it."))
    documents = FilesField(
        label=_("Files"),
        required=False,
        help_text=_(
            "PDF, DOCX, ODT, HTML, TXT, MD, VTT or SRT. As many as you like where scripts run,"
            " each at most 64 MiB, else 4 MiB at once."
        ),
    )
    addresses = AddressesField(required=False)

    def __init__(self, *arguments: Any, sight: Sight, **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["kind"]
        field.choices = [  # type: ignore[attr-defined]
            (each.value, gettext(CLASSES[each])) for each in DocumentClass if each in sight.classes
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not (said.get("documents") or said.get("addresses") or self.errors):
            self.add_error("documents", gettext("Choose files, or say their addresses."))
        return said


class BatchForm(forms.Form):
    """A batch that the page's script fills afterwards."""

    kind = forms.ChoiceField(choices=[(each.value, each.value) for each in DocumentClass])
    addresses = AddressesField(required=False)


class AddressesForm(forms.Form):
    addresses = AddressesField()


class MoreForm(forms.Form):
    documents = FilesField(label=_("More files"))
