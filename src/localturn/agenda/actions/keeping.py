"""Keeping mailing lists: founding one, what it is called, who is taken off it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from localturn.agenda import permissions
from localturn.agenda.actions.subscribing import forget, leave
from localturn.agenda.domain.mailing import Standing, Why
from localturn.agenda.models import MailingList, Subscriber
from localturn.foundation.languages import folded
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.refusals import Invalid, require
from localturn.foundation.trail.actions import record

RESERVED = {"confirm", "wishes", "leave", "kept", "new", "issues"}
"""Words that stand in addresses where a list's own could."""


@dataclass(frozen=True)
class Told:
    """What is said of a list."""

    name: str
    about: str
    sender: str
    languages: tuple[str, ...]
    organisation: Organisation | None
    per_minute: int
    selector: str
    is_open: bool


@transaction.atomic
def found(told: Told, *, by: Person, now: datetime) -> MailingList:
    """A new list, still without readers."""
    require(permissions.can_add_lists(by), _("Only operators may do this."))
    made = MailingList(slug=_free_slug(told.name), made_at=now)
    _tell(made, told)
    made.save()
    record(what="agenda.list.added", by=by, subject=_subject(made), now=now)
    return made


@transaction.atomic
def tell(mailing_list: MailingList, told: Told, *, by: Person, now: datetime) -> None:
    """Change what is said of a list; to which organisation it belongs is for operators to say."""
    require(permissions.can_keep(by, mailing_list, now=now))
    if told.organisation != mailing_list.organisation:
        require(permissions.can_add_lists(by), _("Only operators may do this."))
    _tell(mailing_list, told)
    mailing_list.save()
    record(what="agenda.list.changed", by=by, subject=_subject(mailing_list), now=now)


def _tell(mailing_list: MailingList, told: Told) -> None:
    if not told.languages:
        raise Invalid(_("Choose at least one language."))
    mailing_list.name = " ".join(told.name.split())
    mailing_list.sender = " ".join(told.sender.split())
    for name in ("about", "organisation", "per_minute", "selector", "is_open"):
        setattr(mailing_list, name, getattr(told, name))
    mailing_list.languages = list(told.languages)


@transaction.atomic
def take_off(subscriber: Subscriber, *, by: Person, now: datetime) -> None:
    """A reader who asked an editor to be taken off the list."""
    require(permissions.can_keep(by, subscriber.mailing_list, now=now))
    leave(subscriber, why=Why.EDITOR, now=now)
    record(
        what="agenda.subscriber.taken_off",
        by=by,
        subject=f"agenda/subscriber/{subscriber.pk}",
        now=now,
    )


@transaction.atomic
def forget_reader(subscriber: Subscriber, *, by: Person, now: datetime) -> None:
    """A reader without an account who asked for their data to be deleted."""
    require(permissions.can_keep(by, subscriber.mailing_list, now=now))
    if subscriber.standing == Standing.SUBSCRIBED:
        raise Invalid(_("Take this reader off the list first."))
    forget([subscriber])
    record(
        what="agenda.subscriber.forgotten",
        by=by,
        subject=f"agenda/subscriber/{subscriber.pk}",
        now=now,
    )


def _free_slug(name: str) -> str:
    words = slugify(folded(name))[:50].strip("-") or "list"
    taken = set(MailingList.objects.filter(slug__startswith=words).values_list("slug", flat=True))
    slug, number = words, 1
    while slug in taken | RESERVED:
        number += 1
        slug = f"{words}-{number}"
    return slug


def _subject(mailing_list: MailingList) -> str:
    return f"agenda/list/{mailing_list.pk}"
