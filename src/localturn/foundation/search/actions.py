"""Putting documents into the index and taking them out, in the caller's transaction."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace as changed
from itertools import islice

from django.db import connection, transaction

from localturn.foundation.search.documents import Document
from localturn.foundation.search.engines import Words, engine
from localturn.foundation.search.models import IndexedDocument
from localturn.foundation.search.words import words_of

MOST_WORDS = 16_000
"""Of one text; a place in a text is counted no further on PostgreSQL."""

LONGEST_TEXT = 200_000
BATCH = 200

_UNSTORABLE = {0: None, **dict.fromkeys(range(0xD800, 0xE000))}
_SHOWN = ("group", "audience", "language", "title", "summary", "text", "trail", "href", "places")


@transaction.atomic
def put(documents: Iterable[Document]) -> set[int]:
    """Let these be found; what has been put before by the same name is replaced.

    Gives the primary keys of their rows.
    """
    rows: set[int] = set()
    for batch in _batches(documents):
        rows |= _put(batch)
    return rows


@transaction.atomic
def replace(documents: Iterable[Document], *, room: str, group: str) -> None:
    """Let these be found, all of one group, and nothing else of that group."""
    rows = put(documents)
    IndexedDocument.objects.filter(room=room, group=group).exclude(pk__in=rows).delete()


def remove(*, room: str, kind: str, keys: Iterable[str]) -> None:
    """Let these be found no more; those that never were are none the less gone."""
    IndexedDocument.objects.filter(room=room, kind=kind, key__in=list(keys)).delete()


@transaction.atomic
def rebuild(documents: Iterable[Document]) -> int:
    """Let these be found and nothing else; gives how many they are.

    Whoever changes the index meanwhile waits, so that nothing is brought back that was removed
    while it was read. `documents` must therefore read only when it is asked for the next one.
    """
    _keep_others_waiting()
    before = set(IndexedDocument.objects.values_list("pk", flat=True))
    rows = put(documents)
    gone = iter(sorted(before - rows))
    while some := list(islice(gone, BATCH)):
        IndexedDocument.objects.filter(pk__in=some).delete()
    return len(rows)


def _keep_others_waiting() -> None:
    """On SQLite a transaction that writes is alone in any case."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE search_indexeddocument IN SHARE ROW EXCLUSIVE MODE")


def _put(documents: Sequence[Document]) -> set[int]:
    """In the order of their names, so that two who put the same never wait for each other."""
    named = {(each.room, each.kind, each.key): _storable(each) for each in documents}
    sorted_documents = [named[name] for name in sorted(named)]
    rows = IndexedDocument.objects.bulk_create(
        [_row(document) for document in sorted_documents],
        update_conflicts=True,
        unique_fields=["room", "kind", "key"],
        update_fields=[*_SHOWN, "changed_at"],
    )
    engine().keep([(row.pk, _words(d)) for row, d in zip(rows, sorted_documents, strict=True)])
    return {row.pk for row in rows}


def _row(document: Document) -> IndexedDocument:
    return IndexedDocument(
        room=document.room,
        kind=document.kind,
        key=document.key,
        changed_at=document.changed_at,
        **{name: getattr(document, name) for name in _SHOWN if name not in {"trail", "places"}},
        trail=list(document.trail),
        places=[list(place) for place in document.places] or None,
    )


def _storable(document: Document) -> Document:
    """Without what PostgreSQL cannot store, and no longer than is searched."""
    title, summary, text = (
        part[:LONGEST_TEXT].translate(_UNSTORABLE)
        for part in (document.title, document.summary, document.text)
    )
    return changed(document, title=title, summary=summary, text=text)


def _words(document: Document) -> Words:
    return Words(
        title=words_of(document.title)[:MOST_WORDS],
        summary=words_of(document.summary)[:MOST_WORDS],
        text=[*words_of(document.text)[:MOST_WORDS], *document.marks],
    )


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    rest = iter(documents)
    while batch := list(islice(rest, BATCH)):
        yield batch
