"""A real mail server in the test's process, and what it was handed."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from localturn.config.environment import Smtp

Answer = Callable[[str], str]
HANGS_UP = "hangs up"
"""An answer that is none."""


@dataclass
class PostOffice:
    """Takes every mail, unless an answer is set for an address."""

    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)
    at_sender: Answer | None = None
    at_recipient: Answer | None = None
    after_text: Answer | None = None
    smtp: Smtp | None = None

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        answer = self.at_sender(address) if self.at_sender else ""
        if not answer:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        answer = self.at_recipient(address) if self.at_recipient else ""
        if answer == HANGS_UP:
            server.transport.abort()
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        address = envelope.rcpt_tos[0]
        answer = self.after_text(address) if self.after_text else ""
        if answer[:1] in {"", "2"}:
            content = envelope.content
            assert isinstance(content, bytes)
            mail = message_from_bytes(content, policy=default)
            assert isinstance(mail, EmailMessage)
            self.mails.append((address, mail))
        return answer or "250 taken"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def open_post_office() -> Iterator[PostOffice]:
    """A server on a free port of this machine."""
    office = PostOffice()
    port = free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    controller.start()
    office.smtp = Smtp(host="127.0.0.1", port=port, user="", password="", security="none")
    try:
        yield office
    finally:
        controller.stop()
