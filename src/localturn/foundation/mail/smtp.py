"""Talking to a mail server, in two parts: all that can be taken back, and the text.

server = connect(settings.SMTP)
offer(server, sender=…, recipient=…)     nothing has gone out yet
…commit that it is being sent…
give(server, dotted(raw))                 it may have arrived, whatever happens now
"""

import smtplib
import ssl
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT = 60.0
_TAKEN = {250, 251}


class Smtp(Protocol):
    """The server that mail is handed to, as the environment names it."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def security(self) -> str: ...


class Refused(Exception):
    """The server will never take this mail."""


class RecipientRefused(Refused):
    """The server will never take a mail to this address, or says so when it hears the address."""


class Delayed(Exception):
    """The server may take it later."""


def connect(smtp: Smtp) -> smtplib.SMTP:
    """A connection over which mail can be offered."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    server: smtplib.SMTP
    if smtp.security == "tls":
        server = smtplib.SMTP_SSL(
            smtp.host, smtp.port, host, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, host, timeout=TIMEOUT)
        if smtp.security == "starttls":
            server.starttls(context=ssl.create_default_context())
    server.ehlo_or_helo_if_needed()
    if smtp.user:
        server.login(smtp.user, smtp.password)
    return server


def hang_up(server: smtplib.SMTP | None) -> None:
    """Say goodbye, if anybody listens."""
    if server is not None:
        try:
            server.quit()
        except (OSError, smtplib.SMTPException):
            server.close()


def offer(server: smtplib.SMTP, *, sender: str, recipient: str) -> None:
    """Say from whom and to whom, and ask to send the text; raises Refused or Delayed."""
    wide = not recipient.isascii() and server.has_extn("smtputf8")
    expect(server.mail(sender, ["smtputf8"] if wide else []), {250})
    try:
        expect(server.rcpt(recipient), _TAKEN)
    except Refused as refused:
        raise RecipientRefused(str(refused)) from None
    expect(server.docmd("DATA"), {354})


def give(server: smtplib.SMTP, text: bytes) -> tuple[int, bytes]:
    """The text, dotted; gives what the server says."""
    server.send(text)
    return server.getreply()


def expect(answer: tuple[int, bytes], wanted: set[int]) -> None:
    """Raises Refused for what is refused for good, else Delayed, where it is not what is wanted."""
    code, said = answer
    if code in wanted:
        return
    words = f"{code} {said.decode(errors='replace')}"
    if 500 <= code < 600:
        raise Refused(words)
    raise Delayed(words)


def dotted(raw: bytes) -> bytes:
    """As DATA wants it: a dot doubled at the start of a line, a single one at the end."""
    lines = raw.replace(b"\r\n", b"\n").split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return (
        b"".join((b"." + line if line.startswith(b".") else line) + b"\r\n" for line in lines)
        + b".\r\n"
    )


def words(error: Exception) -> str:
    """An error as it is kept."""
    return (str(error) or type(error).__name__)[:500]
