"""Whether mail servers will believe where letters come from."""

import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from dns import flags, message, rcode, rdatatype, resolver, rrset

from localturn.agenda.actions import sending_domain
from localturn.agenda.domain.sending_domain import Asked, Tone, judge
from localturn.agenda.models import DomainCheck
from makers.mailing import NOON, make_list
from makers.people import make_operator

KEY = "v=DKIM1; k=rsa; p=" + b64encode(b"k" * 294).decode()
GOOD = Asked(
    domain="towns.example",
    return_domain="letters.towns.example",
    selector="mail",
    is_secure=True,
    spf=("v=spf1 mx include:_spf.mail.example ~all", "something else"),
    dkim=(KEY,),
    dmarc=("v=DMARC1; p=quarantine; rua=mailto:postmaster@towns.example",),
    has_mailbox=True,
)


def tones(**changed: object) -> dict[str, str]:
    asked = Asked(**{**vars(GOOD), **changed})
    return {each.about: each.tone.name for each in judge(asked)}


def only(about: str, tone: Tone) -> dict[str, str]:
    return {**tones(), about: tone.name}


@pytest.mark.once
def test_everything_is_well() -> None:
    assert set(tones().values()) == {"GOOD"}


@pytest.mark.once
@pytest.mark.parametrize(
    ("about", "changed", "tone"),
    [
        ("SPF", {"spf": ()}, Tone.BAD),
        ("SPF", {"spf": ("v=spf1 mx ~all", "v=spf1 -all")}, Tone.BAD),
        ("SPF", {"spf": ("v=spf1 +all",)}, Tone.BAD),
        ("SPF", {"spf": ("v=spf1 mx",)}, Tone.MAY),
        ("SPF", {"spf": ("v=spf1 redirect=other.example",)}, Tone.GOOD),
        ("SPF", {"spf": ("v=spf1 " + "include:a " * 11 + "-all",)}, Tone.BAD),
        ("SPF", {"spf": None}, Tone.UNKNOWN),
        ("SPF", {"return_domain": "sender.example"}, Tone.MAY),
        ("DKIM", {"selector": ""}, Tone.UNKNOWN),
        ("DKIM", {"dkim": ()}, Tone.BAD),
        ("DKIM", {"dkim": ("v=DKIM1; p=",)}, Tone.BAD),
        ("DKIM", {"dkim": ("v=DKIM1; p=not base64",)}, Tone.BAD),
        ("DKIM", {"dkim": ("p=" + b64encode(b"k" * 162).decode(),)}, Tone.MAY),
        ("DKIM", {"dkim": ("p=" + b64encode(b"k" * 94).decode(),)}, Tone.BAD),
        ("DKIM", {"dkim": (KEY + "; t=y",)}, Tone.MAY),
        ("DMARC", {"dmarc": ()}, Tone.BAD),
        ("DMARC", {"dmarc": ("v=DMARC1; p=none",)}, Tone.MAY),
        ("DMARC", {"dmarc": ("v=DMARC1; rua=mailto:a@b.example",)}, Tone.BAD),
        ("DMARC", {"dmarc": ("v=DMARC1; p=none", "v=DMARC1; p=reject")}, Tone.BAD),
        ("What comes back", {"has_mailbox": False}, Tone.BAD),
        ("Leaving with one click", {"is_secure": False}, Tone.BAD),
    ],
)
def test_what_is_wrong_is_said(about: str, changed: dict[str, object], tone: Tone) -> None:
    assert tones(**changed) == only(about, tone)


@contextmanager
def name_server(
    entries: dict[tuple[str, str], list[str]], *, silent: bool = False
) -> Iterator[int]:
    """A real one on this machine; gives its port."""
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                asked, who = line.recvfrom(4096)
            except OSError:
                return
            question = message.from_wire(asked)
            name = question.question[0]
            kind = rdatatype.to_text(name.rdtype)
            answer = message.make_response(question)
            answer.flags |= flags.RA
            found = entries.get((str(name.name).rstrip("."), kind))
            if found:
                answer.answer.append(rrset.from_text(name.name, 60, "IN", kind, *found))
            elif not any(known == str(name.name).rstrip(".") for known, _kind in entries):
                answer.set_rcode(rcode.NXDOMAIN)
            if not silent:
                line.sendto(answer.to_wire(), who)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield int(line.getsockname()[1])
    finally:
        line.close()


def asking(port: int) -> resolver.Resolver:
    made = resolver.Resolver(configure=False)
    made.nameservers, made.port = ["127.0.0.1"], port
    return made


@pytest.mark.once
def test_entries_are_asked_for() -> None:
    entries = {
        ("news.towns.example", "TXT"): ['"v=spf1 mx " "~all"'],
        ("_dmarc.towns.example", "TXT"): ['"v=DMARC1; p=none"'],
        ("news.towns.example", "MX"): ["10 mx.towns.example."],
    }
    with name_server(entries) as port:
        asked = sending_domain.entries_of("news.towns.example", "mail", asking(port))

    assert asked.spf == ("v=spf1 mx ~all",)
    assert asked.dkim == ()
    assert asked.dmarc == ("v=DMARC1; p=none",)
    assert asked.has_mailbox is True


@pytest.mark.once
def test_a_domain_that_takes_no_mail_says_so() -> None:
    with name_server({("towns.example", "MX"): ["0 ."]}) as port:
        assert sending_domain.entries_of("towns.example", "", asking(port)).has_mailbox is False


@pytest.mark.once
def test_who_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending_domain, "ONE_QUESTION", 0.05)
    with name_server({}, silent=True) as port:
        asked = sending_domain.entries_of("towns.example", "mail", asking(port))

    assert (asked.spf, asked.dkim, asked.dmarc, asked.has_mailbox) == (None, None, None, None)


@pytest.mark.django_db
def test_an_editor_reads_what_to_do() -> None:
    make_list(selector="mail")
    DomainCheck.objects.create(
        domain=sending_domain.from_domain(),
        selector="mail",
        asked_at=NOON,
        done_at=NOON,
        findings=[each.written() for each in judge(GOOD)],
    )
    client = Client()
    client.force_login(make_operator())

    page = client.get("/agenda/lists/kept/town-letter/domain/")

    assert "letters.towns.example says which servers send its mail." in page.text
    assert "include:_spf.mail.example" in page.text
