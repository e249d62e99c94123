"""What awards rest on besides completions, points and counted posts: asked for only where a course
has something of the kind."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from localturn.academy.domain.attendance import Mark, Presence, Stands, stands, terms_of
from localturn.academy.domain.awards import GROUP_WORK, WEBINAR, Fact, Meetings
from localturn.academy.domain.blog import BLOG
from localturn.academy.domain.blog import Standing as BlogStanding
from localturn.academy.domain.groupwork import Owes
from localturn.academy.models import Attendance, Meeting, Run
from localturn.academy.queries import frozen
from localturn.academy.queries.blog import standings_in
from localturn.academy.queries.groupwork import owes_in

Keyed = tuple[int, Fact]


@dataclass(frozen=True)
class Further:
    """By seat and activity."""

    groups: Mapping[tuple[int, int], Owes] = field(default_factory=dict)
    blogs: Mapping[tuple[int, int], BlogStanding] = field(default_factory=dict)
    meetings: Mapping[tuple[int, int], Stands] = field(default_factory=dict)

    def of(self, seat: int, activity: int) -> dict[str, Any]:
        """As the named fields of a `Fact`."""
        at = (seat, activity)
        return {
            "group": self.groups.get(at),
            "blog": self.blogs.get(at),
            "meeting": self.meetings.get(at),
        }


NOTHING_FURTHER = Further()


def further_facts(
    run: Run, people: Mapping[int, int | None], outline: Collection[Keyed]
) -> Further:
    """How people, by seat, stand in group works (6 statements), in blogs (2) and at meetings (2,
    where an award asks for them); nothing is asked for what a course has not."""
    kinds = {fact.kind for _key, fact in outline}
    return Further(
        groups=owes_in(run, list(people)) if GROUP_WORK in kinds else {},
        blogs=standings_in(run, people, _of_kind(outline, BLOG)) if BLOG in kinds else {},
        meetings=_meetings(run, people, _of_kind(outline, WEBINAR)) if _asks(run) else {},
    )


def _of_kind(outline: Iterable[Keyed], kind: str) -> dict[int, str]:
    """By key, the stable ids."""
    return {key: fact.activity_id for key, fact in outline if fact.kind == kind}


def _asks(run: Run) -> bool:
    awards = frozen.awards(frozen.key_of(run.version))
    return any(isinstance(rule, Meetings) for award in awards for rule in award.rules)


def _meetings(
    run: Run, people: Iterable[int], meetings: Mapping[int, str]
) -> Mapping[tuple[int, int], Stands]:
    key = frozen.key_of(run.version)
    of_run = dict(Meeting.objects.filter(run=run).values_list("activity_id", "minutes"))
    terms = {}
    for pk, stable_id in meetings.items():
        activity = frozen.activity(key, stable_id)
        if activity is not None:
            terms[pk] = terms_of(activity.settings, minutes=activity.minutes, of_run=of_run.get(pk))
    rows = Attendance.objects.filter(
        enrolment__in=people, activity__in=terms, is_standing=True
    ).values_list("enrolment_id", "activity_id", "state", "minutes")
    return {
        (seat, activity): stands(Mark(Presence(state), minutes), terms[activity])
        for seat, activity, state, minutes in rows
    }
