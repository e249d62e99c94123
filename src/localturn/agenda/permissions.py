"""Who may do what in the agenda. Wherever there is `can_see`, there is `visible_to`."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from localturn.agenda.domain.terms import State
from localturn.agenda.models import EditingOffice, Event, MailingList
from localturn.foundation.languages import N_
from localturn.foundation.people.models import Membership, Person, Role
from localturn.foundation.people.reader import Reader
from localturn.foundation.prepared import prepared

KEEPERS = (Role.COORDINATOR, Role.ADMINISTRATOR)
"""Who speaks for an organisation."""


FOR_EDITORS = N_("The agenda is looked after by its editors.")
FOR_OPERATORS = N_("Operators say which organisations look after the agenda.")
FOR_KEEPERS = N_("Who registers for an event is seen by those who speak for its organiser.")
FOR_ITS_ORGANISER = N_(
    "People register for it here. Only those who see them, who speak for its organiser, may name "
    "another organiser."
)
"""Said to others."""


def can_name_editors(person: Reader) -> bool:
    """Whether they say which organisations look after the agenda."""
    return isinstance(person, Person) and person.is_operator


def can_edit(person: Reader, *, now: datetime) -> bool:
    """Whether they look after the agenda (decision 23): operators, and who coordinates or
    administers an organisation that was named for it."""
    if not isinstance(person, Person) or not person.is_active:
        return False
    if person.is_staff:
        return True
    today = now.date()
    return any(
        (since is None or since <= today) and (until is None or today < until)
        for since, until in _editing_since(person.pk)
    )


def editors(*, now: datetime) -> QuerySet[Person]:
    """Who may (`can_edit`), by name."""
    offices = EditingOffice.objects.filter(organisation=OuterRef("organisation"))
    kept = Membership.objects.filter(Exists(offices), person=OuterRef("pk"), role__in=KEEPERS)
    may = Q(is_staff=True) | Exists(kept.on(now.date()))
    return Person.objects.filter(may, is_active=True).order_by("name", "pk")


@prepared
def _editing_since(person: int) -> QuerySet[Membership, tuple[date | None, date | None]]:
    """Whenever: the agenda is asked too often to build a statement for each day."""
    offices = EditingOffice.objects.filter(organisation=OuterRef("organisation"))
    kept = Membership.objects.filter(Exists(offices), person=person, role__in=KEEPERS)
    return kept.order_by().values_list("since", "until")


def can_suggest(person: Reader, *, now: datetime) -> bool:
    """Whether they may hand in an announcement for review: who belongs to an organisation."""
    if not isinstance(person, Person) or not person.is_active:
        return False
    return Membership.objects.filter(person=person).on(now.date()).exists() or can_edit(
        person, now=now
    )


def can_see(person: Reader, event: Event, *, now: datetime) -> bool:
    return events_visible_to(person, now=now).filter(pk=event.pk).exists()


def events_visible_to(person: Reader, *, now: datetime) -> QuerySet[Event]:
    """What was published for everybody; all of it for editors; for others also what they handed
    in themselves."""
    if can_edit(person, now=now):
        return Event.objects.all()
    shown = Q(state=State.PUBLISHED.value)
    if isinstance(person, Person):
        shown |= Q(created_by=person)
    return Event.objects.filter(shown)


def can_change_suggestion(person: Reader, event: Event) -> bool:
    """Whether it is their own suggestion, which nobody has taken up yet."""
    return (
        isinstance(person, Person)
        and event.created_by_id == person.pk
        and event.state == State.SUGGESTED
    )


def can_add_lists(person: Reader) -> bool:
    """Whether they may found a list, of whatever organisation."""
    return isinstance(person, Person) and person.is_operator


def lists_kept_by(person: Reader, *, now: datetime) -> QuerySet[MailingList]:
    """Lists that they write: all for operators, else those of their organisations."""
    if not isinstance(person, Person):
        return MailingList.objects.none()
    if person.is_operator:
        return MailingList.objects.order_by("name", "pk")
    kept = Membership.objects.filter(
        person=person, organisation=OuterRef("organisation"), role__in=KEEPERS
    ).on(now.date())
    return MailingList.objects.filter(Exists(kept)).order_by("name", "pk")


def can_keep(person: Reader, mailing_list: MailingList, *, now: datetime) -> bool:
    return lists_kept_by(person, now=now).filter(pk=mailing_list.pk).exists()


def can_keep_registration(person: Reader, event: Event, *, now: datetime) -> bool:
    """Whether they say how people register for an event, and see who does (decision 27): who speaks
    for its organiser; where that is not in the register, who edits the agenda."""
    if not isinstance(person, Person) or not person.is_active:
        return False
    if event.organiser_id is None:
        return can_edit(person, now=now)
    spoken_for = Membership.objects.filter(
        person=person, organisation=event.organiser_id, role__in=KEEPERS
    )
    return spoken_for.on(now.date()).exists()
