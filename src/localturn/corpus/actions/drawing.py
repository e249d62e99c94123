"""Pages of documents as pictures: drawn when somebody asks for one, and kept for a while.

A page is drawn beside the request that asks for it, not by the worker, which may be reading in
hundreds of documents: mostly it is there before the request has to be answered. Where it is not,
whoever asks is told so and asks again."""

import base64
import json
import logging
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from localturn.corpus.standards.documents.bounded import Readers
from localturn.corpus.standards.documents.drawing import Drawn
from localturn.corpus.standards.documents.refusing import Refused
from localturn.foundation.files.models import StoredFile
from localturn.foundation.refusals import Invalid, NotFound
from localturn.foundation.tasks import task

FOLDER = "pages-drawn"
KEPT = timedelta(days=30)
TRIED_AGAIN = timedelta(hours=1)
"""After which a page that could not be drawn may be: the machine may only have been busy."""
MOST_SECONDS = 8
"""Of a processor for one page: somebody waits for it."""
PATIENCE = 1.0
"""Seconds that a request waits for a page to be drawn."""
AT_ONCE = 2
"""Pages that one process has drawn at the same time."""
_under_way: dict[str, threading.Event] = {}
_lock = threading.Lock()
log = logging.getLogger(__name__)


def page_of_file(file: StoredFile, number: int) -> Drawn | None:
    """The page with this number, from 0, drawn now or earlier; None while it is being drawn, or
    waits for others that are. Raises Invalid where it cannot be drawn, which is remembered for a
    while."""
    if not 0 <= number < 100_000:
        raise NotFound(_("This file has no such page."))
    place = f"{FOLDER}/{file.token}/{number}"
    said = _kept(place)
    if said is None:
        if not default_storage.exists(file.place):
            raise NotFound(_("The content of this file is no longer here."))
        drawn = _begun(file.place, number, place)
        if drawn is None or not drawn.wait(PATIENCE):
            return None
        said = _kept(place)
    if said is None:
        return None
    if "refused" in said:
        raise Invalid(_(said["refused"]))
    a, b, c, d, e, f = said["matrix"]
    png = base64.b64decode(said["png"])
    return Drawn(png, said["width"], said["height"], said["pages"], (a, b, c, d, e, f))


def _begun(source: str, number: int, place: str) -> threading.Event | None:
    """What says when this page is drawn; None where too many others are."""
    with _lock:
        if place in _under_way:
            return _under_way[place]
        if len(_under_way) >= AT_ONCE:
            return None
        drawn = _under_way[place] = threading.Event()
    threading.Thread(target=_draw_and_keep, args=(source, number, place), daemon=True).start()
    return drawn


def _draw_and_keep(source: str, number: int, place: str) -> None:
    """In a thread of its own, which asks no database."""
    try:
        said = _draw(source, number)
        default_storage.delete(place)
        default_storage.save(place, ContentFile(json.dumps(said).encode()))
    except Exception:
        log.exception("A page cannot be drawn or kept")
    finally:
        with _lock:
            _under_way.pop(place).set()


def _kept(place: str) -> dict[str, Any] | None:
    try:
        with default_storage.open(place) as content:
            said: dict[str, Any] = json.loads(content.read())
    except (FileNotFoundError, ValueError):
        return None
    is_stale = "refused" in said and _is_older(place, TRIED_AGAIN)
    return None if is_stale else said


def _draw(source: str, number: int) -> dict[str, Any]:
    try:
        with default_storage.open(source) as content, Readers(seconds=MOST_SECONDS) as readers:
            drawn = readers.draw(content.read(), number)
    except Refused as refused:
        return {"refused": str(refused)}
    return {
        "width": drawn.width,
        "height": drawn.height,
        "pages": drawn.pages,
        "matrix": drawn.matrix,
        "png": base64.b64encode(drawn.png).decode(),
    }


@task()
def forget_drawn_pages() -> None:
    """Pictures of files that are gone, and those drawn a month ago."""
    if not default_storage.exists(FOLDER):
        return
    for token in default_storage.listdir(FOLDER)[0]:
        folder = f"{FOLDER}/{token}"
        is_there = StoredFile.objects.filter(token=token).exists()
        names = default_storage.listdir(folder)[1]
        old = [each for each in names if not is_there or _is_older(f"{folder}/{each}", KEPT)]
        for name in old:
            default_storage.delete(f"{folder}/{name}")
        if len(old) == len(names):
            default_storage.delete(folder)


def forget_pages_of(token: str) -> None:
    """Pictures of the pages of one file, now."""
    folder = f"{FOLDER}/{token}"
    try:
        names = default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)


def _is_older(place: str, than: timedelta) -> bool:
    # the storage has its own clock, which no demonstration puts on
    return datetime.now(UTC) - default_storage.get_modified_time(place) > than
