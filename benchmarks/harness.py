"""A migrated installation in this process, visitors of it, and what a request costs."""

import gzip
import io
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

WARMING = 5
Application = Callable[..., Any]


@dataclass(frozen=True)
class Figure:
    """One measured value, beside what it must keep to."""

    name: str
    value: float
    unit: str
    target: float | None = None
    """None for what is told and not judged."""
    reach: float | None = None
    floor: float | None = None
    rival: float | None = None
    least: float | None = None
    """The cheapest of all rounds: what it costs where nobody else uses the core's other half."""
    median: float | None = None
    most: float | None = None

    @property
    def holds(self) -> bool:
        return self.target is None or self.value <= self.target


@dataclass(frozen=True)
class Cost:
    """What one request costs."""

    milliseconds: float
    """The median."""
    least: float
    statements: int

    def figure(
        self,
        name: str,
        target: float,
        reach: float | None = None,
        *,
        floor: float | None = None,
        rival: float | None = None,
    ) -> Figure:
        """Its time as a figure."""
        return Figure(name, self.milliseconds, "ms", target, reach, floor, rival, self.least)


@dataclass(frozen=True)
class Weight:
    """What a page weighs on the line, in bytes, and how many requests it takes."""

    cold: int
    warm: int
    requests: int


@dataclass
class Answer:
    """What the application answered."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def size(self) -> int:
        """Bytes on the line."""
        return len(self.body) + sum(len(name) + len(value) + 4 for name, value in self.headers) + 20

    def text(self) -> str:
        named = {name.lower(): value for name, value in self.headers}
        zipped = named.get("content-encoding") == "gzip"
        body = gzip.decompress(self.body) if zipped else self.body
        return body.decode()


@dataclass
class Visitor:
    """Somebody with a browser's cookies."""

    application: Application
    site: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """Ask for a page; raises if it is not there."""
        answer = self.ask(self._environ("GET", path, b""))
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return answer

    def post(self, path: str, fields: bytes, content_type: str) -> Answer:
        """Send something; the token against forged requests goes along."""
        self.cookies.setdefault("csrftoken", "a" * 32)
        environ = self._environ("POST", path, fields)
        environ.update(
            CONTENT_TYPE=content_type,
            CONTENT_LENGTH=str(len(fields)),
            HTTP_X_CSRFTOKEN=self.cookies["csrftoken"],
            HTTP_REFERER=self.site + path,
        )
        return self.ask(environ)

    def ask(self, environ: dict[str, Any]) -> Answer:
        head: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], _trouble: object = None) -> None:
            head[:] = [int(status.split(maxsplit=1)[0]), headers]

        parts = self.application(environ, start)
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        return Answer(head[0], head[1], body)

    def cost(self, path: str, *, rounds: int) -> Cost:
        """The median of the processor's time over many requests, and the statements of one."""
        return self.cost_of(lambda: self.get(path), rounds=rounds)

    def cost_of(self, request: Callable[[], object], *, rounds: int) -> Cost:
        """The same for any request."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        for _round in range(WARMING):
            request()
        times = []
        for _round in range(rounds):
            began = time.process_time_ns()
            request()
            times.append(time.process_time_ns() - began)
        with CaptureQueriesContext(connection) as captured:
            request()
        return Cost(statistics.median(times) / 1e6, min(times) / 1e6, len(captured))

    def weight(self, path: str) -> Weight:
        """The page, and what it asks for at once."""
        page = self.get(path)
        wanted = wanted_by(page.text(), self.site + path)
        files: dict[str, Answer] = {}
        while wanted:
            address = wanted.pop()
            if address in files or not address.startswith(self.site):
                continue
            files[address] = answer = self.get(urlsplit(address).path)
            if address.endswith(".css"):
                wanted |= pictures_of(answer.text(), address)
        cold = page.size() + sum(answer.size() for answer in files.values())
        return Weight(cold=cold, warm=self.get(path).size(), requests=1 + len(files))

    def _environ(self, method: str, path: str, body: bytes) -> dict[str, Any]:
        parts = urlsplit(self.site)
        target, _, query = path.partition("?")
        return {
            "REQUEST_METHOD": method,
            "PATH_INFO": target,
            "QUERY_STRING": query,
            "SERVER_NAME": parts.hostname,
            "SERVER_PORT": str(parts.port or 80),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": parts.netloc,
            "HTTP_ACCEPT_ENCODING": "gzip",
            "HTTP_ACCEPT_LANGUAGE": "en",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": parts.scheme,
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }


class _Head(HTMLParser):
    """Addresses that a browser loads with the page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        relation = named.get("rel") or ""
        loads = relation in {"stylesheet", "preload", "icon"} or tag in {"script", "img"}
        address = named.get("href") if tag == "link" else named.get("src")
        if loads and address:
            self.found.append(address)


def wanted_by(html: str, address: str) -> set[str]:
    """What the page's head and pictures name."""
    head = _Head()
    head.feed(html)
    return {urljoin(address, found) for found in head.found}


def pictures_of(css: str, address: str) -> set[str]:
    """Pictures of a style sheet. Fonts are loaded when a letter of theirs is shown: those that
    every page shows are named in its head."""
    named = re.findall(r"url\([\"']?([^\"')]+)", css)
    return {
        urljoin(address, found)
        for found in named
        if not found.startswith("data:") and not found.endswith((".woff2", ".woff", ".ttf"))
    }


@dataclass
class House:
    """The installation under measurement."""

    application: Application
    site: str
    database: str

    @property
    def host(self) -> str:
        """As browsers name it."""
        return urlsplit(self.site).netloc

    def leave(self) -> None:
        """Let go of the database, so that nobody but a server of its own holds it open."""
        from django.db import connections

        connections.close_all()

    def visitor(self, person: Any = None) -> Visitor:
        """A stranger, or a person who has signed in."""
        visitor = Visitor(self.application, self.site)
        if person is not None:
            visitor.cookies |= {"sessionid": _session(person), "csrftoken": "a" * 32}
        return visitor

    def floor(self, person: Any, *, rounds: int) -> float:
        """A signed-in page with nothing on it, not even the frame."""
        return self.visitor(person).cost("/bench-bare/", rounds=rounds).milliseconds


def _session(person: Any) -> str:
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many per cent of all are not above; 0 where there are none."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] if ordered else 0.0
