"""Killing a served installation in the middle of something, and waiting until it is back."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from benchmarks.harness import House
from benchmarks.served import Server, kill_all

Kill = Callable[[], None]


def in_turn(house: House, number: int) -> str:
    """What is killed next: where the database is a server of its own, that too."""
    turns = ["server", "database", "both"] if house.database == "postgresql" else ["server"]
    return turns[number % len(turns)]


def one_kill(
    house: House, server: Server, what: str, until_killed: Callable[[Kill], Awaitable[None]]
) -> float:
    """Run what calls `kill` when it wants to, and bring back what was killed; the seconds until
    pages are answered again."""
    cluster = _cluster(house) if what != "server" else None

    def kill() -> None:
        if cluster is not None:
            kill_all(cluster.postmaster())
        if what != "database":
            server.kill()

    async def through() -> None:
        await until_killed(kill)

    asyncio.run(through())
    began = time.monotonic()
    if cluster is not None:
        cluster.unlock()
        cluster.start()
    if what != "database":
        server.start()
    server.until_it_answers()
    return time.monotonic() - began


def _cluster(house: House) -> Any:
    """The PostgreSQL that `dev.py bench` has started; another one is not ours to kill."""
    from django.db import connection
    from workshop.postgres import Cluster

    place = Path(str(connection.settings_dict["HOST"]))
    if house.database != "postgresql" or not (place / "data/postmaster.pid").exists():
        raise SystemExit("Only a PostgreSQL that dev.py has started is killed: see --database.")
    return Cluster(place)
