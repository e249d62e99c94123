"""Fields of a form for one file and for several."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from localturn.foundation.files.checking import check
from localturn.foundation.files.kinds import ENDINGS, MEDIA_ENDINGS
from localturn.foundation.files.uploading import Upload
from localturn.foundation.refusals import Invalid


class UploadField(forms.FileField):
    """Takes a file that `actions.store` will take, and says why it does not take another;
    `with_media` also recordings, and captions for these."""

    def __init__(self, *, with_media: bool = False, **options: Any) -> None:
        self.with_media = with_media
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        accept = f"{ENDINGS},{MEDIA_ENDINGS}" if self.with_media else ENDINGS
        return {**super().widget_attrs(widget), "accept": accept}

    def to_python(self, data: Any) -> Upload | None:
        if data in self.empty_values:
            return None
        try:
            check(data, with_media=self.with_media)
        except Invalid as reason:
            raise ValidationError(reason.sentence) from None
        upload: Upload = data
        return upload


class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class UploadsField(forms.FileField):
    """Takes up to `most` files that `actions.store` will take, and says why it does not take
    another; without any it gives an empty list."""

    widget = _SeveralFiles

    def __init__(self, *, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.most = most

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ENDINGS}

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ARG002
        """The uploads, each looked at."""
        uploads: Sequence[Upload] = [each for each in data or [] if each]
        if self.required and not uploads:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > self.most:
            raise ValidationError(
                ngettext(
                    "At most %(num)s file can be chosen.",
                    "At most %(num)s files can be chosen.",
                    self.most,
                )
                % {"num": self.most}
            )
        for upload in uploads:
            try:
                check(upload)
            except Invalid as reason:
                which = f"{upload.name}: " if len(uploads) > 1 else ""
                raise ValidationError(which + reason.sentence) from None
        return list(uploads)
