"""Projects, documents, codes and codings, for tests."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from uuid import uuid4

from django.core.files.base import ContentFile

from localturn.corpus.actions import codebook, coding, documents, projects
from localturn.corpus.actions.codebook import Wording
from localturn.corpus.domain.passages import Span
from localturn.corpus.domain.terms import DocumentClass, Level, Rights, Role
from localturn.corpus.models import Coding, Member, Node, Project, ProjectDocument, Round
from localturn.corpus.standards.documents.pdf import read_pdf
from localturn.foundation.files.actions import store_made
from localturn.foundation.library.actions import keep
from localturn.foundation.library.text import as_it_stands
from localturn.foundation.people.models import Person
from makers.documents import make_pdf
from makers.people import make_person

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TEXT = (
    "Cities receive people.\n\n"
    "The network of cities asks the Union for money. States do not listen, and cities do.\n\n"
    "They meet once a year."
)
_numbers = count(1)


@dataclass
class Work:
    """A project with who leads it, who codes and who only reads, and a document."""

    project: Project
    lead: Member
    coder: Member
    reader: Member
    document: ProjectDocument
    code: Node
    more: dict[str, ProjectDocument] = field(default_factory=dict)


def make_project(name: str = "City networks", *, by: Person | None = None) -> Project:
    lead = by or make_person("Lea Lead", can_author=True)
    return projects.begin(name, by=lead, now=NOON)


def lead_of(project: Project) -> Member:
    return Member.objects.get(project=project, role=Role.LEAD)


def make_member(
    project: Project,
    role: Role = Role.CODER,
    *,
    person: Person | None = None,
    rights: Rights | None = None,
) -> Member:
    return projects.add_member(
        project,
        person or make_person(f"{role.title()} {next(_numbers)}"),
        role=role,
        rights=rights or Rights(internal=True, field_notes=True, interviews=True),
        by=lead_of(project),
        now=NOON,
    )


def make_document(
    project: Project,
    text: str = TEXT,
    *,
    title: str = "",
    kind: DocumentClass = DocumentClass.PUBLIC,
    language: str = "en",
) -> ProjectDocument:
    name = title or f"Document {next(_numbers)}"
    version = keep(as_it_stands(text), title=name, language=language, now=NOON)
    return documents.take(version, title=name, kind=kind, by=lead_of(project), now=NOON)


def make_printed(
    project: Project, pages: list[list[str]], *, kind: DocumentClass = DocumentClass.PUBLIC
) -> ProjectDocument:
    """A document that was read from a PDF with these lines on its pages."""
    name, content = f"Printed {next(_numbers)}", make_pdf(pages)
    file = store_made(
        ContentFile(content),
        name=f"{name}.pdf",
        media_type="application/octet-stream",
        owner=None,
        subject="corpus/import/0",
        now=NOON,
    )
    text = read_pdf(content)
    version = keep(text, title=name, media_type="application/pdf", file=file, now=NOON)
    made = documents.take(version, title=name, kind=kind, by=lead_of(project), now=NOON)
    file.subject = f"corpus/document/{made.pk}"
    file.save(update_fields=["subject"])
    return made


def make_code(project: Project, name: str = "", *, under: Node | None = None) -> Node:
    wording = Wording(name or f"Code {next(_numbers)}", Level.CODE, definition="What it means.")
    return codebook.add(wording, under=under, by=lead_of(project), now=NOON)


def make_coding(
    document: ProjectDocument,
    code: Node,
    words: str = "cities",
    *,
    by: Member | None = None,
    round: Round | None = None,
    now: datetime = NOON,
) -> Coding:
    """The first passage of these words, coded by who leads or by somebody else."""
    start = document.version.text.index(words)
    return coding.apply(
        code,
        to=document,
        span=Span(start, start + len(words)),
        key=uuid4(),
        round=round,
        by=by or lead_of(document.project),
        now=now,
    ).coding


def make_work() -> Work:
    project = make_project()
    return Work(
        project,
        lead_of(project),
        make_member(project, Role.CODER),
        make_member(project, Role.READER),
        make_document(project, title="Declaration"),
        make_code(project, "Vertical"),
    )
