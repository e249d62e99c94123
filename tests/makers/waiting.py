"""What waits for somebody in a served installation: made in a shell of its own.

`localturn manage shell -c "from makers import waiting; waiting.essay('ana@town.example')"`
"""

from datetime import timedelta

from localturn.academy.actions import attempts
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from makers.academy import make_enrolment, make_facilitator, make_run, make_version
from makers.errands import stumble
from makers.marking import ESSAY, make_quiz


def essay(facilitator: str) -> None:
    """An essay that a participant has handed in, for somebody to mark."""
    now = moments.now()
    version = make_version(number=None)
    quiz = make_quiz(version, kinds=[ESSAY])
    run = make_run(version, starts_on=(now - timedelta(days=1)).date())
    make_facilitator(run, Person.objects.get(email=facilitator))
    enrolment = make_enrolment(run)
    assert enrolment.person is not None
    attempt = attempts.start(enrolment, quiz, by=enrolment.person, now=now)
    attempt.answers.update(value="One counter serves everybody.", sequence=1, saved_at=now)
    attempts.hand_in(attempt, by=enrolment.person, now=now)


def failed_task(note: str) -> None:
    """A task that fails, and a note at that path that it was begun."""
    stumble.enqueue(note)
