"""The product as a person meets it: a served installation, its shell, its letters, its weeks.

Nothing here touches the database: what a journey needs to know it reads from pages and letters.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from localturn.foundation import moments
from localturn.foundation.moments import DemonstrationClock
from makers import nursery
from makers.installation import SERVER, make_installation
from makers.once import made_once

PATIENCE = 180.0
"""Seconds that what must come is waited for: nothing is slower for it where it comes."""
THURSDAY = 3


class Postbox:
    """A real SMTP server; keeps what it is handed."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 Message accepted"


@dataclass
class House:
    """One installation, served at `url`, its files under `home`."""

    home: Path
    url: str
    environment: dict[str, str]
    postbox: Postbox
    read: set[int] = field(default_factory=set)
    server: "subprocess.Popen[bytes] | None" = None

    def starts(self) -> None:
        """Serve, until it stops or is killed."""
        port = self.url.rpartition(":")[2]
        with (self.home / "serve.log").open("ab") as log:
            self.server = subprocess.Popen(
                [sys.executable, "-m", "localturn", "serve", "--migrate", "--port", port],
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        _wait_for(int(port), self.server, self.home / "serve.log")

    def stops(self) -> None:
        assert self.server is not None
        self.server.terminate()
        try:
            self.server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.server.kill()

    def is_killed(self) -> None:
        """Kill the server by the signal that it cannot catch; whatever it started goes with it."""
        assert self.server is not None
        self.server.kill()
        self.server.wait()
        deadline = time.monotonic() + PATIENCE
        while _listens(int(self.url.rpartition(":")[2])):
            assert time.monotonic() < deadline, "A worker outlives the server that was killed."
            time.sleep(0.01)

    def command(self, *words: str, typed: str = "", status: int = 0) -> str:
        """Run `localturn WORDS` and answer with what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "localturn", *words],
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode == status, said
        return said

    def account(self, address: str, name: str, password: str, *flags: str) -> None:
        """`localturn user create`, by a process that need not load everything first."""
        words = ("user", "create", address, "--name", name, "--password", *flags)
        done = nursery.run(words, self.environment, password + "\n", timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr

    def later(self, **by: float) -> None:
        """Let so much time pass, for every process of the house."""
        DemonstrationClock(self.home / "clock").advance(timedelta(**by))
        time.sleep(2 * DemonstrationClock.LOOK_AGAIN)

    def letter_to(self, address: str, about: str = "") -> EmailMessage:
        """The next unread letter to an address whose subject or text has these words."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for number, letter in enumerate(self.postbox.letters):
                if (
                    number not in self.read
                    and address in str(letter["To"])
                    and about in f"{letter['Subject']}\n{text_of(letter)}"
                ):
                    self.read.add(number)
                    return letter
            time.sleep(0.1)
        arrived = [(str(m["To"]), str(m["Subject"])) for m in self.postbox.letters]
        raise AssertionError(f"No letter to {address} about {about!r} came; there were {arrived}")

    def code_for(self, address: str, about: str = "") -> str:
        """The code in the next letter to an address, or in the next that has these words."""
        letter = text_of(self.letter_to(address, about))
        found = re.search(r"^\s*([A-Z0-9]{3,8}(?:-[A-Z0-9]{3,8})?)\s*$", letter, re.MULTILINE)
        assert found, letter
        return found[1]


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    return part.get_content() if part is not None else ""


def link_in(letter: EmailMessage, containing: str) -> str:
    """The address in a letter's text that contains these words."""
    links = [link for link in re.findall(r"https?://\S+", text_of(letter)) if containing in link]
    assert links, text_of(letter)
    return links[0].rstrip(".,)>")


@contextmanager
def served(home: Path, *, host: str = "127.0.0.1", **variables: str) -> Iterator[House]:
    """Serve an installation until the block ends, with a postbox for its mail.

    The first of a test run brings up everything from nothing; the next begin with a copy of that.
    """
    _copy(made_once("served", _serve_once), home)
    with _served(home, host, **variables) as house:
        yield house


def _copy(made: Path, home: Path) -> None:
    shutil.copytree(made, home, dirs_exist_ok=True, ignore=shutil.ignore_patterns("made"))


def _serve_once(home: Path) -> None:
    with _served(home):
        pass


@contextmanager
def _own_database(home: Path) -> Iterator[dict[str, str]]:
    """On a server each house has a database of its own; else it is a file in its home."""
    if not SERVER:
        yield {}
        return
    with make_installation(home) as made:
        yield {"LOCALTURN_DATABASE": made.database}


@contextmanager
def _served(home: Path, host: str = "127.0.0.1", **variables: str) -> Iterator[House]:
    with _own_database(home) as database, _house(home, host, {**database, **variables}) as house:
        yield house


@contextmanager
def _house(home: Path, host: str, variables: Mapping[str, str]) -> Iterator[House]:
    postbox = Postbox()
    controller = Controller(postbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    port = free_port()
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("LOCALTURN_", "DJANGO_"))},
        "LOCALTURN_HOME": str(home),
        "LOCALTURN_DEMONSTRATION": "1",
        "LOCALTURN_URL": f"http://{host}:{port}",
        "LOCALTURN_SMTP": f"smtp://127.0.0.1:{controller.port}",
        **variables,
    }
    house = House(home, f"http://{host}:{port}", environment, postbox)
    try:
        house.starts()
        yield house
    finally:
        if house.server is not None:
            house.stops()
        controller.stop()


@contextmanager
def demonstration(home: Path) -> Iterator[House]:
    """Serve the demonstration on a Thursday, in the middle of a week of its course."""
    if SERVER:
        with served(home) as house:
            _furnish(house)
            yield house
        return
    _copy(made_once("demonstration", _furnish_once), home)
    with _served(home) as house:
        yield house


def _furnish_once(home: Path) -> None:
    with served(home) as house:
        _furnish(house)


def _furnish(house: House) -> None:
    """With its tasks done: else each copy sends the same five hundred letters again."""
    house.later(days=7 + THURSDAY - moments.now().weekday())
    house.command("demo")
    house.command("tick")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 5 * PATIENCE  # on a machine that has much else to do
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        if _listens(port):
            return
        time.sleep(0.1)
    raise AssertionError(f"The server did not start:\n{log.read_text()[-3000:]}")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
