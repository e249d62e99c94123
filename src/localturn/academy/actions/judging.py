"""Nobody judges what they did themselves, whatever role they have."""

from django.utils.translation import gettext as _

from localturn.academy.models import Enrolment
from localturn.academy.permissions import can_facilitate
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import require


def require_judge(by: Person, enrolment: Enrolment) -> None:
    """Raise NotAllowed unless they guide the run and the seat is somebody else's."""
    require(can_facilitate(by, enrolment.run))
    require_another(by, enrolment)


def require_another(by: Person, enrolment: Enrolment) -> None:
    """Raise NotAllowed if the seat is their own."""
    require(
        enrolment.person_id != by.pk,
        _("This is about yourself. Another facilitator has to do it; add one if there is none."),
    )
