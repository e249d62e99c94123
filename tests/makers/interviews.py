"""Everything that a project can know of an interview, all of it with one name in it."""

from datetime import datetime

from localturn.corpus.actions import (
    coding,
    correcting,
    imports,
    memos,
    projects,
    publications,
    questions,
    relations,
    rounds,
    transfers,
)
from localturn.corpus.actions.finding import index_what_is_missing
from localturn.corpus.domain.asking import Asked, Filter, Kind
from localturn.corpus.domain.networks import Direction, Government, Stance
from localturn.corpus.domain.publications import Kind as PublicationKind
from localturn.corpus.domain.terms import DocumentClass, MemoKind, Rights, Role
from localturn.corpus.models import (
    Attribute,
    AttributeValue,
    Case,
    Coding,
    DocumentSet,
    Member,
    Node,
    ProjectDocument,
    Question,
    Round,
)
from localturn.corpus.permissions import sight
from makers.corpus import NOON, make_coding

NAME, SOUGHT = "Zvetlana", "Qvistoria"
"""Who was asked. Whoever looks for the second name must not meet the first."""
BOTH = f"{NAME} {SOUGHT}"
TEXT = f"{BOTH} said that the harbour never asks.\n\nThe council of {BOTH} asks the harbour."


def hide_interview(
    code: Node,
    attribute: Attribute,
    of_cases: Attribute,
    talks: Round,
    *,
    lead: Member,
    coder: Member,
    former: Member,
) -> dict[str, set[int]]:
    """Bring it in, read, code, settle, relate and ask of it; gives its numbers, by the argument of
    an address. `former` works on it as the others do, and then loses the right to read it."""
    document = _brought_in(lead)
    made = []
    for words, by in (
        (f"{BOTH} said", coder),
        ("harbour never asks", lead),
        (f"council of {BOTH}", former),
    ):
        made.append(make_coding(document, code, words, by=by))
        coding.describe(made[-1], weight=90, comment=BOTH, by=by, now=NOON)
    withdrawn = make_coding(document, code, "asks the harbour", by=former)
    coding.withdraw(withdrawn, by=former, now=NOON)
    rounds.give(talks, {document: [lead, coder, former]}, by=lead, now=NOON)
    make_coding(document, code, BOTH, by=lead, round=talks)
    make_coding(document, code, NAME, by=coder, round=talks)
    finish(talks, lead)
    rounds.settle(
        sight(lead), talks, document=document.pk, code=code.pk, region_start=0, choice="whole",
        note=BOTH, now=NOON,
    )  # fmt: skip
    case, held = _joined(document, attribute, of_cases)
    actors = [
        relations.add_actor(
            f"{name} of {BOTH}", level=Government.OTHER, aliases=[BOTH], by=lead, now=NOON
        )
        for name in ("Council", "Harbour")
    ]
    related = relations.relate(
        sight(lead), made[1], *actors, direction=Direction.VERTICAL, stance=Stance.DEMANDS,
        note=BOTH, now=NOON,
    )  # fmt: skip
    words = memos.Words(MemoKind.NOTE, BOTH, BOTH)
    written = [
        memos.write(words, about=about, by=by, now=NOON)
        for about in (document, made[0], case, held, actors[0])
        for by in (lead, former)
    ]
    text = f"![]({made[0].get_absolute_url()}) and ![](https://towns.example{made[1].get_absolute_url()})"
    text += f"\n\nAs [@document-{document.pk}] has it."
    post = publications.Words(PublicationKind.POST, "Post", "", "en", text)
    posted = publications.begin(post, sight=sight(lead), now=NOON)
    items = []
    for by in (lead, former):
        waiting = imports.begin(kind=DocumentClass.INTERVIEW, by=by, now=NOON)
        name = f"{BOTH} {by.pk}.txt"
        items.append(imports.add(waiting, name, f"{TEXT} {by.pk}".encode(), by=by, now=NOON))
    corrected = ProjectDocument.objects.get(pk=document.pk)
    correcting.correct(corrected, f"{TEXT} {BOTH}", by=lead, now=NOON)
    index_what_is_missing.func()
    Member.objects.filter(pk=lead.pk).update(at_document=document)
    interviews = lead.project.imports.filter(kind=DocumentClass.INTERVIEW.value)
    taken_out = {each for by in (lead, former) for each in _taken_out(by)}
    projects.change_member(former, role=Role.CODER, rights=Rights(), by=lead, now=NOON)
    return {
        "document": {document.pk},
        "coding": set(Coding.objects.filter(document=document).values_list("pk", flat=True)),
        "memo": {each.pk for each in written},
        "actor": {each.pk for each in actors},
        "relation": {related.pk},
        "publication": {posted.pk},
        "number": {case.pk, held.pk},
        "batch": set(interviews.values_list("pk", flat=True)),
        "item": {each.pk for each in items},
        "transfer": taken_out,
    }


def keep_question(attribute: Attribute, lead: Member) -> Question:
    """Of the documents of which the attribute says who was asked, on one side or alone."""
    sides = Asked(Kind.SIDES, attribute=attribute.pk, sides=((BOTH,), ("",)))
    questions.keep("Two sides", sides, by=lead, now=NOON)
    alone = Asked(Kind.CROSSTAB, filters=(Filter(attribute.pk, (BOTH,)),))
    return questions.keep("Some", alone, by=lead, now=NOON)


def finish(talks: Round, lead: Member, now: datetime = NOON) -> None:
    rounds.close(talks, by=lead, now=now)
    rounds.work_out_agreement.func(talks.pk)


def _brought_in(lead: Member) -> ProjectDocument:
    batch = imports.begin(kind=DocumentClass.INTERVIEW, by=lead, now=NOON)
    imports.add(batch, f"{BOTH}.txt", TEXT.encode(), by=lead, now=NOON)
    imports.read_batch.call(batch.pk)
    imports.take(batch, by=lead, now=NOON)
    imports.take_batch.call(batch.pk)
    return ProjectDocument.objects.get(title=BOTH)


def _joined(
    document: ProjectDocument, attribute: Attribute, of_cases: Attribute
) -> tuple[Case, DocumentSet]:
    case = Case.objects.create(project=document.project, name=f"Case of {BOTH}", about=BOTH)
    held = DocumentSet.objects.create(project=document.project, name=f"Set of {BOTH}", about=BOTH)
    for row in (case, held):
        row.documents.add(document)
    AttributeValue.objects.create(attribute=attribute, document=document, value=BOTH)
    AttributeValue.objects.create(attribute=of_cases, case=case, value=BOTH)
    return case, held


def _taken_out(by: Member) -> set[int]:
    """A file with it, one of another program that waits to be taken, and one that was refused."""
    out = transfers.ask_out(
        "html", profile="plain", classes=[DocumentClass.INTERVIEW], by=by, now=NOON
    )
    transfers.make_out.call(out.pk)
    table = f"document,code,quote\n{BOTH},Vertical,harbour never asks\n".encode()
    came = transfers.receive(table, name=f"{BOTH}.csv", by=by, now=NOON)
    transfers.look_at.call(came.pk)
    bad = transfers.receive(b"PK\x03\x04", name=f"{BOTH}.qdpx", by=by, now=NOON)
    transfers.look_at.call(bad.pk)
    return {each.pk for each in (out, came, bad)}
