"""Subscribing, twice confirmed; changing one's wishes; leaving."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from localturn.agenda.actions.left_notes import note_left, note_never, take_off
from localturn.agenda.domain.mailing import Rhythm, Standing, Why, unreadable
from localturn.agenda.domain.marks import Purpose
from localturn.agenda.models import Bounce, Delivery, MailingList, Subscriber, Suppression
from localturn.agenda.models.mailing import new_key
from localturn.agenda.queries.mailing import is_suppressed, link_for
from localturn.agenda.queries.marking import mark_secret
from localturn.foundation.mail import actions as mail
from localturn.foundation.mail.forgetting import forget_to
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow

AGAIN_AFTER = timedelta(hours=1)
"""Nobody is written to more often because somebody enters their address."""
ASKED_FOR = timedelta(days=7)
"""How long an entered address waits for its owner to confirm it, and is kept."""
LEFT_FOR = timedelta(days=30)
SUSPENDED_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Asked:
    """How somebody wants to be written to."""

    language: str
    rhythm: Rhythm = Rhythm.WEEKLY
    languages: tuple[str, ...] = field(default_factory=tuple)
    topics: tuple[str, ...] = field(default_factory=tuple)
    countries: tuple[str, ...] = field(default_factory=tuple)

    def columns(self) -> dict[str, object]:
        return {
            "language": self.language,
            "rhythm": self.rhythm.value,
            "languages": list(self.languages),
            "topics": list(self.topics),
            "countries": list(self.countries),
        }


@transaction.atomic
def ask(mailing_list: MailingList, *, email: str, asked: Asked, now: datetime) -> None:
    """Write to an address that somebody entered, and ask whether it is to be subscribed.

    What becomes of it is told to the address alone: the page says the same in any case, for it
    would otherwise tell everybody who reads the list and who wants no letters.
    """
    if not mailing_list.is_open:
        raise NotNow(_("Nobody can subscribe to this list at present."))
    if is_suppressed(email):
        return
    # a row of its own for the lock: two who enter the same address at once are one
    MailingList.objects.select_for_update().get(pk=mailing_list.pk)
    there = _of(mailing_list, email)
    if there is None:
        there = Subscriber(mailing_list=mailing_list, email=email, asked_at=now)
    elif now < there.asked_at + AGAIN_AFTER and there.standing != Standing.LEFT:
        return
    there.asked_at = now
    if there.standing == Standing.SUBSCRIBED:
        there.save(update_fields=["asked_at"])
        _write(there, "subscribed_already", wishes=link_for(Purpose.WISHES, there.key))
        return
    there.standing, there.why, there.key = Standing.ASKED.value, "", new_key()
    there.confirmed_at = there.ended_at = None
    for name, value in asked.columns().items():
        setattr(there, name, value)
    there.save()
    _write(there, "confirm", confirm=link_for(Purpose.CONFIRM, there.key))


def _of(mailing_list: MailingList, email: str) -> Subscriber | None:
    rows = Subscriber.objects.annotate(lower=Lower("email"))
    return rows.filter(mailing_list=mailing_list, lower=email.lower()).first()


def _write(subscriber: Subscriber, template: str, **links: str) -> None:
    mail.post(
        to=mail.Address(subscriber.email, language=subscriber.language),
        template=f"agenda/mail/{template}",
        key=f"agenda/{template}/{subscriber.key}/{subscriber.asked_at.timestamp():.0f}",
        context={"list": subscriber.mailing_list.name, **links},
    )


@transaction.atomic
def confirm(subscriber: Subscriber, *, now: datetime) -> None:
    """The owner of the address wants it; saying so twice is saying so once."""
    row = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if row.standing == Standing.SUBSCRIBED:
        return
    if row.standing != Standing.ASKED or now >= row.asked_at + ASKED_FOR:
        raise NotNow(_("This link is no longer good. Please subscribe once more."))
    row.standing, row.confirmed_at = Standing.SUBSCRIBED.value, now
    row.person = Person.objects.filter(email__iexact=row.email, is_active=True).first()
    row.save(update_fields=["standing", "confirmed_at", "person"])


@transaction.atomic
def refuse(subscriber: Subscriber, *, now: datetime) -> None:
    """It was somebody else who entered the address: it is forgotten, and never written to."""
    if Subscriber.objects.filter(pk=subscriber.pk, standing=Standing.ASKED).exists():
        suppress(subscriber.email, why=Why.READER, now=now)
        forget(Subscriber.objects.filter(pk=subscriber.pk))


@transaction.atomic
def change(subscriber: Subscriber, *, asked: Asked) -> None:
    """What somebody wants to hear of from now on."""
    changed = Subscriber.objects.filter(pk=subscriber.pk, standing=Standing.SUBSCRIBED).update(
        **asked.columns()
    )
    if not changed:
        raise NotNow(_("You have left this list. Subscribe once more to change your wishes."))


@transaction.atomic
def leave(subscriber: Subscriber, *, why: Why, now: datetime) -> None:
    """Nothing more is sent, from the next letter on; leaving twice is leaving once."""
    there = Subscriber.objects.filter(pk=subscriber.pk)
    there.exclude(standing=Standing.LEFT).update(
        standing=Standing.LEFT.value, why=why.value, ended_at=now
    )
    note_left(subscriber.key)


def suppress(email: str, *, why: Why, now: datetime) -> None:
    """Never write to this address again, on any list; only its digest is kept."""
    digest = unreadable(email, secret=mark_secret())
    Suppression.objects.get_or_create(digest=digest, defaults={"why": why.value, "since": now})
    note_never(digest)


@transaction.atomic
def write_again_to(email: str) -> None:
    """Take an address off the list of those that are never written to: its owner asked for it."""
    digest = unreadable(email, secret=mark_secret())
    gone, _by_model = Suppression.objects.filter(digest=digest).delete()
    take_off(digest)
    if not gone:
        raise Invalid(_("This address is not on the list of those that are never written to."))


def forget(subscribers: Iterable[Subscriber]) -> None:
    """What they were sent stays a number; who they were goes, letters about it included."""
    rows = list(subscribers)
    forget_to(row.email for row in rows)
    # mail servers repeat the address in what they say
    Bounce.objects.filter(subscriber__in=rows).update(said="")
    Delivery.objects.filter(subscriber__in=rows).update(trouble="")
    Subscriber.objects.filter(pk__in=[row.pk for row in rows]).delete()
