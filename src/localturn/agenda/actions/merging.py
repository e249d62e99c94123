"""Two announcements of one event become one, and two again where that was wrong."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.agenda.actions import events, filling
from localturn.agenda.domain.former import STATUS, handed_on
from localturn.agenda.domain.matching import Register, Verdict, Why, compared
from localturn.agenda.domain.sources import Stage
from localturn.agenda.domain.terms import State
from localturn.agenda.models import Candidate, Event, EventAddress, Merge
from localturn.agenda.queries.candidates import (
    content_of_candidate,
    on_days,
    require_editor,
    traits_of_candidate,
    traits_of_event,
)
from localturn.agenda.queries.told_anew import (
    is_told_first_by,
    other_tellings,
    status_after,
)
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow
from localturn.foundation.trail.actions import record

_DOUBLE = 10
"""What a candidate that may be there already weighs more than its doubts."""
_LONGEST_KEY = 300


def match(candidates: Sequence[Candidate], *, now: datetime) -> None:
    """Hold candidates against the events that are there (4 statements and those of each merge).

    What is the same by address is merged where a trusted source tells it for programs and everybody
    reads the event; all else, which anybody may have written, is suggested to an editor.
    """
    days = {each.first_day for each in candidates if each.first_day}
    keys = {key for each in candidates for key in each.keys}
    if not days and not keys:
        return
    found = {each.pk: each for each in on_days(days)} if days else {}
    addressed = EventAddress.objects.filter(address__in=keys).values_list("event_id", flat=True)
    missing = set(addressed) - found.keys() if keys else set()
    standing = Event.objects.exclude(state=State.WITHDRAWN.value).filter(pk__in=missing)
    for each in standing.select_related("city", "organiser").prefetch_related("texts", "addresses"):
        found[each.pk] = each
    if not found:
        return
    there = list(found.values())
    known = [traits_of_event(each) for each in there]
    register = Register(known)
    suggested = []
    for candidate in candidates:
        own = traits_of_candidate(candidate)
        verdicts = [(compared(own, known[n]), there[n]) for n in register.near(own)]
        alike = [event for (verdict, _why), event in verdicts if verdict is Verdict.SAME]
        same = next((each for each in alike if each.state == State.PUBLISHED), None)
        if same is not None and _is_taken_at_its_word(candidate, same):
            _merge(candidate, same, why=Why.ADDRESS, by=None, now=now)
            continue
        likely = sorted(verdicts, key=lambda each: each[0][0] is not Verdict.SAME)
        perhaps = next(
            ((e, why) for (verdict, why), e in likely if verdict is not Verdict.OTHER), None
        )
        if perhaps is not None and perhaps[1] is not None:
            _suggest(candidate, perhaps[0], perhaps[1])
            suggested.append(candidate)
    Candidate.objects.bulk_update(suggested, ["suggested", "why", "gravity"])


def match_waiting(event: Event, *, now: datetime) -> None:
    """An event that is new: which of those that wait are the same?"""
    waits = Candidate.objects.filter(stage=Stage.WAITING.value, suggested=None)
    if event.first_day is not None:
        near = waits.filter(first_day=event.first_day).select_related("source", "raw")[:200]
        match(list(near), now=now)


@transaction.atomic
def merge(candidate: Candidate, event: Event, *, by: Person, now: datetime) -> Merge:
    """Say that a candidate is an event that is there.

    A newer telling of what its source told before is taken in as that of a trusted source is
    (`retell`): the editor has seen what it changes.
    """
    require_editor(by, now=now)
    candidate = held(candidate)
    if candidate.stage != Stage.WAITING:
        raise NotNow(_("This announcement was decided on already."))
    if event.state == State.WITHDRAWN:
        raise NotNow(_("This event was taken out."))
    why = Why(candidate.why) if candidate.suggested_id == event.pk else Why.BY_HAND
    if why is Why.SOURCE:
        return _merge_anew(candidate, event, by=by, now=now)
    return _merge(candidate, event, why=why, by=by, now=now)


@transaction.atomic
def undo(merge: Merge, *, by: Person, now: datetime) -> None:
    """Let the event be as it was before the merge, and the candidate wait again. What later ones
    brought stays. Raises Invalid where what is published would lack something."""
    require_editor(by, now=now)
    candidate = held(merge.candidate)
    standing = Merge.objects.filter(pk=merge.pk, undone_at=None)
    if not standing.update(undone_at=now, undone_by=by):
        raise NotNow(_("This was undone already."))
    later = list(
        Merge.objects.filter(event=merge.event, undone_at=None, pk__gt=merge.pk).order_by("pk")
    )
    rest = handed_on(merge.before, [each.before for each in later])
    Merge.objects.bulk_update(later, ["before"])
    event = events.held(merge.event)
    filling.take_back(event, rest, kept=event.edited, since=merge.at, by=by, now=now)
    _forget(candidate, merge.event)
    candidate.stage, candidate.event = Stage.WAITING.value, None
    candidate.decided_at = candidate.decided_by = None
    _suggest(candidate, merge.event, Why(merge.why))
    candidate.save()
    _record("undone", candidate, by, now)


@transaction.atomic
def retell(candidate: Candidate, event: Event, *, now: datetime) -> None:
    """A source tells anew what it told before. Trusted and for programs, it changes what it told
    first and no person has edited, cancels it, and takes back that it was cancelled; what another
    told first it only adds to. Else an editor decides."""
    trusted = candidate.source.is_trusted and candidate.is_structured
    may_settle = is_told_first_by(candidate, event)
    if not trusted or not (may_settle or status_after(candidate, event) == event.status):
        _suggest(candidate, event, Why.SOURCE)
        candidate.save()
        return
    _merge_anew(candidate, event, by=None, now=now)


@transaction.atomic
def publish_unseen(candidate: Candidate, *, now: datetime) -> None:
    """What a trusted source tells for programs, and nobody doubts, is published at once."""
    if (
        not candidate.is_structured
        or candidate.stage != Stage.WAITING
        or candidate.suggested_id is not None
        or candidate.gravity
        or candidate.raw.is_cancelled
    ):
        return
    try:
        with transaction.atomic():
            event = events.write(content_of_candidate(candidate), by=None, now=now)
            become(candidate, event, by=None, now=now)
            events.publish(event, by=None, now=now)
    except Invalid:
        return  # it waits for an editor


def become(candidate: Candidate, event: Event, *, by: Person | None, now: datetime) -> None:
    """A candidate is an event now: where it came from is remembered with it."""
    candidate.stage, candidate.event = Stage.PUBLISHED.value, event
    candidate.decided_at, candidate.decided_by = now, by
    candidate.save()
    remember(candidate, event, now=now)


def remember(candidate: Candidate, event: Event, *, now: datetime) -> None:
    """From where an event came, and the addresses by which it is known again."""
    words = {
        name: candidate.raw.text[candidate.start + each["start"] : candidate.start + each["stop"]]
        for name, each in candidate.fields.items()
        if each["start"] >= 0
    }
    events.remember_source(
        event,
        key=_key(candidate),
        source=str(candidate.source),
        address=candidate.raw.address,
        words=words,
        now=now,
    )
    EventAddress.objects.bulk_create(
        (EventAddress(event=event, address=key[:1000]) for key in candidate.keys),
        ignore_conflicts=True,
    )


def held(candidate: Candidate) -> Candidate:
    """The row as it is now, held until the end."""
    Candidate.objects.select_for_update().filter(pk=candidate.pk).first()
    return Candidate.objects.select_related("raw", "source").get(pk=candidate.pk)


def _merge(
    candidate: Candidate, event: Event, *, why: Why, by: Person | None, now: datetime
) -> Merge:
    return _fill(candidate, event, why=why, by=by, now=now, overwrite=False)


def _merge_anew(candidate: Candidate, event: Event, *, by: Person | None, now: datetime) -> Merge:
    """What its source told first is as it tells it now, and held or not as it says."""
    event = events.held(event)
    was, status = event.status, status_after(candidate, event)
    first = is_told_first_by(candidate, event)
    made = _fill(candidate, event, why=Why.SOURCE, by=by, now=now, overwrite=first)
    event.refresh_from_db()
    if status not in {was, event.status} and (first or by is not None):
        events.settle_as(event, status, by=by, now=now)
        event.refresh_from_db()
    if event.status != was:
        made.before[STATUS] = was
        made.save(update_fields=["before"])
    return made


def _fill(
    candidate: Candidate,
    event: Event,
    *,
    why: Why,
    by: Person | None,
    now: datetime,
    overwrite: bool,
) -> Merge:
    told = content_of_candidate(candidate)
    try:
        before = filling.fill(event, told, overwrite=overwrite, now=now)
    except Invalid:
        before = {}  # what it tells fits in no field, but it is the same
    made = Merge.objects.create(
        candidate=candidate, event=event, why=why.value, at=now, by=by, before=before
    )
    candidate.stage, candidate.event = Stage.MERGED.value, event
    candidate.decided_at, candidate.decided_by = now, by
    candidate.save()
    remember(candidate, event, now=now)
    _record("merged", candidate, by, now)
    return made


def _suggest(candidate: Candidate, event: Event, why: Why) -> None:
    candidate.suggested, candidate.why = event, why.value
    candidate.gravity = candidate.gravity % _DOUBLE + _DOUBLE


def _forget(candidate: Candidate, event: Event) -> None:
    """What `remember` wrote, but for what others brought as well."""
    if not other_tellings(candidate, event).exists():
        event.provenance.filter(key=_key(candidate)).delete()
    others = Candidate.objects.filter(event=event).exclude(pk=candidate.pk)
    kept = {key for keys in others.values_list("keys", flat=True) for key in keys}
    EventAddress.objects.filter(event=event, address__in=set(candidate.keys) - kept).delete()


def _is_taken_at_its_word(candidate: Candidate, event: Event) -> bool:
    trusted = candidate.source.is_trusted and candidate.is_structured
    return trusted and not _was_undone(candidate, event)


def _was_undone(candidate: Candidate, event: Event) -> bool:
    return Merge.objects.filter(candidate=candidate, event=event, undone_at__isnull=False).exists()


def _key(candidate: Candidate) -> str:
    """Which item of which source it was, and which announcement of it."""
    key = f"{candidate.source_id}:{candidate.raw.key}#{candidate.position}"
    return key if len(key) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()


def _record(what: str, candidate: Candidate, by: Person | None, now: datetime) -> None:
    subject = f"agenda/candidate/{candidate.pk}"
    record(what=f"agenda.candidate.{what}", by=by, subject=subject, now=now)
