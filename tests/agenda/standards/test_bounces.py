"""What mail servers say when a letter did not arrive."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localturn.agenda.domain.returned import Kind, kind_of, status_in
from localturn.agenda.standards.bounces import read

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[3]
SPECIMENS = Path(os.environ.get("LOCALTURN_SPECIMENS", ROOT.parent / "shared"))
FOLDER = next(
    (
        each
        for each in (SPECIMENS / "agenda/bounces", SPECIMENS / "fixtures/agenda/bounces")
        if each.exists()
    ),
    SPECIMENS,
)

WHAT_THEY_SAY = {
    "flanker__bounce_broken-mime.eml": (Kind.SOFT, ["info@example.net"]),
    "flanker__bounce_delayed-broken.eml": (Kind.SOFT, ["demo@example.com"]),
    "flanker__bounce_delayed.eml": (Kind.SOFT, ["foo@example.com"]),
    "flanker__bounce_gmail-invalid-address.eml": (
        Kind.HARD,
        ["awfawfawfawfawfaw@someserverhere.com"],
    ),
    "flanker__bounce_no-mx.eml": (Kind.DELAYED, ["user@example.com"]),
    "flanker__bounce_office365.eml": (Kind.HARD, ["noname@example.com"]),
    "flanker__complaints_aol.eml": (Kind.COMPLAINT, [""]),
    "flanker__complaints_yahoo.eml": (Kind.COMPLAINT, ["user@yahoo.com"]),
    "mail__multipart_report_emails_multi_address_bounce1.eml": (
        Kind.HARD,
        [
            "bbbbvhvbbvkjbhfbvbvjhb@gmail.com",
            "bscdbcjhasbcjhbdscbhbsdhcbj@gmail.com",
            "egyfefsdvsfvvhjsd@gmail.com",
            "kfhejkfbsjkjsbhds@gmail.com",
            "qfvhgsvhgsduiohncdhcvhsdfvsfygusd@gmail.com",
        ],
    ),
    "mail__multipart_report_emails_multipart_report_multiple_status.eml": (
        Kind.SOFT,
        ["u@ci.com"],
    ),
    "mail__multipart_report_emails_report_422.eml": (Kind.DELAYED, ["fraser@oooooooo.com.au"]),
    "mail__multipart_report_emails_report_530.eml": (Kind.HARD, ["edwin@zzzzzzz.com"]),
}


@pytest.mark.specimens
@pytest.mark.skipif(
    not FOLDER.exists() or FOLDER == SPECIMENS,
    reason="the reports of other servers are not at hand",
)
@pytest.mark.parametrize("name", sorted(WHAT_THEY_SAY))
def test_reports_of_other_servers_are_understood(name: str) -> None:
    returned = read((FOLDER / name).read_bytes())

    said = (returned.kind, [each.address for each in returned.failures])
    assert said == WHAT_THEY_SAY[name]


QMAIL = b"""From: MAILER-DAEMON@mx.town.example
To: bounces@letters.example
Subject: failure notice

Hi. This is the qmail-send program at mx.town.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<nobody@town.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <bounces@letters.example>
"""


def test_prose_is_understood_too() -> None:
    returned = read(QMAIL)

    [failure] = returned.failures
    assert (failure.address, failure.kind) == ("nobody@town.example", Kind.HARD)


@pytest.mark.parametrize(
    ("status", "said", "kind"),
    [
        ("5.1.1", "", Kind.HARD),
        ("550", "", Kind.HARD),
        ("5.7.1", "blocked by policy", Kind.SOFT),
        ("5.2.2", "mailbox full", Kind.SOFT),
        ("5.3.0", "Unknown E-Mail address", Kind.HARD),
        ("5.0.0", "the mailbox of ana was not found", Kind.HARD),
        ("5.0.0", "user ana not found", Kind.HARD),
        ("4.2.2", "user unknown", Kind.SOFT),
        ("552", "", Kind.SOFT),
        ("2.0.0", "", Kind.UNKNOWN),
        ("", "", Kind.SOFT),
    ],
)
def test_how_bad_a_status_is(status: str, said: str, kind: Kind) -> None:
    assert kind_of(status, said=said) is kind


def test_a_status_is_found_in_what_a_server_says() -> None:
    assert status_in("550 5.1.1 no such user") == "5.1.1"
    assert status_in("550 no such user") == "550"
    assert status_in("try 192.168.4.25 again") == ""


def test_a_report_of_what_arrived_is_no_failure() -> None:
    report = b"""Content-Type: multipart/report; report-type=delivery-status; boundary=B

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; a.example

Final-Recipient: rfc822; ana@example.org
Action: delivered
Status: 2.0.0
--B--
"""
    assert read(report).failures == ()


def test_a_message_that_is_no_report_says_nothing() -> None:
    letter = b"From: ana@example.org\nSubject: Holidays\n\nI am away, write to ben@example.org.\n"

    assert read(letter).kind is Kind.UNKNOWN
    assert read(b"").kind is Kind.UNKNOWN
    assert read(b"\xff\xfe\x00" * 1000).kind is Kind.UNKNOWN


_REPORT = b"""From: mailer-daemon@mx.example
Content-Type: multipart/report; report-type=delivery-status; boundary=B

--B
Content-Type: text/plain

%s
--B
Content-Type: message/delivery-status

Final-Recipient: rfc822; %s
--B--
"""


@pytest.mark.parametrize(
    "report",
    [
        _REPORT % (b"Sorry", b"a" * 1_900_000),
        _REPORT % (b"failed " + b"a" * 1_900_000, b""),
        _REPORT % (b"Sorry", b"\n" * 1_900_000),
        b"From: mailer-daemon@mx.example\nX-Failed-Recipients: %s\n\nx" % (b"a" * 1_900_000),
        b"From: mailer-daemon@mx.example\n\n" + b"<a " * 600_000,
        b"From: mailer-daemon@mx.example\n\n" + b"\n<ana@example.org>:" * 100_000,
    ],
)
def test_a_report_that_is_made_to_take_hours_takes_a_moment(report: bytes) -> None:
    began = time.process_time()

    read(report)

    assert time.process_time() - began < 3


@settings(max_examples=60)
@given(st.binary(max_size=300), st.sampled_from(["multipart/report", "message/delivery-status"]))
def test_whatever_comes_is_read_to_its_end(body: bytes, kind: str) -> None:
    head = f"Content-Type: {kind}; boundary=B; charset=x-none\nFrom: postmaster@a\n\n--B\n"

    read(head.encode() + body)
