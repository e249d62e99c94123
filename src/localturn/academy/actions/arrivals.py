"""A course folder that came in pieces: looked through by a task, its report kept to be read."""

from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from localturn.academy.actions.folders import import_zip
from localturn.academy.standards import course_folder
from localturn.foundation import moments
from localturn.foundation.files.arriving import discard, put_together
from localturn.foundation.files.models import Arrival
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotFound, NotNow, Refusal
from localturn.foundation.room import Report
from localturn.foundation.tasks import task

PURPOSE = "course-folder"
MOST_MISTAKES = 200


@transaction.atomic
def take_folder(token: str, *, by: Person) -> Arrival:
    """Have a folder that is there as a whole looked through; asked twice, it is done once."""
    rows = Arrival.objects.select_for_update().filter(purpose=PURPOSE, owner=by)
    arrival = rows.filter(token=token, expires_at__gt=moments.now()).first()
    if arrival is None:
        raise NotFound
    if not arrival.is_whole:
        raise NotNow(_("This file has not arrived as a whole yet."))
    if arrival.taken_at is None:
        arrival.taken_at = moments.now()
        arrival.save(update_fields=["taken_at"])
        import_arrived.enqueue(arrival.pk)
    return arrival


@task()
def import_arrived(pk: int) -> None:
    """Import the folder; run twice, the second has nothing to do."""
    arrival = Arrival.objects.filter(pk=pk, outcome__isnull=True).first()
    if arrival is None:
        return
    by = Person.objects.get(pk=arrival.owner_id)
    with translation.override(by.language):
        outcome = _imported(arrival, by)
    Arrival.objects.filter(pk=pk).update(outcome=outcome)  # none where it was given up meanwhile
    discard(arrival.token)


def _imported(arrival: Arrival, by: Person) -> dict[str, Any]:
    course = ""
    try:
        with put_together(arrival) as content:
            report = import_zip(content, by=by, now=moments.now())
            files, _noticed = course_folder.files_in_zip(content)
            course = course_folder.id_in(files.get("course.toml", b""))
    except Refusal as refusal:
        report = Report(left_behind=[refusal.sentence])
    shown = report.mistakes[:MOST_MISTAKES]
    return {
        "course": course if report.done else "",
        "done": report.done,
        "refused": report.left_behind,
        "mistakes": [[each.file, each.line, each.sentence] for each in shown],
        "more": len(report.mistakes) - len(shown),
    }
