"""Erasing a person: what is theirs goes, what others need stays without them."""

import secrets
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.foundation.people import ledger, letters
from localturn.foundation.people.models import Membership, Person, Role
from localturn.foundation.people.models.person import new_token
from localturn.foundation.people.permissions import can_operate
from localturn.foundation.people.queries.personal_data import declarations, handed_over_first
from localturn.foundation.personal_data import Wishes
from localturn.foundation.refusals import NotNow, require
from localturn.foundation.trail import actions as trail


@transaction.atomic
def erase_person(person: Person, *, wishes: Wishes, by: Person, now: datetime) -> None:
    """Erase a person, as they wish or as an operator must; nobody can bring it back.

    Refused while something has to be handed over first, such as a run that nobody else guides.

    The record stays, empty, so that what is kept leads to "Former participant".
    """
    require(by == person or can_operate(by))
    if person.erased_at is not None or person.merged_into is not None:
        raise NotNow(_("This record is empty already."))
    if waiting := handed_over_first(person, now=now):
        raise NotNow(" ".join(waiting))
    address, language = person.email, person.language
    records = [person, *person.absorbed.all()]
    _erase(records, wishes=wishes, by=None if by == person else by, now=now)
    numbers = [record.pk for record in records]
    transaction.on_commit(partial(ledger.note, numbers, wishes=wishes, at=now))
    letters.send("people/erased", to=address, context={}, language=language)


@transaction.atomic
def erase_again(*, installation: str, since: datetime) -> int:
    """Erase whom a restored backup has brought back; gives how many records that were."""
    erased = 0
    for noted in ledger.noted(installation, since=since):
        # who joined after an erasure only has the same number, given again after a restore
        brought_back = Person.objects.filter(
            pk__in=noted.records, erased_at=None, joined_at__lte=noted.at
        )
        records = list(brought_back.order_by("pk"))
        if records:
            _erase(records, wishes=noted.wishes, by=None, now=noted.at)
            erased += len(records)
    return erased


def _erase(records: list[Person], *, wishes: Wishes, by: Person | None, now: datetime) -> None:
    for declaration in declarations():
        for record in records:
            declaration.erase(record, wishes=wishes, now=now)
    for record in records:
        _empty(record, now=now)
    trail.record(
        what="people.person.erased",
        by=by,
        subject=f"people/person/{records[0].pk}",
        after={"texts_removed": wishes.remove_texts, "certificates_kept": wishes.keep_certificates},
        now=now,
    )


def sole_administrator_of(person: Person, *, now: datetime) -> list[str]:
    """Names of the organisations that nobody would administer any more."""
    kept = Membership.objects.filter(role=Role.ADMINISTRATOR).on(now.date())
    own = kept.filter(person=person).select_related("organisation")
    return [
        membership.organisation.name
        for membership in own
        if not kept.filter(organisation=membership.organisation).exclude(person=person).exists()
    ]


def _empty(person: Person, *, now: datetime) -> None:
    person.email = f"erased-{secrets.token_hex(8)}@erased.invalid"
    person.name = ""
    person.language, person.zone = "en", "UTC"
    person.wants_reminders = person.wants_replies = person.wants_announcements = False
    person.is_active = person.is_staff = person.can_author = False
    person.calendar_token = new_token()
    person.last_login = person.welcomed_at = None
    person.joined_at = person.erased_at = now
    person.set_unusable_password()
    person.save()
