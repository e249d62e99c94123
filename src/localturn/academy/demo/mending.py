"""In the demonstration, a question that time has overtaken is regraded for the run."""

from datetime import datetime, timedelta

from localturn.academy.actions.regrading import regrade
from localturn.academy.demo import doing
from localturn.academy.domain.regrading import How, Rule
from localturn.academy.models import Question

QUESTION = "m1-q-short-term"
REASON = (
    "The recommendations of 2025 call such stays temporary mobility. Who knew that was marked"
    " wrong, so the question gives its points to everybody."
)


def mend(course: doing.Course, *, now: datetime) -> None:
    """In the second week, after everybody has met it in the quiz of the first."""
    asked = Question.objects.filter(bank__version=course.run.version, stable_id=QUESTION).first()
    if asked is not None:
        regrade(
            course.run,
            asked,
            Rule(How.EVERYBODY),
            reason=REASON,
            by=course.facilitator,
            now=now - timedelta(minutes=30),
        )
