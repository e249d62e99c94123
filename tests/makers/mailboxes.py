"""A real IMAP server on this machine with one mailbox, also as no honest one would be."""

import base64
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import format_datetime
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

USER, PASSWORD = "agenda@town.example", 'grün "and" blue'


@dataclass
class Letter:
    number: int
    content: bytes
    came: date = date(2026, 5, 31)


@dataclass
class Box:
    """What is in it, what was said to its server, and how that one behaves."""

    letters: list[Letter] = field(default_factory=list)
    port: int = 0
    validity: int = 1
    can_plain: bool = True
    takes_password: bool = True
    said: list[str] = field(default_factory=list)
    """Commands, without their tags."""
    says_as_size: int | None = None
    """How long it claims that a mail is."""

    def put(self, content: bytes, **more: date) -> None:
        number = max((each.number for each in self.letters), default=0) + 1
        self.letters.append(Letter(number, content, **more))


class _Speaking(StreamRequestHandler):
    def handle(self) -> None:
        self.box: Box = self.server.box  # type: ignore[attr-defined]
        self._say("* OK ready")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            tag, _blank, command = line.partition(" ")
            self.box.said.append(command)
            if command == "LOGOUT":
                self._say("* BYE", f"{tag} OK bye")
                return
            self._say(f"{tag} {self._answer(command)}")

    def _answer(self, command: str) -> str:
        box = self.box
        match command.split(" "):
            case ["CAPABILITY"]:
                self._say("* CAPABILITY IMAP4rev1" + (" AUTH=PLAIN" if box.can_plain else ""))
            case ["AUTHENTICATE", "PLAIN"]:
                self._say("+ ")
                words = base64.b64decode(self.rfile.readline()).decode().split("\0")
                if words != ["", USER, PASSWORD] or not box.takes_password:
                    return "NO not you"
            case ["LOGIN", user, *_password]:
                if user != f'"{USER}"' or not box.takes_password:
                    return "NO not you"
            case ["EXAMINE", '"INBOX"']:
                self._say(f"* {len(box.letters)} EXISTS", f"* OK [UIDVALIDITY {box.validity}] ok")
                return "OK [READ-ONLY] done"
            case ["UID", *asked]:
                return self._mail(asked)
            case _:
                return "NO no such thing here"
        return "OK done"

    def _mail(self, asked: list[str]) -> str:
        box = self.box
        match asked:
            case ["SEARCH", "UID", span]:
                first = int(span.removesuffix(":*"))
                # an honest server names the last one whatever is asked for
                last = max((each.number for each in box.letters), default=0)
                self._found(each for each in box.letters if each.number >= min(first, last))
            case ["SEARCH", "SINCE", day]:
                since = datetime.strptime(day, "%d-%b-%Y").replace(tzinfo=UTC).date()
                self._found(each for each in box.letters if each.came >= since)
            case ["FETCH", numbers, "(UID", part]:
                for letter in self._named(numbers):
                    size = box.says_as_size or len(letter.content)
                    if part == "RFC822.SIZE)":
                        self._say(f"* 1 FETCH (UID {letter.number} RFC822.SIZE {size})")
                        continue
                    self._say(f"* 1 FETCH (UID {letter.number} BODY[] {{{size}}}")
                    self.wfile.write(letter.content)
                    self._say(")")
            case _:
                return "NO no such thing here"
        return "OK done"

    def _found(self, letters: Iterator[Letter]) -> None:
        self._say(" ".join(["* SEARCH", *(str(each.number) for each in letters)]))

    def _named(self, numbers: str) -> list[Letter]:
        wanted = {int(each) for each in re.findall(r"\d+", numbers)}
        return [each for each in self.box.letters if each.number in wanted]

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def open_mailbox(certificate: Path) -> Iterator[Box]:
    """A server on a free port that encrypts with this certificate (and its key in one file)."""
    box = Box()
    server = ThreadingTCPServer(("127.0.0.1", 0), _Speaking)
    server.daemon_threads = True
    server.box = box  # type: ignore[attr-defined]
    server.handle_error = lambda *_arguments: None  # type: ignore[method-assign]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    box.port = int(server.server_address[1])
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def letter(number: int, sender: str = "news@towns.example") -> bytes:
    """A forwarded announcement."""
    sent = format_datetime(datetime(2026, 5, 30, 8, tzinfo=UTC))
    return (
        f"Message-ID: <{number}@towns.example>\r\nFrom: {sender}\r\nDate: {sent}\r\n"
        f"Subject: Meeting {number} of towns\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        f"Meeting {number} of towns\r\n\r\nOn 22 October 2026, 10:00-16:00, in Malmö.\r\n"
    ).encode()
