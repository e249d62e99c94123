"""A form's field for one file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from localturn.foundation.files.checking import check
from localturn.foundation.files.kinds import ENDINGS
from localturn.foundation.files.uploading import Upload
from localturn.foundation.refusals import Invalid


class UploadField(forms.FileField):
    """Takes a file that `actions.store` will take, and says why it does not take another."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ENDINGS}

    def to_python(self, data: Any) -> Upload | None:
        if data in self.empty_values:
            return None
        try:
            check(data)
        except Invalid as reason:
            raise ValidationError(reason.sentence) from None
        upload: Upload = data
        return upload
