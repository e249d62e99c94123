"""Posting a mail, and what an operator may do with one that did not leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from localturn.foundation import moments
from localturn.foundation.mail import delivery
from localturn.foundation.mail.forgetting import cut
from localturn.foundation.mail.models import CALENDAR, Message, State
from localturn.foundation.mail.writing import Written, freeze, write
from localturn.foundation.refusals import NotFound, NotNow
from localturn.foundation.tasks import task

KEPT_WHOLE = timedelta(days=30)
KEPT_AS_FACT = timedelta(days=365)


@dataclass(frozen=True)
class Address:
    """Somebody who has no account here (yet)."""

    email: str
    name: str = ""
    language: str = "en"
    zone: str = "UTC"


class Reader(Protocol):
    """A person, as mail sees one."""

    @property
    def email(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def zone(self) -> str: ...


@transaction.atomic
def post(
    *,
    to: Reader | Address,
    template: str,
    key: str,
    context: Mapping[str, Any] | None = None,
    unsubscribe: str = "",
    calendar: str = "",
) -> bool:
    """Put a mail into the outbox, in the transaction of whoever posts it.

    `template` is such as "academy/mail/enrolled"; `context` holds plain JSON values, aware
    datetimes and dates; `key` says which mail this is ("enrolled:17"): the same key is posted
    once, and the answer is False when it had been. `unsubscribe` is an address at which the reader
    can stop mails of this sort. `calendar` is an iCalendar file with a METHOD, which the reader's
    calendar takes in. A person who was erased or switched off is not written to.
    """
    person = to if isinstance(to, AbstractBaseUser) else None
    if person is not None and not person.is_active:
        return False
    now = moments.now()
    told = freeze(dict(context or {})) | ({CALENDAR: calendar} if calendar else {})
    posted, new = Message.objects.get_or_create(
        key=key,
        defaults={
            "person_id": person.pk if person else None,
            "address": to.email,
            "name": to.name,
            "language": to.language,
            "zone": to.zone,
            "template": template,
            "context": told,
            "unsubscribe": unsubscribe,
            "posted_at": now,
            "next_at": now,
            "state": _first_state(),
        },
    )
    if new and posted.state == State.WAITING:
        deliver.enqueue()
    return new


def preview(*, to: Reader, template: str, context: Mapping[str, Any]) -> Written:
    """A mail as its reader would get it; nothing is posted."""
    return write(
        Message(
            name=to.name,
            language=to.language,
            zone=to.zone,
            template=template,
            context=freeze(dict(context)),
        )
    )


@transaction.atomic
def post_written(
    *, address: str, key: str, language: str, subject: str, text: str, html: str = ""
) -> None:
    """Put a mail into the outbox that somebody else has written out already."""
    now = moments.now()
    posted = Message.objects.create(
        key=key,
        address=address,
        language=language,
        zone="UTC",
        subject=subject,
        text=text,
        html=html,
        posted_at=now,
        next_at=now,
        state=_first_state(),
    )
    if posted.state == State.WAITING:
        deliver.enqueue()


def _first_state() -> State:
    return State.WAITING if settings.SMTP else State.KEPT


@task()
def deliver() -> None:
    """Send what waits; what cannot be sent now is asked for again at its time."""
    delivery.give_back(now=moments.now())
    for next_at in delivery.send_waiting():
        deliver.using(run_after=next_at).enqueue()


@task()
def look_after_outbox() -> None:
    """Nothing stays lying, whatever became of the task that was asked to send it."""
    deliver.call()


def hold_waiting() -> int:
    """Let mail that waited when a backup was made wait for an operator, since it may have left
    after that; gives how much."""
    return Message.objects.filter(state__in=[State.WAITING, State.SENDING]).update(
        state=State.UNSURE, claimed_by="", trouble=""
    )


@transaction.atomic
def send_again(message_id: int, *, now: datetime) -> None:
    """Send a mail that failed, or of which nobody knows whether it left."""
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None:
        raise NotFound(_("This mail is no longer kept."))
    if message.state not in {State.FAILED, State.UNSURE} or message.cut_at:
        raise NotNow(_("Only a mail that failed, or was perhaps not sent, can be sent again."))
    message.state, message.next_at, message.attempts = State.WAITING, now, 0
    message.save(update_fields=["state", "next_at", "attempts"])
    deliver.enqueue()


@transaction.atomic
def take_as_sent(message_id: int, *, now: datetime) -> None:
    """Settle a mail of which nobody knows whether it left."""
    changed = Message.objects.filter(pk=message_id, state=State.UNSURE).update(
        state=State.SENT, sent_at=now
    )
    if not changed:
        raise NotNow(_("Only a mail that was perhaps sent can be settled."))


@task()
def cut_old_mail() -> None:
    """Retention: after 30 days only the facts of a mail are kept, after a year nothing."""
    now = moments.now()
    settled = Message.objects.exclude(state__in=[State.WAITING, State.SENDING])
    cut(settled.filter(posted_at__lt=now - KEPT_WHOLE, cut_at=None), now=now)
    settled.filter(posted_at__lt=now - KEPT_AS_FACT).delete()
