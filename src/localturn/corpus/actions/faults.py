"""Faults of ours with documents that a task reads one after the other."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError

from localturn.corpus.models import ImportItem
from localturn.corpus.standards.documents.refusing import EMPTY
from localturn.foundation.languages import N_

MOST_UNSTORED = 3
"""Documents in a row, after which it is the store of files that is away."""
STOPPED = N_("Something failed here that is not your doing, so it was not read. Try it again.")

log = logging.getLogger(__name__)


class Unstored(Exception):
    """The store of files did not give a document, or did not take it."""


@contextmanager
def in_store() -> Iterator[None]:
    """What the store of files raises is Unstored; that a file is not there is an answer."""
    try:
        yield
    except (FileNotFoundError, OperationalError, InterfaceError):
        raise
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
                raise
        except Exception:
            log.exception("%s of the batch %s cannot be read", item.pk, item.batch_id)
            give_up([item.pk])
        else:
            if item.file is not None:  # so the store is there, and the fault was these ones' own
                give_up(self.undecided)
                self.undecided.clear()

    def settle(self) -> None:
        """At the end; raises Unstored where it could still be the store that is away."""
        if self.undecided:
            raise self._last


def give_up(items: Iterable[int]) -> None:
    """Say of those that still wait to be read that something failed. Letters that were asked for
    can be asked for again."""
    rows = ImportItem.objects.filter(pk__in=list(items))
    for state, sentences in (
        (ImportItem.State.WAITING, [STOPPED]),
        (ImportItem.State.SEEING, [STOPPED, EMPTY]),
    ):
        rows.filter(state=state).update(state=ImportItem.State.REFUSED, sentences=sentences)
