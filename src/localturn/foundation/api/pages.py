"""Long lists, a bounded page at a time."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

A_PAGE = 50
LARGEST = 100

Limit = Annotated[int, Field(ge=1, le=LARGEST, description="How many at most.")]
Offset = Annotated[int, Field(ge=0, le=1_000_000, description="How many are left out before.")]

Item = TypeVar("Item")


class Bounds(Schema):
    """Which part of a list is asked for."""

    limit: Limit = A_PAGE
    offset: Offset = 0

    @property
    def part(self) -> slice:
        return slice(self.offset, self.offset + self.limit)


# Not an Answer: each kind of page would be half a second's search for words below its fields.
class Page(Schema, Generic[Item]):
    """A part of a list, how long the whole is, and the address of the next part."""

    items: list[Item]
    count: int
    next: str | None


def page(
    request: HttpRequest,
    rows: QuerySet[Any, Any] | Sequence[Any],
    bounds: Bounds,
    item: Callable[[Any], Item],
) -> dict[str, Any]:
    """A part of a list as it is answered (2 statements for a queryset)."""
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    return {
        "items": [item(row) for row in rows[bounds.part]],
        "count": count,
        "next": next_after(request, bounds, count),
    }


def next_after(request: HttpRequest, bounds: Bounds, count: int) -> str | None:
    """The address of what follows, with whatever else was asked."""
    following = bounds.offset + bounds.limit
    if following >= count:
        return None
    asked = request.GET.copy()
    asked["limit"], asked["offset"] = str(bounds.limit), str(following)
    return f"{request.path}?{asked.urlencode()}"
