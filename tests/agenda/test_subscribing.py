"""Subscribing to a mailing list: nobody is on it who did not say so twice, everybody can leave."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from localturn.agenda.actions import subscribing
from localturn.agenda.actions.retention import forget_readers
from localturn.agenda.actions.subscribing import Asked
from localturn.agenda.domain.mailing import Rhythm, Standing, Why, Wishes, unreadable
from localturn.agenda.domain.marks import Purpose, ReturnMark, key_of, return_mark, token_for
from localturn.agenda.models import MailingList, Subscriber, Suppression
from localturn.agenda.queries.mailing import is_suppressed, link_for
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from makers.mailing import NOON, make_list, make_reader
from makers.people import make_person
from makers.places import make_country

ENTERED = {"email": "Ana@example.org", "language": "fr", "rhythm": "weekly"}


def path_of(purpose: Purpose, subscriber: Subscriber) -> str:
    return link_for(purpose, subscriber.key).removeprefix(settings.PUBLIC_URL)


def standing(subscriber: Subscriber) -> str:
    return str(Subscriber.objects.values_list("standing", flat=True).get(pk=subscriber.pk))


def asked_for(mailing_list: MailingList) -> Subscriber:
    subscribing.ask(mailing_list, email="ana@example.org", asked=Asked("fr"), now=moments.now())
    return Subscriber.objects.get()


@pytest.mark.once
def test_a_link_is_good_for_one_purpose_and_made_by_us_alone() -> None:
    key = "a" * 22
    token = token_for(Purpose.LEAVE, key, secret="s")

    assert key_of(token, Purpose.LEAVE, secret="s") == key
    assert key_of(token, Purpose.WISHES, secret="s") is None
    assert key_of(token, Purpose.LEAVE, secret="t") is None
    assert key_of("b" + token[1:], Purpose.LEAVE, secret="s") is None
    assert key_of("", Purpose.LEAVE, secret="s") is None


@pytest.mark.once
def test_a_return_address_says_which_letter_and_cannot_be_made_up() -> None:
    written = ReturnMark(4711).written(secret="s")

    assert return_mark(f"<Bounces+{written.upper()}@Example.ORG>", secret="s") == ReturnMark(4711)
    assert return_mark(written.replace("4711", "4712"), secret="s") is None
    assert return_mark(written, secret="t") is None


@pytest.mark.once
@pytest.mark.parametrize(
    ("wishes", "wanted"),
    [
        (Wishes(), True),
        (Wishes(languages=frozenset({"fr", "sv"})), True),
        (Wishes(languages=frozenset({"en"})), False),
        (Wishes(topics=frozenset({"housing"})), True),
        (Wishes(topics=frozenset({"schools"})), False),
        (Wishes(countries=frozenset({"SE"})), True),
        (Wishes(countries=frozenset({"FR"})), False),
    ],
)
def test_wishes_choose(wishes: Wishes, wanted: bool) -> None:
    assert wishes.want(languages=["sv"], topics=["housing"], country="SE") is wanted
    assert wishes.want(languages=[], topics=[], country="")


@pytest.mark.django_db
def test_who_enters_an_address_is_subscribed_by_the_letters_button_alone() -> None:
    client, letters = Client(), make_list()
    answer = client.post("/agenda/lists/town-letter/subscribe/", ENTERED)
    assert answer.headers["Location"] == "/agenda/lists/town-letter/asked/"
    letter = Message.objects.get(address="Ana@example.org")
    assert letter.language == "fr"
    confirm = letter.context["confirm"].removeprefix(settings.PUBLIC_URL)

    assert client.get(confirm).status_code == 200
    assert client.head(confirm).status_code == 200
    assert client.post(confirm).status_code == 200
    subscriber = Subscriber.objects.get(mailing_list=letters)
    assert standing(subscriber) == Standing.ASKED

    answer = client.post(confirm, {"answer": "yes"})
    assert answer.headers["Location"] == link_for(Purpose.WISHES, subscriber.key)
    assert standing(subscriber) == Standing.SUBSCRIBED
    assert client.post(confirm, {"answer": "yes"}).status_code == 302


@pytest.mark.django_db
def test_the_page_says_the_same_to_whoever_is_on_the_list_and_whoever_is_not() -> None:
    letters = make_list()
    make_reader(letters, "Ana@Example.org")
    subscribing.suppress("never@example.org", why=Why.READER, now=NOON)

    answers = {
        Client()
        .post("/agenda/lists/town-letter/subscribe/", ENTERED | {"email": each})
        .headers["Location"]
        for each in ("ana@example.org", "new@example.org", "never@example.org")
    }

    assert answers == {"/agenda/lists/town-letter/asked/"}
    assert set(Message.objects.values_list("template", "address")) == {
        ("agenda/mail/subscribed_already", "Ana@Example.org"),
        ("agenda/mail/confirm", "new@example.org"),
    }


@pytest.mark.django_db
def test_nobody_is_flooded_by_others_who_enter_their_address() -> None:
    letters = make_list()
    for _each in range(3):
        asked_for(letters)
    assert Message.objects.count() == 1

    with moments.travelled(timedelta(hours=2)):
        asked_for(letters)
    assert Message.objects.count() == 2


@pytest.mark.django_db
def test_a_program_that_fills_in_everything_subscribes_nobody() -> None:
    make_list()
    Client().post("/agenda/lists/town-letter/subscribe/", ENTERED | {"website": "http://x"})

    assert not Subscriber.objects.exists()


@pytest.mark.django_db
def test_who_was_entered_by_somebody_else_is_forgotten_and_never_written_to() -> None:
    letters = make_list()
    subscriber = asked_for(letters)

    Client().post(path_of(Purpose.CONFIRM, subscriber), {"answer": "never"})

    assert not Subscriber.objects.exists()
    assert not Message.objects.exists()
    assert is_suppressed("ANA@example.org")
    assert "ana" not in str(Suppression.objects.values().get())
    subscribing.ask(letters, email="ana@example.org", asked=Asked("en"), now=moments.now())
    assert not Message.objects.exists()

    subscribing.write_again_to("Ana@example.org")
    assert not is_suppressed("ana@example.org")


@pytest.mark.django_db
def test_looking_at_the_link_to_leave_changes_nothing() -> None:
    reader = make_reader(make_list())
    leave = path_of(Purpose.LEAVE, reader)

    page = Client().get(leave)
    Client().head(leave)
    Client().post(leave)

    assert standing(reader) == Standing.SUBSCRIBED
    assert page.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "why"),
    [({"answer": "leave"}, Why.READER), ({"List-Unsubscribe": "One-Click"}, Why.ONE_CLICK)],
)
def test_one_post_is_enough_to_leave_without_a_session(said: dict[str, str], why: Why) -> None:
    reader = make_reader(make_list())
    program = Client(enforce_csrf_checks=True)

    first = program.post(path_of(Purpose.LEAVE, reader), said)
    again = program.post(path_of(Purpose.LEAVE, reader), {"answer": "leave"})

    reader.refresh_from_db()
    assert (first.status_code, again.status_code) == (200, 200)
    assert (reader.standing, reader.why) == (Standing.LEFT, why)
    assert settings.SESSION_COOKIE_NAME not in first.cookies


@pytest.mark.django_db
def test_who_left_may_come_back_and_old_links_are_good_no_longer() -> None:
    letters = make_list()
    reader = make_reader(letters)
    old = path_of(Purpose.LEAVE, reader)
    subscribing.leave(reader, why=Why.READER, now=moments.now())

    back = asked_for(letters)
    subscribing.confirm(back, now=moments.now())

    assert back.pk == reader.pk
    assert Client().post(old, {"answer": "leave"}).status_code == 404
    assert standing(reader) == Standing.SUBSCRIBED


@pytest.mark.django_db
def test_wishes_are_changed_by_their_own_link() -> None:
    make_country()
    reader = make_reader(make_list())
    wishes, leave = (path_of(each, reader) for each in (Purpose.WISHES, Purpose.LEAVE))

    Client().post(wishes, {"language": "sv", "rhythm": "monthly", "countries": ["SE"]})

    reader.refresh_from_db()
    assert (reader.language, reader.rhythm, reader.countries) == ("sv", Rhythm.MONTHLY, ["SE"])
    assert Client().get(wishes.replace("wishes", "leave")).status_code == 404
    assert leave.rpartition(".")[2] != wishes.rpartition(".")[2]


@pytest.mark.django_db
def test_a_subscription_belongs_to_the_account_with_its_address() -> None:
    person = make_person("Ana", email="ana@example.org")
    subscriber = asked_for(make_list())
    subscribing.confirm(subscriber, now=moments.now())
    client = Client()
    client.force_login(person)

    page = client.get("/agenda/lists/")

    links = re.findall(r'href="([^"]*/lists/wishes/[^"]*)"', page.text)
    assert links == [link_for(Purpose.WISHES, subscriber.key)]


@pytest.mark.django_db
def test_addresses_are_forgotten_in_time() -> None:
    letters = make_list()
    now = moments.now()
    old = {"asked_at": now - timedelta(days=400)}
    make_reader(letters, "stays@example.org", **old)
    make_reader(letters, "asked@example.org", standing="asked", confirmed_at=None, **old)
    make_reader(letters, "left@example.org", standing="left", ended_at=now - timedelta(31), **old)
    make_reader(letters, "late@example.org", standing="left", ended_at=now - timedelta(29), **old)
    make_reader(
        letters, "gone@example.org", standing="suspended", ended_at=now - timedelta(366), **old
    )

    forget_readers.call()

    kept = set(Subscriber.objects.values_list("email", flat=True))
    assert kept == {"stays@example.org", "late@example.org"}


@pytest.mark.once
def test_the_list_of_who_is_never_written_to_cannot_be_read_back() -> None:
    assert unreadable("A@example.org", secret="s") == unreadable("a@example.org", secret="s")
    assert unreadable("a@example.org", secret="s") != unreadable("a@example.org", secret="t")
