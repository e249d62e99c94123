"""Erasing a person: what is theirs goes, what others need stays without them."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.foundation.people import ledger, letters
from localturn.foundation.people.models import Membership, Person, Role
from localturn.foundation.people.models.person import new_token
from localturn.foundation.people.permissions import can_operate
from localturn.foundation.people.queries.personal_data import declarations, handed_over_first
from localturn.foundation.personal_data import Wishes
from localturn.foundation.refusals import NotNow, require
from localturn.foundation.tasks import task
from localturn.foundation.trail import actions as trail
from localturn.foundation.trail.models import Entry

ERASED = "people.person.erased"


@transaction.atomic
def erase_person(person: Person, *, wishes: Wishes, by: Person, now: datetime) -> None:
    """Erase a person, as they wish or as an operator must; nobody can bring it back.

    Refused while something has to be handed over first, such as a run that nobody else guides.

    The record stays, empty, so that what is kept leads to "Former participant".
    """
    require(by == person or can_operate(by))
    if person.erased_at is not None or person.merged_into is not None:
        raise NotNow(_("This record is empty already."))
    if waiting := handed_over_first(person, by=by, now=now):
        raise NotNow(" ".join(waiting))
    address, language = person.email, person.language
    records = [person, *person.absorbed.all()]
    _erase(records, wishes=wishes, by=None if by == person else by, now=now)

    def note() -> None:  # not a partial, whose failure Django cannot name
        for record in records:
            ledger.note(record.key, wishes=wishes, at=now)

    # robust: what fails here is noted by `note_erasures`, and keeps nothing else back
    transaction.on_commit(note, robust=True)
    letters.send("people/erased", to=address, context={}, language=language)


@transaction.atomic
def erase_again(noted: Iterable[ledger.Noted]) -> int:
    """Erase whom a restored backup has brought back; gives how many records that were."""
    erased = 0
    for each in noted:
        for record in Person.objects.filter(key=each.key, erased_at=None):
            _erase([record], wishes=each.wishes, by=None, now=each.at)
            erased += 1
    return erased


@task()
def note_erasures() -> None:
    """Note every erased record of which there is no note: a process can die, or a disk be full,
    between an erasure and its note."""
    for record in Person.objects.exclude(erased_at=None).select_related("merged_into"):
        if record.erased_at is not None and not ledger.is_noted(record.key):
            ledger.note(record.key, wishes=_wishes_of(record), at=record.erased_at)


def _wishes_of(record: Person) -> Wishes:
    """What was chosen, as the trail says it."""
    subject = _subject(record.merged_into or record)
    said = Entry.objects.filter(what=ERASED, subject=subject).order_by("-pk").first()
    after = (said and said.after) or {}
    return Wishes(
        remove_texts=after.get("texts_removed", Wishes.remove_texts),
        keep_certificates=after.get("certificates_kept", Wishes.keep_certificates),
    )


def _erase(records: list[Person], *, wishes: Wishes, by: Person | None, now: datetime) -> None:
    # what they are doing just now is done first, or refused afterwards
    held = Person.objects.select_for_update(no_key=True).filter(pk__in=[r.pk for r in records])
    list(held.order_by("pk").values_list("pk", flat=True))
    for declaration in declarations():
        for record in records:
            declaration.erase(record, wishes=wishes, now=now)
    for record in records:
        _empty(record, now=now)
    trail.record(
        what=ERASED,
        by=by,
        subject=_subject(records[0]),
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


def _subject(record: Person) -> str:
    return f"people/person/{record.pk}"


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
