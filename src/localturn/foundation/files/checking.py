"""Whether an upload can be taken, and as what."""

import math
from dataclasses import dataclass
from typing import IO, cast

from django.core.files.base import File
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from localturn.foundation.files.kinds import Unacceptable, kind_of
from localturn.foundation.files.names import cleaned
from localturn.foundation.files.uploading import MOST, Upload
from localturn.foundation.refusals import Invalid


@dataclass(frozen=True)
class Checked:
    """An upload that can be taken: its harmless name and what it is."""

    name: str
    media_type: str
    size: int


def check(upload: "Upload | File[bytes]", *, most: int = MOST, with_media: bool = False) -> Checked:
    """Look at an upload's size, name and content; raises Invalid with what is wrong."""
    size = upload.size or 0
    if size > most:
        raise Invalid(
            _("This file has %(size)s MiB. At most %(most)s MiB can be handed over at once.")
            % {"size": _mebibytes(size), "most": most // 1024 // 1024}
        )
    if size == 0:
        raise Invalid(_("This file is empty."))
    stem, extension = cleaned(upload.name or "")
    try:
        kind = kind_of(cast("IO[bytes]", upload), extension, size=size, with_media=with_media)
    except Unacceptable as reason:
        raise Invalid(_(str(reason))) from None
    return Checked(f"{stem}.{extension or kind.extensions[0]}", kind.media_type, size)


def _mebibytes(size: int) -> str:
    """Rounded up, so that what is too large never looks as if it were not."""
    return number_format(math.ceil(size / 1024 / 1024 * 10) / 10, decimal_pos=1)
