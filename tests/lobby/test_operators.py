"""What operators see and may do, and that nobody else is told of it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from localturn.config.environment import Smtp
from localturn.foundation.mail import actions as mail
from localturn.foundation.mail.models import WORKER_STOPPED, Message, State
from localturn.foundation.people.models import Person
from localturn.foundation.tasks import queries, worker
from localturn.foundation.tasks.models import TaskRow
from makers import errands

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SMTP = Smtp(host="127.0.0.1", port=9, user="", password="", security="none")
PAGES = ["operators", "operators-tasks", "operators-mail", "operators-trail"]


@pytest.fixture
def ana() -> Person:
    return Person.objects.create_user("ana@example.org", name="Ana")


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(Person.objects.create_user("op@example.org", name="Olga", is_staff=True))
    return client


def post_to(person: Person, key: str = "a") -> Message:
    mail.post(to=person, template="mail/trial", key=key, context={"asked_at": NOON})
    return Message.objects.get(key=key)


def fail_a_task(tmp_path: Path) -> None:
    errands.stumble.enqueue(str(tmp_path / "paper"))
    worker.run_waiting()


@pytest.mark.parametrize("name", PAGES)
def test_operators_have_their_pages_empty_or_full(
    operator: Client, ana: Person, tmp_path: Path, name: str
) -> None:
    assert operator.get(reverse(name)).status_code == 200

    fail_a_task(tmp_path)
    errands.note.enqueue("x", "y")
    post_to(ana)

    assert operator.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_nobody_else_is_told_that_there_are_such_pages(
    client: Client, ana: Person, name: str
) -> None:
    assert client.get(reverse(name)).status_code == 302
    client.force_login(ana)
    assert client.get(reverse(name)).status_code == 404


def test_a_failed_task_is_shown_with_its_fault_and_can_be_tried_again(
    operator: Client, tmp_path: Path
) -> None:
    fail_a_task(tmp_path)
    row = queries.failed().get()

    assert "a stone in the way" in operator.get(reverse("operators-task", args=[row.pk])).text
    operator.post(reverse("operators-task-again", args=[row.pk]))

    assert list(queries.waiting()) == [row]


def test_a_failed_task_can_be_given_up(operator: Client, tmp_path: Path) -> None:
    fail_a_task(tmp_path)

    operator.post(reverse("operators-task-drop", args=[queries.failed().get().pk]))

    assert not queries.failed().exists()


def test_where_there_is_no_mail_server_an_operator_reads_the_mail(
    operator: Client, ana: Person
) -> None:
    page = operator.get(reverse("operators-message", args=[post_to(ana).pk])).text

    assert "asked for a trial mail" in page


def test_where_there_is_one_an_operator_sees_the_facts_alone(
    operator: Client, ana: Person, settings: LazySettings
) -> None:
    settings.SMTP = SMTP

    page = operator.get(reverse("operators-message", args=[post_to(ana).pk])).text

    assert "ana@example.org" in page
    assert "asked for a trial mail" not in page


def test_where_there_is_one_no_operator_reads_a_sign_in_code_in_a_subject(
    operator: Client, ana: Person, settings: LazySettings
) -> None:
    settings.SMTP = SMTP
    mail.post_written(
        address=ana.email, key="c", language="en", subject="Your code: 12345678", text="."
    )

    pages = [
        operator.get(reverse("operators-mail")).text,
        operator.get(reverse("operators-message", args=[Message.objects.get().pk])).text,
    ]

    assert all("ana@example.org" in page and "12345678" not in page for page in pages)


def test_a_mail_that_was_perhaps_sent_can_be_sent_again_or_settled(
    operator: Client, ana: Person, settings: LazySettings
) -> None:
    settings.SMTP = SMTP
    again, settled = post_to(ana, "a"), post_to(ana, "b")
    Message.objects.update(state=State.UNSURE)

    operator.post(reverse("operators-message-again", args=[again.pk]))
    operator.post(reverse("operators-message-settle", args=[settled.pk]))

    assert [m.state for m in Message.objects.order_by("key")] == [State.WAITING, State.SENT]


def test_what_we_say_of_a_trouble_is_said_in_the_readers_language(
    operator: Client, ana: Person, tmp_path: Path
) -> None:
    message = post_to(ana)
    Message.objects.update(state=State.UNSURE, trouble=WORKER_STOPPED)
    fail_a_task(tmp_path)
    TaskRow.objects.update(
        exception_class_path="WorkerDied", traceback="3 workers died while they ran this task."
    )
    Person.objects.filter(name="Olga").update(language="fr")
    addresses = [
        reverse("operators-mail"),
        reverse("operators-message", args=[message.pk]),
        reverse("operators-task", args=[TaskRow.objects.get(status="FAILED").pk]),
    ]

    outbox, one, failed = (operator.get(address).text for address in addresses)

    assert "Le programme de travail" in outbox
    assert "Le programme de travail" in one
    assert "workers died" not in failed
    assert "À chaque essai" in failed


def test_everybody_reads_their_own_letters_and_no_others(client: Client, ana: Person) -> None:
    own = post_to(ana)
    post_to(Person.objects.create_user("ben@example.org", name="Ben"), "b")
    mail.post_written(
        address=ana.email, key="c", language="en", subject="Code", text="Your code is 123456"
    )
    client.force_login(ana)

    page = client.get(reverse("letters")).text

    assert page.count("/letters/") - page.count('"/letters/"') == 1
    assert "asked for a trial mail" in client.get(reverse("letter", args=[own.pk])).text
    client.force_login(Person.objects.get(email="ben@example.org"))
    assert client.get(reverse("letter", args=[own.pk])).status_code == 404


@pytest.mark.parametrize("name", ["operators-tasks", "operators-mail"])
def test_a_list_asks_the_database_no_more_for_three_rows_than_for_one(
    operator: Client,
    ana: Person,
    tmp_path: Path,
    name: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    fail_a_task(tmp_path)
    post_to(ana, "1")
    operator.get(reverse(name))
    expected = {"operators-tasks": 5, "operators-mail": 4}[name]
    with django_assert_num_queries(expected):
        operator.get(reverse(name))
    for key in "23":
        fail_a_task(tmp_path)
        post_to(ana, key)
    with django_assert_num_queries(expected):
        operator.get(reverse(name))
