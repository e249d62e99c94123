"""What goes out and in which form; what comes in and as what."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from localturn.corpus.domain.offsets import Basis
from localturn.corpus.domain.terms import CLASSES, DocumentClass
from localturn.corpus.domain.transfers import OUT, REPLICATION
from localturn.corpus.standards.refi.profiles import PROFILES
from localturn.foundation.files.uploading import MOST, TooLargeUpload


class OutForm(forms.Form):
    form = forms.ChoiceField(label=_("Form"), widget=forms.RadioSelect)
    profile = forms.ChoiceField(
        label=_("For which program"),
        help_text=_("Only for a REFI-QDA project: programs open each other’s files differently."),
    )
    classes = forms.MultipleChoiceField(
        label=_("Documents"), widget=forms.CheckboxSelectMultiple, required=False
    )

    with_texts = forms.BooleanField(
        label=_("Put the texts of public documents into the replication package"),
        help_text=_("Otherwise only their SHA-256, where you may not pass the texts on."),
        required=False,
    )

    def __init__(
        self, *arguments: Any, seen: Collection[DocumentClass], leads: bool, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.fields["form"].choices = [  # type: ignore[attr-defined]
            (each.key, f"{gettext(each.title)}: {gettext(each.explained)}")
            for each in OUT.values()
            if leads or each.key != REPLICATION
        ]
        if not leads:
            del self.fields["with_texts"]
        self.fields["profile"].choices = [  # type: ignore[attr-defined]
            (each.key, gettext(each.title)) for each in PROFILES.values()
        ]
        self.fields["classes"].choices = _classes(seen)  # type: ignore[attr-defined]

    def clean_classes(self) -> list[DocumentClass]:
        return [DocumentClass(each) for each in self.cleaned_data["classes"]]


class InForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A project (.qdpx) or codebook (.qdc) by REFI-QDA, from ATLAS.ti, MAXQDA, NVivo and"
            " others; a project of QualCoder (.qda, zipped or its data.qda) or of Taguette"
            " (.sqlite3); or a table of codings of this project’s documents (.csv). Nothing is"
            " taken in before you have seen what is in it."
        ),
        widget=forms.FileInput(attrs={"accept": ".qdpx,.qdc,.qda,.sqlite3,.db,.zip,.xml,.csv"}),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if isinstance(upload, TooLargeUpload):
            raise forms.ValidationError(
                _("This file is larger than %(most)s MiB."), params={"most": MOST // 1024 // 1024}
            )
        return upload


class TakeForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Class of the documents"),
        help_text=_("By which it is shown to readers and coders of this project."),
    )
    basis = forms.ChoiceField(label=_("Which passages are right?"), widget=forms.RadioSelect)

    def __init__(
        self, *arguments: Any, seen: Collection[DocumentClass], report: Any, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.fields["kind"].choices = _classes(seen)  # type: ignore[attr-defined]
        found = str(report.get("basis", Basis().key))
        samples = report.get("samples") or []
        if samples:
            self.fields["basis"].choices = [  # type: ignore[attr-defined]
                (key, " · ".join(f"“{each}”" for each in quotes)) for key, quotes in samples
            ]
        else:
            self.fields["basis"].choices = [(found, found)]  # type: ignore[attr-defined]
            self.fields["basis"].widget = forms.HiddenInput()
        self.initial.setdefault("basis", found)

    def clean_kind(self) -> DocumentClass:
        return DocumentClass(self.cleaned_data["kind"])


def _classes(seen: Collection[DocumentClass]) -> list[tuple[str, str]]:
    return [(each.value, gettext(CLASSES[each])) for each in DocumentClass if each in seen]
