"""What is recorded about participants, as evidence for awards."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Count

from localturn.academy.domain.awards import Award, Evidence, Fact
from localturn.academy.models import Completion, Enrolment, GradeEntry, Post, Run
from localturn.academy.queries import frozen
from localturn.academy.queries.further_facts import further_facts
from localturn.academy.queries.programme import facts_of, programme_of

Outline = list[tuple[int, Fact]]


def awards_of(run: Run) -> tuple[Award, ...]:
    """The awards of the version that a run delivers, in their order."""
    return frozen.awards(frozen.key_of(run.version))


def evidence_of(enrolment: Enrolment) -> Evidence:
    """All that is recorded about one participant (4 statements, whatever the course's size, and
    those of `further_facts`)."""
    outline = facts_of(programme_of(enrolment.run, seat=enrolment))
    return evidence_for(enrolment.run, [enrolment], outline=outline)[enrolment.pk]


def evidence_for(
    run: Run, enrolments: Iterable[Enrolment], *, outline: Outline | None = None
) -> dict[int, Evidence]:
    """Evidence of many participants of one run by enrolment key, in 4 statements and those of
    `further_facts`.

    `outline` saves one of them where the page has read the programme anyway. The deadlines are its
    deadlines: everybody's, unless it was made for one seat.
    """
    people = {enrolment.pk: enrolment.person_id for enrolment in enrolments}
    outline = facts_of(programme_of(run)) if outline is None else outline
    completed: dict[tuple[int, int], tuple[bool, bool]] = {
        (enrolment, activity): (is_own, granted_at is not None)
        for enrolment, activity, is_own, granted_at in Completion.objects.filter(
            enrolment__in=people
        ).values_list("enrolment_id", "activity_id", "is_own", "granted_at")
    }
    nothing = (False, False)
    points: dict[tuple[int, int], Decimal] = {
        (enrolment, activity): value
        for enrolment, activity, value in GradeEntry.objects.filter(
            enrolment__in=people, is_standing=True
        ).values_list("enrolment_id", "activity_id", "points")
    }
    counted: dict[tuple[int | None, int], int] = defaultdict(int)
    for author, activity, number in (
        Post.objects.filter(
            run=run, author__in=[p for p in people.values() if p], counted_at__isnull=False
        )
        .values_list("author_id", "activity_id")
        .annotate(Count("pk"))
        .order_by()
    ):
        counted[author, activity] = number
    further = further_facts(run, people, outline)
    return {
        enrolment: Evidence(
            tuple(
                Fact(
                    activity_id=fact.activity_id,
                    module_id=fact.module_id,
                    kind=fact.kind,
                    title=fact.title,
                    done=completed.get((enrolment, key), nothing)[0],
                    granted=completed.get((enrolment, key), nothing)[1],
                    counted=counted.get((person, key), 0),
                    points=points.get((enrolment, key)),
                    of=fact.of,
                    opens=fact.opens,
                    due=fact.due,
                    starts=fact.starts,
                    **further.of(enrolment, key),
                )
                for key, fact in outline
            )
        )
        for enrolment, person in people.items()
    }
