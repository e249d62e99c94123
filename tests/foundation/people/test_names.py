"""A name is one line, wherever it comes from: more would stop every letter to its owner."""

import pytest
from django.test import Client

from localturn.foundation import moments
from localturn.foundation.mail.delivery import compose
from localturn.foundation.mail.models import Message
from localturn.foundation.people.actions.accounts import register
from localturn.foundation.people.models import Person
from localturn.foundation.people.names import one_line
from makers.people import make_person


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Ana Kovač", "Ana Kovač"),
        ("Ana\r\nBcc: x@example.org", "Ana Bcc: x@example.org"),
        (" Ana \t\x1b\x85\u2028 Kovač\0", "Ana Kovač"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("\n", ""),
    ],
)
def test_a_name_is_one_line(written: str, kept: str) -> None:
    assert one_line(written) == kept


@pytest.mark.django_db
def test_a_name_with_lines_is_kept_as_one_from_the_form_and_from_elsewhere(client: Client) -> None:
    person = make_person()
    client.force_login(person)
    fields = {"language": "en", "zone": "Europe/Skopje"}

    client.post("/account/profile/", {"name": "Ana\nKovač", **fields})
    empty = client.post("/account/profile/", {"name": "\x1b", **fields})
    other = register("other@example.org", name="Bo\r\nBo", now=moments.now())

    person.refresh_from_db()
    assert (person.name, empty.status_code, other.name) == ("Ana Kovač", 422, "Bo Bo")


@pytest.mark.django_db
def test_a_letter_leaves_to_who_had_a_name_of_two_lines_before() -> None:
    person = make_person()
    Person.objects.filter(pk=person.pk).update(name="Ana\nKovač")
    now = moments.now()
    message = Message.objects.create(
        key="a",
        address="ana@example.org",
        name="Ana\nKovač",
        language="en",
        zone="UTC",
        subject="Hello",
        text="Hello",
        html="<p>Hello</p>",
        posted_at=now,
        next_at=now,
    )

    assert compose(message)["To"] == "Ana Kovač <ana@example.org>"
