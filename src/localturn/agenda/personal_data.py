"""What the agenda holds about people, and what becomes of it when they leave."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from localturn.agenda.actions import registering, subscribing
from localturn.agenda.models import Registrant, Subscriber
from localturn.foundation import personal_data
from localturn.foundation.languages import N_
from localturn.foundation.people.models import Person
from localturn.foundation.personal_data import OnErasure, Section, Table, Wishes

TABLES = [
    Table(
        "agenda.Event",
        N_("Announcements that you wrote or handed in"),
        persons=("created_by",),
        on_erasure=OnErasure.FORGET,
        impersonal=("organiser_name",),
    ),
    Table(
        "agenda.Speaker",
        N_("Nothing of your account: who speaks at published events, as announced"),
        personal=("name",),
        on_erasure=OnErasure.KEEP,
        because="It is what was announced in public, and leads to nobody's account.",
    ),
    Table(
        "agenda.EditingOffice",
        N_("Organisations that you named to look after the agenda"),
        persons=("named_by",),
        on_erasure=OnErasure.FORGET,
    ),
    Table(
        "agenda.Source",
        N_("Sources of announcements that you added"),
        persons=("added_by",),
        personal=("sender",),
        on_erasure=OnErasure.FORGET,
        impersonal=("name", "address"),
    ),
    Table(
        "agenda.Fetch",
        N_("Texts that you pasted into the agenda"),
        persons=("by",),
        on_erasure=OnErasure.FORGET,
    ),
    Table(
        "agenda.RawItem",
        N_("Nothing of your account: what sources said, word for word"),
        personal=("text",),
        on_erasure=OnErasure.KEEP,
        because="It is what was announced, by which every published field can be followed; where "
        "nothing was made of it, its words are forgotten after a year.",
        impersonal=("address", "title"),
        append_only=True,
    ),
    Table(
        "agenda.LinkedReport",
        N_("Nothing of your account: texts of PDFs to which sources led"),
        personal=("text",),
        on_erasure=OnErasure.KEEP,
        because="It is what was published, by which every field read from it can be followed; its "
        "words are forgotten after a year.",
        impersonal=("address", "title"),
    ),
    Table(
        "agenda.Candidate",
        N_("Announcements that you took on or decided on"),
        persons=("decided_by", "assigned_to"),
        on_erasure=OnErasure.FORGET,
        impersonal=("title",),
    ),
    Table(
        "agenda.Remark",
        N_("What you remarked about announcements to other editors"),
        persons=("by",),
        on_erasure=OnErasure.FORGET,
    ),
    Table(
        "agenda.Merge",
        N_("Announcements that you made one, or two again"),
        persons=("by", "undone_by"),
        on_erasure=OnErasure.FORGET,
    ),
    Table(
        "agenda.Joining",
        N_("Events that you made one, or two again"),
        persons=("by", "undone_by"),
        on_erasure=OnErasure.FORGET,
    ),
    Table("agenda.EventDocument", N_("Nothing: documents of events"), impersonal=("address",)),
    Table("agenda.Provenance", N_("Nothing: where events come from"), impersonal=("address",)),
    Table("agenda.EventAddress", N_("Nothing: addresses of events"), impersonal=("address",)),
    Table(
        "agenda.Registration",
        N_("Events for which you let people register"),
        persons=("made_by",),
        on_erasure=OnErasure.FORGET,
    ),
    Table("agenda.PlaceKind", N_("Nothing: kinds of places at events"), impersonal=("name",)),
    Table(
        "agenda.Registrant",
        N_("Events that you registered for, and what you answered there"),
        persons=("person",),
        personal=("name", "email", "answers"),
        secret=("key", "once"),
        on_erasure=OnErasure.BY_APP,
    ),
    Table("agenda.MailingList", N_("Nothing: mailing lists"), impersonal=("name", "sender")),
    Table(
        "agenda.Subscriber",
        N_("The mailing lists that you read, and what you want to hear of"),
        persons=("person",),
        personal=("email",),
        secret=("key",),
        on_erasure=OnErasure.BY_APP,
    ),
    Table(
        "agenda.Issue",
        N_("Issues of mailing lists that you began or froze"),
        persons=("made_by", "frozen_by"),
        on_erasure=OnErasure.FORGET,
    ),
    Table(
        "agenda.Delivery",
        N_("When issues of mailing lists were sent to you"),
        through=("subscriber__person",),
        on_erasure=OnErasure.FORGET,
    ),
    Table(
        "agenda.Bounce",
        N_("What mail servers said when a letter to you came back"),
        through=("subscriber__person",),
        personal=("said",),
        on_erasure=OnErasure.BY_APP,
    ),
]


def export(person: Person) -> Iterator[Section]:
    """What they subscribed to and registered for, also with addresses of theirs that they entered
    without signing in."""
    _take_hold_of(person)
    yield from personal_data.export_tables(person, TABLES)


def erase(person: Person, *, wishes: Wishes, now: datetime) -> None:
    """The subscriptions go, and that an issue was sent so often stays as a number; registrations
    go, and who waits moves up."""
    own = list(_subscriptions(person))
    subscribing.forget(own)
    for registrant in _registrations(person):
        registering.leave_behind(registrant, now=now)
    personal_data.erase_tables(person, TABLES)


def merge(kept: Person, absorbed: Person) -> None:
    """Each address keeps its subscription."""
    personal_data.repoint_tables(kept, absorbed, TABLES)


def handed_over_first(person: Person, *, by: Person, now: datetime) -> list[str]:
    """Nothing: announcements and lists have other editors, or get them by being named."""
    return []


def _subscriptions(person: Person) -> QuerySet[Subscriber]:
    return Subscriber.objects.filter(_theirs(person))


def _registrations(person: Person) -> QuerySet[Registrant]:
    rows = Registrant.objects.filter(_theirs(person))
    return rows.select_related("registration__event").order_by("registration", "pk")


def _theirs(person: Person) -> Q:
    own = Q(person=person) | Q(person=None, email__iexact=person.email)
    for address in person.emailaddress_set.filter(verified=True).values_list("email", flat=True):
        own |= Q(person=None, email__iexact=address)
    return own


def _take_hold_of(person: Person) -> None:
    _subscriptions(person).filter(person=None).update(person=person)
    _registrations(person).filter(person=None).update(person=person)
