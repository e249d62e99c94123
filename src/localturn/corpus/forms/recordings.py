"""Bringing a recording."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from localturn.corpus.standards.sounds import ENDINGS
from localturn.foundation.files.uploading import MOST, TooLargeUpload


class RecordingForm(forms.Form):
    recording = forms.FileField(
        label=_("Recording"),
        help_text=_(
            "MP3, M4A, OGG, WAV, FLAC or WebM, at most 512 MiB where scripts run, else 4 MiB. Who"
            " may read the text may hear it."
        ),
        widget=forms.FileInput(attrs={"accept": ENDINGS}),
        required=False,
    )

    def clean_recording(self) -> Any:
        upload = self.cleaned_data["recording"]
        if not upload:
            raise forms.ValidationError(_("Choose a file."))
        if isinstance(upload, TooLargeUpload):
            raise forms.ValidationError(
                _("This file is larger than %(most)s MiB."), params={"most": MOST // 1024 // 1024}
            )
        return upload
