"""From a name to an open connection, within a deadline, and only to where one may go."""

import errno
import io
import socket
import ssl
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any

from localturn.foundation.fetch.addresses import Target, is_loopback, is_public
from localturn.foundation.fetch.refusing import NotFetched, Reason

Resolver = Callable[[str], Sequence[str]]
"""From a host's name to addresses in numbers; raises OSError as `socket.getaddrinfo` does."""

_NO_WAY_OUT = {errno.ENETUNREACH, errno.ENETDOWN}


class Deadline:
    """Until when one question may take, all in all."""

    def __init__(self, seconds: float) -> None:
        self._at = monotonic() + seconds

    def left(self, about: str) -> float:
        """Seconds that are left; raises NotFetched when there are none."""
        seconds = self._at - monotonic()
        if seconds <= 0:
            raise NotFetched(Reason.TOO_SLOW, about)
        return seconds


def resolve(host: str) -> list[str]:
    """All addresses of a host, as this machine finds them."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def looked_at(
    target: Target,
    *,
    resolver: Resolver,
    deadline: Deadline,
    allow_loopback: bool = False,
    is_inside: bool = False,
) -> list[str]:
    """The addresses of a host; raises NotFetched if any of them is not public, unless the operator
    has said that it is inside."""
    addresses = _resolved(target.host, resolver, deadline)
    for address in [] if is_inside else addresses:
        if not (is_public(address) or (allow_loopback and is_loopback(address))):
            raise NotFetched(Reason.NOT_PUBLIC, target.host)
    return addresses


def _resolved(host: str, resolver: Resolver, deadline: Deadline) -> list[str]:
    """Ask for a name in a thread of its own, since the system gives up only when it likes."""
    answers: SimpleQueue[Sequence[str] | OSError | UnicodeError] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolver(host))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    Thread(target=ask, daemon=True, name="resolver").start()
    try:
        answer = answers.get(timeout=deadline.left(host))
    except Empty as error:
        raise NotFetched(Reason.TOO_SLOW, host) from error
    if isinstance(answer, UnicodeError):
        raise NotFetched(Reason.BAD_ADDRESS, host) from answer
    if isinstance(answer, OSError):
        offline = answer.errno == socket.EAI_AGAIN
        raise NotFetched(Reason.OFFLINE if offline else Reason.UNKNOWN_HOST, host) from answer
    if not answer:
        raise NotFetched(Reason.UNKNOWN_HOST, host)
    return list(answer)


def connect(target: Target, addresses: Sequence[str], deadline: Deadline) -> socket.socket:
    """A connection to the first of these addresses that answers, encrypted where it is asked.

    Each may take its share of the time that is left, so that a silent one does not use up all.
    """
    troubles: list[OSError] = []
    for tried, address in enumerate(addresses):
        share = deadline.left(target.host) / (len(addresses) - tried)
        try:
            plain = socket.create_connection((address, target.port), share)
        except OSError as error:
            troubles.append(error)
            continue
        try:
            return _encrypted(plain, target, deadline) if target.is_secure else plain
        except BaseException:
            plain.close()
            raise
    raise NotFetched(_reason(troubles), target.host) from troubles[-1]


def _reason(troubles: Sequence[OSError]) -> Reason:
    """What kept a host's addresses, one and all, from being reached."""
    if all(trouble.errno in _NO_WAY_OUT for trouble in troubles):
        return Reason.OFFLINE
    slow = any(isinstance(trouble, TimeoutError) for trouble in troubles)
    return Reason.TOO_SLOW if slow else Reason.UNREACHABLE


def _encrypted(plain: socket.socket, target: Target, deadline: Deadline) -> socket.socket:
    plain.settimeout(deadline.left(target.host))
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
    except TimeoutError as error:
        raise NotFetched(Reason.TOO_SLOW, target.host) from error
    except (ssl.SSLError, ssl.CertificateError, ValueError) as error:
        raise NotFetched(Reason.INSECURE, target.host) from error
    except OSError as error:
        raise NotFetched(Reason.UNREACHABLE, target.host) from error


class TimedSocket:
    """What `http.client` needs of a socket; each wait is cut at the deadline of the whole.

    A socket's own timeout begins anew with every byte, which a slow sender can use for hours.
    """

    def __init__(self, connection: socket.socket, deadline: Deadline, host: str) -> None:
        self._connection = connection
        self._deadline = deadline
        self._host = host

    def sendall(self, content: bytes) -> None:
        self._connection.settimeout(self._deadline.left(self._host))
        self._connection.sendall(content)

    def receive_into(self, room: Any) -> int:
        self._connection.settimeout(self._deadline.left(self._host))
        return self._connection.recv_into(room)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self))

    def close(self) -> None:
        """Nothing: who opened the connection closes it, when all is read."""


class _Incoming(io.RawIOBase):
    def __init__(self, source: TimedSocket) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        return self._source.receive_into(room)
