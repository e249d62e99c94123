"""What the corpus holds about people, and what becomes of it when they leave."""

from collections.abc import Iterator
from datetime import datetime

from localturn.corpus.actions.leaving import forget, handed_over_first, settle_two
from localturn.foundation import personal_data
from localturn.foundation.languages import N_
from localturn.foundation.people.models import Person
from localturn.foundation.personal_data import OnErasure, Section, Table, Wishes

__all__ = ["TABLES", "erase", "export", "handed_over_first", "merge"]

PROOF = N_("what a study found rests on all of its codings; they no longer say whose they are")

SAYS_NOT_WHO = N_("it protects who was asked; it no longer says whose work it was")

TABLES = [
    Table(
        "corpus.Member",
        N_("The research projects in which you take part"),
        persons=("person",),
        personal=("name",),
        on_erasure=OnErasure.BY_APP,
    ),
    Table(
        "corpus.Coding",
        N_("Passages that you coded"),
        through=("coder__person",),
        # What others said, in documents that they may have lost the right to read.
        secret=("quote", "prefix", "suffix"),
        on_erasure=OnErasure.KEEP,
        because=PROOF,
    ),
    Table(
        "corpus.Memo",
        N_("Memos that you wrote in research projects"),
        through=("by__person",),
        on_erasure=OnErasure.AS_CHOSEN,
    ),
    Table(
        "corpus.ImportBatch",
        N_("Documents that you brought into research projects"),
        through=("by__person",),
        on_erasure=OnErasure.KEEP,
        because=N_("they belong to the project; they no longer say who brought them"),
    ),
    Table(
        "corpus.ImportItem",
        N_("Nothing: files on their way into a project"),
        impersonal=("name", "address"),
    ),
    Table(
        "corpus.Transfer",
        N_("Files that you took out of research projects or brought into them, for a week"),
        through=("by__person",),
        impersonal=("name",),
        secret=("report",),
        on_erasure=OnErasure.BY_APP,
    ),
    Table(
        "corpus.Pseudonym",
        N_("Names in interviews, under a key that is not in the database"),
        through=("made_by__person",),
        secret=("sealed",),
        on_erasure=OnErasure.KEEP,
        because=SAYS_NOT_WHO,
    ),
    Table(
        "corpus.ClearedWord",
        N_("Words of interviews that you found harmless"),
        through=("cleared_by__person",),
        on_erasure=OnErasure.KEEP,
        because=SAYS_NOT_WHO,
    ),
    Table(
        "corpus.Pseudonymisation",
        N_("Interviews in which you replaced names"),
        through=("by__person",),
        on_erasure=OnErasure.KEEP,
        because=SAYS_NOT_WHO,
    ),
    Table(
        "corpus.Release",
        N_("Passages of interviews that you released"),
        through=("released_by__person",),
        on_erasure=OnErasure.KEEP,
        because=SAYS_NOT_WHO,
    ),
    Table("corpus.Project", N_("Nothing: research projects"), impersonal=("name",)),
    Table("corpus.ProjectDocument", N_("Nothing: documents of research projects")),
    Table("corpus.Node", N_("Nothing: codebooks"), impersonal=("name",)),
    Table(
        "corpus.CodebookChange",
        N_("What you changed in codebooks"),
        through=("by__person",),
        on_erasure=OnErasure.KEEP,
        because=N_("it explains the codebook; it no longer says who changed it"),
    ),
    Table("corpus.Recoding", N_("Nothing: passages that were given another code")),
    Table("corpus.CodebookVersion", N_("Nothing: frozen codebooks"), append_only=True),
    Table("corpus.Attribute", N_("Nothing: what documents are compared by"), impersonal=("name",)),
    Table("corpus.AttributeValue", N_("Nothing: attributes of documents and cases")),
    Table("corpus.Case", N_("Nothing: what documents are about"), impersonal=("name",)),
    Table("corpus.DocumentSet", N_("Nothing: sets of documents"), impersonal=("name",)),
    Table("corpus.Round", N_("Nothing: rounds of coding"), impersonal=("name",)),
    Table(
        "corpus.Assignment",
        N_("Documents that you were given to code"),
        through=("member__person",),
        on_erasure=OnErasure.KEEP,
        because=PROOF,
    ),
    Table(
        "corpus.Settlement",
        N_("What you decided where coders differ"),
        through=("by__person",),
        on_erasure=OnErasure.KEEP,
        because=PROOF,
    ),
    Table(
        "corpus.Question",
        N_("Questions that you put to codings and kept"),
        through=("by__person",),
        on_erasure=OnErasure.KEEP,
        because=N_("they belong to the project; they no longer say who asked"),
        impersonal=("name",),
    ),
    Table(
        "corpus.Relation",
        N_("Relations between actors that you recorded"),
        through=("by__person",),
        on_erasure=OnErasure.KEEP,
        because=PROOF,
    ),
    Table(
        "corpus.Publication",
        N_("Publications that you began in research projects"),
        through=("by__person",),
        on_erasure=OnErasure.KEEP,
        because=N_("they belong to the project; they no longer say who began them"),
        impersonal=("title",),
    ),
    Table(
        "corpus.PublicationVersion",
        N_("Versions of publications that you saved"),
        through=("saved_by__person",),
        on_erasure=OnErasure.KEEP,
        because=N_("they belong to the project; they no longer say who saved them"),
        impersonal=("title",),
    ),
    Table("corpus.Actor", N_("Nothing: who acts in documents"), impersonal=("name",)),
    Table("corpus.Agreement", N_("Nothing: how far coders agree")),
    Table("corpus.Part", N_("Nothing: paragraphs of texts, to find them by")),
    Table("corpus.WordForm", N_("Nothing: forms of words")),
]


def export(person: Person) -> Iterator[Section]:
    """Where they take part, what they coded and what they wrote."""
    yield from personal_data.export_tables(person, TABLES)


def erase(person: Person, *, wishes: Wishes, now: datetime) -> None:
    """They take part no longer; their codings stay without them, and their memos as they wish."""
    forget(person, remove_texts=wishes.remove_texts, now=now)


def merge(kept: Person, absorbed: Person) -> None:
    """Of two memberships of one project, one stands, with the work of both."""
    settle_two(kept, absorbed)
    personal_data.repoint_tables(kept, absorbed, TABLES)
