"""Files of a group: laid by for its next version, seen by all its members, and taken away again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy.actions.groupwork import (
    hold_group,
    own_group,
    refuse_if_closed,
    subject_of_draft,
)
from localturn.academy.actions.hand_ins import accepted_by
from localturn.academy.actions.holding import hold_own_seat
from localturn.academy.actions.limits import refuse_beyond_limits
from localturn.academy.actions.work_files import refuse_beyond_share, refuse_unfit
from localturn.academy.domain.kinds.assignment import FileLimits, file_limits
from localturn.academy.models import Enrolment, Group, GroupFile, GroupHandInFile
from localturn.academy.permissions import can_participate
from localturn.academy.queries.groupwork import WorkState, laid_by
from localturn.foundation.files import actions as files
from localturn.foundation.files.uploading import Upload
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotFound, require


@transaction.atomic
def lay_by(
    seat: Enrolment, state: WorkState, uploads: Sequence[Upload], *, by: Person, now: datetime
) -> None:
    """Keep files that came with a form, all of them or, with a refusal, none."""
    group = enter(seat, state, by=by, now=now)
    limits = file_limits(state.work.activity.settings)
    for upload in uploads:
        refuse_unfit(upload, limits, is_one_of_many=len(uploads) > 1)
    digests = {files.sha256_of(upload): upload for upload in uploads}
    new = {d: each for d, each in digests.items() if not lies_there(state, group, d)}
    make_room(state, group, [each.size or 0 for each in new.values()], limits, by=by)
    for upload in new.values():
        file = files.store(
            upload,
            owner=by,
            subject=subject_of_draft(group),
            now=now,
            with_media=limits.with_media,
        )
        GroupFile.objects.create(work=state.work, group=group, file=file, laid_by=by)


@transaction.atomic
def take_away(seat: Enrolment, state: WorkState, pk: int, *, by: Person, now: datetime) -> str:
    """Let a file go that was laid by, whoever of the group did; what was handed in stays with its
    version. Gives its name."""
    group = enter(seat, state, by=by, now=now)
    row = laid_by(state.work, group).filter(pk=pk).first()
    if row is None:
        raise NotFound(_("This file is not there any more."))
    _let_go(row)
    return row.file.name


def enter(seat: Enrolment, state: WorkState, *, by: Person, now: datetime) -> Group:
    """The group, held until this is through. Raises NotAllowed and NotNow."""
    require(can_participate(seat) and seat.person_id == by.pk)
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    group = hold_group(own_group(seat, state.work))
    hold_own_seat(seat.pk, by)
    refuse(state, group, now=now)
    return group


def refuse(state: WorkState, group: Group, *, now: datetime) -> None:
    """Raise Invalid or NotNow where no file, or no work at all, is taken."""
    if "file" not in accepted_by(state.work.activity):
        raise Invalid(_("No file is taken here."))
    last = state.work.hand_ins.filter(group=group).order_by("-number").first()
    refuse_if_closed(state, group, last, now=now)


def lies_there(state: WorkState, group: Group, sha256: str) -> bool:
    """Whether a file of this content is among those that are laid by."""
    return laid_by(state.work, group).filter(file__sha256=sha256).exists()


def _let_go(row: GroupFile) -> None:
    row.delete()
    if not GroupHandInFile.objects.filter(file=row.file_id).exists():
        files.delete(row.file)


def make_room(
    state: WorkState, group: Group, sizes: Sequence[int], limits: FileLimits, *, by: Person
) -> None:
    """Raise Invalid where more would lie there than may; where there is room for one file, a new
    one takes its place."""
    rows = list(laid_by(state.work, group))
    if limits.files == 1 and len(sizes) == 1:
        for row in rows:
            _let_go(row)
        rows = []
    refuse_beyond_limits([*(row.file.size for row in rows), *sizes], limits)
    refuse_beyond_share(by, sum(sizes))
