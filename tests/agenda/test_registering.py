"""Registering for events: places, waiting lists, offers, letters."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from localturn.agenda import personal_data
from localturn.agenda.actions import events, registering, registration_forms
from localturn.agenda.actions.registering import pass_on
from localturn.agenda.actions.registration_letters import key_of
from localturn.agenda.actions.retention import forget_registrations
from localturn.agenda.actions.telling_registrants import remind, tell_changes
from localturn.agenda.domain.registering import Asks, Place, Question, Terms
from localturn.agenda.models import Registrant, Registration
from localturn.agenda.queries.events import content_of
from localturn.agenda.queries.registering import held_in, terms_of
from localturn.foundation.mail import delivery
from localturn.foundation.mail.models import CALENDAR, Message
from localturn.foundation.people.models import Role
from localturn.foundation.personal_data import Wishes
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from makers.agenda import CONFERENCE, NOON, make_editor, make_event
from makers.people import make_membership, make_organisation, make_person
from makers.registering import make_entry, make_registrant, make_registration, make_seated

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def standings(registration: Registration) -> Counter[str]:
    return Counter(registration.registrants.values_list("standing", flat=True))


def letters(registrant: Registrant) -> list[str]:
    """What somebody was written about, in order."""
    rows = Message.objects.filter(key__startswith=f"agenda/registrant/{registrant.pk}/")
    return [each.context["what"] for each in rows.order_by("pk")]


def invitation(registrant: Registrant, what: str) -> tuple[str, int, str]:
    """What the letter tells the calendar: the method, the sequence, the identity."""
    rows = Message.objects.filter(key__startswith=f"agenda/registrant/{registrant.pk}/{what}/")
    calendar = Calendar.from_ical(rows.latest("pk").context[CALENDAR])
    entry = calendar.walk("VEVENT")[0]
    return str(calendar["METHOD"]), int(entry["SEQUENCE"]), str(entry["UID"])


def test_thirty_register_for_twenty_five_places_two_cancel_and_an_offer_runs_out() -> None:
    registration = make_registration(places=(Place("In the hall", 25),), offer_days=3)
    people = [
        *make_seated(registration, 23),
        *(make_registrant(registration, f"P{n} Guest", now=NOON + n * HOUR) for n in range(7)),
    ]
    assert standings(registration) == {"confirmed": 25, "waiting": 5}

    registering.give_up(people[3], now=NOON + DAY)
    registering.give_up(people[7], now=NOON + DAY)
    assert standings(registration) == {
        "confirmed": 23,
        "offered": 2,
        "waiting": 3,
        "cancelled": 2,
    }
    first, second, third = people[25:28]
    assert letters(first) == ["waiting", "offered"]
    registering.take(first, now=NOON + 2 * DAY)

    pass_on(now=NOON + 4 * DAY - timedelta(seconds=1))
    assert letters(second) == ["waiting", "offered"]
    pass_on(now=NOON + 4 * DAY)
    pass_on(now=NOON + 4 * DAY)

    assert standings(registration) == {
        "confirmed": 24,
        "offered": 1,
        "waiting": 2,
        "cancelled": 2,
        "expired": 1,
    }
    assert letters(second) == ["waiting", "offered", "expired"]
    assert letters(third) == ["waiting", "offered"]
    with pytest.raises(NotNow):
        registering.take(second, now=NOON + 4 * DAY)
    held = next(iter(held_in(registration).values()))
    assert (held.taken, held.free) == (25, 0)


def test_sending_the_same_form_twice_is_sending_it_once() -> None:
    registration = make_registration()

    first = make_registrant(registration, once="a")
    second = make_registrant(registration, once="a")

    assert first == second
    assert letters(first) == ["confirmed"]


def test_a_form_that_is_sent_again_after_cancelling_or_by_another_registers() -> None:
    registration = make_registration()
    first = make_registrant(registration, once="a")
    registering.give_up(first, now=NOON)

    again = make_registrant(registration, once="a", email="ANA@example.org")
    other = make_registrant(registration, "Bo Ek", once="a")

    assert standings(registration) == {"cancelled": 1, "confirmed": 2}
    assert len({first.pk, again.pk, other.pk}) == 3
    assert make_registrant(registration, "Bo Ek", once="c") == other


def test_no_place_of_what_is_called_off_is_taken() -> None:
    registration = make_registration(places=(Place("Hall", 1),))
    seated, waits = make_registrant(registration, "Ana"), make_registrant(registration, "Bo")
    registering.give_up(seated, now=NOON)
    events.cancel(registration.event, by=None, now=NOON)

    with pytest.raises(NotNow, match="not held"):
        registering.take(waits, now=NOON)

    waits.refresh_from_db()
    assert waits.standing == "offered"


def test_an_address_is_registered_once_and_its_owner_alone_is_told() -> None:
    registration = make_registration()
    first = make_registrant(registration, once="a")

    again = make_registrant(registration, "Bo Ek", once="b", email="ANA@example.org")

    assert again == first
    assert again.name == "Ana Kovač"
    assert letters(first) == ["confirmed", "already"]


def test_who_comes_now_does_not_pass_who_waits() -> None:
    registration = make_registration(places=(Place("Hall", 1),))
    seated = make_registrant(registration, "Ana")
    make_registrant(registration, "Bo")
    registering.give_up(seated, now=NOON)

    late = make_registrant(registration, "Cy")

    assert late.standing == "waiting"
    assert standings(registration) == {"offered": 1, "waiting": 1, "cancelled": 1}


def test_without_a_waiting_list_full_is_full() -> None:
    registration = make_registration(places=(Place("Hall", 1),), has_waiting_list=False)
    make_registrant(registration, "Ana")

    with pytest.raises(NotNow, match="“Hall” are taken"):
        make_registrant(registration, "Bo")


def test_each_kind_of_places_is_counted_for_itself() -> None:
    registration = make_registration(places=(Place("Hall", 1), Place("Online")))
    hall, online = registration.places.order_by("position")
    ana = make_registrant(registration, "Ana", place=hall.pk)
    bo = make_registrant(registration, "Bo", place=hall.pk)
    cy = make_registrant(registration, "Cy", place=online.pk)
    assert (ana.standing, bo.standing, cy.standing) == ("confirmed", "waiting", "confirmed")

    registering.change(ana, make_entry(registration, "Ana", place=online.pk), now=NOON)

    bo.refresh_from_db()
    assert bo.standing == "offered"
    with pytest.raises(NotNow, match="no free place"):
        registering.change(ana, make_entry(registration, "Ana", place=hall.pk), now=NOON)


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        (datetime(2026, 6, 2, 6, 59, tzinfo=UTC), "not open yet"),
        (datetime(2026, 10, 1, 22, tzinfo=UTC), "is closed"),
    ],
)
def test_registration_opens_and_closes_on_the_clocks_of_its_zones(
    now: datetime, sentence: str
) -> None:
    registration = make_registration(
        opens_day=date(2026, 6, 2), opens_clock=time(9), opens_zone="Europe/Stockholm"
    )

    with pytest.raises(NotNow, match=sentence):
        make_registrant(registration, now=now)
    make_registrant(registration, now=datetime(2026, 6, 2, 7, tzinfo=UTC))
    make_registrant(registration, "Bo", now=datetime(2026, 10, 1, 21, 59, tzinfo=UTC))


def test_a_name_carries_no_advertisement_to_an_address_that_somebody_entered() -> None:
    registration = make_registration()

    for name in ("Cheap at https://shop.example", "WWW.shop.example", "x" * 201):
        with pytest.raises(Invalid):
            make_registrant(registration, name, email="ana@example.org")


def test_required_answers_are_asked_for_and_kept() -> None:
    questions = (
        Question("Which meal?", Asks.CHOICE, ("Soup", "Salad"), is_required=True),
        Question("Anything else?"),
    )
    registration = make_registration(questions=questions)
    meal, other = (each.pk for each in registration.questions.all())

    with pytest.raises(Invalid):
        make_registrant(registration)
    made = make_registrant(registration, answers={meal: "Soup", other: "", 0: "made up"})
    assert made.answers == {str(meal): "Soup"}

    kept = replace(terms_of(registration), questions=())
    registration_forms.save(registration.event, kept, by=make_editor(), now=NOON)
    assert list(registration.questions.values_list("words", "is_asked")) == [("Which meal?", False)]


def test_places_cannot_be_fewer_than_are_taken_and_more_are_offered() -> None:
    registration = make_registration(places=(Place("Hall", 2),))
    for name in ("Ana", "Bo", "Cy"):
        make_registrant(registration, name)
    terms = terms_of(registration)
    (place,) = terms.places
    editor = make_editor()

    fewer = replace(terms, places=(replace(place, total=1),))
    with pytest.raises(Invalid, match="2 places"):
        registration_forms.save(registration.event, fewer, by=editor, now=NOON)
    other = replace(terms, places=(Place("Online"),))
    with pytest.raises(Invalid, match="stays"):
        registration_forms.save(registration.event, other, by=editor, now=NOON)
    more = replace(terms, places=(replace(place, total=3),))
    registration_forms.save(registration.event, more, by=editor, now=NOON)
    assert standings(registration) == {"confirmed": 2, "offered": 1}


def test_only_who_speaks_for_the_organiser_looks_after_its_registration() -> None:
    ring = make_organisation("Ring of Small Towns")
    speaker, member, editor = make_person("Sara"), make_person("Mo"), make_editor()
    make_membership(speaker, ring, Role.COORDINATOR)
    make_membership(member, ring)
    event = make_event(organiser=ring.pk, organiser_name="")
    terms = Terms(places=(Place("Hall"),))

    for other in (member, editor):
        with pytest.raises(NotAllowed):
            registration_forms.save(event, terms, by=other, now=NOON)
    registration = registration_forms.save(event, terms, by=speaker, now=NOON)
    registrant = make_registrant(registration)
    with pytest.raises(NotAllowed):
        registering.remove(registrant, reason="", by=editor, now=NOON)
    registering.mark_attendance(registrant, was_there=True, by=speaker, now=NOON)
    registrant.refresh_from_db()
    assert registrant.attended_at == NOON
    registering.remove(registrant, reason="The hall is smaller.", by=speaker, now=NOON)
    assert letters(registrant) == ["confirmed", "removed"]


def test_the_calendar_is_invited_moved_and_called_off_with_one_identity() -> None:
    event = make_event()
    registration = make_registration(event)
    ana = make_registrant(registration)
    uid = f"agenda/event/{event.uid}@localhost"
    method, begun, identity = invitation(ana, "confirmed")
    assert (method, identity.rpartition("@")[0]) == ("REQUEST", uid.rpartition("@")[0])
    tell_changes(now=NOON)
    assert letters(ana) == ["confirmed"]

    moved = replace(content_of(event), when=replace(CONFERENCE.when, begins=time(10, 30)))
    events.edit(event, moved, by=make_editor(), now=NOON)
    tell_changes(now=NOON)
    tell_changes(now=NOON)
    assert letters(ana) == ["confirmed", "changed"]
    assert invitation(ana, "changed") == ("REQUEST", begun + 1, identity)

    events.cancel(event, by=None, now=NOON)
    tell_changes(now=NOON)
    assert letters(ana) == ["confirmed", "changed", "called-off"]
    assert invitation(ana, "called-off") == ("CANCEL", begun + 2, identity)


def test_who_registers_again_after_cancelling_gets_a_newer_invitation() -> None:
    registration = make_registration()
    ana = make_registrant(registration, once="a")
    begun = invitation(ana, "confirmed")[1]
    registering.give_up(ana, now=NOON)
    registering.give_up(ana, now=NOON)
    assert letters(ana) == ["confirmed", "cancelled"]
    assert invitation(ana, "cancelled")[:2] == ("CANCEL", begun + 1)

    again = make_registrant(registration, once="b")

    assert invitation(again, "confirmed")[:2] == ("REQUEST", begun + 2)


def test_a_letter_brings_the_calendar_as_mail_programs_want_it() -> None:
    registration = make_registration()
    ana = make_registrant(registration, language="sv")
    message = Message.objects.get(key__startswith=f"agenda/registrant/{ana.pk}/confirmed")

    mail = delivery.compose(message)

    assert "Orter som välkomnar" in str(mail["Subject"])
    (part,) = [each for each in mail.walk() if each.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    assert "ORGANIZER" in part.get_content()


def test_a_postponed_event_keeps_its_people_and_offers_nothing() -> None:
    event = make_event()
    registration = make_registration(event, places=(Place("Hall", 1),))
    ana, bo = make_registrant(registration, "Ana"), make_registrant(registration, "Bo")
    events.postpone(event, by=None, now=NOON)
    tell_changes(now=NOON)
    assert (letters(ana), letters(bo)) == (["confirmed", "postponed"], ["waiting", "postponed"])

    registering.give_up(ana, now=NOON)

    assert standings(registration) == {"cancelled": 1, "waiting": 1}


@pytest.mark.parametrize("off", [events.postpone, events.cancel, events.withdraw])
def test_who_waits_is_offered_what_became_free_once_the_event_is_held_after_all(
    off: Callable[..., None],
) -> None:
    event = make_event()
    registration = make_registration(event, places=(Place("Hall", 1),))
    ana, bo = make_registrant(registration, "Ana"), make_registrant(registration, "Bo")
    off(event, by=None, now=NOON)
    tell_changes(now=NOON)
    registering.give_up(ana, now=NOON)

    on = events.publish if off is events.withdraw else events.reinstate
    on(event, by=None, now=NOON + HOUR)
    tell_changes(now=NOON + HOUR)

    bo.refresh_from_db()
    assert (bo.standing, bo.offered_until) == ("offered", NOON + HOUR + 3 * DAY)
    assert letters(bo)[-1] == "offered"


def test_an_offer_that_ran_out_while_nobody_could_take_it_is_kept_anew() -> None:
    event = make_event()
    registration = make_registration(event, places=(Place("Hall", 1),), offer_days=3)
    ana, bo = make_registrant(registration, "Ana"), make_registrant(registration, "Bo")
    make_registrant(registration, "Cy")
    registering.give_up(ana, now=NOON)
    events.cancel(event, by=None, now=NOON)
    tell_changes(now=NOON)

    events.reinstate(event, by=None, now=NOON + 5 * DAY)
    pass_on(now=NOON + 5 * DAY)
    tell_changes(now=NOON + 5 * DAY)
    pass_on(now=NOON + 7 * DAY)

    registering.take(bo, now=NOON + 7 * DAY)
    assert letters(bo) == ["waiting", "offered", "called-off", "changed", "confirmed"]
    told = Message.objects.get(key__startswith=f"{key_of(bo)}changed/")
    assert bo.key in told.context["take"]
    assert "Take the place:" in delivery.compose(told).as_string()
    assert standings(registration) == {"cancelled": 1, "confirmed": 1, "waiting": 1}


def test_a_link_that_goes_back_and_forth_is_told_each_time() -> None:
    event = make_event(online_link="https://a.example/")
    ana = make_registrant(make_registration(event))

    for link in ("https://b.example/", "https://a.example/", "https://b.example/"):
        changed = replace(content_of(event), online_link=link)
        events.edit(event, changed, by=make_editor(), now=NOON)
        event.refresh_from_db()
        tell_changes(now=NOON)
        tell_changes(now=NOON)

    assert letters(ana) == ["confirmed", "changed", "changed", "changed"]


def test_people_are_reminded_once_and_again_when_it_is_moved() -> None:
    event = make_event()
    registration = make_registration(event)
    ana = make_registrant(registration)
    # nine in the morning in Stockholm, the day before
    morning = datetime(2026, 10, 21, 7, tzinfo=UTC)
    remind(now=morning - timedelta(seconds=1))
    assert letters(ana) == ["confirmed"]

    remind(now=morning)
    remind(now=morning + timedelta(hours=1))
    assert letters(ana) == ["confirmed", "reminder"]

    later = replace(CONFERENCE.when, first_day=CONFERENCE.when.last_day)
    events.edit(event, replace(content_of(event), when=later), by=make_editor(), now=morning)
    remind(now=morning + DAY)
    assert letters(ana) == ["confirmed", "reminder", "reminder"]


def test_who_registered_is_forgotten_when_the_form_said_so_and_the_number_stays() -> None:
    registration = make_registration(keep_months=2)
    editor = make_editor()
    ana, bo = make_registrant(registration, "Ana"), make_registrant(registration, "Bo")
    cy = make_registrant(registration, "Cy")
    registering.give_up(cy, now=NOON)
    registering.mark_attendance(ana, was_there=True, by=editor, now=NOON)
    forget_registrations(now=NOON + 30 * DAY)
    assert registration.registrants.count() == 3
    forget_registrations(now=NOON + 31 * DAY)
    assert set(registration.registrants.all()) == {ana, bo}

    forget_registrations(now=datetime(2026, 12, 23, 13, 59, tzinfo=UTC))
    assert registration.registrants.count() == 2
    forget_registrations(now=datetime(2026, 12, 23, 14, tzinfo=UTC))

    registration.refresh_from_db()
    assert (registration.registrants.count(), registration.came) == (0, 1)
    assert not Message.objects.filter(key__startswith="agenda/registrant/", cut_at=None).exists()


def test_who_leaves_the_house_frees_their_place_and_takes_their_words_along() -> None:
    registration = make_registration(places=(Place("Hall", 1),))
    person = make_person("Ana Kovač")
    ana = make_registrant(registration, email=person.email)
    bo = make_registrant(registration, "Bo")
    (section,) = [each for each in personal_data.export(person) if "registrant" in each.name]
    assert section.rows[0]["email"] == person.email
    assert "key" not in section.rows[0]

    personal_data.erase(person, wishes=Wishes(), now=NOON)

    bo.refresh_from_db()
    assert bo.standing == "offered"
    assert not Registrant.objects.filter(pk=ana.pk).exists()
    assert not Message.objects.filter(key__startswith=key_of(ana)).exclude(context={}).exists()
