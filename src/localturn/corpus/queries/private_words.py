"""Whether a text says words of documents that are not public. Which rows of words these have is
kept in this process as numbers, since their texts are long and never change."""

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock

import numpy as np

from localturn.corpus.domain.rows_of_words import Marks, marks_of_rows, taken_from
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.releases import released
from localturn.foundation.library.models import TextVersion

MOST_KEPT = 8_000_000
"""Rows of words of all projects together that a process keeps: 64 MB."""
A_STEP = 200


class _Kept:
    """By the digest of a text, its rows; those that were asked for last."""

    def __init__(self) -> None:
        self._marks: OrderedDict[str, Marks] = OrderedDict()
        self._rows = 0
        self._lock = Lock()

    def get(self, digest: str) -> Marks | None:
        with self._lock:
            found = self._marks.get(digest)
            if found is not None:
                self._marks.move_to_end(digest)
            return found

    def keep(self, digest: str, marks: Marks) -> None:
        with self._lock:
            if digest in self._marks:
                return
            self._marks[digest] = marks
            self._rows += len(marks)
            while self._rows > MOST_KEPT:
                self._rows -= len(self._marks.popitem(last=False)[1])


_kept = _Kept()


def taken_from_private(sight: Sight, text: str) -> str:
    """Words of `text` in a document in sight that is not public, but for passages that were
    released; "" if there are none (1 statement, one for each 200 texts that were not looked at
    before, and 2 for each document that it shares a row of words with)."""
    own = marks_of_rows(text)
    if not len(own):
        return ""
    private = sight.documents().exclude(kind=DocumentClass.PUBLIC.value).order_by("pk")
    documents = {
        version: (document, digest)
        for version, document, digest in private.values_list("version_id", "pk", "version__sha256")
    }
    for version in _sharing(own, {version: digest for version, (_, digest) in documents.items()}):
        theirs = TextVersion.objects.values_list("text", flat=True).get(pk=version)
        may = released(sight).filter(document=documents[version][0]).order_by()
        if taken := taken_from(text, theirs, but=may.values_list("quote", flat=True)):
            return taken
    return ""


def _sharing(own: Marks, digests: Mapping[int, str]) -> list[int]:
    """The text versions that have one of these rows, of those whose digests these are."""
    found, unread = list[int](), list[int]()
    for version, digest in digests.items():
        marks = _kept.get(digest)
        if marks is None:
            unread.append(version)
        elif _shares(own, marks):
            found.append(version)
    for begin_at in range(0, len(unread), A_STEP):
        rows = TextVersion.objects.filter(pk__in=unread[begin_at : begin_at + A_STEP])
        for version, text in rows.values_list("pk", "text").iterator(chunk_size=10):
            marks = marks_of_rows(text)
            _kept.keep(digests[version], marks)
            if _shares(own, marks):
                found.append(version)
    return sorted(found)


def _shares(own: Marks, theirs: Marks) -> bool:
    """Whether any is among the others; both are sorted."""
    if not len(theirs):
        return False
    at = np.minimum(np.searchsorted(theirs, own), len(theirs) - 1)
    return bool((theirs[at] == own).any())
