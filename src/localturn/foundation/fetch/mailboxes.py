"""A mailbox that is read over IMAP, without changing anything in it.

The conversation is `imaplib`'s; the connection, its deadline and how much comes are ours, since a
server may say that a terabyte follows, or nothing for hours.
"""

import imaplib
import re
import socket
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import date
from typing import Protocol, TypeVar

from localturn.foundation.fetch.addresses import Target
from localturn.foundation.fetch.connecting import (
    Deadline,
    Resolver,
    TimedSocket,
    connect,
    looked_at,
    resolve,
)
from localturn.foundation.fetch.refusing import NotFetched, Reason

SECONDS = 60
"""For each question."""
MOST_BYTES = 200 * 1024 * 1024
"""Of one conversation."""
_LONGEST_LINE = 1_000_000
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_UID = re.compile(rb"UID (\d{1,10})")
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,15})")

T = TypeVar("T")


class Mailbox(Protocol):
    """Where it is, and who may read it."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def folder(self) -> str: ...
    @property
    def is_inside(self) -> bool:
        """Whether its server may stand in a network of our own."""


class OpenMailbox:
    """A conversation with a mail server; `close` it. Everything raises NotFetched."""

    def __init__(
        self, box: Mailbox, *, seconds: float = SECONDS, resolver: Resolver = resolve
    ) -> None:
        self._box = box
        self._deadline = _ForEachQuestion(seconds)
        target = Target("https", box.host, box.port, "/")
        addresses = looked_at(
            target, resolver=resolver, deadline=self._deadline, is_inside=box.is_inside
        )
        opened = connect(target, addresses, self._deadline)
        try:
            self._said = self._heard(lambda: _Conversation(opened, self._deadline, box.host))
            self._sign_in()
            self.validity = self._select()
        except BaseException:
            opened.close()
            raise

    def numbers(self, *, after: int = 0, since: date | None = None) -> list[int]:
        """Of the mails with a higher number than one, or of those that came since a day."""
        if since is None:
            wanted = ["UID", f"{after + 1}:*"]
        else:
            wanted = ["SINCE", f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"]
        found = self._heard(lambda: _numbers(self._ask("SEARCH", *wanted)))
        # "5:*" has the last one in it, whatever its number
        return sorted({each for each in found if each > after})

    def sizes(self, numbers: Collection[int]) -> dict[int, int]:
        """How many bytes each mail has; without those that are no longer there."""
        written = ",".join(map(str, numbers))
        found = self._heard(lambda: _sizes(self._ask("FETCH", written, "(UID RFC822.SIZE)")))
        return {number: size for number, size in found.items() if number in numbers}

    def mail(self, number: int) -> bytes | None:
        """A mail as it came; None where somebody has just taken it away."""
        wanted = "(UID BODY.PEEK[])"
        return self._heard(lambda: _literal(self._ask("FETCH", str(number), wanted)))

    def close(self) -> None:
        """Say goodbye, if there is still somebody to say it to."""
        with suppress(NotFetched, OSError, imaplib.IMAP4.error):
            self._said.logout()
        self._said.shutdown()

    def _sign_in(self) -> None:
        box, said = self._box, self._said
        try:
            if "AUTH=PLAIN" in said.capabilities:
                words = f"\0{box.user}\0{box.password}".encode()
                self._heard(lambda: said.authenticate("PLAIN", lambda _challenge: words))
            else:
                user = box.user.replace("\\", "\\\\").replace('"', '\\"')
                self._heard(lambda: said.login(f'"{user}"', box.password))
        except NotFetched as refused:
            if refused.reason is Reason.BROKEN_ANSWER:
                raise NotFetched(Reason.NOT_SIGNED_IN, box.host) from None
            raise

    def _select(self) -> str:
        folder = self._box.folder.replace("\\", "\\\\").replace('"', '\\"')
        answer, _said = self._heard(lambda: self._said.select(f'"{folder}"', readonly=True))
        if answer != "OK":
            raise NotFetched(Reason.NO_FOLDER, self._box.folder)
        _name, said = self._said.response("UIDVALIDITY")
        return said[-1].decode("ascii", "replace")[:20] if said and said[-1] else ""

    def _ask(self, command: str, *words: str) -> list[bytes | tuple[bytes, bytes]]:
        answer, said = self._said.uid(command, *words)
        if answer != "OK":
            raise NotFetched(Reason.BROKEN_ANSWER, self._box.host)
        return [each for each in said if each]

    def _heard(self, ask: Callable[[], T]) -> T:
        """What a server says to a question, its faults turned into reasons."""
        host = self._box.host
        self._deadline.renew()
        try:
            return ask()
        except TimeoutError as error:
            raise NotFetched(Reason.TOO_SLOW, host) from error
        except OSError as error:
            raise NotFetched(Reason.UNREACHABLE, host) from error
        except (imaplib.IMAP4.error, ValueError, IndexError, TypeError) as error:
            raise NotFetched(Reason.BROKEN_ANSWER, host) from error


class _ForEachQuestion(Deadline):
    """Between two questions a mail is read, which may take its time."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self._seconds = seconds

    def renew(self) -> None:
        super().__init__(self._seconds)


class _Conversation(imaplib.IMAP4):
    """Over a connection that is open, until a deadline, and of so many bytes at most."""

    def __init__(self, opened: socket.socket, deadline: Deadline, host: str) -> None:
        self._timed = TimedSocket(opened, deadline, host)
        self._incoming = self._timed.makefile("rb")
        self._opened, self._left, self._about = opened, MOST_BYTES, host
        super().__init__(host)

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:
        """Nothing: it is."""

    def read(self, size: int) -> bytes:
        self._spend(size)
        return self._incoming.read(size)

    def readline(self) -> bytes:
        line = self._incoming.readline(_LONGEST_LINE + 1)
        if len(line) > _LONGEST_LINE:
            raise NotFetched(Reason.TOO_LARGE, self._about)
        self._spend(len(line))
        return line

    def send(self, data: bytes) -> None:  # type: ignore[override]
        self._timed.sendall(data)

    def shutdown(self) -> None:
        self._opened.close()

    def _spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise NotFetched(Reason.TOO_LARGE, self._about)


def _numbers(said: Sequence[bytes | tuple[bytes, bytes]]) -> list[int]:
    return [int(each) for line in said for each in _flat(line).split()]


def _sizes(said: Sequence[bytes | tuple[bytes, bytes]]) -> dict[int, int]:
    found = {}
    for line in map(_flat, said):
        number, size = _UID.search(line), _SIZE.search(line)
        if number and size:
            found[int(number[1])] = int(size[1])
    return found


def _literal(said: Sequence[bytes | tuple[bytes, bytes]]) -> bytes | None:
    return next((each[1] for each in said if isinstance(each, tuple)), None)


def _flat(line: bytes | tuple[bytes, bytes]) -> bytes:
    return b" ".join(line) if isinstance(line, tuple) else line
