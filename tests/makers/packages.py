"""Replication packages as somebody who was given one has them, for tests."""

import csv
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from io import BytesIO, StringIO
from pathlib import Path

from localturn.corpus.actions import transfers
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.domain.transfers import State
from localturn.corpus.models import Transfer
from makers.corpus import NOON, Work

BOTH = (DocumentClass.PUBLIC, DocumentClass.INTERVIEW)


def make_package(
    work: Work, *, with_texts: bool = True, classes: tuple[DocumentClass, ...] = BOTH
) -> tuple[Transfer, dict[str, bytes]]:
    """What was asked for, and the files by their names; none where it was refused."""
    made = transfers.ask_out(
        "replication",
        profile="plain",
        classes=list(classes),
        with_texts=with_texts,
        by=work.lead,
        now=NOON,
    )
    transfers.make_out.call(made.pk)
    made.refresh_from_db()
    if made.state != State.DONE:
        return made, {}
    with zipfile.ZipFile(BytesIO(transfers.content_of(made))) as archive:
        return made, {name: archive.read(name) for name in archive.namelist()}


def rows_in(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))


def put_down(files: Mapping[str, bytes], folder: Path) -> Path:
    for name, content in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return folder


def rebuild(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Its script, with nothing but the standard library."""
    return subprocess.run(
        [sys.executable, "-I", str(folder / "rebuild.py"), *words],
        capture_output=True,
        text=True,
        check=False,
    )
