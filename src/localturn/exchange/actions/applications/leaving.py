"""What becomes of applications when a student's record goes, or becomes one with another."""

from datetime import datetime

from localturn.exchange.actions.applications.holding import held, held_listing, move
from localturn.exchange.actions.applications.moving_up import move_up
from localturn.exchange.domain.applications import STANDING, Stage
from localturn.exchange.models import Application, PriorCourse
from localturn.foundation.people.models import Person

_STANDING = [each.value for each in STANDING]
_FAR = {stage.value: far for far, stage in enumerate(Stage)}


def forget_student(person: Person, *, now: datetime) -> None:
    """Take back what stands, for the next who waits, and let go of every word and of the name.

    A place in the academy is let go of there.
    """
    PriorCourse.objects.filter(application__student=person).delete()
    for application in Application.objects.filter(student=person).order_by("listing", "pk"):
        row = held(application)
        row.statement, row.student = "", None
        if row.stage in _STANDING:
            move(row, "withdrawn", to=Stage.WITHDRAWN, by=None, now=now)
            move_up(row.listing, now=now)
        else:
            row.save()
    Application.objects.filter(begun_by=person).update(begun_by=None)


def settle_two(kept: Person, absorbed: Person) -> None:
    """Where both records have an application for one course that stands, end the one that has
    come less far; a draft goes, as nobody else was to read it."""
    standing = Application.objects.filter(stage__in=_STANDING)
    theirs = standing.filter(student=absorbed).values("listing")
    for own in standing.filter(student=kept, listing__in=theirs).order_by("listing"):
        held_listing(own.listing_id)
        other = standing.get(student=absorbed, listing=own.listing_id)
        less = min(own, other, key=lambda each: (_FAR[each.stage], each.changed_at))
        if less.stage == Stage.DRAFT:
            less.delete()
        else:
            Application.objects.filter(pk=less.pk).update(stage=Stage.WITHDRAWN.value)
