"""What `localturn check` looks at; each yields findings in sentences."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import checks as django_checks
from django.db import connection

from localturn.cli.findings import Finding, bad, good, heed
from localturn.cli.house import pending_migrations

LITTLE_DISK = 500 * 1024**2
SLOW_CLOCK = timedelta(seconds=5)
OLD_BACKUP = timedelta(days=2)


def configuration() -> Iterator[Finding]:
    """Django's own checks, those for a deployment included."""
    messages = django_checks.run_checks(include_deployment_checks=True)
    silenced = [message for message in messages if not message.is_silenced()]
    for message in silenced:
        serious = message.level >= django_checks.ERROR
        yield (bad if serious else heed)(f"{message.id}: {' '.join(str(message.msg).split())}")
    if not settings.ENVIRONMENT.https:
        yield heed(f"{settings.PUBLIC_URL} is not HTTPS: only for this machine or a closed network")
    if settings.DEBUG:
        yield bad("LOCALTURN_DEBUG is on: faults are shown to everybody")
    if not silenced:
        yield good("settings")


def home() -> Iterator[Finding]:
    """The folder that everything lies in."""
    place = settings.HOME
    try:
        place.mkdir(parents=True, exist_ok=True)
        probe = place / ".check"
        probe.write_text("x", encoding="ascii")
        probe.unlink()
    except OSError as error:
        yield bad(f"{place} cannot be written to: {error.strerror}")
        return
    free = shutil.disk_usage(place).free
    sentence = f"{free / 1024**3:.1f} GiB are free where {place} is"
    yield good(sentence) if free > LITTLE_DISK else bad(sentence)
    key = place / "secret-key"
    if key.exists() and key.stat().st_mode & 0o077:
        yield bad(f"{key} can be read by others: chmod 600 {key}")


def database() -> Iterator[Finding]:
    """Whether it answers, and has its tables."""
    pending = pending_migrations()
    if pending:
        yield bad(f"{len(pending)} migrations are pending: localturn manage migrate")
    else:
        yield good(f"database ({connection.display_name}), no migrations pending")


def clock() -> Iterator[Finding]:
    """Deadlines are kept by this machine's clock; it should agree with the database's."""
    if connection.vendor == "sqlite":
        probe = settings.HOME / ".check"
        probe.write_text("x", encoding="ascii")
        theirs = datetime.fromtimestamp(probe.stat().st_mtime, UTC)
        probe.unlink()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            [theirs] = cursor.fetchone() or (datetime.now(UTC),)
    apart = abs(datetime.now(UTC) - theirs)
    whose = "the disk's" if connection.vendor == "sqlite" else "the database's"
    sentence = f"this clock and {whose} are {apart.total_seconds():.1f} s apart"
    yield good(sentence) if apart < SLOW_CLOCK else bad(sentence)


def static_files() -> Iterator[Finding]:
    if (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield good("files for browsers")
    else:
        yield heed("files for browsers are not gathered yet; `localturn serve` does it")


def mail() -> Iterator[Finding]:
    """Whether the mail server answers, without sending anything."""
    if settings.SMTP is None:
        yield heed("no mail server (LOCALTURN_SMTP): mails are kept in the outbox page")
        return
    from localturn.foundation.mail.delivery import answers

    trouble = answers(settings.SMTP)
    where = f"{settings.SMTP.host}:{settings.SMTP.port}"
    yield bad(f"mail server {where}: {trouble}") if trouble else good(f"mail server {where}")


def mailbox() -> Iterator[Finding]:
    """Whether the mailbox of announcements can be opened; it is left as it is."""
    if settings.MAILBOX is None:
        return
    from localturn.foundation.fetch import NotFetched, OpenMailbox

    where = f"mailbox of announcements at {settings.MAILBOX.host}:{settings.MAILBOX.port}"
    try:
        OpenMailbox(settings.MAILBOX).close()
    except NotFetched as refused:
        yield bad(f"{where}: {refused.sentence}")
    else:
        yield good(where)


def outbox() -> Iterator[Finding]:
    from localturn.foundation.mail import queries

    troubled = queries.in_trouble().count()
    if troubled:
        yield heed(f"{troubled} mails failed or were perhaps not sent; see the operators' pages")


def tasks() -> Iterator[Finding]:
    """Whether somebody works."""
    from localturn.foundation.tasks import presence, queries

    living = presence.living_workers(settings.HOME / "workers")
    if living:
        yield good(f"{len(living)} task worker(s) at work")
    else:
        yield heed("no task worker runs; `localturn serve` starts one")
    failed = queries.failed().count()
    if failed:
        yield heed(f"{failed} tasks have failed; see the operators' pages")


def backups() -> Iterator[Finding]:
    """When scheduled ones are wanted: whether there is a recent one."""
    folder = settings.BACKUP_FOLDER
    if folder is None:
        yield heed("no scheduled backups (LOCALTURN_BACKUPS names no folder)")
        return
    latest = 0.0
    with suppress(OSError):
        latest = max(
            (path.stat().st_mtime for path in folder.glob("localturn-*.tar.gz")), default=0.0
        )
    age = datetime.now(UTC) - datetime.fromtimestamp(latest, UTC)
    if not latest or age > OLD_BACKUP:
        yield bad(f"no backup of the last two days is in {folder}")
    else:
        yield good(f"the latest backup is {age.total_seconds() / 3600:.0f} hours old")


CHECKS: list[Callable[[], Iterator[Finding]]] = [
    configuration,
    home,
    database,
    clock,
    static_files,
    mail,
    mailbox,
    outbox,
    tasks,
    backups,
]


def send_trial(address: str) -> Iterator[Finding]:
    """Post a trial mail, to go the way of every other."""
    from uuid import uuid4

    from localturn.foundation import moments
    from localturn.foundation.mail import actions

    now = moments.now()
    actions.post(
        to=actions.Address(address, zone=settings.TIME_ZONE),
        template="mail/trial",
        key=f"trial:{uuid4().hex}",
        context={"asked_at": now},
    )
    yield good(f"a trial mail to {address} is in the outbox")
