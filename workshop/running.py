"""From a fresh copy to a served demonstration."""

import os
import socket

from workshop import environment
from workshop.places import HOME, PYTHON, ROOT
from workshop.say import Stop, say

HOST = "127.0.0.1"
PREFERRED = 8000


def run(words: list[str]) -> int:
    """Serve the demonstration until Ctrl+C; its data stay under ./var for the next time."""
    environment.ready(everything=False)
    port = _free_port()
    if port != PREFERRED:
        say(f"Port {PREFERRED} is taken, so this one is served on {port}")
    home = os.environ.get("LOCALTURN_HOME") or str(HOME)
    environ = {
        **os.environ,
        "LOCALTURN_HOME": home,
        "LOCALTURN_DEMONSTRATION": "1",
        "LOCALTURN_URL": f"http://{HOST}:{port}",
    }
    command = [str(PYTHON), "-m", "localturn", "serve", "--migrate", "--demo"]
    command += ["--host", HOST, "--port", str(port), *words]
    os.chdir(ROOT)
    os.execve(command[0], command, environ)  # the server takes this process's place


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
