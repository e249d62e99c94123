"""A transcript of records that was issued, for tests that only look at it."""

from datetime import datetime
from decimal import Decimal

from localturn.academy.models import Enrolment
from localturn.exchange.domain.transcripts import (
    Credit,
    Record,
    Scale,
    University,
    digest,
    record_fields,
    scale_fields,
    steps_from,
)
from localturn.exchange.models import Grading, Listing, Transcript
from localturn.foundation.people.models import Organisation

SCALE = Scale("German", "Social sciences, 2024–2026", 412, steps_from("1.0; 90; 20\n2.0; 50; 80"))


def make_transcript(
    listing: Listing, enrolment: Enrolment, home: Organisation, *, now: datetime
) -> Transcript:
    """Of somebody with three credit points, as it would be issued."""
    number = "TR-2027-0000-0001"
    record = Record(
        number=number,
        student=str(enrolment.person),
        home=University(home.name, home.slug, ""),
        host=University(listing.host.name, listing.host.slug, ""),
        course=listing.title,
        course_number=listing.course_number,
        field=listing.field,
        field_label="",
        language=listing.language,
        level=listing.level,
        first_day=enrolment.run.starts_on.isoformat(),
        last_day=enrolment.run.ends_on.isoformat(),
        credits=(Credit(Decimal(3), "ECTS", "Basic credit"),),
        points=Decimal(15),
        of=Decimal(20),
        mark="2.0",
        scale=SCALE,
        issued_on=now.date().isoformat(),
    )
    said = record_fields(record)
    Grading.objects.create(listing=listing, scale=scale_fields(SCALE), changed_at=now)
    return Transcript.objects.create(
        listing=listing,
        enrolment=enrolment,
        person=enrolment.person,
        home=home,
        number=number,
        token=f"key-of-{number}",
        content=said,
        digest=digest(said),
        issued_at=now,
    )
