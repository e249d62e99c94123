"""From the outbox to the mail server, so that a crash neither loses a mail nor sends it twice.

The state of a mail is committed before each step that cannot be taken back:

    waiting ──claimed──► waiting, with a claim ──► SENDING ──► SENT
                         (connected, greeted,      (the text    (the server said 250)
                          recipient accepted)       goes out)

A worker that dies while the mail is claimed but not SENDING has sent nothing: it is sent again.
One that dies while SENDING may or may not have sent it: such a mail becomes UNSURE, is not sent
again by itself, and an operator is shown it. See docs/decisions on mail.
"""

import logging
import re
import smtplib
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from localturn.foundation import moments
from localturn.foundation.mail.models import CALENDAR, WORKER_STOPPED, Message, State
from localturn.foundation.mail.smtp import (
    Delayed,
    Refused,
    Smtp,
    connect,
    dotted,
    expect,
    give,
    hang_up,
    offer,
    words,
)
from localturn.foundation.mail.writing import write
from localturn.foundation.tasks import presence

log = logging.getLogger(__name__)

HELD = timedelta(minutes=10)
"""After this long a claim is given up, whoever holds it: no exchange may take longer."""
_METHOD = re.compile(r"^METHOD:([A-Z]+)", re.MULTILINE)
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 720, 720)]


def send_waiting() -> Iterator[datetime]:
    """Send every mail whose time has come; gives the times at which to look again.

    One connection serves them all. When the server cannot be reached, nothing more is tried.
    """
    smtp = settings.SMTP
    if smtp is None:
        return
    worker = presence.me() or f"here:{uuid4().hex}"
    server: smtplib.SMTP | None = None
    try:
        while (message := _claim(worker, now=moments.now())) is not None:
            try:
                server = server or connect(smtp)
                _send(server, message)
            except (OSError, smtplib.SMTPException, Delayed) as error:
                # smtplib's errors that concern a connection, not a mail
                hang_up(server)
                server = None
                yield from _delay(message, error)
                if not isinstance(error, Delayed):
                    return
            except Refused as refused:
                hang_up(server)
                server = None
                _refuse(message, refused)
            except Exception as error:
                # A template that cannot be rendered: a fault of ours, and no other mail's.
                log.exception("Mail %s cannot be written", message.pk)
                _refuse(message, error)
    finally:
        hang_up(server)


def _claim(worker: str, *, now: datetime) -> Message | None:
    """The next mail, held for this worker."""
    due = Message.objects.filter(state=State.WAITING, claimed_by="", next_at__lte=now)
    if not due.exists():
        return None
    with transaction.atomic():
        waiting = due.order_by("next_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        message = waiting.first()
        if message is None:
            return None
        message.claimed_by, message.claimed_at = worker, now
        message.attempts += 1
        held = due.filter(pk=message.pk).update(
            claimed_by=worker, claimed_at=now, attempts=message.attempts
        )
        return message if held else None


def answers(smtp: Smtp) -> str:
    """Why the server cannot be used; empty where it can."""
    try:
        hang_up(connect(smtp))
    except (OSError, smtplib.SMTPException) as error:
        return words(error)
    return ""


def _send(server: smtplib.SMTP, message: Message) -> None:
    """The exchange, with a commit on each side of its one step that cannot be taken back."""
    mail = compose(message)
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    policy = SMTP_POLICY.clone(utf8=server.has_extn("smtputf8"))
    raw = mail.as_bytes(policy=policy)
    offer(server, sender=sender, recipient=message.address)
    _step(message, State.SENDING)
    code, said = give(server, dotted(raw))
    if code == 250:
        # What came written may hold a sign-in code: it is not kept longer than needed.
        spent = {} if message.template else {"subject": "", "text": "", "html": ""}
        _step(message, State.SENT, sent_at=moments.now(), trouble="", claimed_by="", **spent)
        return
    # The server has answered that it did not take the mail: nothing is in doubt.
    _step(message, State.WAITING)
    expect((code, said), {250})


def _step(message: Message, state: State, **fields: object) -> None:
    held = Message.objects.filter(pk=message.pk, claimed_by=message.claimed_by)
    if not held.update(state=state, **fields):
        raise Refused("Another worker has taken this mail over.")
    message.state = state


def _delay(message: Message, error: Exception) -> Iterator[datetime]:
    """Later, and later still; after the last pause it has failed."""
    if message.state == State.SENDING:
        # The connection broke while the text went out: it may have arrived.
        _file(message, State.UNSURE, trouble=words(error))
        return
    if message.attempts > len(PAUSES):
        _file(message, State.FAILED, trouble=words(error))
        return
    next_at = moments.now() + PAUSES[message.attempts - 1]
    _file(message, State.WAITING, next_at=next_at, trouble=words(error))
    yield next_at


def _refuse(message: Message, error: Exception) -> None:
    _file(message, State.FAILED, trouble=words(error))


def _file(message: Message, state: State, **fields: object) -> None:
    Message.objects.filter(pk=message.pk, claimed_by=message.claimed_by).update(
        state=state, claimed_by="", **fields
    )


def give_back(*, now: datetime) -> None:
    """What dead workers held: unsent mails wait again, those on their way become unsure."""
    of_the_dead = ~Q(claimed_by__startswith="here:") & ~Q(claimed_by__in=presence.known())
    held = Message.objects.filter(of_the_dead | Q(claimed_at__lt=now - HELD)).exclude(claimed_by="")
    held.filter(state=State.WAITING).update(claimed_by="")
    held.filter(state=State.SENDING).update(
        state=State.UNSURE, claimed_by="", trouble=WORKER_STOPPED
    )


def compose(message: Message) -> EmailMessage:
    """The mail with its headers; its Message-ID is the same each time it is tried."""
    written = write(message)
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    mail = EmailMessage(policy=SMTP_POLICY)
    mail["Subject"] = written.subject
    mail["From"] = settings.DEFAULT_FROM_EMAIL
    user, _, domain = message.address.rpartition("@")
    name = " ".join(message.name.split())  # kept before names were lines, it could break one
    mail["To"] = HeaderAddress(name, user, domain)
    mail["Date"] = format_datetime(message.posted_at)
    mail["Message-ID"] = f"<outbox.{message.pk}.{message.posted_at:%Y%m%d%H%M%S%f}@{host}>"
    mail["Content-Language"] = message.language
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if message.template:
        room = message.template.split("/", 1)[0]
        mail["List-Id"] = f"<{room}.{host}>"
    if message.unsubscribe:
        mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
    mail.set_content(written.text)
    mail.add_alternative(written.html, subtype="html")
    if calendar := message.context.get(CALENDAR):
        _attach(mail, calendar)
    return mail


def _attach(mail: EmailMessage, calendar: str) -> None:
    """An entry that mail programs take into the reader's calendar (RFC 6047)."""
    found = _METHOD.search(calendar)
    method = found[1] if found else "PUBLISH"
    name = {"method": method, "name": "event.ics"}
    mail.add_alternative(calendar, subtype="calendar", cte="base64", params=name)
