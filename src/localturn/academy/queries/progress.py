"""How far an association's people have come: by name where they agreed, else in figures."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from localturn.academy.domain.small_groups import Shown
from localturn.academy.models import Certificate, Completion, Look, Nomination, Run
from localturn.academy.queries import frozen
from localturn.academy.queries.looks import named_keys, shown_from
from localturn.academy.queries.sharing import sharing_in
from localturn.foundation.people.models import Organisation


@dataclass(frozen=True)
class Progress:
    """One person's, who agreed that their association sees it."""

    done: int
    total: int
    completed: bool


@dataclass(frozen=True)
class Figures:
    """Of the others, where there are five or more."""

    look: Look
    shown: Shown


def named_progress(run: Run, nominations: Iterable[Nomination]) -> dict[int, Progress]:
    """By nomination, of those who take part and have agreed (3 statements)."""
    named = sharing_in(run)
    seats = {
        each.pk: each.seat_id
        for each in nominations
        if each.state == Nomination.State.ACCEPTED
        and each.seat
        and each.seat.withdrawn_at is None
        and each.seat.person_id in named
    }
    done = dict(
        Completion.objects.filter(
            enrolment__in=seats.values(),
            activity__version=run.version_id,  # not what is retired
        )
        .values_list("enrolment_id")
        .annotate(Count("pk"))
        .order_by()
    )
    completed = set(
        Certificate.objects.filter(enrolment__in=seats.values(), revoked_at=None).values_list(
            "enrolment_id", flat=True
        )
    )
    parts = frozen.outline(frozen.key_of(run.version))
    total = sum(len(part.steps) for part in parts)
    return {
        nomination: Progress(done.get(seat, 0), total, seat in completed)
        for nomination, seat in seats.items()
    }


def figures_for(run: Run, organisations: Iterable[Organisation]) -> dict[int, Figures]:
    """By organisation, what was last counted of its people who are not named (3 statements).

    Nothing where somebody who was counted then is named by now: the difference would tell about
    the others.
    """
    looks = run.looks.filter(organisation__in=list(organisations)).order_by("taken_at", "pk")
    newest = {each.organisation_id: each for each in looks}
    if not newest:
        return {}
    named = named_keys(run, sharing_in(run))
    return {
        organisation: Figures(look, shown)
        for organisation, look in newest.items()
        if organisation is not None
        and not named & look.states.keys()
        and (shown := shown_from(look.figures))
    }
