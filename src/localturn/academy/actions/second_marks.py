"""A second marker on request: blind to the first mark, then a result of the two."""

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.academy.actions import notices
from localturn.academy.actions.annotating import annotate
from localturn.academy.actions.awards import reconsider
from localturn.academy.actions.grading import checked_points, enter, refuse_beyond, standing_entry
from localturn.academy.actions.holding import hold_seat
from localturn.academy.actions.judging import require_judge
from localturn.academy.actions.writing import rendered
from localturn.academy.domain.papers import PAPER, TIME_TO_ASK
from localturn.academy.domain.rubric import Judged, judged_fields
from localturn.academy.models import GradeEntry, HandIn, Returned, RunFacilitator, SecondMark
from localturn.academy.permissions import can_facilitate, can_participate, gave
from localturn.academy.queries.papers import can_be_second, lead_of
from localturn.foundation.files.uploading import Upload
from localturn.foundation.mail.actions import post
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow, require
from localturn.foundation.trail.actions import record

How = SecondMark.How


@transaction.atomic
def ask(hand_in: HandIn, *, why: str, by: Person, now: datetime) -> SecondMark:
    """Ask for a second mark: as who wrote the paper, or as its first marker. Until there is a
    result, no mark counts; the first stays on record."""
    enrolment = hand_in.enrolment
    hold_seat(enrolment.pk)
    if SecondMark.objects.filter(hand_in=hand_in).exists():
        raise NotNow(_("A second mark of this version has been asked for already."))
    _refuse_earlier(hand_in)
    first = standing_entry(enrolment, hand_in.activity)
    if first is None or first.hand_in_id != hand_in.pk:
        raise NotNow(_("This version has no mark."))
    is_writer = enrolment.person_id == by.pk and can_participate(enrolment)
    if not is_writer:
        require_judge(by, enrolment)
        require(gave(first, by), _("The writer or the first marker asks for it."))
    elif now >= first.entered_at + TIME_TO_ASK:
        raise NotNow(
            _("A second mark can be asked for within %(days)s days of the first.")
            % {"days": TIME_TO_ASK.days}
        )
    if hand_in.activity.kind != PAPER:
        raise NotNow(_("Only papers are marked a second time."))
    if first.origin != GradeEntry.Origin.FACILITATOR:
        raise NotNow(_("These points have been corrected since. Write to a facilitator."))
    if not why.strip():
        raise Invalid(_("Say why. The second marker reads it."))
    if not can_be_second(enrolment, first):
        raise NotNow(
            _("This run has nobody who could mark it second: another facilitator has to be added.")
        )
    marking = SecondMark.objects.create(
        hand_in=hand_in, first=first, why=why.strip(), asked_by=by, asked_at=now
    )
    GradeEntry.objects.filter(pk=first.pk).update(is_standing=False)
    record(
        what="academy.mark.second-asked",
        by=by,
        about=[enrolment.person] if enrolment.person else [],
        subject=f"academy/hand-in/{hand_in.pk}",
        now=now,  # why stays with the paper: here it would outlive the erasure of who wrote it
    )
    _tell_facilitators(marking, but=by)
    if not is_writer:
        _tell_writer(marking)
    return marking


def _refuse_earlier(hand_in: HandIn) -> None:
    """A result would take the place of the mark of a later version."""
    if Returned.objects.filter(hand_in=hand_in).exists():
        raise NotNow(_("This work has been returned. A new version is to come."))
    same = HandIn.objects.filter(enrolment=hand_in.enrolment_id, activity=hand_in.activity_id)
    if same.filter(number__gt=hand_in.number).exists():
        raise NotNow(_("A newer version has been handed in. A second mark is of the last one."))


def _tell_facilitators(marking: SecondMark, *, but: Person) -> None:
    """Whoever could mark it; the first marker knows the mark."""
    enrolment = marking.hand_in.enrolment
    apart = [enrolment.person_id, but.pk]
    guides = RunFacilitator.objects.filter(run=enrolment.run_id, person__is_active=True)
    for guide in guides.exclude(person__in=apart).select_related("person").order_by("pk"):
        if gave(marking.first, guide.person):
            continue
        post(
            to=guide.person,
            template="academy/mail/second_mark_asked",
            key=f"academy/second-mark/{marking.pk}/{guide.person_id}",
            context={
                "course": enrolment.run.version.title,
                "title": marking.hand_in.activity.title,
                "address": address_of(marking),
            },
        )


def _tell_writer(marking: SecondMark) -> None:
    """Their points do not count any more, and they have not asked for that."""
    enrolment, activity = marking.hand_in.enrolment, marking.hand_in.activity
    if enrolment.person is not None:
        place = [enrolment.run.slug, activity.stable_id]
        post(
            to=enrolment.person,
            template="academy/mail/second_mark_told",
            key=f"academy/second-mark/{marking.pk}/writer",
            context={
                "course": enrolment.run.version.title,
                "title": activity.title,
                "why": marking.why,
                "address": reverse("academy:activity", args=place),
            },
        )


@transaction.atomic
def withdraw(marking: SecondMark, *, by: Person, now: datetime) -> GradeEntry:
    """Ask no more, as who has asked: the first mark counts again, as it was given."""
    enrolment = marking.hand_in.enrolment
    marking = _held(marking)
    require(
        marking.asked_by_id == by.pk and _takes_part(marking, by),
        _("Whoever has asked for a second mark may withdraw it."),
    )
    if marking.second is not None:
        raise NotNow(_("The second mark has been given meanwhile."))
    first = copy(marking.first)
    first.pk, first.replaces, first.is_standing = None, marking.first, True
    marking.delete()
    first.save(force_insert=True)
    record(
        what="academy.mark.second-withdrawn",
        by=by,
        about=[enrolment.person] if enrolment.person else [],
        subject=f"academy/grade/{first.pk}",
        now=now,
    )
    reconsider(enrolment, now=now)
    return first


def address_of(marking: SecondMark) -> str:
    """Of the page on which facilitators mark it."""
    hand_in = marking.hand_in
    place = [hand_in.enrolment.run.slug, hand_in.activity.stable_id, "second"]
    return f"{reverse('academy:activity-verb', args=place)}?work={hand_in.pk}"


@transaction.atomic
def mark_second(
    marking: SecondMark,
    *,
    feedback: str,
    by: Person,
    now: datetime,
    points: Decimal | None = None,
    judged: Sequence[Judged] = (),
    annotated: Sequence[Upload] = (),
) -> SecondMark:
    """Give the second mark; where both are the same, it is the result."""
    enrolment, activity = marking.hand_in.enrolment, marking.hand_in.activity
    require_judge(by, enrolment)
    marking = _held(marking)
    refuse_as_second(marking, by)
    marking.second = GradeEntry.objects.create(
        enrolment=enrolment,
        activity=activity,
        points=checked_points(activity, points, judged),
        origin=GradeEntry.Origin.SECOND,
        hand_in=marking.hand_in,
        feedback=feedback,
        feedback_html=rendered(feedback, top_heading=4).html if feedback else "",
        rubric=judged_fields(judged) if judged else None,
        is_standing=False,
        entered_at=now,
        entered_by=by,
    )
    marking.save(update_fields=["second"])
    annotate(marking.second, annotated, by=by, now=now)
    if marking.second.points == marking.first.points:
        return _settle(marking, marking.first.points, How.SAME, reason="", by=by, now=now)
    return marking


def refuse_as_second(marking: SecondMark, by: Person) -> None:
    """Raise NotAllowed for who gave the first mark, and NotNow where the second is there."""
    require(
        not gave(marking.first, by),
        _("You gave the first mark. The second comes from another facilitator."),
    )
    if marking.second is not None:
        raise NotNow(_("The second mark has been given meanwhile."))


@transaction.atomic
def offer(marking: SecondMark, points: Decimal, *, by: Person, now: datetime) -> SecondMark:
    """Propose a result to the other marker; proposing what the other has proposed agrees to it."""
    require_judge(by, marking.hand_in.enrolment)
    marking = _held(marking)
    second = _second_of(marking)
    require(
        gave(marking.first, by) or gave(second, by),
        _("The two markers agree on the result."),
    )
    refuse_beyond(points, marking.hand_in.activity)
    low, high = sorted((marking.first.points, second.points))
    if not low <= points <= high:
        raise Invalid(_("The result lies between the two marks."))
    if marking.offered_by_id not in (None, by.pk) and marking.offered_points == points:
        return _settle(marking, points, How.AGREED, reason="", by=by, now=now)
    marking.offered_points, marking.offered_by = points, by
    marking.save(update_fields=["offered_points", "offered_by"])
    return marking


@transaction.atomic
def decide(
    marking: SecondMark, points: Decimal, *, reason: str, by: Person, now: datetime
) -> SecondMark:
    """The lead facilitator's result, with a reason, where the two do not agree."""
    require_judge(by, marking.hand_in.enrolment)
    marking = _held(marking)
    _second_of(marking)
    if lead_of(marking) != by.pk:
        raise NotAllowed(_("If the two do not agree, the lead facilitator of the run decides."))
    if not reason.strip():
        raise Invalid(_("Say why. Both markers and the participant read it."))
    refuse_beyond(points, marking.hand_in.activity)
    return _settle(marking, points, How.DECIDED, reason=reason.strip(), by=by, now=now)


def _takes_part(marking: SecondMark, person: Person) -> bool:
    enrolment = marking.hand_in.enrolment
    if enrolment.person_id == person.pk:
        return can_participate(enrolment)
    return can_facilitate(person, enrolment.run)


def _held(marking: SecondMark) -> SecondMark:
    """As it is now, held with its seat. Raises NotNow where there is a result."""
    hold_seat(marking.hand_in.enrolment_id)
    rows = SecondMark.objects.select_for_update(of=("self",))
    found = rows.select_related("first", "second", "hand_in__enrolment__run").get(pk=marking.pk)
    if found.result_id is not None:
        raise NotNow(_("There is a result already."))
    return found


def _second_of(marking: SecondMark) -> GradeEntry:
    if marking.second is None:
        raise NotNow(_("The second mark has not been given yet."))
    return marking.second


def _settle(
    marking: SecondMark, points: Decimal, how: How, *, reason: str, by: Person, now: datetime
) -> SecondMark:
    enrolment = marking.hand_in.enrolment
    marking.result = enter(
        enrolment,
        marking.hand_in.activity,
        points=points,
        origin=GradeEntry.Origin.RESULT,
        hand_in=marking.hand_in,
        feedback=marking.first.feedback,
        feedback_html=marking.first.feedback_html,
        reason=reason,
        by=by,
        now=now,
    )
    marking.how = how
    marking.save(update_fields=["result", "how"])
    record(
        what="academy.mark.second-settled",
        by=by,
        about=[enrolment.person] if enrolment.person else [],
        subject=f"academy/grade/{marking.result.pk}",
        reason=reason,
        before={"points": str(marking.first.points)},
        after={"points": str(points), "how": how.value},
        now=now,
    )
    notices.marked(marking.result)
    reconsider(enrolment, now=now)
    return marking
