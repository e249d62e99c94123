"""Ask an outside address and keep what it answers."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlencode, urljoin

from django.conf import settings

from localturn.foundation.fetch.addresses import Target, parse
from localturn.foundation.fetch.connecting import (
    Deadline,
    Resolver,
    TimedSocket,
    connect,
    looked_at,
    resolve,
)
from localturn.foundation.fetch.refusing import NotFetched, Reason

PORTS = frozenset({80, 443})
_REDIRECTS = {301, 302, 303, 307, 308}
_A_PIECE = 64 * 1024
_MOST_PARTS = 16
"""Of what gzip packed: each copies all that lies behind it."""


@dataclass(frozen=True)
class Limits:
    """How much one question may cost, redirects and all."""

    seconds: float = 10.0
    body: int = 2 * 1024 * 1024
    """In bytes, as they arrive and when they are unpacked."""
    redirects: int = 5


LIMITS = Limits()


@dataclass(frozen=True)
class Answer:
    """What an address answered at last."""

    address: str
    """The one that answered, after all redirects."""
    status: int
    headers: Mapping[str, str]
    """By name in small letters; those that come twice are joined by commas."""
    body: bytes
    was_signed_in: bool = False
    """Whether it was shown the sign-in, which an address that one was led to may not be."""


def get(
    address: str,
    *,
    limits: Limits = LIMITS,
    ports: frozenset[int] = PORTS,
    accept: str = "*/*",
    known: Mapping[str, str] | None = None,
    sign_in: Mapping[str, str] | None = None,
    with_body: bool = True,
    resolver: Resolver = resolve,
    allow_loopback: bool = False,
) -> Answer:
    """Ask an address by GET and follow where it leads; any status in the end is an answer.

    `known` is sent along: headers such as "If-None-Match", by which an answer may be 304. So is
    `sign_in`, but over an encrypted connection alone and to nobody else than whom the address
    names: led to another host, port or scheme, one asks there without it. Without a
    body only the answer's head is read. `allow_loopback` is for tests with a server of
    their own. Raises NotFetched.
    """
    deadline = Deadline(limits.seconds)
    target = own = parse(address.partition("#")[0], ports=ports)
    if sign_in and not own.is_secure:
        raise NotFetched(Reason.INSECURE, own.host)
    for _redirect in range(limits.redirects + 1):
        addresses = looked_at(
            target, resolver=resolver, deadline=deadline, allow_loopback=allow_loopback
        )
        is_own = (target.scheme, target.origin) == (own.scheme, own.origin)
        shown = (sign_in or {}) if is_own else {}
        headers = {"Accept": accept, **(known or {}), **shown}
        answer = _ask(target, addresses, headers, limits if with_body else None, deadline)
        onward = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or not onward:
            return replace(answer, was_signed_in=bool(shown))
        target = parse(_whole(target, onward), ports=ports)
    raise NotFetched(Reason.TOO_MANY_REDIRECTS, parse(address.partition("#")[0], ports=ports).host)


def post(
    address: str,
    fields: Mapping[str, str],
    *,
    limits: Limits = LIMITS,
    ports: frozenset[int] = PORTS,
    accept: str = "*/*",
    sign_in: Mapping[str, str] | None = None,
    resolver: Resolver = resolve,
    allow_loopback: bool = False,
) -> Answer:
    """Hand a form to an address, over an encrypted connection alone; any status is an answer, also
    one that leads on: what is handed over is for nobody else. Raises NotFetched."""
    deadline = Deadline(limits.seconds)
    target = parse(address.partition("#")[0], ports=ports)
    if not target.is_secure:
        raise NotFetched(Reason.INSECURE, target.host)
    addresses = looked_at(
        target, resolver=resolver, deadline=deadline, allow_loopback=allow_loopback
    )
    form = urlencode(fields).encode("ascii")
    headers = {
        "Accept": accept,
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(form)),
        **(sign_in or {}),
    }
    answer = _ask(target, addresses, headers, limits, deadline, form=form)
    return replace(answer, was_signed_in=bool(sign_in))


def _whole(target: Target, onward: str) -> str:
    """The whole address of a redirect, whose bytes arrive read as Latin-1."""
    try:
        onward = onward.encode("latin-1").decode().strip().replace(" ", "%20")
        return urljoin(target.address, onward.partition("#")[0])
    except ValueError as error:
        raise NotFetched(Reason.BROKEN_ANSWER, target.host) from error


def _ask(
    target: Target,
    addresses: list[str],
    wishes: Mapping[str, str],
    limits: Limits | None,
    deadline: Deadline,
    *,
    form: bytes | None = None,
) -> Answer:
    """One question without redirects; reads the body only within limits."""
    opened = connect(target, addresses, deadline)
    try:
        asking = HTTPConnection(target.host, target.port)
        asking.sock = TimedSocket(opened, deadline, target.host)
        method = "GET" if form is None else "POST"
        asking.putrequest(method, target.path, skip_host=True, skip_accept_encoding=True)
        for name, value in {
            "Host": target.origin,
            "User-Agent": f"LocalTurn (+{settings.PUBLIC_URL})",
            **wishes,
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }.items():
            asking.putheader(name, value)
        asking.endheaders(form)
        answer = asking.getresponse()
        headers = {name.lower(): ", ".join(answer.msg.get_all(name, ())) for name in answer.msg}
        wanted = limits is not None and answer.status not in _REDIRECTS
        body = _body(answer, headers, limits, target.host, deadline) if limits and wanted else b""
        return Answer(target.address, answer.status, headers, body)
    except TimeoutError as error:
        raise NotFetched(Reason.TOO_SLOW, target.host) from error
    except (HTTPException, ValueError, zlib.error) as error:
        raise NotFetched(Reason.BROKEN_ANSWER, target.host) from error
    except OSError as error:
        raise NotFetched(Reason.UNREACHABLE, target.host) from error
    finally:
        opened.close()


def _body(
    answer: HTTPResponse,
    headers: Mapping[str, str],
    limits: Limits,
    host: str,
    deadline: Deadline,
) -> bytes:
    packed = bytearray()
    while piece := answer.read(_A_PIECE):
        packed += piece
        if len(packed) > limits.body:
            raise NotFetched(Reason.TOO_LARGE, host)
    if answer.length:  # it said how much would come, and broke off before
        raise NotFetched(Reason.BROKEN_ANSWER, host)
    match headers.get("content-encoding", "").strip().lower():
        case "" | "identity":
            return bytes(packed)
        case "gzip" | "x-gzip":
            return _unpacked(bytes(packed), limits.body, host, deadline)
        case _:
            raise NotFetched(Reason.BROKEN_ANSWER, host)


def _unpacked(packed: bytes, most: int, host: str, deadline: Deadline) -> bytes:
    """What gzip packed, of one part or of a few; never more than allowed is unpacked."""
    unpacked = bytearray()
    for _part in range(_MOST_PARTS):
        if not packed:
            return bytes(unpacked)
        deadline.left(host)
        unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        unpacked += unpacker.decompress(packed, most - len(unpacked) + 1)
        if len(unpacked) > most:
            raise NotFetched(Reason.TOO_LARGE, host)
        if not unpacker.eof:
            raise NotFetched(Reason.BROKEN_ANSWER, host)
        packed = unpacker.unused_data.lstrip(b"\0")
    if packed:
        raise NotFetched(Reason.BROKEN_ANSWER, host)
    return bytes(unpacked)
