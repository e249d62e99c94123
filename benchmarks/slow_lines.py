"""What a small page takes while others fetch and send large files over slow lines."""

import argparse
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit

from benchmarks.harness import Figure, House
from benchmarks.house import until_answers

PARAMETERS: dict[str, int] = {}
MIB = 1024 * 1024
LINES = 8
"""So many at once, with two workers."""

SPEED = 100_000
"""Bytes a second of each."""

PORT = 8972
LARGE = 200 * MIB
ASKED = 150
"""How often the small page is asked for."""


def figures(house: House, _options: argparse.Namespace) -> Iterator[Figure]:
    """The slow twentieth of the small page's times, alone and beside slow lines."""
    path, cookie = _a_large_video(house)
    with _served():
        alone = _slow_twentieth()
        yield Figure("small page alone, p95", alone, "ms", 100)
        with _lines(lambda going: _fetch(path, cookie, going)):
            beside = _slow_twentieth()
        yield Figure("small page beside 8 slow downloads, p95", beside, "ms", 150, floor=alone)
        with _lines(lambda going: _send(path, cookie, going)):
            beside = _slow_twentieth()
        yield Figure("small page beside 8 slow uploads, p95", beside, "ms", 150, floor=alone)


def _a_large_video(house: House) -> tuple[str, str]:
    """A run with a video of 200 MB (a file with nothing in it): its address, and the cookie of
    somebody who takes part."""
    from django.conf import settings
    from django.core.files.base import ContentFile

    from localturn.academy.models import RunModule
    from localturn.foundation.files.actions import store_made
    from localturn.foundation.files.models import StoredFile
    from makers.academy import make_enrolment, make_run, make_version
    from makers.videos import make_video

    version = make_version(number=None)
    make_video(version)
    now = version.changed_at
    file = store_made(
        ContentFile(b"x"), name="l.webm", media_type="video/webm", owner=None, subject="x", now=now
    )
    StoredFile.objects.filter(pk=file.pk).update(size=LARGE)
    os.truncate(Path(settings.MEDIA_ROOT) / file.place, LARGE)
    version.media.filter(name="walk.webm").update(file=file)
    run = make_run(version)
    RunModule.objects.filter(run=run).update(opens_at="2020-01-01T00:00Z")
    seat = make_enrolment(run)
    visitor = house.visitor(seat.person)
    cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    return f"/academy/runs/{run.slug}/a/video-1/files/walk.webm", cookie


@contextmanager
def _served() -> Iterator[None]:
    site = f"http://127.0.0.1:{PORT}"
    server = subprocess.Popen(
        [sys.executable, "-m", "localturn", "serve", "--no-tasks", "--port", str(PORT)],
        env={**os.environ, "LOCALTURN_URL": site},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # what was sent slowly is refused, which it would tell
    )
    try:
        until_answers(f"{site}/about/", seconds=120)
        yield
    finally:
        server.terminate()
        server.wait(60)


@contextmanager
def _lines(work: Callable[[threading.Event], None]) -> Iterator[None]:
    """Slow lines, all under way before what is measured begins."""
    going = threading.Event()
    going.set()
    threads = [threading.Thread(target=work, args=(going,)) for _line in range(LINES)]
    for thread in threads:
        thread.start()
    time.sleep(3)
    try:
        yield
        if not all(thread.is_alive() for thread in threads):
            raise RuntimeError("A slow line ended before the measurement did.")
    finally:
        going.clear()
        for thread in threads:
            thread.join()


def _fetch(path: str, cookie: str, going: threading.Event) -> None:
    """Read the whole file, slowly and with a small window."""
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        line.connect(("127.0.0.1", PORT))
        line.sendall(_head("GET", path, cookie))
        if not line.recv(4096).startswith(b"HTTP/1.1 200"):
            return
        while going.is_set() and line.recv(SPEED // 10):
            time.sleep(0.1)


def _send(path: str, cookie: str, going: threading.Event) -> None:
    """Send a body of 4 MiB slowly; that it is refused in the end is of no matter."""
    while going.is_set():
        with socket.create_connection(("127.0.0.1", PORT)) as line:
            line.sendall(_head("POST", path, cookie, f"Content-Length: {4 * MIB}\r\n"))
            for _piece in range(4 * MIB // (SPEED // 10)):
                if not going.is_set():
                    return
                line.sendall(bytes(SPEED // 10))
                time.sleep(0.1)


def _head(method: str, path: str, cookie: str, more: str = "") -> bytes:
    host = urlsplit(f"http://127.0.0.1:{PORT}").netloc
    return f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n{more}\r\n".encode()


def _slow_twentieth() -> float:
    """Milliseconds below which 95 of 100 answers come, each over a connection of its own."""
    times = []
    for _request in range(ASKED):
        began = time.perf_counter()
        with socket.create_connection(("127.0.0.1", PORT), timeout=30) as line:
            line.sendall(_head("GET", "/about/", "", "Connection: close\r\n"))
            answer = line.recv(4096)
            while line.recv(65536):
                pass
        if not answer.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(answer[:200])
        times.append((time.perf_counter() - began) * 1000)
        time.sleep(0.02)
    return quantiles(times, n=20)[-1]
