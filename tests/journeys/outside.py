"""The world outside of a house: a name with a public address that leads to a server of the test.

The house asks it as it asks any other, with all that it checks; only the network is another one.
"""

from pathlib import Path

PUBLIC = "93.184.215.14"
ROUTED = f"""
import socket

found, connected = socket.getaddrinfo, socket.create_connection


def getaddrinfo(host, *rest, **named):
    return found("{PUBLIC}" if host == NAME else host, *rest, **named)


def create_connection(address, *rest, **named):
    there = address == ("{PUBLIC}", 80)
    return connected(("127.0.0.1", PORT) if there else address, *rest, **named)


socket.getaddrinfo, socket.create_connection = getaddrinfo, create_connection
"""


def route(folder: Path, name: str, port: int) -> dict[str, str]:
    """What a house's environment needs for its processes to find `http://NAME` at this port."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(f"NAME, PORT = {name!r}, {port}\n{ROUTED}", "utf-8")
    return {"PYTHONPATH": str(folder)}
