"""Posts that somebody objects to: reported by a reader, hidden, shown again or left by a
facilitator."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions import discussion_letters, indexing
from localturn.academy.actions.forum import locked, take_back_count, weigh
from localturn.academy.actions.judged_posts import telling_author
from localturn.academy.models import Post, PostReport
from localturn.academy.queries.places import seat_of
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow, require
from localturn.foundation.trail.actions import record

MOST_OPEN = 20
"""Reports of one person in a run that wait for a facilitator."""


@transaction.atomic
def report(written: Post, *, reason: str, by: Person, now: datetime) -> None:
    """Ask the facilitators to look at a post; a second report of the same person adds nothing."""
    written = locked(written)
    if seat_of(by, written.run) is None:
        raise NotAllowed(_("This is open to those who take part in the course."))
    if written.author_id == by.pk:
        raise NotNow(_("This is your own text. You can change or remove it."))
    if written.removed_at is not None:
        raise NotNow(_("This contribution has been removed."))
    reason = reason.strip()
    if not reason:
        raise Invalid(_("Say what is wrong with it, so that a facilitator can judge."))
    waiting = PostReport.objects.filter(post__run=written.run, settled_at=None)
    own = waiting.filter(by=by)
    if own.filter(post=written).exists():
        return
    if own.count() >= MOST_OPEN:
        raise NotNow(
            _("You have reported %(number)s posts that nobody has looked at yet. Wait for that.")
            % {"number": MOST_OPEN}
        )
    is_first = not waiting.filter(post=written).exists()
    made = PostReport.objects.create(post=written, by=by, reason=reason[:300], reported_at=now)
    if is_first:
        discussion_letters.reported(made)


@transaction.atomic
def leave(written: Post, *, by: Person, now: datetime) -> None:
    """Say that a reported post stays."""
    written = _judged(written, by)
    if settle(written, by=by, now=now):
        _note("left", written, by=by, now=now)


@transaction.atomic
def hide(written: Post, *, reason: str, by: Person, now: datetime) -> None:
    """Take a post from sight and say why in its place; its author and the facilitators read it."""
    written = _judged(written, by)
    if not reason.strip():
        raise Invalid(_("Say why, so that the author knows."))
    if written.removed_at is not None:
        return
    with telling_author(written, "hidden", by=by, now=now, reason=reason[:300]):
        take_back_count(written, now)
        written.removed_at, written.removed_because = now, reason.strip()[:300]
        written.save(update_fields=["removed_at", "removed_because"])
        indexing.index_post(written)
        weigh(written, now=now)
    settle(written, by=by, now=now)
    _note("hidden", written, by=by, now=now, reason=reason)


@transaction.atomic
def show_again(written: Post, *, by: Person, now: datetime) -> None:
    """Put a hidden post back where everybody reads it."""
    written = _judged(written, by)
    if written.removed_at is None:
        return
    if not written.is_hidden:
        raise NotNow(_("This text was removed for good."))
    with telling_author(written, "shown", by=by, now=now):
        written.removed_at, written.removed_because = None, ""
        written.save(update_fields=["removed_at", "removed_because"])
        indexing.index_post(written)
        weigh(written, now=now)
    _note("shown-again", written, by=by, now=now)


def settle(written: Post, *, by: Person, now: datetime) -> int:
    """Close what was reported of a post; gives how many reports that were."""
    return PostReport.objects.filter(post=written, settled_at=None).update(
        settled_at=now, settled_by=by
    )


def _judged(written: Post, by: Person) -> Post:
    written = locked(written)
    require(
        permissions.can_facilitate(by, written.run),
        _("Only the facilitators of this run may do this."),
    )
    require(written.author_id != by.pk, _("Another facilitator decides about your own text."))
    return written


def _note(what: str, written: Post, *, by: Person, now: datetime, reason: str = "") -> None:
    record(
        what=f"academy.post.{what}",
        by=by,
        about=[written.author] if written.author else [],
        subject=written.subject,
        reason=reason,
        now=now,
    )
