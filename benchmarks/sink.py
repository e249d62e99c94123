"""A mail server that takes every letter and forgets it, in a process of its own.

What it has taken stands in a file, one line a letter, written before it says so: the letter's
number in the ledger, as its Message-ID has it.
"""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_LETTER = re.compile(rb"^Message-ID: <digest\.(\d+)-", re.MULTILINE)
_END = b"\r\n.\r\n"
WIDTH = 12
"""Bytes of a line of the file."""


@dataclass(frozen=True)
class Sink:
    """Where it listens, and what it has taken."""

    port: int
    taken: Path

    def number(self) -> int:
        return self.taken.stat().st_size // WIDTH

    def letters(self) -> Counter[int]:
        """How often each letter was taken."""
        return Counter(map(int, self.taken.read_text().split()))


@contextmanager
def open_sink(folder: Path, *, pause: float = 0.0) -> Iterator[Sink]:
    """`pause`: it answers up to so many seconds after the text."""
    taken = folder / "taken"
    taken.write_bytes(b"")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, __file__, str(port), str(taken), str(pause)]
    process = subprocess.Popen(command)
    try:
        for _each in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield Sink(port, taken)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _serve(port: int, taken: str, pause: float) -> None:
    file = os.open(taken, os.O_WRONLY | os.O_APPEND)
    with socket.create_server(("127.0.0.1", port), backlog=50) as server:
        while True:
            line, _who = server.accept()
            threading.Thread(target=_talk, args=(line, file, pause), daemon=True).start()


def _talk(line: socket.socket, file: int, pause: float) -> None:
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with line:
        try:
            line.sendall(b"220 sink\r\n")
            waiting = b""
            while True:
                while b"\r\n" not in waiting:
                    got = line.recv(65_536)
                    if not got:
                        return
                    waiting += got
                said, waiting = waiting.split(b"\r\n", 1)
                verb = said[:4].upper()
                if verb == b"DATA":
                    line.sendall(b"354 go on\r\n")
                    waiting = _text(line, waiting, file, pause)
                elif verb == b"QUIT":
                    line.sendall(b"221 bye\r\n")
                    return
                else:
                    line.sendall(b"250 sink\r\n")
        except OSError:
            return


def _text(line: socket.socket, waiting: bytes, file: int, pause: float) -> bytes:
    while _END not in waiting:
        got = line.recv(262_144)
        if not got:
            raise OSError("hung up in the middle of a letter, which is not taken")
        waiting += got
    text, waiting = waiting.split(_END, 1)
    found = _LETTER.search(text)
    os.write(file, b"%*d\n" % (WIDTH - 1, int(found[1]) if found else 0))
    if pause:
        time.sleep(random.random() * pause)
    line.sendall(b"250 taken\r\n")
    return waiting


if __name__ == "__main__":
    _serve(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
