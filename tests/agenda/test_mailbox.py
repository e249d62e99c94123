"""The mailbox to which announcements are forwarded, asked at a real server over TLS."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from localturn.agenda.actions import asking, mailbox
from localturn.agenda.models import Candidate, Fetch, RawItem, Source
from localturn.agenda.queries.sources import sentences_of
from localturn.agenda.standards.apart import About, read_here
from localturn.agenda.standards.mails import LARGEST
from localturn.cli import checks
from localturn.config.environment import BadEnvironment, Imap, read
from localturn.foundation import moments
from localturn.foundation.tasks.models import TaskRow
from makers.agenda import NOON, make_editor
from makers.mailboxes import PASSWORD, USER, Box, letter, open_mailbox
from makers.web import make_certificate

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
_AUTOMATIC = b"Auto-Submitted: auto-replied\r\n"


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> Iterator[Box]:
    certificate = make_certificate(tmp_path / "own.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with open_mailbox(certificate) as opened:
        settings.MAILBOX = Imap("127.0.0.1", opened.port, USER, PASSWORD, "INBOX", is_inside=True)
        yield opened


def _asked() -> Fetch:
    mailbox.set_up_mailbox(now=NOON)
    return mailbox.ask_mailbox(Source.objects.get(kind="mailbox"), now=NOON, reader=read_here)


def test_mails_are_taken_in_once_and_the_mailbox_stays_as_it_is(box: Box) -> None:
    own = Source.objects.create(
        kind="mail", name="Ring", sender="ring@towns.example", added_at=NOON
    )
    box.put(letter(1))
    box.put(letter(2, sender="Ring <ring@towns.example>"))

    found, again = _asked(), _asked()
    box.put(letter(3))
    later = _asked()

    assert (found.entries, found.new, again.outcome, later.new) == (2, 2, "unchanged", 1)
    assert [(each.source.name, each.title) for each in RawItem.objects.all()] == [
        (mailbox.NAME, "Meeting 1 of towns"),
        (own.name, "Meeting 2 of towns"),
        (mailbox.NAME, "Meeting 3 of towns"),
    ]
    assert Candidate.objects.count() == 3
    commands = {" ".join(each.split(" ")[:2]) for each in box.said}
    assert commands == {
        "CAPABILITY",
        "AUTHENTICATE PLAIN",
        'EXAMINE "INBOX"',
        "UID SEARCH",
        "UID FETCH",
        "LOGOUT",
    }
    assert not any("BODY[" in each for each in box.said)


def test_a_mailbox_that_was_made_anew_brings_nothing_twice(box: Box) -> None:
    box.put(letter(1))
    _asked()
    box.validity, box.letters = 2, []
    box.put(letter(4))
    box.put(letter(1))

    assert (_asked().new, RawItem.objects.count()) == (1, 2)


def test_the_first_time_only_the_last_month_is_taken_in(box: Box) -> None:
    box.put(letter(1), came=date(2025, 1, 1))
    box.put(letter(2))

    assert (_asked().entries, RawItem.objects.get().title) == (1, "Meeting 2 of towns")


def test_what_is_no_use_keeps_no_other_from_being_taken_in(box: Box) -> None:
    box.put(_AUTOMATIC + letter(1))
    box.put(letter(2))
    box.put(letter(3))

    def stumbles(content: bytes, about: About) -> object:
        if b"Meeting 2" in content:
            raise RuntimeError
        return read_here(content, about)

    mailbox.set_up_mailbox(now=NOON)
    source = Source.objects.get(kind="mailbox")
    found = mailbox.ask_mailbox(source, now=NOON, reader=stumbles)  # type: ignore[arg-type]

    assert sentences_of(found) == [
        "Entries: 3, of which new: 1.",
        "Something went wrong here while it was taken in. The operator can see what.",
    ]
    log = [sentences_of(each)[0] for each in source.fetches.order_by("pk")]
    assert log[0] == "A program answered by itself; that is no announcement."
    assert RawItem.objects.get().title == "Meeting 3 of towns"


def test_many_mails_are_taken_in_in_turns(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "AT_ONE_TURN", 2)
    for number in range(3):
        box.put(letter(number))

    found = _asked()
    source = Source.objects.get(kind="mailbox")
    assert sentences_of(found)[1] == "1 more are there; they are taken in next."
    assert (source.due_at, _asked().new) == (NOON, 1)
    source.refresh_from_db()
    assert source.due_at == NOON + HOUR


def test_a_mail_that_is_too_large_is_never_fetched(box: Box) -> None:
    box.put(letter(1))
    box.says_as_size = LARGEST + 1

    assert sentences_of(_asked())[1] == (
        f"A mail of {LARGEST + 1} bytes is left aside; at most {LARGEST} are read."
    )
    assert not any("BODY.PEEK" in each for each in box.said)


def test_who_has_no_better_way_signs_in_by_login(box: Box, settings: LazySettings) -> None:
    box.can_plain = False
    settings.MAILBOX = replace(settings.MAILBOX, password="plain")
    box.put(letter(1))

    assert _asked().new == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"is_inside": False}, "127.0.0.1 is not on the public internet, so it is not asked."),
        ({"host": "localhost", "port": 1}, "localhost could not be reached."),
        ({"user": "stranger"}, "127.0.0.1 did not take the name and the password."),
        ({"folder": "News"}, "The mailbox has no folder “News”."),
    ],
)
def test_trouble_has_a_sentence_without_the_password(
    box: Box, settings: LazySettings, changed: dict[str, object], sentence: str
) -> None:
    settings.MAILBOX = replace(settings.MAILBOX, **changed)

    found = _asked()

    assert (found.outcome, sentences_of(found)) == ("trouble", [sentence])
    assert PASSWORD not in str(found.remarks) + repr(settings.MAILBOX)
    assert Source.objects.get(kind="mailbox").due_at == NOON + 2 * HOUR


def test_a_certificate_that_nobody_vouches_for_is_refused(
    box: Box, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = make_certificate(tmp_path / "other.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(other))

    assert sentences_of(_asked()) == ["127.0.0.1 could not show a certificate that holds."]
    assert box.said == []


def test_a_server_that_says_more_than_it_may_is_left(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.put(letter(1))
    monkeypatch.setattr("localturn.foundation.fetch.mailboxes.MOST_BYTES", 300)

    assert sentences_of(_asked()) == ["What 127.0.0.1 answers is too large."]


def test_it_is_there_by_itself_and_asked_when_it_is_due(box: Box) -> None:
    with moments.travelled(NOON - moments.now()):
        asking.ask_due.func()
        asking.ask_due.func()

    source = Source.objects.get(kind="mailbox")
    assert [row.args_kwargs["args"] for row in TaskRow.objects.all()] == [[source.pk]]


def test_nothing_is_asked_where_the_operator_has_named_none(settings: LazySettings) -> None:
    settings.MAILBOX = None
    mailbox.set_up_mailbox(now=NOON)
    assert not Source.objects.exists()

    left = Source.objects.create(kind="mailbox", name=mailbox.NAME, added_at=NOON)
    assert sentences_of(mailbox.ask_mailbox(left, now=NOON)) == [
        "The operator has named no mailbox."
    ]


def test_an_editor_changes_its_language_and_pace_and_nothing_else(box: Box, client: Client) -> None:
    _asked()
    source = Source.objects.get(kind="mailbox")
    client.force_login(make_editor())
    page = reverse("agenda:source-edit", args=[source.pk])
    shown = client.get(page).content.decode()
    filled = {
        "name": "Post", "language": "sv", "zone": "UTC", "licence": "link", "every_hours": 6,
        "kind": "feed", "trust": "trusted", "address": "https://towns.example/",
    }  # fmt: skip
    assert client.post(page, filled).status_code == 302

    source.refresh_from_db()
    assert 'name="address"' not in shown
    assert (source.name, source.kind, source.trust, source.address, source.every_hours) == (
        "Post",
        "mailbox",
        "reviewed",
        "",
        6,
    )
    assert PASSWORD not in client.get(source.get_absolute_url()).content.decode()


def test_an_operator_hears_whether_it_can_be_opened(box: Box, settings: LazySettings) -> None:
    (good,) = checks.mailbox()
    box.takes_password = False
    (bad,) = checks.mailbox()

    where = f"mailbox of announcements at 127.0.0.1:{box.port}"
    assert (good.sentence, bad.sentence) == (
        where,
        f"{where}: 127.0.0.1 did not take the name and the password.",
    )


def test_it_is_named_by_an_address_with_a_name_and_a_password() -> None:
    named = "imaps://agenda%40town.example:gr%C3%BCn@imap.town.example/News"
    assert read({"LOCALTURN_MAILBOX": named}).mailbox == Imap(
        "imap.town.example", 993, USER, "grün", "News", is_inside=False
    )
    for wrong in ("imap://a:b@c.example", "imaps://c.example", "c.example"):
        with pytest.raises(BadEnvironment, match="must look like imaps://"):
            read({"LOCALTURN_MAILBOX": wrong})
