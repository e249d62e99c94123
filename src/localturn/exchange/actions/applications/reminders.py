"""Two days before the last day of a step, a letter to whoever's turn it is."""

from datetime import datetime, timedelta

from django.db.models import Q

from localturn.exchange.actions.applications.letters import tell
from localturn.exchange.domain.applications import STEPS, Step, turn
from localturn.exchange.models import Application
from localturn.exchange.queries.applications import still_answered
from localturn.foundation import moments
from localturn.foundation.tasks import task

TWO_DAYS = timedelta(days=2)


@task()
def remind_of_steps() -> None:
    """Each is written to once for each step, whenever this runs."""
    remind(now=moments.now())


def remind(*, now: datetime) -> None:
    # a day more on either side: which moment a day ends at is its zone's
    near = (now.date() - timedelta(days=1), now.date() + timedelta(days=4))
    fields = {
        Step.APPLY: "listing__apply_until__range",
        Step.NOMINATE: "listing__nominate_until__range",
        Step.DECIDE: "listing__decide_until__range",
    }
    due = Q()
    for stage, step in STEPS.items():
        due |= Q(stage=stage.value, **{fields[step]: near})
    rows = Application.objects.filter(due, still_answered(now.date()))
    for application in rows.select_related(
        "listing__host", "home", "student", "nomination"
    ).order_by("pk"):
        step, whose = STEPS[application.stands], turn(application.stands)
        ends = application.deadlines.ends_at(step)
        if whose is None or ends is None or not now < ends <= now + TWO_DAYS:
            continue
        key = f"{step.value}-{application.deadlines.day(step)}"
        until = application.deadlines.last_minute(step)
        tell(application, "near", to=[whose], key=key, now=now, until=until)
