"""What a run writes about a meeting: an agenda before it, notes after it."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions.letters import about, participants_of
from localturn.academy.actions.writing import rendered
from localturn.academy.models import Activity, Meeting, Run, RunActivity
from localturn.foundation.mail.actions import post
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.tasks import task

LONGEST = 30_000


@transaction.atomic
def write_agenda(activity: Activity, *, run: Run, agenda: str, by: Person) -> None:
    """Everybody of the run reads it at once."""
    require(permissions.can_facilitate(by, run))
    text, html = _rendered(agenda)
    Meeting.objects.get_or_create(run=run, activity=activity)
    Meeting.objects.filter(run=run, activity=activity).update(agenda=text, agenda_html=html)


@transaction.atomic
def write_notes(
    activity: Activity,
    *,
    run: Run,
    notes: str,
    by: Person,
    now: datetime,
    publish: bool = False,
    withdraw: bool = False,
) -> None:
    """Keep notes, and let participants read them from when they are published until somebody
    withdraws them; they are told of that once. What is changed later, they read without being
    told."""
    require(permissions.can_facilitate(by, run))
    text, html = _rendered(notes)
    starts = (
        RunActivity.objects.filter(run=run, activity=activity)
        .values_list("starts_at", flat=True)
        .first()
    )
    if publish and (starts is None or now < starts):
        raise NotNow(_("Notes are published once the meeting has begun."))
    Meeting.objects.get_or_create(run=run, activity=activity)
    meeting = Meeting.objects.select_for_update().get(run=run, activity=activity)
    is_new = publish and meeting.notes_published_at is None
    if withdraw:
        meeting.notes_published_at = None
    elif is_new:
        meeting.notes_published_at = now
    if meeting.notes_published_at is not None and not text:
        raise Invalid(_("Write something first."))
    meeting.notes, meeting.notes_html = text, html
    meeting.save(update_fields=["notes", "notes_html", "notes_published_at"])
    if is_new:
        tell_of_notes.enqueue(meeting.pk)


@task()
def tell_of_notes(meeting_id: int) -> None:
    """Write to each participant, once, that there are notes; to nobody if they were withdrawn."""
    found = Meeting.objects.select_related("run__version", "activity").filter(pk=meeting_id)
    meeting = found.exclude(notes_published_at=None).first()
    if meeting is None:
        return
    run, activity = meeting.run, meeting.activity
    address = reverse("academy:activity", args=[run.slug, activity.stable_id])
    for _seat, person in participants_of(run):
        post(
            to=person,
            template="academy/mail/notes_published",
            key=f"academy/notes/{meeting_id}/{person.pk}",
            context=about(run) | {"title": activity.title, "address": f"{address}#notes"},
        )


def _rendered(text: str) -> tuple[str, str]:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise Invalid(_("Use at most %(most)s characters.") % {"most": LONGEST})
    return text, rendered(text, top_heading=3).html if text else ""
