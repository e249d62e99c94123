"""Interviews of the demonstration: one whose names were replaced, one whose names still stand."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from localturn.corpus.actions import coding, documents, pseudonyms, transfers
from localturn.corpus.domain.passages import Span
from localturn.corpus.domain.pseudonyms import About
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import Coding, Member, Node, ProjectDocument
from localturn.foundation.library.actions import keep
from localturn.foundation.library.text import as_it_stands

FRESH = """Interviewer: How do you work with the region?

Petra Pretend: Seldom at eye level. Through the network we learn sooner what the ministry plans. \
Otto Fictive of the regional office rings me when it is too late.

Interviewer: And with the associations?

Petra Pretend: Without Welcome House nothing would work at all. Write to petra@pretend.example if \
you need their figures, or ring +49 30 1234567.

(Invented for this demonstration.)
"""
NAMES = (
    (("Petra Pretend", "Petra", "Frau Pretend"), "Officer C", About.PERSON),
    (("Otto Fictive", "Otto"), "Officer D", About.PERSON),
    (("Welcome House",), "Association E", About.ORGANISATION),
)


def furnish_names(
    lead: Member, nodes: Mapping[str, Node], taken: Mapping[str, ProjectDocument], now: datetime
) -> None:
    """Three pseudonyms, a passage that may be quoted, and two files that were asked for."""
    for says, stands_as, about in NAMES:
        pseudonyms.give(says, stands_as=stands_as, about=about, by=lead, now=now)
    version = keep(as_it_stands(FRESH), title="Interview in a capital", language="en", now=now)
    fresh = documents.take(
        version, title="Interview in a capital", kind=DocumentClass.INTERVIEW, by=lead, now=now
    )
    words = "Through the network we learn sooner what the ministry plans."
    start = FRESH.index(words)
    span = Span(start, start + len(words))
    coding.apply(nodes["HL"], to=fresh, span=span, by=lead, now=now)
    said = Coding.objects.filter(document=taken["interview-officer"]).order_by("start").first()
    if said is not None:
        pseudonyms.release(said, by=lead, now=now)
    asked = now - timedelta(minutes=5)
    public = [DocumentClass.PUBLIC]
    transfers.ask_out("qdpx", profile="maxqda", classes=public, by=lead, now=asked)
    transfers.ask_out(
        "replication", profile="plain", classes=public, with_texts=True, by=lead, now=asked
    )
