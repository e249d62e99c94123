"""Readers of mailing lists: their copy, their erasure, two records of one."""

from datetime import timedelta

import pytest

from localturn.agenda import personal_data
from localturn.agenda.actions import subscribing
from localturn.agenda.actions.retention import forget_readers
from localturn.agenda.actions.returning import refused_at_the_door
from localturn.agenda.models import Bounce, Delivery, Subscriber
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.people.models import Person
from localturn.foundation.personal_data import Wishes
from makers.mailing import NOON, make_frozen, make_list, make_reader
from makers.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Person:
    return make_person("Ana", email="ana@example.org")


def exported(person: Person) -> dict[str, list[dict[str, object]]]:
    return {each.name: each.rows for each in personal_data.export(person)}


def test_a_copy_has_a_subscription_that_was_made_without_signing_in(ana: Person) -> None:
    letters = make_list()
    make_reader(letters, "Ana@example.org", topics=["housing"])
    make_reader(letters, "ben@example.org")

    copy = exported(ana)

    [row] = copy["agenda/subscriber"]
    assert (row["email"], row["topics"]) == ("Ana@example.org", ["housing"])
    assert "key" not in row


def test_who_is_erased_is_read_about_nowhere_and_the_numbers_stay(ana: Person) -> None:
    letters = make_list()
    reader = make_reader(letters, "ana@example.org", person=ana)
    other = make_reader(letters, "ben@example.org")
    letter = Delivery.objects.create(
        issue=make_frozen(letters), subscriber=reader, domain="example.org", next_at=NOON
    )
    Delivery.objects.filter(pk=letter.pk).update(trouble="ana@example.org is full")
    refused_at_the_door(letter, "552 5.2.2 ana@example.org is full", now=NOON)
    subscribing.ask(
        make_list("Other"),
        email="ana@example.org",
        asked=subscribing.Asked("en"),
        now=moments.now(),
    )

    personal_data.erase(ana, wishes=Wishes(), now=moments.now())

    assert list(Subscriber.objects.all()) == [other]
    assert not Message.objects.exists()
    kept = str([*Delivery.objects.values(), *Bounce.objects.values()])
    assert "ana@" not in kept
    assert Delivery.objects.count() == 1


def test_of_two_records_one_has_both_subscriptions(ana: Person) -> None:
    letters = make_list()
    before = make_person("Ana before", email="before@example.org")
    make_reader(letters, "ana@example.org", person=ana)
    make_reader(letters, "before@example.org", person=before)

    personal_data.merge(ana, before)

    assert set(Subscriber.objects.values_list("person", flat=True)) == {ana.pk}


def test_after_a_year_of_letters_only_the_numbers_are_known() -> None:
    reader = make_reader(make_list())
    year = timedelta(days=366)
    issue = make_frozen(reader.mailing_list, stage="sent", sent_at=moments.now() - year)
    letter = Delivery.objects.create(
        issue=issue, subscriber=reader, domain="example.org", next_at=NOON
    )
    for days in (0, 91, 366):
        letter.attempts = days
        refused_at_the_door(letter, "450 4.2.2 full", now=moments.now() - timedelta(days=days))

    forget_readers.call()

    letter.refresh_from_db()
    assert letter.subscriber is None
    assert sorted(Bounce.objects.values_list("said", flat=True)) == ["", "450 4.2.2 full"]
