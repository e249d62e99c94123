"""Files with remarks, laid by for their marker alone until the mark is given, and taken away again;
large ones come in pieces (`annotated_arrivals`)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy.actions.grading import refuse_unmarkable
from localturn.academy.actions.holding import hold_seat
from localturn.academy.actions.judging import require_judge
from localturn.academy.actions.limits import refuse_beyond_limits
from localturn.academy.actions.second_marks import refuse_as_second
from localturn.academy.actions.work_files import refuse_beyond_share, refuse_unfit
from localturn.academy.domain.kinds.assignment import ANNOTATED
from localturn.academy.models import AnnotatedDraft, HandIn, SecondMark
from localturn.academy.queries.annotated import laid_by
from localturn.foundation.files import actions as files
from localturn.foundation.files.uploading import Upload
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotFound


@transaction.atomic
def lay_by(hand_in: HandIn, uploads: Sequence[Upload], *, by: Person, now: datetime) -> None:
    """Keep files that came with a form, all of them or, with a refusal, none."""
    enter(hand_in, by)
    for upload in uploads:
        refuse_unfit(upload, ANNOTATED, is_one_of_many=len(uploads) > 1)
    digests = {files.sha256_of(upload): upload for upload in uploads}
    new = {d: each for d, each in digests.items() if not lies_there(hand_in, by, d)}
    make_room(hand_in, [each.size or 0 for each in new.values()], by=by)
    for upload in new.values():
        file = files.store(upload, owner=by, subject=subject_of_draft(by), now=now)
        AnnotatedDraft.objects.create(hand_in=hand_in, marker=by, file=file)


@transaction.atomic
def take_away(hand_in: HandIn, pk: int, *, by: Person) -> str:
    """Let a file go that one has laid by, also where one may not mark any more. Gives its name."""
    hold_seat(hand_in.enrolment_id)
    row = laid_by(hand_in, by).filter(pk=pk).first()
    if row is None:
        raise NotFound(_("This file is not there any more."))
    files.delete(row.file)
    return row.file.name


def enter(hand_in: HandIn, by: Person) -> None:
    """One at a time, and only who may give it the mark that it waits for. Raises NotAllowed and
    NotNow."""
    require_judge(by, hand_in.enrolment)
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    hold_seat(hand_in.enrolment_id)
    asked = SecondMark.objects.filter(hand_in=hand_in, result=None)
    marking = asked.select_related("first", "second").first()
    if marking is None:
        refuse_unmarkable(hand_in)
    else:
        refuse_as_second(marking, by)


def lies_there(hand_in: HandIn, marker: Person, sha256: str) -> bool:
    """Whether a file of this content is among those that are laid by."""
    return laid_by(hand_in, marker).filter(file__sha256=sha256).exists()


def make_room(hand_in: HandIn, sizes: Sequence[int], *, by: Person) -> None:
    """Raise Invalid where more would lie there than may."""
    lying = [row.file.size for row in laid_by(hand_in, by)]
    refuse_beyond_limits([*lying, *sizes], ANNOTATED)
    refuse_beyond_share(by, sum(sizes))


def subject_of_draft(marker: Person) -> str:
    """To whom files belong that are laid by: to their marker, whatever work they are about."""
    return f"academy/annotated-draft/{marker.pk}"
