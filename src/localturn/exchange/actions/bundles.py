"""Files of several transcripts as one archive."""

import io
import zipfile
from collections.abc import Sequence


def bundle_of(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Each under its name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return made.getvalue()
