"""What the first pages would have to load, loaded before the first is asked for."""

import io
import pkgutil
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

BUSY = (
    *("ui/", "lobby/home.html", "academy/activity.html", "academy/kinds/", "academy/run_"),
    *("academy/post.html", "academy/award_line.html", "academy/course", "academy/survey/"),
    *("exchange/catalogue.html", "exchange/listing.html"),
)
"""Templates of the pages that many ask for at once; to compile one takes as long as ten pages."""

ASKED = ("/", "/account/login/", "/exchange/")
"""The last reads the whole catalogue into memory, which forked processes then share."""


def _start(_status: str, _headers: list[tuple[str, str]], _trouble: object = None) -> None:
    """What a server does with the head of an answer; here nothing."""


def warm(application: Callable[..., Any]) -> None:
    """Load the pages of all rooms, and ask for some in each language; then let go of the database.

    What is opened here would be shared by the forked processes, which SQLite does not allow.
    """
    from django.conf import settings
    from django.db import connections

    load_pages()
    make_ready()
    for language, _name in settings.LANGUAGES:
        for path in ASKED:
            _ask(application, path, language)
    connections.close_all()


def make_ready() -> None:
    """Connect the thread that asks the application to the database, and have its statements built.
    A database that is not there yet is no reason not to serve."""
    from django.db import DatabaseError

    from localturn.foundation.prepared import rehearse

    try:
        rehearse()
    except DatabaseError as trouble:
        print(f"The database does not answer yet: {trouble}", file=sys.stderr)


def load_pages() -> None:
    """What some pages import when they are asked for, and templates."""
    from django.conf import settings
    from django.template import engines

    for room in settings.ROOMS:
        package = room.split(".room.")[0]
        if find_spec(f"{package}.todos") is not None:
            import_module(f"{package}.todos")
        for part in (import_module(f"{package}.{name}") for name in ("queries", "views")):
            for module in pkgutil.walk_packages(part.__path__, f"{part.__name__}."):
                import_module(module.name)
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    for name in environment.list_templates(filter_func=lambda name: name.startswith(BUSY)):
        environment.get_template(name)


def _ask(application: Callable[..., Any], path: str, language: str) -> None:
    from django.conf import settings

    parts = urlsplit(settings.PUBLIC_URL)
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SERVER_NAME": parts.hostname or "localhost",
        "SERVER_PORT": str(parts.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": parts.netloc,
        "HTTP_X_FORWARDED_PROTO": parts.scheme,
        "HTTP_ACCEPT_LANGUAGE": language,
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
