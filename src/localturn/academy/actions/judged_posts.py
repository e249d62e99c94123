"""Telling the author of a post what a facilitator did with it, and what that means for awards."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import translation

from localturn.academy.actions import discussion_letters
from localturn.academy.domain.awards import standing
from localturn.academy.models import Certificate, Enrolment, Post
from localturn.academy.queries.standing import awards_of, evidence_of
from localturn.academy.queries.wording import rule_words
from localturn.foundation.people.models import Person

Met = frozenset[tuple[str, int]]
"""Rules that are met: the award's id, and the place of the rule in it."""


def seat_of_author(written: Post) -> Enrolment | None:
    """The seat of who wrote it, also one that was given up."""
    if written.author_id is None:
        return None
    seats = Enrolment.objects.filter(run=written.run, person_id=written.author_id)
    return seats.select_related("run__version", "person").first()


@contextmanager
def telling_author(
    written: Post, how: str, *, by: Person, now: datetime, reason: str = ""
) -> Iterator[None]:
    """Write to the author of a post, unless they do it themselves, what was done within: `how` is
    hidden, removed, uncounted or shown."""
    seat = seat_of_author(written)
    if seat is None or seat.person is None or seat.withdrawn_at or seat.person == by:
        yield
        return
    was_counted, met = written.counted_at is not None, _met(seat)
    yield
    discussion_letters.judged(
        written,
        how,
        to=seat.person,
        reason=reason.strip(),
        lost_count=was_counted and written.counted_at is None,
        lost=_lost(seat, seat.person, met - _met(seat)),
        now=now,
    )


def _met(seat: Enrolment) -> Met:
    evidence = evidence_of(seat)
    return frozenset(
        (award.id, place)
        for award in awards_of(seat.run)
        for place, each in enumerate(standing(award, evidence).requirements)
        if each.met
    )


def _lost(seat: Enrolment, person: Person, gone: Met) -> list[dict[str, str | bool]]:
    """Each rule that is met no longer, in the words of its reader."""
    certificates = Certificate.objects.filter(enrolment=seat, revoked_at=None)
    held = set(certificates.values_list("award_id", flat=True))
    with translation.override(person.language):
        return [
            {"award": award.title, "rule": rule_words(rule), "is_held": award.id in held}
            for award in awards_of(seat.run)
            for place, rule in enumerate(award.rules)
            if (award.id, place) in gone
        ]
