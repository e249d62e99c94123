"""Files that come back with a mark: the work with its marker's remarks in it."""

from collections.abc import Sequence
from datetime import datetime

from localturn.academy.models import AnnotatedFile, GradeEntry
from localturn.foundation.files import actions as files
from localturn.foundation.files.uploading import Upload
from localturn.foundation.people.models import Person


def annotate(entry: GradeEntry, uploads: Sequence[Upload], *, by: Person, now: datetime) -> None:
    """Keep them with the mark, in its transaction. Raises Invalid for one that is not taken."""
    for upload in uploads:
        subject = f"academy/annotated/{entry.pk}"
        file = files.store(upload, owner=by, subject=subject, now=now)
        AnnotatedFile.objects.create(entry=entry, file=file)
