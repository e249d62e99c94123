"""From an issue to its readers' mail server: each gets it once, whatever happens."""

import smtplib
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from localturn.agenda.actions import keeping, sending, subscribing
from localturn.agenda.actions.bounce_box import take_in_files
from localturn.agenda.actions.keeping import Told
from localturn.agenda.actions.returning import take_in
from localturn.agenda.domain.digest import Content
from localturn.agenda.domain.mailing import Standing, Why, Wishes
from localturn.agenda.domain.marks import Purpose, ReturnMark
from localturn.agenda.models import Bounce, Delivery, Issue, MailingList, Stage, State, Subscriber
from localturn.agenda.queries.letters import MOST_KEPT, Press, Reader, host
from localturn.agenda.queries.mailing import link_for, readers_by_list, suppressed_among
from localturn.agenda.queries.marking import mark_secret
from localturn.foundation import moments
from localturn.foundation.mail import smtp
from localturn.foundation.mail.models import Message
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotAllowed, NotNow
from localturn.foundation.tasks import worker
from makers.mailing import NOON, make_frozen, make_item, make_list, make_reader
from makers.people import make_operator, make_person
from makers.post_office import HANGS_UP, PostOffice, open_post_office

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def office(settings: LazySettings) -> Iterator[PostOffice]:
    with open_post_office() as office:
        settings.SMTP = office.smtp
        settings.MAIL_RETURN = "bounces@letters.example.org"
        yield office


@pytest.fixture
def editor() -> Person:
    return make_operator()


def sent(letters: MailingList, editor: Person, *items: object) -> Issue:
    """Sent as far as it goes at once."""
    issue = make_frozen(letters, *items)  # type: ignore[arg-type]
    sending.send(issue, by=editor, now=moments.now())
    worker.run_waiting()
    issue.refresh_from_db()
    return issue


def states(issue: Issue) -> dict[str, str]:
    rows = Delivery.objects.filter(issue=issue)
    return dict(rows.values_list("subscriber__email", "state"))


def part(mail: EmailMessage, kind: str) -> str:
    found = next(each for each in mail.walk() if each.get_content_subtype() == kind)
    content = found.get_content()  # type: ignore[attr-defined]
    assert isinstance(content, str)
    return content


def test_each_reader_gets_it_once_in_their_language(office: PostOffice, editor: Person) -> None:
    letters = make_list("Ville & Stad Ö")
    ana = make_reader(letters, "ana@example.org")
    make_reader(letters, "amelie@example.org", language="fr")

    issue = sent(letters, editor)
    sending.queue_letters.call(issue.pk)
    sending.look_after_letters.call()
    worker.run_waiting()

    mails = dict(office.mails)
    assert len(office.mails) == 2
    french, english = mails["amelie@example.org"], mails["ana@example.org"]
    assert french["Subject"] == "Ce que font les villes à l’été"
    assert "Réunion 1" in part(french, "plain")
    assert "mercredi" not in part(english, "html")
    assert "Meeting 1" in part(english, "html")
    assert str(english["From"]).startswith("Ville & Stad Ö <")
    assert english["List-Unsubscribe"] == f"<{link_for(Purpose.LEAVE, ana.key)}>"
    assert english["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert english["List-Id"] == f"Ville & Stad Ö <ville-stad-o.{host()}>"
    assert link_for(Purpose.LEAVE, ana.key) in part(english, "plain")
    assert english.defects == []
    assert issue.stage == Stage.SENT


def test_no_name_of_a_list_begins_a_header_of_its_own(office: PostOffice, editor: Person) -> None:
    letters = make_list(
        "Town Letter", sender="Town\r\nBcc: all@example.org", slug="town", about="x"
    )
    make_reader(letters, "ana@example.org")

    sent(letters, editor)

    [(_address, mail)] = office.mails
    assert mail["Bcc"] is None
    assert str(mail["From"]).startswith('"Town Bcc: all@example.org" <')


def test_a_list_is_called_in_one_line(editor: Person) -> None:
    told = Told("Town\r\nX: y", "", "A\nB", ("en",), None, 300, "", is_open=True)

    made = keeping.found(told, by=editor, now=NOON)

    assert (made.name, made.sender) == ("Town X: y", "A B")


def test_an_address_that_is_never_written_to_is_known_however_it_is_spelled() -> None:
    spellings = {"ana@example.org", "Ana@Example.org"}
    subscribing.suppress("ana@example.org", why=Why.COMPLAINT, now=NOON)

    assert suppressed_among([*spellings, "ben@example.org"]) == spellings


def test_no_letter_tells_who_reads_it(office: PostOffice, editor: Person) -> None:
    letters = make_list()
    make_reader(letters, "ana@example.org")
    sent(letters, editor)

    [(_address, mail)] = office.mails
    html = part(mail, "html")

    assert "<img" not in html
    assert "ana@example.org" not in html
    online = html[html.index("/agenda/lists/town-letter/") :].split('"')[0]
    assert online == "/agenda/lists/town-letter/1/?in=en"


def test_a_reader_gets_what_they_wished_for_and_nothing_if_there_is_none(
    office: PostOffice, editor: Person
) -> None:
    letters = make_list()
    make_reader(letters, "sweden@example.org", countries=["SE"])
    make_reader(letters, "france@example.org", countries=["FR"])
    make_reader(letters, "monthly@example.org", rhythm="monthly")

    issue = sent(letters, editor, make_item(1), make_item(2, country="NO", city="Oslo"))

    [(address, mail)] = office.mails
    assert address == "sweden@example.org"
    assert "Meeting 1" in part(mail, "plain")
    assert "Meeting 2" not in part(mail, "plain")
    assert states(issue) == {
        "sweden@example.org": State.HANDED,
        "france@example.org": State.WITHHELD,
    }


def test_who_leaves_while_it_is_sent_gets_nothing(office: PostOffice, editor: Person) -> None:
    letters = make_list()
    readers = [make_reader(letters, f"{name}@example.org") for name in ("ana", "ben", "cy")]
    issue = make_frozen(letters)
    sending.send(issue, by=editor, now=moments.now())
    sending.queue_letters.call(issue.pk)
    subscribing.leave(readers[0], why=Why.ONE_CLICK, now=moments.now())
    subscribing.suppress("ben@example.org", why=Why.COMPLAINT, now=moments.now())

    worker.run_waiting()

    assert [address for address, _mail in office.mails] == ["cy@example.org"]


def test_readers_of_many_lists_are_counted_in_one_statement() -> None:
    full, empty = make_list("Full"), make_list("Empty")
    make_reader(full, "ana@example.org")
    make_reader(full, "ben@example.org", standing=Standing.SUSPENDED)

    with CaptureQueriesContext(connection) as statements:
        counted = readers_by_list([empty, full])

    assert [(each.subscribed, each.suspended) for each in counted] == [(0, 0), (1, 1)]
    assert len(statements) == 1


def test_one_connection_serves_all(office: PostOffice, editor: Person) -> None:
    letters = make_list()
    for number in range(5):
        make_reader(letters, f"reader{number}@example.org")
    made: list[int] = []
    connect = smtplib.SMTP.connect

    def counted(self: smtplib.SMTP, *arguments: object, **named: object) -> object:
        made.append(1)
        return connect(self, *arguments, **named)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(smtplib.SMTP, "connect", counted)
        sent(letters, editor)

    assert (len(office.mails), len(made)) == (5, 1)


def test_a_server_that_puts_off_is_asked_again_later(office: PostOffice, editor: Person) -> None:
    letters = make_list()
    make_reader(letters, "busy@example.org")
    make_reader(letters, "free@example.org")
    office.at_recipient = lambda address: "450 later" if address.startswith("busy") else ""
    issue = sent(letters, editor)
    assert states(issue) == {"busy@example.org": State.QUEUED, "free@example.org": State.HANDED}
    assert issue.stage == Stage.SENDING

    office.at_recipient = None
    with moments.travelled(timedelta(minutes=6)):
        worker.run_waiting()

    assert [address for address, _mail in office.mails] == ["free@example.org", "busy@example.org"]
    issue.refresh_from_db()
    assert issue.stage == Stage.SENT


def test_an_address_that_is_refused_for_good_is_suspended(
    office: PostOffice, editor: Person
) -> None:
    letters = make_list()
    gone = make_reader(letters, "gone@example.org")
    blocked = make_reader(letters, "blocked@example.org")
    office.at_recipient = lambda address: (
        "550 5.1.1 no such user" if address.startswith("gone") else "550 5.7.1 policy"
    )

    issue = sent(letters, editor)

    gone.refresh_from_db()
    blocked.refresh_from_db()
    assert set(states(issue).values()) == {State.FAILED}
    assert (gone.standing, gone.why) == (Standing.SUSPENDED, Why.BOUNCES)
    assert blocked.standing == Standing.SUBSCRIBED


def test_a_sender_that_is_refused_suspends_nobody_and_halts_the_issue(
    office: PostOffice, editor: Person
) -> None:
    letters = make_list()
    readers = [make_reader(letters, f"reader{n}@town{n}.example") for n in range(25)]
    office.at_sender = lambda _address: "550 5.1.8 sender address not found"

    issue = sent(letters, editor)

    assert issue.stage == Stage.HALTED
    assert Counter(states(issue).values()) == {State.FAILED: 20, State.QUEUED: 5}
    assert {each.standing for each in Subscriber.objects.all()} == {Standing.SUBSCRIBED}
    assert set(Delivery.objects.filter(state=State.QUEUED).values_list("attempts")) == {(0,)}

    client = Client()
    client.force_login(editor)
    page = client.get(reverse("agenda:issue", args=[issue.pk])).text
    assert "550 5.1.8 sender address not found (20)" in page

    office.at_sender = None
    sending.resume(issue, by=editor, now=moments.now())
    worker.run_waiting()
    assert {address for address, _mail in office.mails} == {each.email for each in readers[20:]}


def test_refusals_are_counted_over_the_turns_of_a_slow_server(
    office: PostOffice, editor: Person
) -> None:
    letters = make_list()
    for n in range(25):
        make_reader(letters, f"reader{n}@town{n}.example")
    office.at_sender = lambda _address: "550 5.1.8 sender address not found"
    issue = make_frozen(letters)
    sending.send(issue, by=editor, now=moments.now())
    sending.queue_letters.call(issue.pk)
    later = Delivery.objects.order_by("pk").values_list("pk", flat=True)[12:]
    Delivery.objects.filter(pk__in=list(later)).update(next_at=moments.now() + timedelta(minutes=5))

    worker.run_waiting()
    assert Counter(states(issue).values()) == {State.FAILED: 12, State.QUEUED: 13}
    with moments.travelled(timedelta(minutes=6)):
        sending.hand_letters.call()

    issue.refresh_from_db()
    assert issue.stage == Stage.HALTED
    assert Counter(states(issue).values()) == {State.FAILED: 20, State.QUEUED: 5}


def test_a_letter_that_is_taken_ends_the_count_of_those_refused_in_turn(
    office: PostOffice, editor: Person
) -> None:
    letters = make_list()
    for n in range(25):
        make_reader(letters, f"reader{n}@town{n}.example")
    office.at_recipient = lambda address: (
        "" if address.startswith("reader12@") else "550 5.7.1 policy"
    )

    issue = sent(letters, editor)

    assert (issue.stage, issue.refused) == (Stage.SENT, 12)


def test_why_an_issue_is_halted_is_logged_without_anybodys_address(
    office: PostOffice, editor: Person, caplog: pytest.LogCaptureFixture
) -> None:
    letters = make_list()
    for n in range(20):
        make_reader(letters, f"reader{n}@town{n}.example")
    office.at_recipient = lambda address: f"550 5.7.1 <{address}> is refused"

    sent(letters, editor)

    (said,) = [each.getMessage() for each in caplog.records if "halted" in each.getMessage()]
    assert said.endswith("20 letters in turn were refused, the last with: 5.7.1")
    assert "@" not in caplog.text


def test_however_many_wishes_there_are_so_many_letters_are_kept_joined_at_a_time() -> None:
    topics = [f"topic-{n}" for n in range(9)]
    issue = make_frozen(make_list(), *(make_item(n, topics=(t,)) for n, t in enumerate(topics)))
    press = Press(issue, Content.read(issue.snapshot.content))

    for number in range(1, 2 * MOST_KEPT):
        wanted = frozenset(topic for n, topic in enumerate(topics) if number >> n & 1)
        assert press.letter(
            number, Reader("ana@example.org", "en", "k" * 22, Wishes(topics=wanted))
        )

    assert press.wanted.cache_info().currsize == MOST_KEPT
    assert press.in_language("en").body.cache_info().currsize == MOST_KEPT


@pytest.mark.parametrize(
    "answer",
    ["550 no", "553 no", "550 5.1.7 bad sender", "550 5.1.8 sender address not found"],
)
def test_a_refusal_that_may_be_the_senders_suspends_no_reader(
    office: PostOffice, editor: Person, answer: str
) -> None:
    letters = make_list()
    reader = make_reader(letters)
    office.at_recipient = lambda _address: answer

    for _issue in range(4):
        assert set(states(sent(letters, editor)).values()) == {State.FAILED}

    reader.refresh_from_db()
    assert reader.standing == Standing.SUBSCRIBED


def test_a_policy_against_us_suspends_nobody_however_often(editor: Person) -> None:
    letters = make_list()
    reader = make_reader(letters)
    for number in range(4):
        letter = Delivery.objects.create(
            issue=make_frozen(letters), subscriber=reader, domain="a.example", next_at=NOON
        )
        take_in(_report(letter, "5.7.26", "failed"), now=NOON + timedelta(days=number))

    reader.refresh_from_db()
    assert reader.standing == Standing.SUBSCRIBED


def test_an_address_at_which_the_server_hangs_up_keeps_no_other_waiting(
    office: PostOffice, editor: Person
) -> None:
    letters = make_list()
    make_reader(letters, "poison@example.org")
    make_reader(letters, "ana@example.org")
    office.at_recipient = lambda address: HANGS_UP if address.startswith("poison") else ""
    issue = sent(letters, editor)
    poison = Delivery.objects.get(subscriber__email="poison@example.org")
    assert (poison.state, poison.attempts) == (State.QUEUED, 1)

    with moments.travelled(timedelta(minutes=6)):
        worker.run_waiting()

    assert [address for address, _mail in office.mails] == ["ana@example.org"]
    with moments.travelled(timedelta(days=3)):
        for _attempt in range(8):
            Delivery.objects.filter(state=State.QUEUED).update(next_at=moments.now())
            sending.hand_letters.call()
    assert states(issue)["poison@example.org"] == State.FAILED


def test_a_text_that_the_server_refuses_is_not_in_doubt(office: PostOffice, editor: Person) -> None:
    letters = make_list()
    make_reader(letters)
    office.after_text = lambda _address: "451 try again"

    issue = sent(letters, editor)

    assert states(issue) == {"ana@example.org": State.QUEUED}


def test_a_domain_gets_no_more_than_so_many_letters_a_minute(
    office: PostOffice, editor: Person
) -> None:
    letters = make_list(per_minute=2)
    for number in range(5):
        make_reader(letters, f"reader{number}@large.example")
    make_reader(letters, "one@small.example")

    issue = sent(letters, editor)
    assert sorted(a.split("@")[1] for a, _mail in office.mails) == [
        "large.example",
        "large.example",
        "small.example",
    ]

    with moments.travelled(timedelta(seconds=30)):
        worker.run_waiting()
        assert len(office.mails) == 3
    with moments.travelled(timedelta(seconds=75)):
        worker.run_waiting()
        assert len(office.mails) == 5
    with moments.travelled(timedelta(seconds=150)):
        worker.run_waiting()
    assert len(office.mails) == 6
    issue.refresh_from_db()
    assert issue.stage == Stage.SENT


def test_a_letter_whose_sender_died_in_the_middle_is_in_doubt_and_others_go_on(
    office: PostOffice, editor: Person
) -> None:
    letters = make_list()
    for name in ("ana", "ben"):
        make_reader(letters, f"{name}@example.org")
    issue = make_frozen(letters)
    sending.send(issue, by=editor, now=moments.now())
    sending.queue_letters.call(issue.pk)
    first, second = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=first.pk).update(claimed_by="dead", state=State.HANDING, attempts=1)
    Delivery.objects.filter(pk=second.pk).update(claimed_by="dead", attempts=1)

    worker.run_waiting()

    assert states(issue) == {"ana@example.org": State.DOUBT, "ben@example.org": State.HANDED}
    assert [address for address, _mail in office.mails] == ["ben@example.org"]

    sending.settle(issue, [first.pk], again=True, by=editor, now=moments.now())
    worker.run_waiting()
    assert states(issue)["ana@example.org"] == State.HANDED
    with pytest.raises(NotNow):
        sending.settle(issue, [first.pk], again=True, by=editor, now=moments.now())


def test_what_comes_back_settles_a_letter_in_doubt(office: PostOffice, editor: Person) -> None:
    letters = make_list()
    make_reader(letters)
    issue = sent(letters, editor)
    letter = Delivery.objects.get()
    Delivery.objects.update(state=State.DOUBT)

    take_in(_report(letter, "5.1.1", "failed"), now=moments.now())

    assert states(issue) == {"ana@example.org": State.BOUNCED}
    assert Subscriber.objects.get().standing == Standing.SUSPENDED


def test_the_third_soft_failure_in_thirty_days_suspends(editor: Person) -> None:
    letters = make_list()
    reader = make_reader(letters)
    issues = [make_frozen(letters) for _each in range(4)]
    rows = [
        Delivery.objects.create(
            issue=issue, subscriber=reader, domain="example.org", state="handed", next_at=NOON
        )
        for issue in issues
    ]

    def standing_after(number: int, day: int) -> str:
        take_in(_report(rows[number], "4.2.2", "failed"), now=NOON + timedelta(days=day))
        reader.refresh_from_db()
        return str(reader.standing)

    assert standing_after(0, 1) == Standing.SUBSCRIBED
    assert standing_after(1, 20) == Standing.SUBSCRIBED
    assert standing_after(2, 40) == Standing.SUBSCRIBED
    assert standing_after(3, 45) == Standing.SUSPENDED


def test_a_report_without_our_mark_suspends_nobody(editor: Person) -> None:
    letters = make_list()
    reader = make_reader(letters)
    issue = make_frozen(letters)
    letter = Delivery.objects.create(
        issue=issue, subscriber=reader, domain="example.org", state="handed", next_at=NOON
    )
    forged = _report(letter, "5.1.1", "failed", secret="another")

    kept = take_in(forged, now=moments.now())

    reader.refresh_from_db()
    assert not kept.is_proved
    assert reader.standing == Standing.SUBSCRIBED
    assert take_in(forged, now=moments.now()) == kept


def test_who_complains_has_left_and_is_never_written_to(editor: Person) -> None:
    letters = make_list()
    reader = make_reader(letters)
    letter = Delivery.objects.create(
        issue=make_frozen(letters),
        subscriber=reader,
        domain="example.org",
        state="handed",
        next_at=NOON,
    )

    take_in(_complaint(letter), now=moments.now())

    reader.refresh_from_db()
    assert (reader.standing, reader.why) == (Standing.LEFT, Why.COMPLAINT)
    assert subscribing.is_suppressed("ana@example.org")


def test_without_a_mail_server_letters_are_read_in_the_outbox(editor: Person) -> None:
    letters = make_list()
    reader = make_reader(letters, language="fr")

    issue = sent(letters, editor)

    kept = Message.objects.get()
    assert states(issue) == {"ana@example.org": State.HANDED}
    assert (kept.address, kept.state) == ("ana@example.org", "kept")
    assert link_for(Purpose.LEAVE, reader.key) in kept.text
    assert "Réunion 1" in kept.html


def test_an_issue_is_sent_once_and_by_who_writes_the_list(editor: Person) -> None:
    letters = make_list()
    issue = make_frozen(letters)
    with pytest.raises(NotNow):
        sending.send(issue, by=editor, now=moments.now())
    make_reader(letters)
    with pytest.raises(NotAllowed):
        sending.send(issue, by=make_person("Otto Other"), now=moments.now())

    sending.send(issue, by=editor, now=moments.now())
    with pytest.raises(NotNow):
        sending.send(issue, by=editor, now=moments.now())


def test_a_halted_issue_waits(office: PostOffice, editor: Person) -> None:
    letters = make_list()
    make_reader(letters)
    issue = make_frozen(letters)
    sending.send(issue, by=editor, now=moments.now())
    sending.halt(issue, by=editor, now=moments.now())
    worker.run_waiting()
    assert office.mails == []

    sending.resume(issue, by=editor, now=moments.now())
    worker.run_waiting()
    assert len(office.mails) == 1


def test_halting_stops_at_the_letter_in_the_hand(office: PostOffice, editor: Person) -> None:
    letters = make_list()
    for name in ("ana", "ben", "cy"):
        make_reader(letters, f"{name}@example.org")
    issue = make_frozen(letters)

    def halt(address: str) -> str:
        if address.startswith("ben"):
            sending.halt(issue, by=editor, now=moments.now())
        return ""

    sending.send(issue, by=editor, now=moments.now())
    sending.queue_letters.call(issue.pk)
    with pytest.MonkeyPatch.context() as patch:
        offer = smtp.offer

        def offered(server: smtplib.SMTP, *, sender: str, recipient: str) -> None:
            offer(server, sender=sender, recipient=recipient)
            halt(recipient)

        patch.setattr(smtp, "offer", offered)
        worker.run_waiting()
    assert [address for address, _mail in office.mails] == ["ana@example.org"]

    sending.resume(issue, by=editor, now=moments.now())
    worker.run_waiting()
    assert [address[0] for address, _mail in office.mails] == ["a", "b", "c"]
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}


def _report(letter: Delivery, status: str, action: str, secret: str = "") -> bytes:
    mark = ReturnMark(letter.pk).written(secret=secret or mark_secret())
    return f"""From: MAILER-DAEMON@mx.example.org
To: bounces+{mark}@letters.example.org
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=B

--B
Content-Type: text/plain

It could not be delivered.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; ana@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} nobody here
--B--
""".encode()


def _complaint(letter: Delivery) -> bytes:
    mark = ReturnMark(letter.pk).written(secret=mark_secret())
    return f"""From: abuse@provider.example
To: abuse@letters.example.org
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary=B

--B
Content-Type: text/plain

A complaint.
--B
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Provider/1
Version: 1

--B
Content-Type: message/rfc822

Message-ID: <digest.{mark}@town.example>
Subject: What towns do

Text
--B--
""".encode()


def test_a_mailbox_of_what_came_back_is_read_from_files(editor: Person, tmp_path: Path) -> None:
    letters = make_list()
    reader = make_reader(letters)
    letter = Delivery.objects.create(
        issue=make_frozen(letters),
        subscriber=reader,
        domain="example.org",
        state="handed",
        next_at=NOON,
    )
    new = tmp_path / "new"
    new.mkdir()
    (new / "1").write_bytes(_report(letter, "5.1.1", "failed"))
    (new / "2").write_bytes(b"From: ana@example.org\n\nHello\n")
    (new / "3").write_bytes(b"")

    report = take_in_files(tmp_path, by=editor, now=moments.now())
    take_in_files(tmp_path, by=editor, now=moments.now())

    assert report.done == ["2 mails were read."]
    assert len(report.left_behind) == 2
    assert Bounce.objects.count() == 2
    reader.refresh_from_db()
    assert reader.standing == Standing.SUSPENDED
