"""Groups of a run: made by hand, chosen by participants, or proposed; every move leaves a trace.

Whoever moves somebody holds the grouping first, so that two who choose the last place in a group
come one after the other. What was handed in and written stays where it is; what everybody owes is
looked at anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localturn.academy.actions import group_letters, groupwork
from localturn.academy.actions.allowances import leave_behind
from localturn.academy.actions.writing import rendered
from localturn.academy.domain.grouping import Groups, Mix, propose
from localturn.academy.domain.kinds.group_work import GROUPING
from localturn.academy.domain.schedule import Phase
from localturn.academy.models import (
    Enrolment,
    Following,
    Group,
    GroupHandIn,
    Grouping,
    GroupMove,
    GroupPost,
    GroupSeat,
    Run,
)
from localturn.academy.permissions import can_enter_group, can_facilitate, can_participate
from localturn.academy.queries.groups import divided, fingerprint
from localturn.academy.queries.places import span_of
from localturn.foundation.files import actions as files
from localturn.foundation.files.uploading import Upload
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow, require

MOST_GROUPS = 100
LONGEST_POST = 10_000
MOST_FILES = 3
"""On one post."""


@transaction.atomic
def begin(run: Run, *, by: Person, now: datetime) -> Grouping:
    """Groups for a run whose course asks for none."""
    require(can_facilitate(by, run), _("Only the facilitators of this run may do this."))
    made, _new = Grouping.objects.get_or_create(
        run=run, slug=str(GROUPING.default), defaults={"created_at": now}
    )
    return made


@transaction.atomic
def set_way(
    grouping: Grouping,
    *,
    way: str,
    most: int | None,
    closes_at: datetime | None,
    by: Person,
) -> None:
    """Who puts people into groups, and for participants up to how many and until when."""
    _require_guide(by, grouping)
    grouping.way, grouping.most, grouping.closes_at = way, most, closes_at
    grouping.save(update_fields=["way", "most", "closes_at"])


@transaction.atomic
def add_groups(grouping: Grouping, number: int, *, by: Person) -> list[Group]:
    """Add so many empty groups after the last."""
    _require_guide(by, grouping)
    _hold(grouping)
    return _add(grouping, number)


def _add(grouping: Grouping, number: int) -> list[Group]:
    last = grouping.groups.order_by("-number").values_list("number", flat=True).first() or 0
    there = grouping.groups.filter(closed_at=None).count()
    if number < 1 or there + number > MOST_GROUPS:
        raise Invalid(_("There can be from 1 to %(most)s groups.") % {"most": MOST_GROUPS})
    return Group.objects.bulk_create(
        Group(grouping=grouping, number=last + at) for at in range(1, number + 1)
    )


@transaction.atomic
def rename(group: Group, name: str, *, by: Person) -> None:
    """Give a group a name; without one it has its number."""
    _require_guide(by, group.grouping)
    group.name = " ".join(name.split())[:100]
    group.save(update_fields=["name"])


@transaction.atomic
def close_group(group: Group, *, by: Person, now: datetime) -> None:
    """Let an empty group go that has handed in nothing; that people were in it stays on record."""
    _require_guide(by, group.grouping)
    _hold(group.grouping)
    if group.seats.filter(enrolment__withdrawn_at=None).exists():
        raise NotNow(_("There is somebody in this group. Move them first."))
    if GroupHandIn.objects.filter(group=group).exists():
        raise NotNow(_("This group has handed in: it stays, and so does its work."))
    group.closed_at = now
    group.save(update_fields=["closed_at"])


@transaction.atomic
def move(
    grouping: Grouping, seat: Enrolment, to: Group | None, *, by: Person, now: datetime
) -> bool:
    """Put somebody into a group, or take them out of theirs; whether that changes anything."""
    _require_guide(by, grouping)
    require(can_participate(seat) and seat.run_id == grouping.run_id)
    _hold(grouping)
    moved = _move(grouping, seat.pk, to, by=by, now=now)
    _follow_up(grouping, [moved] if moved else [], now=now)
    return moved is not None


@dataclass(frozen=True, slots=True)
class Wish:
    """That somebody is to be in another group than the one with the number that was seen, or in
    none."""

    seat: Enrolment
    seen: int | None
    to: Group | None


@transaction.atomic
def move_all(grouping: Grouping, wishes: Sequence[Wish], *, by: Person, now: datetime) -> int:
    """Move everybody or nobody; how many have moved.

    Raises NotNow where somebody else has moved one of them elsewhere since they were seen.
    """
    _require_guide(by, grouping)
    _hold(grouping)
    moves = []
    for wish in wishes:
        seat = wish.seat
        require(can_participate(seat) and seat.run_id == grouping.run_id)
        own = grouping.groups.filter(closed_at=None, seats__enrolment=seat)
        present = own.first()
        if present != wish.to and (present and present.number) != wish.seen:
            raise NotNow(
                _(
                    "%(name)s has been moved to %(group)s meanwhile. Nobody was moved now: look at "
                    "the groups again."
                )
                % {"name": seat.person, "group": present}
                if present
                else _(
                    "%(name)s has been taken out of their group meanwhile. Nobody was moved now: "
                    "look at the groups again."
                )
                % {"name": seat.person}
            )
        if moved := _move(grouping, seat.pk, wish.to, by=by, now=now):
            moves.append(moved)
    _follow_up(grouping, moves, now=now)
    return len(moves)


@transaction.atomic
def choose(
    grouping: Grouping, seat: Enrolment, to: Group | None, *, by: Person, now: datetime
) -> None:
    """A participant chooses a group, another one, or none, while there is room and time."""
    require(can_participate(seat) and seat.person_id == by.pk)
    require(seat.run_id == grouping.run_id)
    grouping = _hold(grouping)
    if grouping.way != Grouping.Way.SIGN_UP:
        raise NotNow(_("In this course the facilitators put people into groups."))
    if span_of(grouping.run).phase(now) is Phase.ENDED:
        raise NotNow(_("The course is not running now."))
    if grouping.closes_at is not None and now >= grouping.closes_at:
        raise NotNow(_("The time to choose a group is over. Ask a facilitator."))
    own = GroupSeat.objects.filter(grouping=grouping, enrolment=seat).first()
    if own is not None and GroupHandIn.objects.filter(group=own.group_id).exists():
        raise NotNow(_("Your group has handed in. Ask a facilitator if you have to change it."))
    if to is not None and (own is None or own.group_id != to.pk):
        taken = to.seats.filter(enrolment__withdrawn_at=None).count()
        if grouping.most is not None and taken >= grouping.most:
            raise NotNow(_("This group is full. Choose another one."))
    moved = _move(grouping, seat.pk, to, by=by, now=now)
    _follow_up(grouping, [moved] if moved else [], now=now)


def proposal(grouping: Grouping, *, number: int, mixes: Sequence[Mix], keeps_seats: bool) -> Groups:
    """So many groups of everybody who takes part; those who sit in one stay there if it is
    wished. Raises Invalid."""
    found = divided(grouping)
    if keeps_seats and number < len(found.groups):
        raise Invalid(
            ngettext(
                "There is %(num)s group already, whose members are to stay.",
                "There are %(num)s groups already, whose members are to stay.",
                len(found.groups),
            )
            % {"num": len(found.groups)}
        )
    members = [each.member for each in found.people]
    if not 1 <= number <= min(len(members), MOST_GROUPS):
        raise Invalid(
            ngettext(
                "There is %(num)s person: choose so many groups that nobody is in an empty one.",
                "There are %(num)s people: choose so many groups that none of them is empty.",
                len(members),
            )
            % {"num": len(members)}
        )
    seated = found.seated if keeps_seats else {}
    return propose(members, number=number, mixes=mixes, seated=seated)


@transaction.atomic
def accept(
    grouping: Grouping,
    *,
    number: int,
    mixes: Sequence[Mix],
    keeps_seats: bool,
    seen: str,
    by: Person,
    now: datetime,
) -> int:
    """Take a proposal over as it was seen; how many people have moved."""
    _require_guide(by, grouping)
    _hold(grouping)
    if not keeps_seats and GroupHandIn.objects.filter(work__grouping=grouping).exists():
        raise NotNow(_("A group has handed in: its members stay. Place the others only."))
    groups = proposal(grouping, number=number, mixes=mixes, keeps_seats=keeps_seats)
    if fingerprint(groups) != seen:
        raise NotNow(_("Somebody has come, gone or moved meanwhile. Look at the proposal again."))
    grouping.mixes = [*mixes]
    grouping.save(update_fields=["mixes"])
    there = list(grouping.groups.filter(closed_at=None).order_by("number"))
    if len(there) < number:
        there += _add(grouping, number - len(there))
    moves = [
        moved
        for group, members in zip(there, groups, strict=False)
        for member in members
        if (moved := _move(grouping, member.key, group, by=by, now=now))
    ]
    _follow_up(grouping, moves, now=now)
    return len(moves)


def _follow_up(grouping: Grouping, moves: Sequence[GroupMove], *, now: datetime) -> None:
    """Look anew at what the moved owe, and tell those who did not move themselves."""
    groupwork.look_again(grouping.run, [move.enrolment_id for move in moves], now=now)
    group_letters.moved([move.pk for move in moves])


def _move(
    grouping: Grouping, seat: int, to: Group | None, *, by: Person, now: datetime
) -> GroupMove | None:
    """The move on record; None where somebody is there already."""
    if to is not None and (to.grouping_id != grouping.pk or to.closed_at is not None):
        raise Invalid(_("There is no such group."))
    own = GroupSeat.objects.filter(grouping=grouping, enrolment=seat).first()
    before = own.group_id if own else None
    after = to.pk if to else None
    if before == after:
        return None
    if own is not None:
        # what one group may know of somebody, the next one need not
        own.delete()
        leave_behind(seat, own.group_id, by=by, now=now)
    if to is not None:
        pace = own.pace if own is not None else _pace_of(seat)
        GroupSeat.objects.create(
            grouping=grouping, group=to, enrolment_id=seat, pace=pace, told_until=now
        )
    return GroupMove.objects.create(
        grouping=grouping,
        enrolment_id=seat,
        before_id=before,
        after_id=after,
        moved_at=now,
        moved_by=by,
    )


def _pace_of(seat: int) -> str:
    """At once, for who wants to be told of answers."""
    wants = Enrolment.objects.filter(pk=seat, person__wants_replies=True).exists()
    return Following.Pace.EACH if wants else ""


@transaction.atomic
def share_contact(seat: GroupSeat, *, shows_email: bool, contact: str, by: Person) -> None:
    """What the members of one's group may know."""
    require(seat.enrolment.person_id == by.pk and can_participate(seat.enrolment))
    seat.shows_email, seat.contact = shows_email, " ".join(contact.split())[:200]
    seat.save(update_fields=["shows_email", "contact"])


@transaction.atomic
def be_told(seat: GroupSeat, *, pace: Following.Pace | None, by: Person, now: datetime) -> None:
    """Be written to at a pace about what one's group talks of, or no more where it is None."""
    require(seat.enrolment.person_id == by.pk and can_participate(seat.enrolment))
    seat.pace, seat.told_until = pace or "", now
    seat.save(update_fields=["pace", "told_until"])


@transaction.atomic
def say(
    group: Group, text: str, *, by: Person, now: datetime, uploads: Sequence[Upload] = ()
) -> GroupPost:
    """Write something that the group and the facilitators read, with files if wished; the other
    members are told."""
    run = group.grouping.run
    require(can_enter_group(by, group))
    if span_of(run).phase(now) is Phase.ENDED:
        raise NotNow(_("This run has ended. You can still read everything, but not change it."))
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not text:
        raise Invalid(_("Write something first."))
    if len(uploads) > MOST_FILES:
        raise Invalid(_("At most %(most)s files hang on one post.") % {"most": MOST_FILES})
    if len(text) > LONGEST_POST:
        raise Invalid(
            _("The text is longer than %(most)s characters. Shorten it.") % {"most": LONGEST_POST}
        )
    html = rendered(text, top_heading=4).html
    written = GroupPost.objects.create(
        group=group, author=by, body=text, body_html=html, posted_at=now, files=len(uploads)
    )
    for upload in uploads:
        files.store(upload, owner=by, subject=written.subject, now=now)
    group_letters.said(written)
    return written


@transaction.atomic
def unsay(post: GroupPost, *, by: Person) -> None:
    """Take back what one said with its files, or, as a facilitator, what somebody else did."""
    if post.author_id != by.pk and not can_facilitate(by, post.group.grouping.run):
        raise NotAllowed(_("Only who wrote it and the facilitators take it away."))
    files.delete_of(post.subject)
    post.delete()


def _require_guide(by: Person, grouping: Grouping) -> None:
    require(can_facilitate(by, grouping.run), _("Only the facilitators of this run may do this."))


def _hold(grouping: Grouping) -> Grouping:
    held = Grouping.objects.select_for_update(no_key=True).get(pk=grouping.pk)
    held.run = grouping.run
    return held
