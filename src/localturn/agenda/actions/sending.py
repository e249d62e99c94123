"""Sending an issue: into the ledger, out of it, and what an editor may do on the way."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus

from localturn.agenda import permissions
from localturn.agenda.actions import delivering
from localturn.agenda.actions.halting import stop
from localturn.agenda.domain.mailing import Standing, domain_of
from localturn.agenda.models import Delivery, Issue, Stage, State, Subscriber
from localturn.agenda.queries.issues import how_many_left
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotNow, require
from localturn.foundation.tasks import task
from localturn.foundation.tasks.models import TaskRow
from localturn.foundation.trail.actions import record

AT_ONCE = 2_000


@transaction.atomic
def send(issue: Issue, *, by: Person, now: datetime) -> None:
    """Send a frozen issue to everybody who reads the list in its rhythm at this moment."""
    require(permissions.can_keep(by, issue.mailing_list, now=now))
    if not _readers(issue, now=now).exists():
        raise NotNow(_("Nobody reads this list in this rhythm."))
    changed = Issue.objects.filter(pk=issue.pk, stage=Stage.FROZEN).update(
        stage=Stage.SENDING, sending_at=now
    )
    if not changed:
        raise NotNow(_("Only an issue that is frozen and was not sent can be sent."))
    record(what="agenda.issue.sent", by=by, subject=f"agenda/issue/{issue.pk}", now=now)
    queue_letters.enqueue(issue.pk)


@transaction.atomic
def halt(issue: Issue, *, by: Person, now: datetime) -> None:
    """Hand over nothing more for now; what has left has left."""
    require(permissions.can_keep(by, issue.mailing_list, now=now))
    if not stop(issue, by=by, now=now):
        raise NotNow(_("This issue is in another state by now. Look at it again."))


@transaction.atomic
def resume(issue: Issue, *, by: Person, now: datetime) -> None:
    """Go on where it was halted."""
    require(permissions.can_keep(by, issue.mailing_list, now=now))
    halted = Issue.objects.filter(pk=issue.pk, stage=Stage.HALTED)
    if not halted.update(stage=Stage.SENDING, refused=0):
        raise NotNow(_("This issue is in another state by now. Look at it again."))
    record(what="agenda.issue.resumed", by=by, subject=f"agenda/issue/{issue.pk}", now=now)
    queue_letters.enqueue(issue.pk)


@transaction.atomic
def end(issue: Issue, *, by: Person, now: datetime) -> None:
    """Send nothing more of it, ever: who has it keeps it, and the others do not get it."""
    require(permissions.can_keep(by, issue.mailing_list, now=now))
    begun = Issue.objects.filter(pk=issue.pk, stage__in=[Stage.SENDING, Stage.HALTED])
    if not begun.update(stage=Stage.STOPPED, sent_at=now):
        raise NotNow(_("This issue is in another state by now. Look at it again."))
    left_out = _leave_out_what_is_stopped()
    record(
        what="agenda.issue.stopped",
        by=by,
        subject=f"agenda/issue/{issue.pk}",
        after={"sent": how_many_left(issue), "not_sent": left_out},
        now=now,
    )


@transaction.atomic
def settle(
    issue: Issue, letters: Sequence[int] | None, *, again: bool, by: Person, now: datetime
) -> int:
    """Settle letters of which nobody knows whether they left, or all of them: send them again, or
    take them as sent; gives how many."""
    require(permissions.can_keep(by, issue.mailing_list, now=now))
    if again and Issue.objects.filter(pk=issue.pk, stage=Stage.STOPPED).exists():
        raise NotNow(_("This issue was stopped: nothing more of it is sent."))
    doubtful = Delivery.objects.filter(issue=issue, state=State.DOUBT)
    if letters is not None:
        doubtful = doubtful.filter(pk__in=letters)
    if again:
        settled = doubtful.update(state=State.QUEUED, next_at=now, trouble="")
        if settled:
            Issue.objects.filter(pk=issue.pk, stage=Stage.SENT).update(stage=Stage.SENDING)
            hand_letters.enqueue()
    else:
        settled = doubtful.update(state=State.HANDED, handed_at=now)
    if not settled:
        raise NotNow(_("These letters have been settled by now."))
    record(
        what="agenda.letters.sent_again" if again else "agenda.letters.taken_as_sent",
        by=by,
        subject=f"agenda/issue/{issue.pk}",
        after={"letters": settled},
        now=now,
    )
    return settled


@task()
def queue_letters(issue_id: int) -> None:
    """Make the row of each reader; begun again, it goes on behind the last one made."""
    make_letters(Issue.objects.get(pk=issue_id))
    hand_letters.enqueue()


def make_letters(issue: Issue) -> None:
    """A row for each reader of an issue that is being sent, where there is none yet."""
    if issue.queued_at is None and issue.sending_at is not None:
        made = Delivery.objects.filter(issue=issue)
        last = made.aggregate(last=Max("subscriber"))["last"] or 0
        begun = Issue.objects.filter(pk=issue.pk).exclude(stage=Stage.STOPPED)
        readers = _readers(issue, now=issue.sending_at)
        while begun.exists() and (rows := list(readers.filter(pk__gt=last)[:AT_ONCE])):
            Delivery.objects.bulk_create(
                (
                    Delivery(
                        issue=issue,
                        subscriber_id=pk,
                        domain=domain_of(email),
                        next_at=issue.sending_at,
                    )
                    for pk, email in rows
                ),
                ignore_conflicts=True,
            )
            last = rows[-1][0]
        Issue.objects.filter(pk=issue.pk, queued_at=None).update(queued_at=moments.now())


def _readers(issue: Issue, *, now: datetime) -> "QuerySet[Subscriber, tuple[int, str]]":
    return (
        Subscriber.objects.filter(
            mailing_list=issue.mailing_list_id,
            standing=Standing.SUBSCRIBED,
            rhythm=issue.rhythm,
            confirmed_at__lte=now,
        )
        .order_by("pk")
        .values_list("pk", "email")
    )


@task()
def hand_letters() -> None:
    """Hand over what is in the ledger, for a while; asked for again at the time of what is left."""
    delivering.give_back(now=moments.now())
    for next_at in delivering.hand_over():
        _ask_again(next_at)
    close_what_is_done(now=moments.now())


@task()
def look_after_letters() -> None:
    """Nothing stays lying, whatever became of the task that was asked to send it."""
    for pk in Issue.objects.filter(stage=Stage.SENDING, queued_at=None).values_list(
        "pk", flat=True
    ):
        queue_letters.call(pk)
    hand_letters.call()


def _ask_again(next_at: datetime) -> None:
    """Once, however many were asked to."""
    waiting = TaskRow.objects.filter(
        task_path=hand_letters.module_path, status=TaskResultStatus.READY, run_after__lte=next_at
    )
    if not waiting.exists():
        hand_letters.using(run_after=next_at).enqueue()


def close_what_is_done(*, now: datetime) -> None:
    """An issue of which no letter waits was sent; letters in doubt are settled afterwards. What was
    in somebody's hands when an issue was stopped, and did not leave, is not sent either."""
    _leave_out_what_is_stopped()
    open_letters = Delivery.objects.filter(
        issue=OuterRef("pk"), state__in=[State.QUEUED, State.HANDING]
    )
    done = Issue.objects.filter(stage=Stage.SENDING, queued_at__isnull=False)
    done.exclude(Exists(open_letters)).update(stage=Stage.SENT, sent_at=now)


def _leave_out_what_is_stopped() -> int:
    waiting = Delivery.objects.filter(state=State.QUEUED, issue__stage=Stage.STOPPED)
    return waiting.update(state=State.STOPPED, claimed_by="")
