"""What stands in the demonstration's project: documents, codebook, three coders and their work."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile

from localturn.corpus.actions import codebook, coding, documents, projects, recordings
from localturn.corpus.actions.codebook import Wording
from localturn.corpus.demo.analysis import analyse
from localturn.corpus.demo.concepts import CODEBOOK
from localturn.corpus.demo.names import furnish_names
from localturn.corpus.demo.printing import PRINTED, printed
from localturn.corpus.demo.sounding import hummed
from localturn.corpus.demo.texts import Written
from localturn.corpus.demo.texts import documents as written
from localturn.corpus.demo.writing import furnish_paper
from localturn.corpus.domain.passages import Span
from localturn.corpus.domain.terms import AttributeKind, DocumentClass, MemoKind, Rights, Role
from localturn.corpus.models import (
    Attribute,
    AttributeValue,
    Case,
    DocumentSet,
    Member,
    Memo,
    Node,
    Project,
    ProjectDocument,
)
from localturn.corpus.standards.documents.pdf import read_pdf
from localturn.foundation.files.actions import store_made
from localturn.foundation.library.actions import keep
from localturn.foundation.library.models import TextVersion
from localturn.foundation.library.text import as_it_stands
from localturn.foundation.people.actions.accounts import register
from localturn.foundation.people.models import Person
from localturn.foundation.room import DemoSignIn

PASSWORD = "learn-by-doing"  # noqa: S105 (printed for everybody)
SLUG = "networks-of-cities"
_CLASSES = {"interview": DocumentClass.INTERVIEW, "note": DocumentClass.FIELD_NOTE}
_EVERYTHING = Rights(internal=True, field_notes=True, interviews=True)


def furnish(*, now: datetime, report: Callable[[str], None]) -> list[DemoSignIn]:
    """Forty documents of eight invented networks, an interview and a field note."""
    report("Three researchers read what city networks write")
    begun = now - timedelta(days=21)
    lead = _person("researcher@demo.example", "Ines Invented", begun, can_author=True)
    project = projects.begin(
        "Networks of cities",
        about="What city networks of two continents demand, pledge and do. All of its documents"
        " are invented.",
        by=lead,
        now=begun,
    )
    project.slug = SLUG
    project.save(update_fields=["slug"])
    leads = Member.objects.select_related("project").get(project=project, person=lead)
    coders = [
        _member(leads, "coder@demo.example", "Nadia Notreal", Role.CODER, begun),
        _member(leads, "second-coder@demo.example", "Tomas Thoughtup", Role.CODER, begun),
    ]
    _member(leads, "reader@demo.example", "Rita Reader", Role.READER, begun)
    nodes = _codebook(leads, begun)
    codebook.freeze(note="Before the first reading", by=leads, now=begun)
    taken = {each.key: _take(each, leads, begun) for each in written()}
    _describe(project, taken)
    for number, each in enumerate(written()):
        coder = (leads, *coders)[number % 3]
        at = begun + timedelta(days=1 + number % 18, hours=9, minutes=number)
        _code(each, taken[each.key], nodes, by=coder, now=at)
    _afterwards(leads, coders[0], nodes, taken, now)
    analyse(project, now=now, report=report)
    furnish_names(leads, nodes, taken, now)
    recordings.keep(
        taken["interview-officer"], ContentFile(hummed(), "interview.wav"), by=leads, now=now
    )
    furnish_paper(leads, now=now)
    return [
        DemoSignIn("Researcher", lead.email, PASSWORD, "leads the project Networks of cities"),
        DemoSignIn("Coder", "coder@demo.example", PASSWORD),
        DemoSignIn("Reader", "reader@demo.example", PASSWORD, "does not see interviews"),
    ]


def _person(email: str, name: str, now: datetime, *, can_author: bool = False) -> Person:
    person = register(email, name=name, now=now)
    person.password = make_password(PASSWORD)
    person.welcomed_at = now
    person.can_author = can_author
    person.save()
    return person


def _member(lead: Member, email: str, name: str, role: Role, now: datetime) -> Member:
    person = _person(email, name, now)
    member = projects.add_member(
        lead.project, person, role=role, rights=_EVERYTHING, by=lead, now=now
    )
    member.project = lead.project
    return member


def _codebook(lead: Member, now: datetime) -> Mapping[str, Node]:
    above, found = list[Node](), dict[str, Node]()
    for number, each in enumerate(CODEBOOK):
        wording = Wording(
            each.name,
            each.level,
            each.definition,
            each.when_to_use,
            each.when_not,
            each.example,
            each.source,
            colour=number % codebook.COLOURS,
        )
        under = above[each.depth - 1] if each.depth else None
        above[each.depth :] = [codebook.add(wording, under=under, by=lead, now=now)]
        if each.key:
            found[each.key] = above[-1]
    return found


def _take(each: Written, lead: Member, now: datetime) -> ProjectDocument:
    version = (_kept_printed if each.key in PRINTED else _kept)(each, now)
    kind = _CLASSES.get(each.about["type"], DocumentClass.PUBLIC)
    taken = documents.take(version, title=each.title, kind=kind, by=lead, now=now)
    if version.document.file is not None:
        version.document.file.subject = f"corpus/document/{taken.pk}"
        version.document.file.save(update_fields=["subject"])
    return taken


def _kept(each: Written, now: datetime) -> TextVersion:
    return keep(as_it_stands(each.text), title=each.title, language=each.language, now=now)


def _kept_printed(each: Written, now: datetime) -> TextVersion:
    """As a PDF that says the same."""
    content = printed(each)
    file = store_made(
        ContentFile(content),
        name=f"{each.key}.pdf",
        media_type="application/octet-stream",
        owner=None,
        subject="corpus/document/0",
        now=now,
    )
    return keep(
        read_pdf(content),
        title=each.title,
        language=each.language,
        media_type="application/pdf",
        file=file,
        now=now,
    )


def _describe(project: Project, taken: Mapping[str, ProjectDocument]) -> None:
    """Attributes, the networks as cases, and a set."""
    every = written()
    kinds = {"year": AttributeKind.WHOLE}
    attributes = {
        name: Attribute.objects.create(
            project=project,
            name=name.capitalize(),
            kind=kinds.get(name, AttributeKind.CHOICE),
            choices=[] if name in kinds else sorted({each.about[name] for each in every}),
            position=position,
        )
        for position, name in enumerate(every[0].about)
    }
    AttributeValue.objects.bulk_create(
        AttributeValue(attribute=attributes[name], document=taken[each.key], value=value)
        for each in every
        for name, value in each.about.items()
    )
    for network in sorted({each.about["network"] for each in every}):
        case = Case.objects.create(project=project, name=network)
        case.documents.set(taken[e.key] for e in every if e.about["network"] == network)
    letters = DocumentSet.objects.create(project=project, name="Letters to higher levels")
    letters.documents.set(taken[e.key] for e in every if e.about["type"] == "letter")


def _code(
    each: Written,
    document: ProjectDocument,
    nodes: Mapping[str, Node],
    *,
    by: Member,
    now: datetime,
) -> None:
    for passage in each.passages:
        span = Span(passage.start, passage.end)
        coding.apply(nodes[passage.code], to=document, span=span, by=by, now=now)


def _afterwards(
    lead: Member,
    coder: Member,
    nodes: Mapping[str, Node],
    taken: Mapping[str, ProjectDocument],
    now: datetime,
) -> None:
    """A definition made sharper, which some codings are older than, and what was thought."""
    yesterday = now - timedelta(days=1)
    sharper = nodes["VD"]
    codebook.reword(
        sharper,
        Wording(
            sharper.name,
            definition="Local policy that departs from that of a higher level, done or decided:"
            " decoupling. An announcement alone is not enough.",
            when_to_use="Something is done, or a body has decided it.",
            when_not="A different opinion, or an intention.",
            source=sharper.source,
            colour=sharper.colour,
        ),
        by=lead,
        now=yesterday,
    )
    codebook.freeze(note="Announcements do not count any more", by=lead, now=yesterday)
    said = (
        (MemoKind.THEORY, "Decoupling by water", None, nodes["VD"], "On the southern border"
         " decoupling is not announced in a letter but done with a barrel."),
        (MemoKind.RULE, "Who signs", None, nodes["HB"], "Count it only where the number of cities,"
         " or the word together, is in the passage."),
        (MemoKind.NOTE, "Short, and all of it coded", taken["border-resolution"], None,
         "Nothing in this text is without a code. Look for what it leaves out."),
    )  # fmt: skip
    for kind, title, document, node, text in said:
        Memo.objects.create(
            project=lead.project,
            kind=kind.value,
            title=title,
            text=text,
            document=document,
            node=node,
            by=coder,
            made_at=yesterday,
            changed_at=yesterday,
        )
