"""Documents of a room that exists in tests alone."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from localturn.foundation.search import PUBLIC, Document, queries
from localturn.foundation.search.asked import read

NOON = datetime(2027, 3, 10, 12, 0, tzinfo=UTC)
_numbers = count(1)


def make_document(title: str = "A document", **fields: Any) -> Document:
    key = fields.pop("key", f"{next(_numbers)}")
    return Document(
        room=fields.pop("room", "library"),
        kind=fields.pop("kind", "book"),
        key=key,
        title=title,
        href=f"/library/{key}/",
        audience=fields.pop("audience", PUBLIC),
        changed_at=fields.pop("changed_at", NOON),
        **fields,
    )


def titles(asked: str, *audiences: str, **fields: Any) -> list[str]:
    """The titles of what is found, the best first, without their marks."""
    hits = queries.best(read(asked), audiences=audiences or (PUBLIC,), **fields)
    return [hit.title.striptags() for hit in hits]
