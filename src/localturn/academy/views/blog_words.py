"""What the page of a course blog shows besides its posts."""

from typing import Any

from localturn.academy.domain.blog import terms_of
from localturn.academy.models import Excuse
from localturn.academy.queries.blog import meeting_before, standing_of
from localturn.academy.queries.places import ActivityPlace


def blog_words(place: ActivityPlace) -> dict[str, Any]:
    """What is asked for, before which meeting, and how the reader stands (4 statements)."""
    terms, seat = terms_of(place.activity.settings), place.enrolment
    return {
        "terms": terms,
        "meeting": meeting_before(place.run, terms),
        "standing": standing_of(seat, place.activity) if seat else None,
        "excuse": Excuse.objects.filter(enrolment=seat, activity=place.activity).first()
        if seat
        else None,
    }
