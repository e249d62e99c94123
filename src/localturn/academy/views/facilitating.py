"""Who may enter a facilitator's pages of a run."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from localturn.academy.models import Run
from localturn.academy.permissions import can_facilitate
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotFound, require


def facilitated_run(request: HttpRequest, slug: str) -> tuple[Run, Person]:
    """The run and the facilitator who asks; raises NotFound and NotAllowed (2 statements)."""
    run = Run.objects.select_related("version__course").filter(slug=slug).first()
    if run is None:
        raise NotFound
    require(can_facilitate(request.user, run), _("Only the facilitators of this run may do this."))
    assert isinstance(request.user, Person)  # noqa: S101 - only persons facilitate
    return run, request.user
