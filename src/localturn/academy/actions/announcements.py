"""What facilitators tell everybody in a run: written, shown, mailed once, changed, withdrawn."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions import letters
from localturn.academy.actions.writing import rendered
from localturn.academy.models import Announcement, AnnouncementReading, Enrolment, Run
from localturn.academy.queries import announcements as queries
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.tasks import task
from localturn.foundation.trail.actions import record

LONGEST = 20_000
"""Characters of one announcement."""

A_SECOND_CLICK = timedelta(minutes=2)


def preview(body: str) -> str:
    """How an announcement will look; raises Invalid for what cannot be announced."""
    return _rendered(body)[1]


@transaction.atomic
def announce(
    run: Run,
    *,
    title: str,
    body: str,
    by_mail: bool,
    by: Person,
    now: datetime,
    shows_at: datetime | None = None,
) -> Announcement:
    """Tell everybody in the run, now or at a later moment; the same sent twice is told once."""
    _require_facilitator(by, run)
    body, html = _rendered(body)
    # a second click waits for the first
    Run.objects.select_for_update(no_key=True).only("pk").get(pk=run.pk)
    again = run.announcements.filter(
        author=by, title=title, body=body, withdrawn_at=None, written_at__gt=now - A_SECOND_CLICK
    ).first()
    if again is not None:
        return again
    if shows_at is not None and shows_at <= now:
        raise Invalid(_("This moment has passed. Choose a later one, or leave it empty."))
    announcement = Announcement.objects.create(
        run=run,
        author=by,
        title=title,
        body=body,
        body_html=html,
        written_at=now,
        shows_at=shows_at or now,
        by_mail=by_mail,
    )
    if by_mail and shows_at is None:
        mail_announcements.enqueue()
    return announcement


@transaction.atomic
def change(
    announcement: Announcement,
    *,
    title: str,
    body: str,
    by: Person,
    now: datetime,
    by_mail: bool | None = None,
    shows_at: datetime | None = None,
) -> None:
    """Change what an announcement says; as long as nobody saw it, also when and how it is told.

    Nobody is written to a second time; who reads it is shown that it was changed.
    """
    announcement = _locked(announcement)
    _require_facilitator(by, announcement.run)
    if announcement.withdrawn_at is not None:
        raise NotNow(_("This announcement has been withdrawn."))
    body, html = _rendered(body)
    was_seen = announcement.shows_at <= now
    before = (announcement.title, announcement.body)
    announcement.title, announcement.body, announcement.body_html = title, body, html
    if was_seen and before != (title, body):
        announcement.changed_at = now
        record(what="academy.announcement.changed", by=by, now=now, subject=_subject(announcement))
    if not was_seen:
        if shows_at is not None and shows_at <= now:
            raise Invalid(_("This moment has passed. Choose a later one, or leave it empty."))
        announcement.shows_at = shows_at or now
        announcement.by_mail = announcement.by_mail if by_mail is None else by_mail
    announcement.save()
    if announcement.by_mail and announcement.mailed_at is None and announcement.shows_at <= now:
        mail_announcements.enqueue()


@transaction.atomic
def withdraw(announcement: Announcement, *, by: Person, now: datetime) -> None:
    """Show it to participants no longer; what was mailed cannot be called back."""
    announcement = _locked(announcement)
    _require_facilitator(by, announcement.run)
    if announcement.withdrawn_at is not None:
        return
    announcement.withdrawn_at = now
    announcement.save(update_fields=["withdrawn_at"])
    record(
        what="academy.announcement.withdrawn",
        by=by,
        now=now,
        subject=_subject(announcement),
        after={"was_mailed": announcement.mailed_at is not None},
    )


@transaction.atomic
def mark_read(announcement: Announcement, *, seat: Enrolment, now: datetime) -> None:
    """Note that a participant says to have read it; saying it again changes nothing."""
    AnnouncementReading.objects.get_or_create(
        announcement=announcement, enrolment=seat, defaults={"read_at": now}
    )


@task()
def mail_announcements() -> None:
    """Post every announcement that goes by mail and has come to be shown; each once."""
    now = moments.now()
    for pk in queries.to_be_mailed(now=now).values_list("pk", flat=True):
        _mail(pk, now=now)


@transaction.atomic
def _mail(pk: int, *, now: datetime) -> None:
    announcement = _locked(Announcement(pk=pk))
    if not queries.to_be_mailed(now=now).filter(pk=pk).exists():
        return
    for person in queries.written_to(announcement.run):
        letters.announced(announcement, to=person)
    announcement.mailed_at = now
    announcement.save(update_fields=["mailed_at"])


def _locked(announcement: Announcement) -> Announcement:
    rows = Announcement.objects.select_for_update(of=("self",))
    return rows.select_related("run__version__course", "author").get(pk=announcement.pk)


def _require_facilitator(by: Person, run: Run) -> None:
    require(
        permissions.can_facilitate(by, run), _("Only the facilitators of this run may do this.")
    )


def _rendered(body: str) -> tuple[str, str]:
    body = body.replace("\r\n", "\n").strip()
    if not body:
        raise Invalid(_("Write something first."))
    if len(body) > LONGEST:
        raise Invalid(_("This is too long for one announcement. Divide it."))
    return body, rendered(body, top_heading=3).html


def _subject(announcement: Announcement) -> str:
    return f"academy/announcement/{announcement.pk}"
