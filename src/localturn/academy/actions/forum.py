"""Contributions to guided discussions and blogs: written, mended, taken away, counted."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions import blog, following, indexing, letters
from localturn.academy.actions.judged_posts import seat_of_author, telling_author
from localturn.academy.actions.judging import require_another
from localturn.academy.actions.progress import record_done, undo_done
from localturn.academy.actions.writing import rendered
from localturn.academy.domain.blog import BLOG
from localturn.academy.domain.pace import opening
from localturn.academy.domain.schedule import Phase, is_in_time, is_open
from localturn.academy.models import Activity, Enrolment, Post, PostReport, Run, RunModule
from localturn.academy.queries.attempts import window_of
from localturn.academy.queries.places import seat_of, span_of, start_of
from localturn.foundation.files import actions as files
from localturn.foundation.files.models import StoredFile
from localturn.foundation.files.uploading import Upload
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow, require
from localturn.foundation.trail.actions import record

LONGEST = 20_000
"""Characters of one post."""

MOST_FILES = 3
"""On one post."""

LONGEST_TITLE = 200

A_SECOND_CLICK = timedelta(minutes=2)


@transaction.atomic
def post(
    activity: Activity,
    *,
    run: Run,
    body: str,
    by: Person,
    now: datetime,
    title: str = "",
    answers: Post | None = None,
    uploads: Sequence[Upload] = (),
) -> Post:
    """Write into a discussion or a blog; an answer to an answer stands beside it.

    The same text sent twice in a row is one post. What is late for a blog is taken, and says so.
    """
    seat = _require_may_write(run, activity, by, now)
    title = _titled(activity, title, is_comment=answers is not None)
    body, html = _rendered(body, below=title)
    if answers is not None:
        if (answers.run_id, answers.activity_id) != (run.pk, activity.pk):
            raise Invalid(_("The contribution that you answer belongs to another discussion."))
        answers = answers.answers or answers
    again = Post.objects.filter(
        run=run,
        activity=activity,
        author=by,
        answers=answers,
        title=title,
        body=body,
        posted_at__gt=now - A_SECOND_CLICK,
        removed_at=None,
    ).first()
    if again is not None:
        return again
    written = Post.objects.create(
        run=run,
        activity=activity,
        author=by,
        answers=answers,
        title=title,
        body=body,
        body_html=html,
        posted_at=now,
        is_late=_is_late(seat, activity, now),
    )
    _attach(written, uploads, by=by, now=now)
    indexing.index_post(written)
    weigh(written, now=now)
    if answers is not None:
        letters.answered(written, to=answers)
    following.tell(written)
    return written


@transaction.atomic
def edit(
    written: Post,
    *,
    body: str,
    by: Person,
    now: datetime,
    title: str = "",
    uploads: Sequence[Upload] = (),
    without: Collection[int] = (),
) -> None:
    """Change one's own text, and hang files on it or take some off by their numbers; what was
    counted stays counted, and shows that it was changed."""
    written = locked(written)
    require(written.author_id == by.pk, _("Somebody else wrote this."))
    _require_may_write(written.run, written.activity, by, now)
    if written.removed_at is not None:
        raise NotNow(_("This contribution has been removed."))
    title = _titled(written.activity, title, is_comment=written.answers_id is not None)
    body, html = _rendered(body, below=title)
    taken_off = StoredFile.objects.filter(subject=written.subject, pk__in=without)
    if (title, body) == (written.title, written.body) and not uploads and not taken_off:
        return
    for file in taken_off:
        files.delete(file)
    written.files -= len(taken_off)
    written.title, written.body, written.body_html = title, body, html
    written.edited_at, written.needs_no_answer = now, False
    written.save(
        update_fields=["title", "body", "body_html", "edited_at", "needs_no_answer", "files"]
    )
    _attach(written, uploads, by=by, now=now)
    indexing.index_post(written)


@transaction.atomic
def remove(written: Post, *, by: Person, now: datetime, reason: str = "") -> None:
    """Take a text away for good, with its files.

    One's own that nobody answered is gone; what was answered, or is removed by a facilitator (who
    says why), leaves its place so that the answers stay where they stood. What a facilitator may
    want to show again is hidden instead (`actions.moderation`).
    """
    written = locked(written)
    is_own = written.author_id == by.pk
    require(is_own or permissions.can_facilitate(by, written.run), _("Somebody else wrote this."))
    if is_own and not permissions.can_facilitate(by, written.run):
        _require_may_write(written.run, written.activity, by, now)
    if not is_own and not reason.strip():
        raise Invalid(_("Say why, so that the author knows."))
    if written.removed_at is not None and (is_own or not written.is_hidden):
        return
    with telling_author(written, "removed", by=by, now=now, reason=reason):
        _take_away(written, by=by, now=now, reason="" if is_own else reason.strip()[:300])
    if not is_own:
        record(
            what="academy.post.removed",
            by=by,
            about=[written.author] if written.author else [],
            subject=written.subject,
            reason=reason,
            now=now,
        )


def _take_away(written: Post, *, by: Person, now: datetime, reason: str) -> None:
    take_back_count(written, now)
    files.delete_of(written.subject)
    PostReport.objects.filter(post=written, settled_at=None).update(settled_at=now, settled_by=by)
    if written.author_id == by.pk and not written.replies.exists():
        indexing.forget_post(written)
        gone = written.activity, seat_of_author(written)
        written.delete()
        _settle(*gone, now=now)
        return
    written.title = written.body = written.body_html = ""
    written.files = 0
    written.removed_at, written.removed_because = now, reason
    written.save(
        update_fields=["title", "body", "body_html", "files", "removed_at", "removed_because"]
    )
    indexing.index_post(written)
    weigh(written, now=now)


@transaction.atomic
def count_contribution(written: Post, *, by: Person, now: datetime) -> None:
    """Say that a post counts as a contribution: its author has done the discussion. In a blog,
    what came late counts as if it had come in time."""
    written = locked(written)
    require(
        permissions.can_facilitate(by, written.run),
        _("Only the facilitators of this run may do this."),
    )
    if written.removed_at is not None:
        raise NotNow(_("This contribution has been removed."))
    seat = seat_of_author(written)
    if seat is None:
        raise NotNow(_("Only posts of participants can be counted."))
    require_another(by, seat)
    if written.counted_at is None:
        written.counted_at, written.counted_by = now, by
        written.save(update_fields=["counted_at", "counted_by"])
    if written.activity.kind == BLOG:
        blog.settle(seat, written.activity, now=now)
    else:
        record_done(seat, written.activity, now=now, marked_by=by)


@transaction.atomic
def uncount(written: Post, *, reason: str, by: Person, now: datetime) -> None:
    """Say that a post does not count after all; its author is told why."""
    written = locked(written)
    require(
        permissions.can_facilitate(by, written.run),
        _("Only the facilitators of this run may do this."),
    )
    if seat := seat_of_author(written):
        require_another(by, seat)
    if not reason.strip():
        raise Invalid(_("Say why, so that the author knows."))
    if written.counted_at is None:
        return
    with telling_author(written, "uncounted", by=by, now=now, reason=reason[:300]):
        take_back_count(written, now)
    record(
        what="academy.post.uncounted",
        by=by,
        about=[written.author] if written.author else [],
        subject=written.subject,
        reason=reason,
        now=now,
    )


@transaction.atomic
def let_be(written: Post, *, by: Person, now: datetime) -> None:
    """Say that what a post asks needs no answer: it waits for none, until it is changed."""
    written = locked(written)
    require(
        permissions.can_facilitate(by, written.run),
        _("Only the facilitators of this run may do this."),
    )
    written.needs_no_answer = True
    written.save(update_fields=["needs_no_answer"])


def take_back_count(written: Post, now: datetime) -> None:
    """Let a post count no more, and its author have done no more than their other posts say."""
    if written.counted_at is None:
        return
    written.counted_at = written.counted_by = None
    written.save(update_fields=["counted_at", "counted_by"])
    if written.activity.kind == BLOG:
        weigh(written, now=now)
        return
    seat = seat_of_author(written)
    others = Post.objects.filter(
        run=written.run,
        activity=written.activity,
        author=written.author,
        counted_at__isnull=False,
    )
    if seat is not None and not others.exists():
        undo_done(seat, written.activity, now=now)


def weigh(written: Post, *, now: datetime) -> None:
    """Let the author of a post in a blog have done what now stands there; elsewhere posts are
    counted by facilitators."""
    if written.activity.kind == BLOG:
        _settle(written.activity, seat_of_author(written), now=now)


def _settle(activity: Activity, seat: Enrolment | None, *, now: datetime) -> None:
    if activity.kind == BLOG and seat is not None:
        blog.settle(seat, activity, now=now)


def locked(written: Post) -> Post:
    """The post as it is now, for this transaction alone."""
    return (
        Post.objects.select_for_update(of=("self",))
        .select_related("run", "activity")
        .get(pk=written.pk)
    )


def _attach(written: Post, uploads: Sequence[Upload], *, by: Person, now: datetime) -> None:
    if not uploads:
        return
    if written.files + len(uploads) > MOST_FILES:
        raise Invalid(
            _("At most %(most)s files hang on one post. Take some off.") % {"most": MOST_FILES}
        )
    for upload in uploads:
        files.store(upload, owner=by, subject=written.subject, now=now)
    written.files += len(uploads)
    written.save(update_fields=["files"])


def _require_may_write(run: Run, activity: Activity, by: Person, now: datetime) -> Enrolment | None:
    """Participants write while the run lasts, once the module is open; facilitators always, who
    have no deadline to keep."""
    if permissions.can_facilitate(by, run):
        return None
    seat = seat_of(by, run)
    if seat is None:
        raise NotAllowed(_("This is open to those who take part in the course."))
    is_running = span_of(run).phase(now) is Phase.RUNNING
    if not (is_running or window_of(seat, activity).is_running(now)):
        raise NotNow(_("The course is not running now."))
    release = RunModule.objects.filter(run=run, module=activity.module_id).first()
    own = start_of(run, seat)
    if release and not is_open(opening(release.opens_at, release.opens_after, own), now):
        raise NotNow(_("This discussion is not open yet."))
    return seat


def _is_late(seat: Enrolment | None, activity: Activity, now: datetime) -> bool:
    if seat is None or activity.kind != BLOG:
        return False
    return not is_in_time(now, window_of(seat, activity).due)


def _titled(activity: Activity, title: str, *, is_comment: bool) -> str:
    """Posts of a blog have a title, and nothing else has."""
    if activity.kind != BLOG or is_comment:
        return ""
    title = " ".join(title.split())
    if not title:
        raise Invalid(_("Give your post a title."))
    if len(title) > LONGEST_TITLE:
        raise Invalid(
            _("This title is too long. Use at most %(most)s characters.") % {"most": LONGEST_TITLE}
        )
    return title


def _rendered(body: str, *, below: str) -> tuple[str, str]:
    body = body.replace("\r\n", "\n").strip()
    if not body:
        raise Invalid(_("Write something first."))
    if len(body) > LONGEST:
        raise Invalid(_("This is too long for one post. Divide it."))
    return body, rendered(body, top_heading=4 if below else 3).html
