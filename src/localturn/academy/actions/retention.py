"""What goes by itself after its time (docs/reference/personal-data.md)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from localturn.academy.actions.holding import hold_seat
from localturn.academy.domain.papers import TIME_TO_ASK
from localturn.academy.models import AnnotatedDraft, GradeEntry, Interest, Invitation, Nomination
from localturn.foundation import moments
from localturn.foundation.files import actions as files
from localturn.foundation.people.notice import INVITATION_DAYS
from localturn.foundation.tasks import task


@task()
def forget_old_invitations() -> None:
    """Names and addresses of whom somebody invited or proposed, a year after the run has ended."""
    ended = moments.now().date() - timedelta(days=INVITATION_DAYS)
    Interest.objects.filter(run__ends_on__lt=ended).delete()
    Nomination.objects.filter(run__ends_on__lt=ended).delete()
    Invitation.objects.filter(run__ends_on__lt=ended).delete()


@task()
def forget_remarks_left_behind() -> None:
    """Files with remarks that somebody laid by for work to which another has given the mark, once
    its writer can ask for no second one."""
    before = moments.now() - TIME_TO_ASK
    for pk, seat in _left_behind(before).values_list("pk", "hand_in__enrolment_id"):
        with transaction.atomic():
            hold_seat(seat)
            for row in _left_behind(before).filter(pk=pk).select_related("file"):
                files.delete(row.file)


def _left_behind(before: datetime) -> QuerySet[AnnotatedDraft]:
    """Whose work, or a later version of it, got before then the mark that stands."""
    marks = GradeEntry.objects.filter(
        enrolment=OuterRef("hand_in__enrolment"),
        activity=OuterRef("hand_in__activity"),
        hand_in__number__gte=OuterRef("hand_in__number"),
        is_standing=True,
        entered_at__lt=before,
    )
    return AnnotatedDraft.objects.filter(Exists(marks)).order_by("pk")
