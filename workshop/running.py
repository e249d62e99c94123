"""From a fresh copy to a served demonstration."""

import os
import socket
from typing import NoReturn

from workshop import environment
from workshop.places import HOME, PYTHON
from workshop.say import Stop, say

HOST = "127.0.0.1"
PREFERRED = 8000


def run(words: list[str]) -> int:
    """Serve the demonstration until Ctrl+C; its data stay under ./var for the next time."""
    environment.ready(everything=False)
    port = _free_port()
    if port != PREFERRED:
        say(f"Port {PREFERRED} is taken, so this one is served on {port}")
    _become(
        ["serve", "--migrate", "--demo", "--host", HOST, "--port", str(port), *words],
        LOCALTURN_URL=f"http://{HOST}:{port}",
    )


def localturn(words: list[str]) -> int:
    """Any subcommand of the program, on the demonstration that `run` serves."""
    environment.ready(everything=False)
    _become(words)


def _become(words: list[str], **environ: str) -> NoReturn:
    """The program takes this process's place."""
    command = [str(PYTHON), "-m", "localturn", *words]
    demonstration = {
        "LOCALTURN_HOME": os.environ.get("LOCALTURN_HOME") or str(HOME),
        "LOCALTURN_DEMONSTRATION": "1",
    }
    os.execve(command[0], command, {**os.environ, **demonstration, **environ})


def _free_port() -> int:
    for port in range(PREFERRED, PREFERRED + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise Stop(f"No port between {PREFERRED} and {PREFERRED + 49} is free on this machine.")
