"""Files that come back with a mark: the work with its marker's remarks in it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from localturn.academy.actions.limits import refuse_beyond_limits
from localturn.academy.domain.kinds.assignment import ANNOTATED
from localturn.academy.models import AnnotatedDraft, AnnotatedFile, GradeEntry
from localturn.academy.queries.annotated import laid_by, purpose_of
from localturn.academy.queries.hand_ins import is_on_its_way
from localturn.foundation.files import actions as files
from localturn.foundation.files.models import StoredFile
from localturn.foundation.files.uploading import Upload
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid


def annotate(entry: GradeEntry, uploads: Sequence[Upload], *, by: Person, now: datetime) -> None:
    """Keep with the mark, in its transaction, what its marker has laid by for the work and what
    comes with the form. Raises Invalid for a file that is not taken.

    They are nobody's own: they go and are given out with the work that they are about.
    """
    work = entry.hand_in
    if work is None:
        raise ValueError(entry.pk)
    if is_on_its_way(by.pk, purpose_of(work), now=now):
        raise Invalid(_("A file is still being looked through. Give the mark once it is there."))
    rows = list(laid_by(work, by))
    sizes = [*(row.file.size for row in rows), *(each.size or 0 for each in uploads)]
    refuse_beyond_limits(sizes, ANNOTATED)
    subject = f"academy/annotated/{entry.pk}"
    kept = [row.file for row in rows]
    lying = StoredFile.objects.filter(pk__in=[file.pk for file in kept])
    lying.update(subject=subject, owner=None)
    AnnotatedDraft.objects.filter(pk__in=[row.pk for row in rows]).delete()
    kept += [files.store(each, owner=None, subject=subject, now=now) for each in uploads]
    AnnotatedFile.objects.bulk_create(AnnotatedFile(entry=entry, file=file) for file in kept)
