"""What was learnt between the preliminary and the final test."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from localturn.academy.domain.attempts import percent
from localturn.academy.models import Attempt, Enrolment, Run

_TESTS = ("preliminary-test", "final-test")


@dataclass(frozen=True)
class Gain:
    """Shares of right answers before and after; the difference is in percentage points."""

    before: Decimal
    after: Decimal

    @property
    def before_percent(self) -> int:
        return percent(self.before)

    @property
    def after_percent(self) -> int:
        return percent(self.after)

    @property
    def points(self) -> int:
        """Percentage points, of the figures as they are shown."""
        return self.after_percent - self.before_percent


@dataclass(frozen=True)
class RunGain:
    """The mean over those who sat both tests."""

    people: int
    gain: Gain


def gain_of(enrolment: Enrolment) -> Gain | None:
    """One participant's gain, if both tests were sat, the preliminary one first (1 statement)."""
    return gains_of([enrolment.pk]).get(enrolment.pk)


def gain_of_run(run: Run) -> RunGain | None:
    """The mean gain of a run's participants (1 statement)."""
    gains = list(
        gains_of(
            Enrolment.objects.filter(run=run, withdrawn_at=None).values_list("pk", flat=True)
        ).values()
    )
    if not gains:
        return None
    people = len(gains)
    before = sum((g.before for g in gains), Decimal(0)) / people
    after = sum((g.after for g in gains), Decimal(0)) / people
    return RunGain(people, Gain(before, after))


def gains_of(enrolments: Iterable[int]) -> dict[int, Gain]:
    """Gains by enrolment key of those who sat both tests, the preliminary one first."""
    rows = (
        Attempt.objects.filter(
            enrolment__in=enrolments,
            activity__kind__in=_TESTS,
            share__isnull=False,
            answers__value__isnull=False,
        )
        .order_by("enrolment", "activity__kind")
        .values_list("enrolment", "activity__kind", "share", "started_at")
        .distinct()
    )
    sat: dict[int, dict[str, tuple[Decimal, datetime]]] = {}
    for enrolment, kind, share, started in rows:
        if share is not None:
            sat.setdefault(enrolment, {})[kind] = (share, started)
    gains = {}
    for enrolment, tests in sat.items():
        if len(tests) == 2:
            (before, first), (after, second) = (tests[kind] for kind in _TESTS)
            if first < second:
                gains[enrolment] = Gain(before, after)
    return gains
