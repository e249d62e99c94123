"""Files that come back with a mark: the work with its marker's remarks in it."""

from collections.abc import Sequence
from datetime import datetime

from localturn.academy.models import AnnotatedFile, GradeEntry
from localturn.foundation.files import actions as files
from localturn.foundation.files.uploading import Upload


def annotate(entry: GradeEntry, uploads: Sequence[Upload], *, now: datetime) -> None:
    """Keep them with the mark, in its transaction. Raises Invalid for one that is not taken.

    They are nobody's own: they go and are given out with the work that they are about.
    """
    for upload in uploads:
        subject = f"academy/annotated/{entry.pk}"
        file = files.store(upload, owner=None, subject=subject, now=now)
        AnnotatedFile.objects.create(entry=entry, file=file)
