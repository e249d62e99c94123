"""Groupings of a run: who sits where, who sits nowhere, and how well they mix."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import QuerySet
from django.utils.translation import get_language

from localturn.academy.domain.grouping import Groups, Member, Mix
from localturn.academy.models import (
    Enrolment,
    Group,
    Grouping,
    GroupMove,
    GroupPost,
    GroupSeat,
    Run,
)
from localturn.foundation.files.models import StoredFile
from localturn.foundation.refusals import NotFound


@dataclass(frozen=True)
class Placed:
    """Somebody who takes part, with what mixes, and where they sit."""

    member: Member
    group: int | None

    @property
    def known(self) -> tuple[str, ...]:
        """What of them mixes, as far as it is known."""
        return tuple(filter(None, (self.member.organisation, self.member.country)))


@dataclass(frozen=True)
class Divided:
    """A grouping with its groups and everybody."""

    grouping: Grouping
    groups: tuple[Group, ...]
    people: tuple[Placed, ...]

    def in_group(self, group: Group) -> list[Placed]:
        return [each for each in self.people if each.group == group.pk]

    @property
    def waiting(self) -> list[Placed]:
        """Who sits in no group."""
        return [each for each in self.people if each.group is None]

    @property
    def as_groups(self) -> Groups:
        return tuple(tuple(each.member for each in self.in_group(g)) for g in self.groups)

    @property
    def mixes(self) -> tuple[Mix, ...]:
        return tuple(Mix(each) for each in self.grouping.mixes if each in set(Mix))

    @property
    def seated(self) -> dict[int, int]:
        """By seat, the place of its group among the groups."""
        places = {group.pk: at for at, group in enumerate(self.groups)}
        return {each.member.key: places[each.group] for each in self.people if each.group in places}


def groupings_of(run: Run) -> QuerySet[Grouping]:
    return Grouping.objects.filter(run=run).order_by("slug")


def grouping_in(run: Run, slug: str) -> Grouping:
    """Raises NotFound."""
    found = Grouping.objects.filter(run=run, slug=slug).first()
    if found is None:
        raise NotFound
    found.run = run
    return found


def group_in(grouping: Grouping, number: int) -> Group:
    """Raises NotFound."""
    found = grouping.groups.filter(number=number, closed_at=None).first()
    if found is None:
        raise NotFound
    found.grouping = grouping
    return found


def divided(grouping: Grouping) -> Divided:
    """Everybody, by name, and where they sit (4 statements)."""
    groups = tuple(grouping.groups.filter(closed_at=None).order_by("number"))
    open_groups = {group.pk for group in groups}
    seats = dict(
        GroupSeat.objects.filter(grouping=grouping).values_list("enrolment_id", "group_id")
    )
    people = (
        Enrolment.objects.filter(run=grouping.run_id, withdrawn_at=None, person__isnull=False)
        .select_related("person", "organisation__country")
        .prefetch_related("organisation__names")
        .order_by("person__name", "pk")
    )
    return Divided(
        grouping,
        groups,
        tuple(
            Placed(member_from(each), seats[each.pk] if seats.get(each.pk) in open_groups else None)
            for each in people
        ),
    )


def member_from(seat: Enrolment) -> Member:
    """What is known of who sits there: whom they take part for, its country, their language."""
    organisation, person = seat.organisation, seat.person
    country = organisation.country if organisation else None
    return Member(
        seat.pk,
        str(person),
        organisation.called(get_language() or "en") if organisation else "",
        str(country) if country else "",
        person.language if person else "",
    )


def fingerprint(groups: Groups) -> str:
    """What tells one proposal from another, so that what is taken over is what was seen."""
    keys = ";".join(",".join(str(m.key) for m in group) for group in groups)
    return sha256(keys.encode()).hexdigest()[:32]


def own_seats(seat: Enrolment) -> list[GroupSeat]:
    """The groups that somebody is in."""
    rows = GroupSeat.objects.filter(enrolment=seat).select_related("group__grouping__run")
    return list(rows.order_by("grouping__slug"))


def sizes_of(groups: Sequence[Group]) -> dict[int, int]:
    """By group, how many people who take part sit there."""
    sizes: dict[int, int] = defaultdict(int)
    rows = GroupSeat.objects.filter(
        group__in=[group.pk for group in groups], enrolment__withdrawn_at=None
    )
    for group in rows.exclude(enrolment__person=None).values_list("group_id", flat=True):
        sizes[group] += 1
    return sizes


def posts_in(group: Group) -> list[GroupPost]:
    """What a group has talked about, the last 200 of it, oldest first."""
    rows = GroupPost.objects.filter(group=group).select_related("author")
    return list(rows.order_by("-posted_at", "-pk")[:200])[::-1]


def files_on(posts: Sequence[GroupPost]) -> dict[int, list[StoredFile]]:
    """By post, the files that hang on it (1 statement; none where there are none)."""
    subjects = {post.subject: post.pk for post in posts if post.files}
    found: dict[int, list[StoredFile]] = defaultdict(list)
    if subjects:
        for file in StoredFile.objects.filter(subject__in=subjects).order_by("pk"):
            found[subjects[file.subject]].append(file)
    return found


def moves_in(grouping: Grouping) -> list[GroupMove]:
    """The last 100 moves, newest first."""
    rows = GroupMove.objects.filter(grouping=grouping)
    rows = rows.select_related("enrolment__person", "before", "after", "moved_by")
    return list(rows.order_by("-moved_at", "-pk")[:100])
