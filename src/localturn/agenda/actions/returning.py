"""Letters that came back: what is kept of it, and who is written to no longer.

Something follows only where the report carries our own mark. Anybody can write a mail that says
that a letter did not arrive; without the mark it is kept and shown, and nobody is suspended.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from localturn.agenda.actions.subscribing import leave, suppress
from localturn.agenda.domain.mailing import Standing, Why
from localturn.agenda.domain.marks import return_mark
from localturn.agenda.domain.returned import (
    SOFT_AT_MOST,
    SOFT_WITHIN_DAYS,
    Kind,
    is_ours,
    kind_at_the_door,
    status_in,
)
from localturn.agenda.models import Bounce, Delivery, State, Subscriber
from localturn.agenda.queries.marking import mark_secret
from localturn.agenda.standards.bounces import LARGEST, Returned, read

KEPT = 500


def take_in(
    raw: bytes, *, sent_to: str = "", now: datetime, reader: Callable[[bytes], Returned] = read
) -> Bounce:
    """A mail from the return mailbox; the same mail twice is taken in once.

    `sent_to` is the address of its envelope, where the mail server tells it. It is read before
    anything is held: strangers write it, and it may be made to take long.
    """
    fingerprint = sha256(raw[:LARGEST]).hexdigest()
    if (known := _known(fingerprint)) is not None:
        return known
    returned = reader(raw)
    worst = returned.worst
    with transaction.atomic():
        return _known(fingerprint) or _keep(
            _letter_of(returned, sent_to),
            kind=returned.kind,
            status=worst.status if worst else "",
            said=worst.said if worst else "",
            fingerprint=fingerprint,
            now=now,
        )


def _known(fingerprint: str) -> Bounce | None:
    return Bounce.objects.filter(fingerprint=fingerprint).first()


@transaction.atomic
def refused_at_the_door(letter: Delivery, said: str, *, now: datetime) -> None:
    """The mail server refused a reader's address for good."""
    status = status_in(said)
    fingerprint = sha256(f"door:{letter.pk}:{letter.attempts}".encode()).hexdigest()
    if not Bounce.objects.filter(fingerprint=fingerprint).exists():
        _keep(
            letter,
            kind=kind_at_the_door(status),
            status=status,
            said=said,
            fingerprint=fingerprint,
            now=now,
        )


def _letter_of(returned: Returned, sent_to: str) -> Delivery | None:
    for place in (sent_to, *returned.where_marks_stand):
        mark = return_mark(place, secret=mark_secret())
        if mark is not None:
            rows = Delivery.objects.select_related("issue", "subscriber")
            return rows.filter(pk=mark.delivery).first()
    return None


def _keep(
    letter: Delivery | None, *, kind: Kind, status: str, said: str, fingerprint: str, now: datetime
) -> Bounce:
    subscriber = letter.subscriber if letter is not None else None
    kept = Bounce.objects.create(
        mailing_list_id=letter.issue.mailing_list_id if letter is not None else None,
        delivery=letter,
        subscriber=subscriber,
        kind=kind.value,
        status=status[:20],
        said=said[:KEPT],
        is_proved=letter is not None,
        fingerprint=fingerprint,
        arrived_at=now,
    )
    if letter is not None:
        _settle(letter, kind, said)
    if subscriber is not None:
        _judge(subscriber, kind, status, now=now)
    return kept


def _settle(letter: Delivery, kind: Kind, said: str) -> None:
    """What came back was sent: a letter in doubt is in doubt no longer."""
    sent = Delivery.objects.filter(pk=letter.pk, state__in=[State.HANDED, State.DOUBT])
    if kind in {Kind.HARD, Kind.SOFT}:
        sent.update(state=State.BOUNCED, trouble=said[:KEPT])
    elif kind in {Kind.DELAYED, Kind.COMPLAINT}:
        sent.filter(state=State.DOUBT).update(state=State.HANDED, trouble="")


def _judge(subscriber: Subscriber, kind: Kind, status: str, *, now: datetime) -> None:
    """One hard failure suspends, and the third soft one in thirty days that is not ours; who
    complains has left."""
    if kind is Kind.COMPLAINT:
        leave(subscriber, why=Why.COMPLAINT, now=now)
        suppress(subscriber.email, why=Why.COMPLAINT, now=now)
        return
    if kind is Kind.SOFT:
        if is_ours(status):
            return
        lately = Bounce.objects.filter(
            subscriber=subscriber,
            kind=Kind.SOFT.value,
            arrived_at__gt=max(
                now - timedelta(days=SOFT_WITHIN_DAYS), subscriber.confirmed_at or now
            ),
        )
        rows = lately.values_list("delivery", "status")
        if len({letter for letter, status in rows if not is_ours(status)}) <= SOFT_AT_MOST:
            return
    elif kind is not Kind.HARD:
        return
    Subscriber.objects.filter(standing=Standing.SUBSCRIBED, pk=subscriber.pk).update(
        standing=Standing.SUSPENDED.value, why=Why.BOUNCES.value, ended_at=now
    )
