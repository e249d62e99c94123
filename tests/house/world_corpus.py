"""A research project in the small world: the author leads it, the facilitator codes, the
participant only reads."""

from typing import Any

from localturn.corpus.actions import (
    attributes,
    codebook,
    imports,
    memos,
    projects,
    pseudonyms,
    publications,
    questions,
    relations,
    rounds,
    transfers,
)
from localturn.corpus.actions.finding import index_text
from localturn.corpus.domain.asking import Asked, Kind
from localturn.corpus.domain.networks import Direction, Government, Stance
from localturn.corpus.domain.pseudonyms import About
from localturn.corpus.domain.publications import Kind as PublicationKind
from localturn.corpus.domain.terms import (
    AttributeKind,
    DocumentClass,
    Level,
    MemoKind,
    Rights,
    Role,
)
from localturn.corpus.models import (
    Case,
    CodebookChange,
    Coding,
    DocumentSet,
    Member,
    Node,
    Project,
    ProjectDocument,
)
from localturn.corpus.permissions import sight
from localturn.corpus.queries.since import sealed
from localturn.foundation.people.models import Person
from makers.corpus import NOON, make_code, make_coding, make_document, make_printed, make_project


def make_corpus(lead: Person, coder: Person, reader: Person) -> dict[str, dict[str, Any]]:
    """A public document and an interview, each with a coding of the coder's."""
    project = make_project("Networks", by=lead)
    leads = project.members.get()
    every = Rights(internal=True, field_notes=True, interviews=True)
    coding, reading = (
        projects.add_member(project, person, role=role, rights=every, by=leads, now=NOON)
        for person, role in ((coder, Role.CODER), (reader, Role.READER))
    )
    document = make_document(project, title="Declaration")
    interview = make_document(project, "She said so.", kind=DocumentClass.INTERVIEW)
    code = make_code(project, "Vertical")
    for name in ("Horizontal", "Diagonal"):
        make_code(project, name)
    codebook.freeze(by=leads, now=NOON)
    codebook.reword(
        code,
        codebook.Wording("Vertical", Level.CODE, definition="Between levels."),
        by=leads,
        now=NOON,
    )
    taken = transfers.ask_out("qdc", profile="plain", classes=(), by=coding, now=NOON)
    transfers.make_out.call(taken.pk)
    batches = [
        imports.begin(kind=kind, by=coding, now=NOON)
        for kind in (DocumentClass.PUBLIC, DocumentClass.INTERVIEW)
    ]
    items = [imports.add(each, "a.txt", b"One", by=coding, now=NOON) for each in batches]
    named = pseudonyms.give(
        ["Ada Nobody"], stands_as="Person 1", about=About.PERSON, by=leads, now=NOON
    )
    return {
        "pseudonym": {"pseudonym": named.pk},
        "taken-along": {"transfer": taken.pk},
        "batch": {"batch": batches[0].pk},
        "batch-of-interviews": {"batch": batches[1].pk},
        "batch-item": {"item": items[0].pk},
        **_analysis(make_document(project, title="Plan"), code, leads, coding),
        "project": {"project": project.slug},
        "document": {"document": document.pk},
        "interview": {"document": interview.pk},
        "printed": {"document": make_printed(project, [["Cities say so."]]).pk},
        "printed-interview": {
            "document": make_printed(project, [["She said so."]], kind=DocumentClass.INTERVIEW).pk
        },
        "first-page": {"number": 1},
        "passage": {"coding": make_coding(document, code, "people", by=coding).pk},
        "passage-of-interview": {"coding": make_coding(interview, code, "said", by=coding).pk},
        "node": {"node": code.pk},
        **_known(project, document, interview, coding),
        "code-mergeable": {"pk": Node.objects.get(project=project, name="Horizontal").pk},
        "codebook-change": {"change": CodebookChange.objects.get(kind="reworded").pk},
        "step-down": {"how": "down"},
        "code-given": {"pk": code.pk},
        "text-read": {"pk": document.version_id},
        "text-of-interview": {"pk": interview.version_id},
        "beginning": {"pk": sealed(0)},
        "frozen-codebook": {"number": 1},
        "reading-member": {"member": reading.pk},
        "coding-member": {"member": coding.pk},
        "leading-member": {"member": leads.pk},
        "to-close": {"how": "close"},
        "to-reopen": {"how": "reopen"},
        "to-archive": {"how": "archive"},
    }


def _analysis(
    document: ProjectDocument, code: Node, lead: Member, coder: Member
) -> dict[str, dict[str, Any]]:
    """A round that is closed, in which the coder and the lead differ, one that is open, and a
    question that is kept."""
    closed, blind = (rounds.begin(name, by=lead, now=NOON) for name in ("First", "Second"))
    rounds.give(closed, {document: [lead, coder]}, by=lead, now=NOON)
    make_coding(document, code, "States", by=coder, round=closed)
    make_coding(document, code, "States do", by=lead, round=closed)
    start = document.version.text.index("States")
    rounds.close(closed, by=lead, now=NOON)
    rounds.work_out_agreement.func(closed.pk)
    rounds.give(blind, {document: [coder]}, by=lead, now=NOON)
    rounds.give(rounds.begin("Third", by=lead, now=NOON), {document: [lead]}, by=lead, now=NOON)
    kept = questions.keep("How often", Asked(Kind.CROSSTAB), by=coder, now=NOON)
    index_text(document.version_id)
    cities, states, alone = (
        relations.add_actor(name, level=Government.OTHER, by=lead, now=NOON)
        for name in ("Cities", "States", "Nobody")
    )
    said = Coding.objects.filter(round=closed).order_by("pk")[0]
    related = relations.relate(
        sight(lead),
        said,
        cities,
        states,
        direction=Direction.VERTICAL,
        stance=Stance.DEMANDS,
        now=NOON,
    )
    return {
        "closed-round": {"round": closed.pk},
        "open-round": {"round": blind.pk},
        "given-document": {"document": document.pk},
        "given": {"pk": document.pk},
        "acting": {"actor": cities.pk},
        "acting-alone": {"actor": alone.pk},
        "related": {"relation": related.pk},
        "one-actor": {"pk": cities.pk},
        "other-actor": {"pk": alone.pk},
        "saying": {"coding": said.pk},
        "as-bib": {"form": "bib"},
        "as-graphml": {"form": "graphml"},
        "kept-question": {"number": kept.number},
        "region": {"pk": start},
        "as-csv": {"form": "csv"},
        "as-svg": {"form": "svg"},
        "as-json": {"form": "json"},
    }


def _known(
    project: Project, document: ProjectDocument, interview: ProjectDocument, by: Member
) -> dict[str, dict[str, Any]]:
    """Memos on both documents, an attribute, and cases and sets of each."""
    words = memos.Words(MemoKind.NOTE, "On it")
    public, secret = (
        memos.write(words, about=each, by=by, now=NOON) for each in (document, interview)
    )
    year = attributes.define(
        attributes.Definition("Year", AttributeKind.WHOLE), of_cases=False, by=by
    )
    text = publications.Words(PublicationKind.POST, "Paper", "", "en", "Words.")
    paper = publications.begin(text, sight=sight(by), now=NOON)
    made: dict[str, dict[str, Any]] = {
        "publication": {"publication": paper.pk},
        "first-version": {"number": 1},
        "as-docx": {"form": "docx"},
        "memo": {"memo": public.pk},
        "memo-of-interview": {"memo": secret.pk},
        "attribute": {"attribute": year.pk},
        "as-csv": {"form": "csv"},
        "as-xlsx": {"form": "xlsx"},
    }
    for model, word in ((Case, "case"), (DocumentSet, "set")):
        for about, name in ((document, word), (interview, f"{word}-of-interview")):
            row = model.objects.create(project=project, name=name)
            row.documents.add(about)
            made[name] = {"number": row.pk}
    return made
