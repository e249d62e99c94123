"""What accounts, organisations and signing in hold about people."""

from collections.abc import Iterator
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from localturn.foundation import personal_data
from localturn.foundation.files import actions as files
from localturn.foundation.languages import N_
from localturn.foundation.people.models import (
    ApiToken,
    Consent,
    DataCopy,
    Membership,
    Person,
    Session,
)
from localturn.foundation.personal_data import File, OnErasure, Section, Table, Wishes

TABLES = [
    Table(
        "people.Person",
        N_("Your name, address, language, zone and what you wish to be told"),
        persons=("merged_into",),
        personal=("email", "name", "calendar_token"),
        secret=("password", "calendar_token"),
        on_erasure=OnErasure.BY_APP,
    ),
    Table("people.Membership", N_("Which organisations you belong to"), persons=("person",)),
    Table("people.Consent", N_("What you were told and agreed to, and when"), persons=("person",)),
    Table(
        "people.DataCopy",
        N_("When you asked for a copy of your data"),
        persons=("person",),
        on_erasure=OnErasure.BY_APP,
    ),
    Table(
        "people.ApiToken",
        N_("Tokens that you made for programs, and when they were last used"),
        persons=("person",),
        personal=("name",),
        secret=("digest",),
    ),
    Table("people.Organisation", N_("Nothing: organisations"), impersonal=("name",)),
    Table(
        "account.EmailAddress",
        N_("Your e-mail addresses"),
        persons=("user",),
        personal=("email",),
    ),
    Table(
        "account.EmailConfirmation",
        N_("Codes that confirm an address"),
        through=("email_address__user",),
        secret=("key",),
    ),
    Table(
        "mfa.Authenticator",
        N_("Your authenticator app, passkeys and recovery codes"),
        persons=("user",),
        secret=("data",),
    ),
    Table(
        "socialaccount.SocialAccount",
        N_("What your organisation's sign-in told us about you"),
        persons=("user",),
    ),
    Table(
        "socialaccount.SocialToken",
        N_("Keys to your organisation's sign-in: none is kept"),
        through=("account__user",),
        personal=("token", "token_secret"),
        secret=("token", "token_secret"),
    ),
    Table("socialaccount.SocialApp", N_("Nothing: organisations' sign-ins"), impersonal=("name",)),
    Table("auth.Group", N_("Nothing: not used"), impersonal=("name",)),
    Table("auth.Permission", N_("Nothing: not used"), impersonal=("name",)),
    Table(
        "people.Session",
        N_("On which devices you are signed in"),
        persons=("person",),
        personal=("session_data",),
        secret=("session_data", "session_key"),
    ),
]


def export(person: Person) -> Iterator[Section | File]:
    """The person's own record, and what hangs on it."""
    hidden = {"key", "password", "calendar_token", "merged_into"}
    names = [field.name for field in Person._meta.concrete_fields if field.name not in hidden]
    yield Section("people/person", [{name: getattr(person, name) for name in names}])
    yield from personal_data.export_tables(person, TABLES[1:])


def erase(person: Person, *, wishes: Wishes, now: datetime) -> None:
    """Everything but the record itself, which the house empties at last."""
    for copy in DataCopy.objects.filter(person=person):
        files.delete_of(copy.subject)
        copy.delete()
    personal_data.erase_tables(person, TABLES[1:])


def handed_over_first(person: Person, *, by: Person, now: datetime) -> list[str]:
    """The installation itself, by its only operator, whom nobody else can erase."""
    others = Person.objects.filter(is_staff=True, is_active=True).exclude(pk=person.pk)
    if person.is_operator and not others.exists():
        return [_("You are the only operator. Make somebody else one first.")]
    return []


def merge(kept: Person, absorbed: Person) -> None:
    """Two records of one person have some of the same: keep it once."""
    EmailAddress.objects.filter(user=absorbed).update(primary=False)
    Authenticator.objects.filter(user=absorbed).exclude(
        type=Authenticator.Type.WEBAUTHN
    ).delete()  # an app and its recovery codes stand for one record
    for consent in Consent.objects.filter(person=absorbed, withdrawn_at=None):
        same = Consent.objects.filter(
            person=kept, to=consent.to, version=consent.version, withdrawn_at=None
        )
        if same.exists():
            consent.delete()
    DataCopy.objects.filter(person=absorbed, ready_at=None).delete()
    ApiToken.objects.filter(person=absorbed).delete()  # whoever has one did not ask for all this
    for membership in Membership.objects.filter(person=absorbed, until=None):
        _join_memberships(kept, membership)
    Session.objects.filter(person=absorbed).delete()


def _join_memberships(kept: Person, absorbed: Membership) -> None:
    """Of two open memberships in one role the one is kept, from the earlier day on."""
    same = Membership.objects.filter(
        person=kept, organisation=absorbed.organisation_id, role=absorbed.role, until=None
    ).first()
    if same is None:
        return
    if absorbed.since is None or (same.since is not None and absorbed.since < same.since):
        same.since = absorbed.since
        same.save(update_fields=["since"])
    absorbed.delete()
