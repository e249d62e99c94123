"""Proposals of papers: sent, answered, and due on another day."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.academy.actions.hand_ins import cleaned
from localturn.academy.actions.holding import hold_own_seat, hold_seat
from localturn.academy.actions.judging import require_judge
from localturn.academy.actions.writing import rendered
from localturn.academy.domain.papers import Stage
from localturn.academy.domain.schedule import LAST_MINUTE, is_in_time
from localturn.academy.models import Activity, Enrolment, HandIn, Proposal, ProposalDay, Run
from localturn.academy.permissions import can_facilitate, can_participate
from localturn.academy.queries.attempts import window_of
from localturn.academy.queries.papers import proposed_by
from localturn.academy.queries.places import span_of
from localturn.foundation import moments
from localturn.foundation.mail.actions import post
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.trail.actions import record

LONGEST_TITLE = 200
LONGEST_QUESTION = 2_000
LONGEST_OUTLINE = 20_000


@transaction.atomic
def propose(
    enrolment: Enrolment,
    activity: Activity,
    *,
    title: str,
    question: str,
    outline: str,
    by: Person,
    now: datetime,
) -> Proposal:
    """Say what one means to write; until it is approved, a later proposal replaces it. Sending the
    same twice proposes it once."""
    require(can_participate(enrolment) and enrolment.person_id == by.pk)
    hold_own_seat(enrolment.pk, by)
    window = window_of(enrolment, activity)
    if not window.is_running(now):
        raise NotNow(_("The course is not running now."))
    proposed = proposed_by(enrolment, activity, due=window.due, without=window.due_without)
    if not proposed.is_asked_for:
        raise NotNow(_("This paper needs no proposal."))
    title, question, outline = (cleaned(text).strip() for text in (title, question, outline))
    _refuse_unfit(title, question, outline)
    last = proposed.last
    if last and (last.title, last.question, last.outline) == (title, question, outline):
        if last.stage is Stage.CHANGES:
            raise Invalid(_("This is what changes were asked for. Work on it first."))
        return last
    if proposed.stage is Stage.APPROVED:
        raise NotNow(_("Your proposal has been approved. Write to a facilitator to change it."))
    if _is_handed_in(enrolment, activity):
        raise NotNow(_("You have handed in your paper."))
    return Proposal.objects.create(
        enrolment=enrolment,
        activity=activity,
        number=len(proposed.rows) + 1,
        title=title,
        question=question,
        outline=outline,
        outline_html=rendered(outline, top_heading=4).html,
        sent_at=now,
        is_late=last is None and not is_in_time(now, proposed.due),
    )


def _is_handed_in(enrolment: Enrolment, activity: Activity) -> bool:
    return HandIn.objects.filter(enrolment=enrolment, activity=activity).exists()


def _refuse_unfit(title: str, question: str, outline: str) -> None:
    parts = (
        (title, LONGEST_TITLE, _("Give your paper a title.")),
        (question, LONGEST_QUESTION, _("Say which question your paper answers.")),
        (outline, LONGEST_OUTLINE, _("Write an outline: how you go about it, and what you use.")),
    )
    for text, longest, missing in parts:
        if not text:
            raise Invalid(missing)
        if len(text) > longest:
            raise Invalid(
                _("“%(begin)s…” is longer than %(most)s characters. Shorten it.")
                % {"begin": text[:40], "most": longest}
            )


@transaction.atomic
def answer(
    proposal: Proposal, *, is_approved: bool, sentence: str, by: Person, now: datetime
) -> Proposal:
    """Approve a proposal, or ask for changes with a sentence; its writer is told."""
    require_judge(by, proposal.enrolment)
    hold_seat(proposal.enrolment_id)
    sentence = cleaned(sentence).strip()
    if not is_approved and not sentence:
        raise Invalid(_("Say what is to be changed. The participant reads it."))
    same = Proposal.objects.filter(enrolment=proposal.enrolment_id, activity=proposal.activity_id)
    if same.filter(number__gt=proposal.number).exists():
        raise NotNow(_("A newer proposal has been sent meanwhile. Read that one."))
    if _is_handed_in(proposal.enrolment, proposal.activity):
        raise NotNow(_("The paper has been handed in without an answer. Mark or return that."))
    answered = same.filter(pk=proposal.pk, is_approved=None).update(
        is_approved=is_approved, answer=sentence, answered_at=now, answered_by=by
    )
    if not answered:
        raise NotNow(_("This proposal has been answered already."))
    proposal.refresh_from_db()
    _tell(proposal)
    return proposal


def _tell(proposal: Proposal) -> None:
    enrolment, activity = proposal.enrolment, proposal.activity
    if enrolment.person is not None:
        post(
            to=enrolment.person,
            template="academy/mail/proposal_answered",
            key=f"academy/proposal/{proposal.pk}",
            context={
                "course": enrolment.run.version.title,
                "title": activity.title,
                "is_approved": proposal.is_approved,
                "sentence": proposal.answer,
                "address": reverse(
                    "academy:activity", args=[enrolment.run.slug, activity.stable_id]
                ),
            },
        )


@transaction.atomic
def set_proposals_due(
    run: Run, activity: Activity, day: date | None, *, by: Person, now: datetime
) -> None:
    """Let proposals be due on another day, at 23:59 in the run's zone; None for so many days before
    the paper as the course says."""
    require(can_facilitate(by, run))
    at = None if day is None else moments.at(day, LAST_MINUTE, run.zone)
    plan = run.schedule.filter(activity=activity).first()
    if at is not None and plan is not None and plan.due_at is not None and at > plan.due_at:
        raise Invalid(_("Proposals are due before the paper: choose an earlier day."))
    if at is not None and at >= span_of(run).ends_at:
        raise Invalid(
            _("The run ends before that day. Move its last day in the settings of the run first.")
        )
    row, _new = ProposalDay.objects.select_for_update().get_or_create(
        run=run, activity=activity, defaults={"changed_at": now}
    )
    if row.due_at == at:
        return
    record(
        what="academy.proposals.moved",
        by=by,
        subject=f"academy/run/{run.pk}",
        before={"due_at": row.due_at.isoformat() if row.due_at else ""},
        after={"due_at": at.isoformat() if at else ""},
        now=now,
    )
    row.due_at, row.changed_at = at, now
    row.times_moved += 1
    row.save(update_fields=["due_at", "changed_at", "times_moved"])
