"""Places that are kept for somebody until they confirm."""

from datetime import datetime, timedelta


def term(now: datetime, *, days: int) -> datetime:
    """Until when somebody who is offered a place now may take it."""
    return now + timedelta(days=days)


def stands(until: datetime, *, now: datetime) -> bool:
    """Whether an offer still keeps its place: to the moment of its end, and not at it."""
    return now < until
