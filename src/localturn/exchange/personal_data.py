"""What the exchange holds about people, and what becomes of it when they leave."""

from collections.abc import Iterator
from datetime import datetime

from localturn.exchange.actions.applications.leaving import forget_student, settle_two
from localturn.exchange.models import Transcript, TranscriptPdf
from localturn.exchange.permissions import own_transcripts
from localturn.foundation import personal_data
from localturn.foundation.languages import N_
from localturn.foundation.people.models import Person
from localturn.foundation.personal_data import OnErasure, Section, Table, Wishes

TABLES = [
    Table(
        "exchange.Listing",
        N_("Courses of the exchange that you began to list"),
        persons=("created_by",),
        on_erasure=OnErasure.FORGET,
        impersonal=("email",),
    ),
    Table(
        "exchange.Source",
        N_("Catalogues of universities that you had read"),
        persons=("added_by",),
        on_erasure=OnErasure.FORGET,
        impersonal=("address",),
    ),
    Table(
        "exchange.SignIn",
        N_("Sign-ins that you entered for catalogues of universities"),
        persons=("set_by",),
        secret=("sealed",),
        on_erasure=OnErasure.FORGET,
        impersonal=("token_address", "client", "scope"),
    ),
    Table(
        "exchange.Grading",
        N_("Grading scales that you entered for your university"),
        persons=("changed_by",),
        on_erasure=OnErasure.FORGET,
    ),
    Table(
        "exchange.Transcript",
        N_("Your transcripts of records"),
        persons=("person", "issued_by"),
        personal=("content",),
        impersonal=("token",),
        on_erasure=OnErasure.BY_APP,
        append_only=True,
    ),
    Table(
        "exchange.TranscriptPdf",
        N_("Your transcripts of records as documents"),
        through=("transcript__person",),
        secret=("file",),
        on_erasure=OnErasure.BY_APP,
    ),
    Table("exchange.Consortium", N_("Nothing: networks of universities"), impersonal=("name",)),
    Table(
        "exchange.Application",
        N_("Your applications for courses of other universities, with what you said in them"),
        persons=("student", "begun_by"),
        personal=("statement",),
        on_erasure=OnErasure.BY_APP,
    ),
    Table(
        "exchange.PriorCourse",
        N_("Courses that you had taken before you applied"),
        through=("application__student",),
        on_erasure=OnErasure.BY_APP,
    ),
    Table(
        "exchange.Agreement",
        N_("Learning agreements about your courses at other universities"),
        persons=("proposed_by",),
        through=("application__student",),
        on_erasure=OnErasure.FORGET,
    ),
    Table(
        "exchange.Confirmation",
        N_("When you confirmed a learning agreement"),
        persons=("by",),
        on_erasure=OnErasure.FORGET,
        append_only=True,
    ),
]


def export(person: Person) -> Iterator[Section]:
    """The listings that the person began, which say what is their university's, and their
    applications."""
    yield from personal_data.export_tables(person, TABLES)


def erase(person: Person, *, wishes: Wishes, now: datetime) -> None:
    """What stands is taken back, so that the place is free; that there was an application is kept
    without them and without their words."""
    forget_student(person, now=now)
    own = Transcript.objects.filter(own_transcripts(person))
    TranscriptPdf.objects.filter(transcript__in=own).delete()
    Transcript.objects.filter(pk__in=list(own.values_list("pk", flat=True))).update(
        content=None, person=None
    )
    Transcript.objects.filter(issued_by=person).update(issued_by=None)
    personal_data.erase_tables(person, TABLES)


def merge(kept: Person, absorbed: Person) -> None:
    """Of two applications for one course, the one that has come farther stands."""
    settle_two(kept, absorbed)
    personal_data.repoint_tables(kept, absorbed, TABLES)


def handed_over_first(person: Person, *, by: Person, now: datetime) -> list[str]:
    """Nothing: listings are a university's, which others keep as well or are named for."""
    return []
