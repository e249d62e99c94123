"""Who may enter a facilitator's pages of a run."""

from django.http import HttpRequest

from localturn.academy.models import Run
from localturn.academy.permissions import can_facilitate
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotFound


def facilitated_run(request: HttpRequest, slug: str) -> tuple[Run, Person]:
    """The run and the facilitator who asks; raises NotFound for everybody else (2 statements)."""
    run = Run.objects.select_related("version__course").filter(slug=slug).first()
    if run is None or not can_facilitate(request.user, run):
        raise NotFound
    assert isinstance(request.user, Person)  # noqa: S101 - only persons facilitate
    return run, request.user
