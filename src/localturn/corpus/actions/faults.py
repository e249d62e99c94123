"""Faults of ours with documents that a task reads one after the other."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError

from localturn.corpus.models import ImportItem
from localturn.foundation.files.models import FOLDER
from localturn.foundation.languages import N_

MOST_UNSTORED = 3
"""Documents in a row, after which it is the store of files that is away."""
STOPPED = N_("Something failed here that is not your doing, so it was not read. Try it again.")

log = logging.getLogger(__name__)


class Unstored(Exception):
    """The store of files did not give a document, or did not take it."""


@contextmanager
def in_store() -> Iterator[None]:
    """What the store of files raises is Unstored. That a file is not there is an answer, where the
    store itself is: a volume that is not mounted says the same of every file."""
    try:
        yield
    except (OperationalError, InterfaceError):
        raise
    except FileNotFoundError as gone:
        if _is_there():
            raise
        raise Unstored(str(gone)) from gone
    except Exception as fault:
        raise Unstored(str(fault)) from fault


class Faults:
    """What is known of faults while a task goes through a batch.

    A fault with a document leaves that one, so that the others are read all the same. Where the
    database or the store of files is away, nothing is left: what was raised is, and the task is
    tried again.
    """

    def __init__(self) -> None:
        self.undecided = list[int]()
        """Which the store did not give or take, with nothing since that tells whether it is away;
        they are passed over meanwhile."""
        self._last = Unstored()

    @contextmanager
    def left(self, item: ImportItem) -> Iterator[None]:
        """A fault within the block leaves this document; the log has what it was."""
        try:
            yield
        except (OperationalError, InterfaceError):
            raise
        except Unstored as fault:
            log.warning("%s of the batch %s: %s", item.pk, item.batch_id, fault)
            self.undecided.append(item.pk)
            self._last = fault
            if len(self.undecided) >= MOST_UNSTORED:
                if not (_is_there() and _takes_files()):
                    raise
                self._give_up_undecided()
        except Exception:
            log.exception("%s of the batch %s cannot be read", item.pk, item.batch_id)
            give_up([item.pk])
        else:
            if item.file is not None:  # so the store is there, and the fault was these ones' own
                self._give_up_undecided()

    def _give_up_undecided(self) -> None:
        give_up(self.undecided)
        self.undecided.clear()

    def settle(self) -> None:
        """At the end; raises Unstored where it could still be the store that is away."""
        if self.undecided:
            raise self._last


def _is_there() -> bool:
    """Whether the store has the folder in which all files are; one that is no folder of this
    machine says so itself."""
    try:
        return Path(default_storage.path(FOLDER)).is_dir()
    except NotImplementedError:
        return True


def _takes_files() -> bool:
    """Whether the store takes a file and gives it back: the three may be damaged themselves."""
    try:
        name = default_storage.save(f"{FOLDER}/asked", ContentFile(b"?"))
        try:
            with default_storage.open(name) as file:
                return bool(file.read() == b"?")
        finally:
            default_storage.delete(name)
    except Exception:
        log.exception("The store of files is away")
        return False


def give_up(items: Iterable[int]) -> None:
    """Say of those that still wait to be read that something failed. Letters that were asked for
    can be asked for again."""
    rows = ImportItem.objects.filter(pk__in=list(items))
    waiting = (ImportItem.State.WAITING, ImportItem.State.SEEING)
    rows.filter(state__in=waiting).update(state=ImportItem.State.REFUSED, sentences=[STOPPED])
