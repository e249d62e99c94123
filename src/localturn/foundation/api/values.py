"""Values as the API writes them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, PlainSerializer, WithJsonSchema


class Answer(Schema):
    """What is answered; the words below a field describe it in the document."""

    model_config = ConfigDict(use_attribute_docstrings=True)


def written(moment: datetime) -> str:
    """RFC 3339 in UTC, to the second: "2027-03-28T08:00:00Z"."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


Moment = Annotated[
    datetime,
    PlainSerializer(written, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""In UTC; the zone in which it was meant stands beside it."""


def written_exactly(moment: datetime) -> str:
    """The same to the microsecond: "2027-03-28T08:00:00.250000Z"."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


Version = Annotated[
    AwareDatetime,
    PlainSerializer(written_exactly, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""When something came to be as it is, to be sent back by who changes it."""

Number = Annotated[
    Decimal, PlainSerializer(float, return_type=float), WithJsonSchema({"type": "number"})
]
"""Points, to two places."""
