"""What of the exchange can be found by everybody."""

from collections.abc import Iterator

from django.urls import reverse

from localturn.exchange.domain.fields_of_study import fields
from localturn.exchange.domain.terms import State, academic_year
from localturn.exchange.models import Listing
from localturn.foundation.languages import INTERFACE_LANGUAGES, own_name
from localturn.foundation.prose import text_of
from localturn.foundation.search import PUBLIC, Document

ROOM = "exchange"
KIND = "listing"


def document_of(listing: Listing) -> Document | None:
    """A published or archived listing; None for a draft."""
    if listing.state == State.DRAFT:
        return None
    field = fields().get(listing.field)
    names = [field.called(each) for each in INTERFACE_LANGUAGES] if field else []
    parts = [
        *(listing.course_number, str(listing.host), listing.faculty, listing.programme),
        *listing.lecturers,
        *names,
        own_name(listing.language),
        *map(
            text_of,
            (listing.overview, listing.achievement, listing.prerequisites, listing.schedule),
        ),
    ]
    return Document(
        room=ROOM,
        kind=KIND,
        key=str(listing.pk),
        title=listing.title,
        href=reverse("exchange:listing", args=[listing.pk]),
        audience=PUBLIC,
        changed_at=listing.changed_at,
        language=listing.written_in,
        text="\n".join(filter(None, parts)),
        trail=(str(listing.host), academic_year(listing.academic_year or 0)),
    )


def all_documents() -> Iterator[Document]:
    shown = Listing.objects.exclude(state=State.DRAFT.value).select_related("host")
    for listing in shown.order_by("pk").iterator():
        document = document_of(listing)
        if document is not None:
            yield document
