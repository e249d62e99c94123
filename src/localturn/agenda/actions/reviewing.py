"""What an editor does with a candidate: opens, publishes, dismisses, assigns, remarks."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.agenda import permissions
from localturn.agenda.actions import events, merging
from localturn.agenda.domain.content import Content
from localturn.agenda.domain.extraction import Doubt, Field
from localturn.agenda.domain.extraction.values import GRAVE
from localturn.agenda.domain.sources import Stage
from localturn.agenda.domain.terms import Kind
from localturn.agenda.models import Candidate, Event, Remark
from localturn.agenda.queries.candidates import (
    content_of_candidate,
    content_with,
    require_editor,
    values_of,
)
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow, Refusal
from localturn.foundation.trail.actions import record

MOST_AT_ONCE = 100


@transaction.atomic
def opened(candidate: Candidate, *, by: Person, now: datetime) -> None:
    """Note when an editor first looked at it: how long reviewing takes is shown."""
    require_editor(by, now=now)
    Candidate.objects.filter(pk=candidate.pk, opened_at=None).update(opened_at=now)


@transaction.atomic
def publish(
    candidate: Candidate,
    *,
    kind: Kind,
    values: Mapping[Field, str],
    by: Person,
    now: datetime,
) -> Event:
    """Make an event of it and let everybody read it. What the editor changed of what was read is
    theirs: no source overwrites it. Raises Invalid, NotNow."""
    require_editor(by, now=now)
    candidate = _waiting(candidate)
    confirmed = content_with(candidate, kind, values)
    event = _written(candidate, confirmed, by=by, now=now)
    merging.become(candidate, event, by=by, now=now)
    events.publish(event, by=by, now=now)
    event.refresh_from_db()
    merging.match_waiting(event, now=now)
    return event


def _written(candidate: Candidate, confirmed: Content, *, by: Person, now: datetime) -> Event:
    read = content_of_candidate(candidate)
    if read == confirmed:
        return events.write(read, by=None, now=now)
    try:
        with transaction.atomic():
            event = events.write(read, by=None, now=now)
            events.edit(event, confirmed, by=by, now=now)
    except Invalid:
        return events.write(confirmed, by=by, now=now)  # what was read could not stand
    return event


def publish_as_read(
    candidates: Iterable[Candidate], *, by: Person, now: datetime
) -> tuple[int, list[str]]:
    """Publish several as they were read: how many were, and why the others were not.

    What may be there already, or is gravely doubted, is published from its own page alone.
    """
    done, refused = 0, []
    for candidate in list(candidates)[:MOST_AT_ONCE]:
        try:
            _refuse_unseen(candidate)
            publish(
                candidate,
                kind=Kind(candidate.kind),
                values=values_of(candidate),
                by=by,
                now=now,
            )
        except Refusal as refusal:
            refused.append(f"{candidate.title}: {refusal.sentence}")
        else:
            done += 1
    return done, refused


def _refuse_unseen(candidate: Candidate) -> None:
    if candidate.suggested_id is not None:
        raise NotNow(_("Perhaps it is there already. Open it, and say whether it is."))
    grave = [each for each in map(Doubt, candidate.doubts) if each in GRAVE]
    if grave:
        raise NotNow(_("Open it and look twice:") + " " + " ".join(_(e.sentence) for e in grave))


@transaction.atomic
def dismiss(candidate: Candidate, *, by: Person, now: datetime) -> None:
    """Let it go: nothing is published of it; the source's words are kept."""
    require_editor(by, now=now)
    candidate = _waiting(candidate)
    candidate.stage = Stage.DISMISSED.value
    candidate.decided_at, candidate.decided_by = now, by
    candidate.save(update_fields=["stage", "decided_at", "decided_by"])
    _record("dismissed", candidate, by, now)


@transaction.atomic
def restore(candidate: Candidate, *, by: Person, now: datetime) -> None:
    """Let one wait again that was dismissed."""
    require_editor(by, now=now)
    candidate = merging.held(candidate)
    if candidate.stage != Stage.DISMISSED:
        raise NotNow(_("Only what was dismissed can be brought back."))
    if candidate.raw.is_forgotten:
        raise NotNow(_("What it said is forgotten: it came in more than a year ago."))
    candidate.stage = Stage.WAITING.value
    candidate.decided_at = candidate.decided_by = None
    candidate.save(update_fields=["stage", "decided_at", "decided_by"])
    _record("restored", candidate, by, now)


@transaction.atomic
def assign(candidate: Candidate, to: Person | None, *, by: Person, now: datetime) -> None:
    """Give it to an editor, or to nobody."""
    require_editor(by, now=now)
    if to is not None and not permissions.can_edit(to, now=now):
        raise Invalid(_("They do not look after the agenda."))
    candidate = _waiting(candidate)
    candidate.assigned_to = to
    candidate.save(update_fields=["assigned_to"])


@transaction.atomic
def remark(candidate: Candidate, text: str, *, by: Person, now: datetime) -> Remark:
    """Say something about it to the other editors."""
    require_editor(by, now=now)
    if not text.strip():
        raise Invalid(_("Write something first."))
    return Remark.objects.create(candidate=candidate, by=by, at=now, text=text.strip()[:4000])


def _waiting(candidate: Candidate) -> Candidate:
    held = merging.held(candidate)
    if held.stage != Stage.WAITING:
        raise NotNow(_("This announcement was decided on already."))
    return held


def _record(what: str, candidate: Candidate, by: Person, now: datetime) -> None:
    subject = f"agenda/candidate/{candidate.pk}"
    record(what=f"agenda.candidate.{what}", by=by, subject=subject, now=now)
