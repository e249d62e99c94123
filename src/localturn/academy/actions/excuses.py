"""Excuses from a meeting or a course blog: asked for with a reason, granted or refused."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.academy.actions import blog
from localturn.academy.actions.attendance import mark_attendance
from localturn.academy.actions.holding import hold_own_seat, hold_seat
from localturn.academy.actions.judging import require_judge
from localturn.academy.actions.letters import about
from localturn.academy.domain.attendance import Mark, Presence
from localturn.academy.domain.awards import WEBINAR
from localturn.academy.domain.blog import BLOG
from localturn.academy.models import Activity, Enrolment, Excuse
from localturn.academy.permissions import can_participate
from localturn.academy.queries.attendance import standing_of
from localturn.foundation.mail.actions import post
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.trail.actions import record

KINDS = (WEBINAR, BLOG)
LONGEST = 500
State = Excuse.State


@transaction.atomic
def ask(
    enrolment: Enrolment, activity: Activity, *, reason: str, by: Person, now: datetime
) -> Excuse:
    """Ask to be excused; the facilitators are told. Asking anew before anybody has answered
    changes the reason; what was refused may be asked for once more."""
    require(can_participate(enrolment) and enrolment.person_id == by.pk)
    hold_own_seat(enrolment.pk, by)
    reason = _said(activity, reason)
    excuse = Excuse.objects.filter(enrolment=enrolment, activity=activity).first()
    if excuse is not None and excuse.state == State.GRANTED:
        raise NotNow(_("You are excused already."))
    if _was_there(enrolment, activity):
        raise NotNow(_("It is recorded that you were there: there is nothing to be excused from."))
    is_same = excuse is not None and (excuse.state, excuse.reason) == (State.ASKED, reason)
    if excuse is None:
        excuse = Excuse(enrolment=enrolment, activity=activity)
    excuse.reason, excuse.asked_at, excuse.state, excuse.answer = reason, now, State.ASKED, ""
    excuse.decided_at = excuse.decided_by = None
    excuse.save()
    if not is_same:
        _tell_facilitators(excuse)
    return excuse


@transaction.atomic
def give(
    enrolment: Enrolment, activity: Activity, *, reason: str, by: Person, now: datetime
) -> Excuse:
    """Excuse somebody who has not asked for it in writing."""
    require_judge(by, enrolment)
    hold_seat(enrolment.pk)
    reason = _said(activity, reason)
    excuse, _new = Excuse.objects.get_or_create(
        enrolment=enrolment, activity=activity, defaults={"reason": reason, "asked_at": now}
    )
    return _decide(excuse, State.GRANTED, "", by=by, now=now)


@transaction.atomic
def grant(excuse: Excuse, *, answer: str = "", by: Person, now: datetime) -> Excuse:
    """Excuse who asked: they count apart at a meeting, and owe nothing to a blog."""
    require_judge(by, excuse.enrolment)
    return _decide(_held(excuse), State.GRANTED, answer, by=by, now=now)


@transaction.atomic
def refuse(excuse: Excuse, *, answer: str, by: Person, now: datetime) -> Excuse:
    """Say no, and why; what was granted is taken back."""
    require_judge(by, excuse.enrolment)
    if not answer.strip():
        raise Invalid(_("Say why, so that they know."))
    return _decide(_held(excuse), State.REFUSED, answer, by=by, now=now)


def _decide(excuse: Excuse, state: str, answer: str, *, by: Person, now: datetime) -> Excuse:
    answer = answer.strip()[:LONGEST]
    before = excuse.state
    if before == state and answer in ("", excuse.answer):
        # the mark that was made of it may have been taken back since
        if excuse.activity.kind != BLOG:
            _mark(excuse, by=by, now=now)
        return excuse
    excuse.state, excuse.answer, excuse.decided_at, excuse.decided_by = state, answer, now, by
    excuse.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    seat, activity = excuse.enrolment, excuse.activity
    if activity.kind == BLOG:
        blog.settle(seat, activity, now=now)
    else:
        _mark(excuse, by=by, now=now)
    record(
        what=f"academy.excuse.{state}",
        by=by,
        about=[seat.person] if seat.person else [],
        subject=f"academy/enrolment/{seat.pk}/activity/{activity.stable_id}",
        # why somebody asks is theirs: operators read the trail, and it outlives them
        reason=answer if state == State.REFUSED else "",
        before={"state": before},
        after={"state": state},
        now=now,
    )
    _tell_who_asked(excuse)
    return excuse


def _mark(excuse: Excuse, *, by: Person, now: datetime) -> None:
    """Who was there stays so, whatever was asked before."""
    seat, activity = excuse.enrolment, excuse.activity
    standing = standing_of(seat, activity)
    state = Presence(standing.state) if standing else Presence.UNMARKED
    if excuse.state == State.GRANTED and state in (Presence.UNMARKED, Presence.ABSENT):
        mark = Mark(Presence.EXCUSED)
    elif excuse.state == State.REFUSED and state is Presence.EXCUSED:
        mark = Mark(Presence.UNMARKED)
    else:
        return
    mark_attendance(activity, run=seat.run, marks={seat.pk: mark}, by=by, now=now)


def _said(activity: Activity, reason: str) -> str:
    if activity.kind not in KINDS:
        raise NotNow(_("Nobody is excused from this."))
    reason = reason.strip()
    if not reason:
        raise Invalid(_("Say why you ask to be excused."))
    if len(reason) > LONGEST:
        raise Invalid(_("Use at most %(most)s characters.") % {"most": LONGEST})
    return reason


def _was_there(enrolment: Enrolment, activity: Activity) -> bool:
    standing = standing_of(enrolment, activity)
    return standing is not None and standing.state == Presence.PRESENT


def _held(excuse: Excuse) -> Excuse:
    hold_seat(excuse.enrolment_id)
    return Excuse.objects.select_related(
        "enrolment__run__version", "enrolment__person", "activity"
    ).get(pk=excuse.pk)


def _tell_facilitators(excuse: Excuse) -> None:
    """Without the reason, which they read on the page alone."""
    seat = excuse.enrolment
    person = seat.person
    for row in seat.run.facilitators.select_related("person").exclude(person=seat.person_id):
        post(
            to=row.person,
            template="academy/mail/excuse_asked",
            key=f"academy/excuse-asked/{excuse.pk}/{row.person_id}/{excuse.asked_at.isoformat()}",
            context=_about(excuse, page="excuses/") | {"who": person.name if person else ""},
        )


def _tell_who_asked(excuse: Excuse) -> None:
    person = excuse.enrolment.person
    if person is None or excuse.decided_at is None:
        return
    post(
        to=person,
        template="academy/mail/excuse_decided",
        key=f"academy/excuse-decided/{excuse.pk}/{excuse.decided_at.isoformat()}",
        context=_about(excuse)
        | {
            "granted": excuse.state == State.GRANTED,
            "meets": excuse.activity.kind == WEBINAR,
            "answer": excuse.answer,
        },
    )


def _about(excuse: Excuse, *, page: str = "") -> dict[str, object]:
    run, activity = excuse.enrolment.run, excuse.activity
    address = reverse("academy:activity", args=[run.slug, activity.stable_id])
    return about(run) | {"title": activity.title, "address": f"{address}{page}"}
