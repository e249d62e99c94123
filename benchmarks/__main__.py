"""`python3 dev.py bench ROOM…`: prints one JSON line a figure."""

import argparse
import importlib
import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from benchmarks.harness import House

SITE = "http://127.0.0.1:8000"
HERE = Path(__file__).resolve().parent


def main() -> int:
    """Measure what is asked for; the exit status is 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("rooms", nargs="+", metavar="ROOM", help="such as: house academy")
    parser.add_argument("--rounds", type=int, help="requests measured a figure")
    parser.add_argument("--enrolled", type=int, help="people in the measured run")
    parser.add_argument("--words", type=int, help="words of the measured reading")
    parser.add_argument("--posts", type=int, help="posts of the measured discussion")
    parser.add_argument("--people", type=int, help="in the test, or in the gradebook")
    parser.add_argument("--listings", type=int, help="courses of the measured catalogue")
    parser.add_argument("--events", type=int, help="announcements of the measured agenda")
    parser.add_argument("--archive", type=int, help="announcements of the years before")
    parser.add_argument("--columns", type=int, help="activities of the measured gradebook")
    parser.add_argument("--documents", type=int, help="of the measured research project")
    parser.add_argument("--codings", type=int, help="in these documents")
    parser.add_argument("--seconds", type=int, help="of load")
    parser.add_argument("--mebibytes", type=int, help="of the video that is sent")
    parser.add_argument("--drops", type=int, help="how often the line drops meanwhile")
    parser.add_argument("--kills", type=int, help="how often the server is killed")
    parser.add_argument(
        "--kill",
        choices=["server", "database", "both"],
        help="what is killed; without it each in turn, where the database is a server",
    )
    parser.add_argument("--bare", action="store_true", help="also from nothing to served")
    options = parser.parse_args()
    unknown = [room for room in options.rooms if not (HERE / f"{room}.py").exists()]
    if unknown:
        parser.error(f"there is nothing to measure of {', '.join(unknown)}")
    held = True
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what it has started ends with it
    with tempfile.TemporaryDirectory(prefix="localturn-bench-") as home, _database() as address:
        house = _open(home, address)
        for room in options.rooms:
            module = importlib.import_module(f"benchmarks.{room}")
            known = {name: value for name, value in vars(options).items() if value is not None}
            asked = {name: known.get(name, usual) for name, usual in module.PARAMETERS.items()}
            for figure in module.figures(house, argparse.Namespace(**vars(options) | asked)):
                held = held and figure.holds
                line: dict[str, Any] = {
                    **{k: v for k, v in vars(figure).items() if v is not None},
                    "value": round(figure.value, 2),
                    "holds": figure.holds,
                    "database": house.database,
                    **asked,
                    "load": round(os.getloadavg()[0], 1),
                }
                for name in line.keys() & {"floor", "least", "median", "most"}:
                    line[name] = round(line[name], 2)
                print(json.dumps(line), flush=True)
        house.leave()
    return 0 if held else 1


@contextmanager
def _database() -> Iterator[str]:
    """An empty database: a file of SQLite's, or a new one on the PostgreSQL that is named."""
    address = os.environ.get("LOCALTURN_DATABASE", "")
    if not address:
        yield ""
        return
    import psycopg

    from localturn.config.environment import read

    name = f"bench_{os.getpid()}"
    known = read({"LOCALTURN_DATABASE": address}).database
    settings = {"host": known.host, "port": known.port, "user": known.user, "dbname": known.name}
    given = {key: value for key, value in settings.items() if value}

    def say(statement: str) -> None:
        with psycopg.connect(**given, password=known.password or None, autocommit=True) as server:  # type: ignore[arg-type]
            server.execute(statement.encode())

    say(f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    finally:
        say(f"DROP DATABASE {name} WITH (FORCE)")


def _open(home: str, address: str) -> House:
    """Migrate it, gather the files for browsers, load the application as a server does."""
    os.environ.update(
        LOCALTURN_HOME=home,
        LOCALTURN_DATABASE=address,
        LOCALTURN_URL=SITE,
        DJANGO_SETTINGS_MODULE="localturn.config.settings",
    )
    sys.path.insert(0, str(HERE.parent / "tests"))  # the makers of test data
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.ROOT_URLCONF = "benchmarks.addresses"
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    from localturn.config.wsgi import application

    return House(application, SITE, "postgresql" if address else "sqlite")


if __name__ == "__main__":
    sys.exit(main())
