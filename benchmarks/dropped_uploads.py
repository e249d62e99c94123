"""A large video of a group over a line that drops: whether it arrives, and what memory it takes."""

import argparse
import hashlib
import http.client
import os
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.harness import Figure, House
from benchmarks.house import proportional, until_answers
from benchmarks.served import family

PARAMETERS = {"mebibytes": 300, "drops": 5}
MIB = 1024 * 1024
PIECE = 4 * MIB
PORT = 8974
PATIENCE = 600
SMALL = 12
"""Uploads of one piece that go before."""
TOKEN = "bench" * 6 + "ab"
"""Of the form, which cookie and header must have alike."""


def figures(house: House, options: argparse.Namespace) -> Iterator[Figure]:
    """Served with two workers and the one of tasks, which looks the file through."""
    address, purpose, cookies = _a_group(house)
    content = _film(options.mebibytes * MIB)
    with _served() as server:
        sender = Sender(cookies)
        small = _film(PIECE)
        for _again in range(SMALL):  # what any upload loads is there then, in each process
            place = sender.begins(purpose, len(small))
            sender.sends(place, small, drops=0)
            sender.hands_over(address, place)
        before = _settled(server.pid)
        with _watched(server.pid) as most:
            place = sender.begins(purpose, len(content))
            dropped = sender.sends(place, content, options.drops)
            sender.hands_over(address, place)
        yield Figure("upload: times the line dropped", dropped, "times")
        yield Figure("upload: more memory of all processes", max(most) - before, "MiB", 30)
    lost = 0 if _stored() == hashlib.sha256(content).hexdigest() else 1
    yield Figure("upload: not arrived whole", lost, "files", 0)


def _film(size: int) -> bytes:
    """A video, and after it room that no player reads."""
    from makers.videos import MP4

    more = size - len(MP4)
    room = os.urandom(MIB) * (more // MIB + 1)
    return MP4 + more.to_bytes(4, "big") + b"free" + room[: more - 8]


def _a_group(house: House) -> tuple[str, str, str]:
    """Where somebody hands in for their group, what files are sent for, and their cookies."""
    from datetime import timedelta

    from localturn.academy.models import Run, RunActivity, RunModule
    from localturn.academy.queries.groupwork import purpose_of
    from localturn.foundation import moments
    from makers.groups import Seminar

    seminar = Seminar(groups=2, each=1, media=True, mebibytes=500)
    now = moments.now()
    Run.objects.filter(pk=seminar.run.pk).update(
        starts_on=now.date() - timedelta(days=9), ends_on=now.date() + timedelta(days=30)
    )
    RunModule.objects.filter(run=seminar.run).update(opens_at=now - timedelta(days=9))
    RunActivity.objects.filter(run=seminar.run).update(due_at=now + timedelta(days=9))
    seat = seminar.seats[seminar.groups[0]][0]
    visitor = house.visitor(seat.person)
    cookies = {**visitor.cookies, "csrftoken": TOKEN}
    return (
        f"/academy/runs/{seminar.run.slug}/a/presentation/take-file/",
        purpose_of(seat, seminar.activity),
        "; ".join(f"{name}={value}" for name, value in cookies.items()),
    )


def _stored() -> str:
    """What lies by for the group."""
    from localturn.academy.models import GroupFile

    row = GroupFile.objects.select_related("file").first()
    if row is None:
        return ""
    from django.conf import settings

    with (Path(settings.MEDIA_ROOT) / row.file.place).open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


class Sender:
    """A browser on a line that drops."""

    def __init__(self, cookies: str) -> None:
        self.headers = {
            "Cookie": cookies,
            "X-CSRFToken": TOKEN,
            "Tus-Resumable": "1.0.0",
        }

    def asks(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> http.client.HTTPResponse:
        line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        line.request(method, path, body, self.headers | named)
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer

    def begins(self, purpose: str, size: int) -> str:
        said = {"filename": "film.mp4", "purpose": purpose}
        metadata = ",".join(f"{k} {b64encode(v.encode()).decode()}" for k, v in said.items())
        answer = self.asks("POST", "/arriving/", Upload_Length=str(size), Upload_Metadata=metadata)
        if answer.status != 201:
            raise RuntimeError(f"not begun: {answer.status}")
        return str(answer.headers["Location"])

    def sends(self, place: str, content: bytes, drops: int) -> int:
        """Piece after piece; so many times the line drops in the middle of one, and the server is
        asked how far it is."""
        pieces = -(-len(content) // PIECE)
        when = {pieces * (at + 1) // (drops + 1) for at in range(drops)}
        dropped, offset = 0, 0
        while offset < len(content):
            piece = content[offset : offset + PIECE]
            if offset // PIECE in when:
                when.discard(offset // PIECE)
                self._drops(place, piece, offset)
                dropped += 1
            else:
                answer = self._piece(place, piece, offset)
                if answer.status != 204:
                    raise RuntimeError(f"piece at {offset}: {answer.status}")
            offset = int(self.asks("HEAD", place).headers["Upload-Offset"])
        return dropped

    def _piece(self, place: str, piece: bytes, offset: int) -> http.client.HTTPResponse:
        return self.asks(
            "PATCH",
            place,
            piece,
            Content_Type="application/offset+octet-stream",
            Upload_Offset=str(offset),
        )

    def _drops(self, place: str, piece: bytes, offset: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
        line.putrequest("PATCH", place)
        told = {
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
            "Content-Length": str(len(piece)),
        }
        for name, value in (self.headers | told).items():
            line.putheader(name, value)
        line.endheaders()
        line.send(piece[: len(piece) // 2])
        line.close()

    def hands_over(self, address: str, place: str) -> None:
        """Say that it is there, and ask until it is looked through."""
        token = place.rstrip("/").rsplit("/", 1)[-1]
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = self.asks(
                "POST",
                address,
                f"arrived={token}".encode(),
                Content_Type="application/x-www-form-urlencoded",
            )
            if answer.status == 204:
                return
            if answer.status != 202:
                raise RuntimeError(f"not taken: {answer.status}")
            time.sleep(1)
        raise RuntimeError("The file was not looked through in time.")


@contextmanager
def _served() -> Iterator["subprocess.Popen[bytes]"]:
    site = f"http://127.0.0.1:{PORT}"
    server = subprocess.Popen(
        [sys.executable, "-m", "localturn", "serve", "--port", str(PORT)],
        env={**os.environ, "LOCALTURN_URL": site},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until_answers(f"{site}/about/", seconds=120)
        yield server
    finally:
        server.terminate()
        server.wait(60)


def _memory(pid: int) -> float:
    """MiB of a process and all that it has started, what they share counted once."""
    return sum(proportional(each) for each in family(pid)) / 1024


def _settled(pid: int) -> float:
    """The memory once its processes are ready, and take no more by themselves."""
    last, steady, end = _memory(pid), 0, time.monotonic() + PATIENCE
    while steady < 4 and time.monotonic() < end:
        time.sleep(3)
        now = _memory(pid)
        steady = steady + 1 if abs(now - last) < 1 else 0
        last = now
    return last


@contextmanager
def _watched(pid: int) -> Iterator[list[float]]:
    """What memory is taken, looked at five times a second."""
    most: list[float] = [0.0]
    going = threading.Event()

    def look() -> None:
        while not going.wait(0.2):
            most.append(_memory(pid))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield most
    finally:
        going.set()
        thread.join()
