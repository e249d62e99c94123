"""What the academy has made of places that applications led to, written down here."""

from django.db import transaction
from django.db.models import Q

from localturn.exchange.actions.applications.holding import held, move
from localturn.exchange.domain.applications import PLACED, STANDING, Stage
from localturn.exchange.models import Application
from localturn.foundation import moments
from localturn.foundation.tasks import task

_SAID = {
    Stage.WAITING: "waiting",
    Stage.KEPT: "moved-up",
    Stage.ACCEPTED: "seated",
    Stage.LEFT: "left",
}


@task()
def follow_the_academy() -> None:
    """Take over where an application stands from its nomination; the academy has told everybody."""
    now = moments.now()
    nominated = Application.objects.filter(
        stage__in=[each.value for each in PLACED], nomination__isnull=False
    )
    same = (
        Q(stage=Stage.WAITING.value, nomination__state__in=["waiting", "queued"])
        | Q(stage=Stage.KEPT.value, nomination__state="accepted", nomination__seat=None)
        | Q(stage=Stage.ACCEPTED.value, nomination__state="accepted", nomination__seat__gt=0)
        | Q(
            stage=Stage.LEFT.value,
            nomination__state__in=["given-back", "lapsed", "withdrawn", "declined"],
        )
    )
    for application in nominated.exclude(same).order_by("pk"):
        with transaction.atomic():
            row = held(application)
            there = row.stands
            if there != row.stage and not _is_another_standing(row, there):
                move(row, _SAID[there], to=there, by=None, now=now)


def _is_another_standing(application: Application, stage: Stage) -> bool:
    """Whether the student, whose place was gone, has applied anew meanwhile."""
    if application.stage != Stage.LEFT or stage is Stage.LEFT:
        return False
    again = Application.objects.filter(
        listing=application.listing_id, student=application.student_id
    ).exclude(pk=application.pk)
    return again.filter(stage__in=[each.value for each in STANDING]).exists()
