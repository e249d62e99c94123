"""One request before the first: it loads addresses, templates and languages into memory."""

import io
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit


def _start(_status: str, _headers: list[tuple[str, str]], _trouble: object = None) -> None:
    """What a server does with the head of an answer; here nothing."""


def warm(application: Callable[..., Any]) -> None:
    """Ask for the first page and the sign-in page, then let go of the database.

    What is opened here would be shared by the forked processes, which SQLite does not allow.
    """
    from django.conf import settings
    from django.db import connections

    parts = urlsplit(settings.PUBLIC_URL)
    for path in ("/", "/account/login/"):
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "SERVER_NAME": parts.hostname or "localhost",
            "SERVER_PORT": str(parts.port or 80),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": parts.netloc,
            "HTTP_X_FORWARDED_PROTO": parts.scheme,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": parts.scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        answer = application(environ, _start)
        for _part in answer:
            pass
        answer.close()
    connections.close_all()
