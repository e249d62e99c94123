"""Writing a course in the browser."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from localturn.academy.models import CourseRole
from localturn.foundation.prose import LONGEST

LARGEST_ARCHIVE = 4 * 1024 * 1024


class UploadForm(forms.Form):
    """A course folder as a ZIP archive."""

    archive = forms.FileField(
        label=_("Course folder as a ZIP archive"),
        help_text=_(
            "At most 1 GiB; without JavaScript at most 4 MiB. Videos that the course has already "
            "may be left out. Nothing is changed if anything in it is wrong."
        ),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )

    def clean_archive(self) -> UploadedFile[bytes]:
        archive: UploadedFile[bytes] = self.cleaned_data["archive"]
        if (archive.size or 0) > LARGEST_ARCHIVE:
            raise forms.ValidationError(
                _(
                    "This archive is larger than 4 MiB. Switch JavaScript on, or ask an operator "
                    "to import it: localturn import course FOLDER."
                )
            )
        return archive


class ActivityForm(forms.Form):
    """The title, the time and the text of an activity."""

    title = forms.CharField(label=_("Title"), max_length=200)
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=10_000,
        help_text=_("How long a participant needs, about."),
    )
    body = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=_(
            "Markdown: ## before a heading, * around emphasis, a line between paragraphs, "
            "[@id] to cite a source."
        ),
    )
    seen_title = forms.CharField(widget=forms.HiddenInput, max_length=200)
    seen_body = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ModuleForm(forms.Form):
    """The title, summary and week of a module."""

    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("Summary"),
        max_length=2_000,
        required=False,
        help_text=_("One or two sentences."),
    )
    week = forms.IntegerField(
        label=_("Week"),
        min_value=1,
        max_value=200,
        help_text=_("1 opens on the first day of a run, 2 seven days later."),
    )


class FileForm(forms.Form):
    """One file of the course folder as text."""

    text = forms.CharField(
        label=_("File"),
        max_length=1024 * 1024,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


class NewFileForm(forms.Form):
    """A file that is to be added."""

    name = forms.CharField(
        label=_("Path of a new file"),
        max_length=200,
        help_text=_("Such as modules/02-next/03-reading.md or questions/quiz-2.toml."),
    )


class RoleForm(forms.Form):
    """Somebody's part in a course."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(
        label=_("Role"), choices=CourseRole.Role.choices, widget=forms.RadioSelect
    )
