"""Files of an assignment: laid by until they are handed in, and taken away again.

What is laid by is kept with the draft and is there for its writer alone; a version that is handed
in has what lies there at that moment.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import IO, cast

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from localturn.academy.actions.hand_ins import (
    accepted_by,
    refuse_if_closed,
)
from localturn.academy.actions.holding import hold_own_seat
from localturn.academy.actions.limits import refuse_beyond_limits
from localturn.academy.domain.kinds.assignment import FileLimits, file_limits
from localturn.academy.models import Activity, DraftFile, Enrolment, HandInFile
from localturn.academy.permissions import can_participate
from localturn.academy.queries.attempts import window_of
from localturn.academy.queries.hand_ins import MIB, laid_by, subject_of_draft, work_of
from localturn.academy.standards import video
from localturn.foundation.files import actions as files
from localturn.foundation.files.checking import check
from localturn.foundation.files.models import StoredFile
from localturn.foundation.files.uploading import MOST, Upload
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotFound, require

MOST_OF_A_PERSON = 1024 * MIB
"""Bytes of all that somebody has laid by or handed in, in all runs."""


@transaction.atomic
def lay_by(
    enrolment: Enrolment,
    activity: Activity,
    uploads: Sequence[Upload],
    *,
    by: Person,
    now: datetime,
) -> None:
    """Keep files that came with a form, all of them or, with a refusal, none."""
    lock(enrolment, by)
    refuse_if_closed_to_files(enrolment, activity, now=now)
    limits = file_limits(activity.settings)
    for upload in uploads:
        refuse_unfit(upload, limits, is_one_of_many=len(uploads) > 1)
    digests = {files.sha256_of(upload): upload for upload in uploads}
    new = {d: each for d, each in digests.items() if not lies_there(enrolment, activity, d)}
    make_room(enrolment, activity, [each.size or 0 for each in new.values()], limits, by=by)
    subject = subject_of_draft(enrolment)
    for upload in new.values():
        file = files.store(upload, owner=by, subject=subject, now=now)
        DraftFile.objects.create(enrolment=enrolment, activity=activity, file=file)


@transaction.atomic
def take_away(enrolment: Enrolment, activity: Activity, pk: int, *, by: Person) -> str:
    """Let a file go that was laid by; what was handed in stays with its version. Gives its name."""
    lock(enrolment, by)
    row = laid_by(enrolment, activity).filter(pk=pk).first()
    if row is None:
        raise NotFound(_("This file is not there any more."))
    _let_go(row)
    return row.file.name


def lies_there(enrolment: Enrolment, activity: Activity, sha256: str) -> bool:
    """Whether a file of this content is among those that are laid by."""
    return laid_by(enrolment, activity).filter(file__sha256=sha256).exists()


def _let_go(row: DraftFile) -> None:
    row.delete()
    if not HandInFile.objects.filter(file=row.file_id).exists():
        files.delete(row.file)


def make_room(
    enrolment: Enrolment,
    activity: Activity,
    sizes: Sequence[int],
    limits: FileLimits,
    *,
    by: Person,
) -> None:
    """Raise Invalid where more would lie there than may; where there is room for one file, a new
    one takes its place."""
    rows = list(laid_by(enrolment, activity))
    if limits.files == 1 and len(sizes) == 1:
        for row in rows:
            _let_go(row)
        rows = []
    refuse_beyond_limits([*(row.file.size for row in rows), *sizes], limits)
    refuse_beyond_share(by, sum(sizes))


def refuse_beyond_share(by: Person, size: int) -> None:
    """Raise Invalid where somebody would have laid by or handed in more than there is room for."""
    ways = (
        Q(subject__startswith="academy/hand-in/")
        | Q(subject__startswith="academy/draft/")
        | Q(subject__startswith="academy/group-")
        | Q(subject__startswith="academy/annotated-draft/")
    )
    every = StoredFile.objects.filter(ways, owner=by)
    if (every.aggregate(Sum("size"))["size__sum"] or 0) + size > MOST_OF_A_PERSON:
        raise Invalid(
            _("Your files here have %(most)s MiB together, which is all that there is room for.")
            % {"most": MOST_OF_A_PERSON // MIB}
        )


def refuse_unfit(upload: Upload, limits: FileLimits, *, is_one_of_many: bool) -> None:
    """Raise Invalid, with its name where it is one of many, for a file that is not taken."""
    try:
        check(upload, most=min(limits.each * MIB, MOST), with_media=limits.with_media)
        refuse_unplayable(upload, limits)
    except Invalid as refusal:
        which = f"{upload.name}: " if is_one_of_many else ""
        raise Invalid(which + refusal.sentence) from None


def refuse_unplayable(upload: "Upload | File[bytes]", limits: FileLimits) -> None:
    """Raise Invalid for a file that begins like a video and is none, or only a part of one. What
    does not say how long it is plays, though nobody can move about in it."""
    content = cast("IO[bytes]", upload)
    content.seek(0)
    head = content.read(8)
    content.seek(0)
    if not limits.with_media or not (head[4:8] == b"ftyp" or head[:4] == b"\x1a\x45\xdf\xa3"):
        return
    try:
        video.look(content, upload.size or 0)
    except video.Unplayable as reason:
        if str(reason) != video.NO_LENGTH:
            raise Invalid(_(str(reason))) from None


def refuse_if_closed_to_files(enrolment: Enrolment, activity: Activity, *, now: datetime) -> None:
    """Raise Invalid or NotNow where no file, or no work at all, is taken."""
    if "file" not in accepted_by(activity):
        raise Invalid(_("No file is taken here."))
    work = work_of(enrolment, activity)
    refuse_if_closed(window_of(enrolment, activity), work, now=now)


def lock(enrolment: Enrolment, by: Person) -> None:
    """One at a time, of one person and of one seat, which must still be theirs; who holds the seat
    may still write to them."""
    require_own(enrolment, by)
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    hold_own_seat(enrolment.pk, by)


def require_own(enrolment: Enrolment, by: Person) -> None:
    """Let only who has the seat go on."""
    require(can_participate(enrolment) and enrolment.person_id == by.pk)
