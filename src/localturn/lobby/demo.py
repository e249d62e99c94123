"""In the demonstration, what one room shows of another: a reading of a course quotes a passage of a
research project, live."""

from collections.abc import Callable
from datetime import datetime, timedelta

from localturn.academy.actions import authoring, publishing
from localturn.academy.actions.authoring import Seen
from localturn.academy.actions.moving import move_run
from localturn.academy.models import Run
from localturn.corpus.actions import projects
from localturn.corpus.domain.terms import Rights, Role
from localturn.corpus.models import Coding, Member
from localturn.corpus.queries.releases import quotable
from localturn.foundation.people.models import Person

RUN, READING = "plain-words-own-pace", "sentences"
PROJECT, DOCUMENT = "networks-of-cities", "Baltic Harbour Cities: Letter to the European Commission"
SHOWN = """
## A sentence from practice

A network of towns wrote this to those who govern above it. Who is to do what? Say it as one thought
a sentence.

![A passage from a letter of a network of towns]({address})
"""


def join(*, now: datetime, report: Callable[[str], None]) -> None:
    """The author of the course may read the project's public documents, and so may let a reading
    show one of their passages; the run is moved to the version that does."""
    report("A reading quotes what a network of towns wrote")
    run = Run.objects.get(slug=RUN)
    author = Person.objects.get(email="author@demo.example")
    lead = Member.objects.select_related("project").get(project__slug=PROJECT, role=Role.LEAD)
    projects.add_member(lead.project, author, role=Role.READER, rights=Rights(), by=lead, now=now)
    at = now - timedelta(hours=3)
    draft = authoring.begin_draft(run.version.course, by=author, now=at)
    reading = draft.activities.get(stable_id=READING)
    shown = SHOWN.format(address=_passage(lead).get_absolute_url())
    authoring.change_activity(
        reading,
        title=reading.title,
        body=f"{reading.body.rstrip()}\n{shown}",
        minutes=reading.minutes,
        seen=Seen(reading.title, reading.body),
        by=author,
        now=at,
    )
    version = publishing.publish(draft.course, by=author, now=at + timedelta(hours=1))
    facilitator = Person.objects.get(email="facilitator@demo.example")
    move_run(run, to=version, anew=(), by=facilitator, now=at + timedelta(hours=2))


def _passage(lead: Member) -> Coding:
    """The first of the letter that was coded outside any round."""
    rows = quotable().filter(project=lead.project, document__title=DOCUMENT, round=None)
    return rows.order_by("start", "pk")[0]
