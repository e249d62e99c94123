"""What has to be known before one answer is saved, in one statement."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from localturn.academy.domain.allowances import deadline, end, time_limit
from localturn.academy.domain.attempts import closes
from localturn.academy.domain.pace import due, start
from localturn.academy.domain.schedule import Span
from localturn.academy.models import Allowance, Answer, RunActivity
from localturn.foundation.prepared import prepared


@dataclass(frozen=True, slots=True)
class Open:
    """A question of somebody's attempt, and what decides whether its answer is still taken."""

    pk: int
    sequence: int
    saved_at: datetime | None
    kind: str
    task: Any
    started_at: datetime
    closed_at: datetime | None
    timed_out_at: datetime | None
    first: date
    last: date
    zone: str
    enrolled_at: datetime
    limit: int | None
    due_at: datetime | None
    due_after: int | None
    own_due: datetime | None
    extra_minutes: int | None

    @property
    def closes(self) -> datetime:
        """When the server closes the attempt."""
        span = Span(self.first, self.last, self.zone)
        own = None if self.due_after is None else start(self.enrolled_at, span)
        return closes(
            self.started_at,
            due=deadline(due(self.due_at, self.due_after, own), self.own_due),
            ends=end(span, self.own_due),
            minutes=time_limit(self.limit, self.extra_minutes),
        )


def open_question(attempt: int, position: int, person: int) -> Open | None:
    """The question at a position of a person's own attempt, while they take part (1 statement)."""
    return next((Open(*row) for row in _questions(attempt, position, person)), None)


@prepared
def _questions(attempt: int, position: int, person: int) -> QuerySet[Any, tuple[Any, ...]]:
    row = RunActivity.objects.filter(
        run=OuterRef("attempt__enrolment__run"), activity=OuterRef("attempt__activity")
    )
    own = Allowance.objects.filter(
        enrolment=OuterRef("attempt__enrolment"), activity=OuterRef("attempt__activity")
    )
    return (
        Answer.objects.filter(
            attempt=attempt,
            position=position,
            attempt__enrolment__person=person,
            attempt__enrolment__withdrawn_at=None,
        )
        .order_by()
        .values_list(
            "pk",
            "sequence",
            "saved_at",
            "question__kind",
            "question__task",
            "attempt__started_at",
            "attempt__closed_at",
            "attempt__timed_out_at",
            "attempt__enrolment__run__starts_on",
            "attempt__enrolment__run__ends_on",
            "attempt__enrolment__run__zone",
            "attempt__enrolment__enrolled_at",
            "attempt__activity__settings__limit",
            Subquery(row.values("due_at")),
            Subquery(row.values("due_after")),
            Subquery(own.values("due_at")),
            Subquery(own.values("extra_minutes")),
        )
    )
