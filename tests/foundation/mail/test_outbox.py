"""From an action's transaction to the reader's mail server."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from localturn.foundation import moments
from localturn.foundation.mail import actions, delivery
from localturn.foundation.mail.backend import OutboxBackend
from localturn.foundation.mail.models import Message, State
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotNow
from localturn.foundation.tasks import worker
from makers.post_office import PostOffice, open_post_office

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def office(settings: LazySettings) -> Iterator[PostOffice]:
    with open_post_office() as office:
        settings.SMTP = office.smtp
        yield office


@pytest.fixture
def amelie() -> Person:
    return Person.objects.create_user(
        "amelie@example.org", name="Amélie Dupont", language="fr", zone="Europe/Paris"
    )


def post(to: Person | actions.Address, key: str = "trial:1") -> bool:
    return actions.post(to=to, template="mail/trial", key=key, context={"asked_at": NOON})


def states() -> list[str]:
    return [message.state for message in Message.objects.order_by("pk")]


def test_a_posted_mail_is_sent_as_text_and_html(office: PostOffice, amelie: Person) -> None:
    post(amelie)

    worker.run_waiting()

    [(address, mail)] = office.mails
    assert address == "amelie@example.org"
    assert str(mail["To"]) == "Amélie Dupont <amelie@example.org>"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert states() == [State.SENT]


def test_a_moment_is_told_in_the_reader_s_zone_and_the_zone_written_out(
    office: PostOffice, amelie: Person
) -> None:
    amelie.language = "en"
    post(amelie)
    worker.run_waiting()

    text = " ".join(office.mails[0][1].get_body(("plain",)).get_content().split())  # type: ignore[union-attr]

    assert "Friday 20 November 2026, 13:00 (Central European" in text


def test_lines_of_text_are_folded(office: PostOffice, amelie: Person) -> None:
    post(amelie)
    worker.run_waiting()

    text = office.mails[0][1].get_body(("plain",)).get_content()  # type: ignore[union-attr]

    assert max(len(line) for line in text.splitlines()) <= 72


def test_the_same_key_is_posted_once(office: PostOffice, amelie: Person) -> None:
    assert post(amelie) is True
    assert post(amelie) is False

    worker.run_waiting()

    assert len(office.mails) == 1


def test_a_mail_of_a_transaction_that_is_rolled_back_was_never_posted(
    office: PostOffice, amelie: Person
) -> None:
    with transaction.atomic():
        post(amelie)
        transaction.set_rollback(True)

    worker.run_waiting()

    assert office.mails == []
    assert states() == []


def test_who_is_switched_off_is_not_written_to(office: PostOffice, amelie: Person) -> None:
    amelie.is_active = False

    assert post(amelie) is False


def test_a_server_that_is_away_is_asked_again_later(settings: LazySettings, amelie: Person) -> None:
    with open_post_office() as closed:
        settings.SMTP = closed.smtp
    post(amelie)

    worker.run_waiting()

    waiting = Message.objects.get()
    assert waiting.state == State.WAITING
    assert waiting.claimed_by == ""
    assert "refused" in waiting.trouble
    with open_post_office() as office, moments.travelled(timedelta(minutes=2)):
        settings.SMTP = office.smtp
        worker.run_waiting()
        assert len(office.mails) == 1


def test_a_recipient_that_is_refused_for_good_fails_and_holds_up_nobody(
    office: PostOffice, amelie: Person
) -> None:
    office.at_recipient = lambda address: "550 no such box" if "nobody" in address else ""
    post(actions.Address("nobody@example.org"), key="a")
    post(amelie, key="b")

    worker.run_waiting()

    assert states() == [State.FAILED, State.SENT]
    assert Message.objects.get(key="a").trouble == "550 no such box"


def test_a_recipient_that_is_refused_for_now_is_tried_again(
    office: PostOffice, amelie: Person
) -> None:
    office.at_recipient = lambda address: "451 come back"
    post(amelie)
    worker.run_waiting()
    assert states() == [State.WAITING]
    office.at_recipient = None

    with moments.travelled(timedelta(minutes=2)):
        worker.run_waiting()

    assert states() == [State.SENT]


def test_a_text_the_server_did_not_take_is_tried_again(office: PostOffice, amelie: Person) -> None:
    office.after_text = lambda address: "452 disk full"
    post(amelie)
    worker.run_waiting()
    assert states() == [State.WAITING]


def test_a_mail_whose_template_is_broken_fails_and_holds_up_nobody(
    office: PostOffice, amelie: Person
) -> None:
    actions.post(to=amelie, template="mail/trial", key="a", context={})
    post(amelie, key="b")

    worker.run_waiting()

    assert states() == [State.FAILED, State.SENT]


def test_after_the_last_pause_a_mail_has_failed_and_an_operator_may_send_it_again(
    settings: LazySettings, amelie: Person
) -> None:
    with open_post_office() as closed:
        settings.SMTP = closed.smtp
    post(amelie)
    for day in range(len(delivery.PAUSES) + 1):
        with moments.travelled(timedelta(days=day)):
            worker.run_waiting()
    failed = Message.objects.get()
    assert failed.state == State.FAILED

    with moments.travelled(timedelta(days=20)), open_post_office() as office:
        settings.SMTP = office.smtp
        actions.send_again(failed.pk, now=moments.now())
        worker.run_waiting()
        assert len(office.mails) == 1
    with pytest.raises(NotNow):
        actions.send_again(failed.pk, now=moments.now())


def test_what_a_dead_worker_had_not_begun_to_send_is_sent(
    office: PostOffice, amelie: Person
) -> None:
    post(amelie)
    Message.objects.update(claimed_by="a worker that was killed", claimed_at=moments.now())

    worker.run_waiting()

    assert states() == [State.SENT]


def test_what_a_dead_worker_was_sending_is_not_sent_twice_but_shown_to_operators(
    office: PostOffice, amelie: Person
) -> None:
    post(amelie)
    Message.objects.update(
        claimed_by="a worker that was killed", claimed_at=moments.now(), state=State.SENDING
    )

    worker.run_waiting()
    assert office.mails == []
    assert states() == [State.UNSURE]

    actions.send_again(Message.objects.get().pk, now=moments.now())
    worker.run_waiting()
    assert states() == [State.SENT]


def test_the_same_mail_has_the_same_message_id_each_time(
    office: PostOffice, amelie: Person
) -> None:
    post(amelie)
    worker.run_waiting()
    Message.objects.update(state=State.UNSURE)
    actions.send_again(Message.objects.get().pk, now=moments.now())
    worker.run_waiting()

    first, second = (mail["Message-ID"] for _address, mail in office.mails)
    assert first == second


def test_a_line_that_is_a_single_dot_arrives(office: PostOffice) -> None:
    actions.post_written(
        address="a@example.org", key="dots", language="en", subject="Dots", text="a\n.\n..b\n"
    )
    worker.run_waiting()

    body = office.mails[0][1].get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == ["a", ".", "..b"]


def test_an_address_beyond_ascii_is_written_to(office: PostOffice) -> None:
    post(actions.Address("zoë@example.org", name="Zoë"))

    worker.run_waiting()

    assert [address for address, _mail in office.mails] == ["zoë@example.org"]


def test_django_s_own_mail_goes_the_same_road_and_is_not_kept_once_sent(
    office: PostOffice,
) -> None:
    mail = EmailMultiAlternatives("Your\ncode", "Code: 123456", to=["a@example.org"])
    mail.attach_alternative("<p>Code: 123456</p>", "text/html")

    OutboxBackend().send_messages([mail])
    worker.run_waiting()

    [(_address, sent)] = office.mails
    assert sent["Subject"] == "Your code"
    assert "123456" in sent.as_string()
    kept = Message.objects.get()
    assert (kept.text, kept.html) == ("", "")


def test_without_a_mail_server_mails_are_kept_to_be_read(amelie: Person) -> None:
    post(amelie)

    assert worker.run_waiting() == 0
    assert states() == [State.KEPT]


def test_of_old_mail_the_facts_are_kept_for_a_year(amelie: Person) -> None:
    post(amelie)

    with moments.travelled(timedelta(days=31)):
        actions.cut_old_mail.func()
        cut = Message.objects.get()
        assert (cut.context, cut.name, cut.address) == ({}, "", "amelie@example.org")
    with moments.travelled(timedelta(days=366)):
        actions.cut_old_mail.func()
        assert not Message.objects.exists()
