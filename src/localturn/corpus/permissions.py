"""Who may see and do what in a project. Every route to a document, a coding or a memo goes through
`Sight`: who must not see an interview finds none, whatever is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Value
from django.db.models.lookups import Exact

from localturn.corpus.domain.terms import DocumentClass, Role
from localturn.corpus.models import (
    Actor,
    Case,
    CodebookChange,
    Coding,
    DocumentSet,
    Member,
    Memo,
    Node,
    Project,
    ProjectDocument,
    Relation,
    Round,
)
from localturn.foundation import moments
from localturn.foundation.library.models import TextVersion
from localturn.foundation.people.models import Membership, Person
from localturn.foundation.people.reader import Reader
from localturn.foundation.prepared import prepared

ALL = frozenset(DocumentClass)
_RELATING = Relation.objects.filter(
    Q(source=OuterRef("pk")) | Q(target=OuterRef("pk")), withdrawn_at=None
).order_by()
"""Of an actor, what relates it."""

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Sight:
    """What a member sees of their project."""

    member: Member
    project: Project
    classes: frozenset[DocumentClass]
    hidden: tuple[int, ...]
    """Rounds that are open: of these everybody sees their own codings alone."""
    has_removed: bool
    """Whether documents have been put out of sight; where none was, codings need no join."""

    @property
    def role(self) -> Role:
        return Role(self.member.role)

    @property
    def sees_all_documents(self) -> bool:
        return self.classes == ALL

    def documents(self) -> QuerySet[ProjectDocument]:
        rows = ProjectDocument.objects.filter(project=self.project, removed_at=None)
        return self._shown(rows, "kind").order_by("folded", "pk")

    def texts(self) -> QuerySet[TextVersion]:
        """Those that are read now, and older ones."""
        seen = self.documents().order_by().filter(document=OuterRef("document"))
        return TextVersion.objects.filter(Exists(seen)).order_by("document", "number")

    def codings(self) -> QuerySet[Coding]:
        """Those that count, in the order in which the text runs."""
        rows = Coding.objects.filter(project=self.project, withdrawn_at=None)
        return self._in_sight(rows).order_by("document", "start", "id")

    def codings_of(self, node: Node) -> QuerySet[Coding]:
        """Those of a code as its index has them, by document in the order in which they came: a
        page of them is read without looking at the others."""
        if node.project_id != self.project.pk:
            return Coding.objects.none()
        rows = Coding.objects.filter(code=node, withdrawn_at=None)
        return self._in_sight(rows).order_by("document_id", "start", "id")

    def codings_numbered(self, numbers: Sequence[int]) -> QuerySet[Coding]:
        """Those of these that count. They are looked up by their numbers alone: SQLite would rather
        look through a whole project, so the project is asked as a sum, which no index has."""
        rows = Coding.objects.alias(of_project=F("project_id") + 0)
        rows = rows.filter(pk__in=numbers, withdrawn_at=None, of_project=self.project.pk)
        return self._in_sight(rows)

    @property
    def sees_all_codings(self) -> bool:
        """Whether no coding that counts is out of sight."""
        return self.sees_all_documents and not self.has_removed and not self.hidden

    def document(self, pk: int) -> ProjectDocument | None:
        """The one of this number, if it is in sight (1 statement)."""
        found = next(iter(_document(self.project.pk, pk)), None)
        return found if found is not None and found.kind in self.classes else None

    def shows(self, *, coder: int, round: int | None) -> bool:
        """Whether a coding of a document in sight is in sight too."""
        return round not in self.hidden or coder == self.member.pk

    def memos(self) -> QuerySet[Memo]:
        """Those about nothing that is out of sight."""
        rows = Memo.objects.filter(project=self.project, withdrawn_at=None)
        seen = Q(document=None) | Q(document__in=self.documents().order_by())
        rows = rows.filter(seen)
        about = self.codings().order_by().filter(pk=OuterRef("coding"))
        case = self.cases().order_by().filter(pk=OuterRef("case"))
        held = self.sets().order_by().filter(pk=OuterRef("document_set"))
        actor = self.actors().order_by().filter(pk=OuterRef("actor"))
        rows = rows.filter(
            Q(coding=None) | Exists(about),
            Q(case=None) | Exists(case),
            Q(document_set=None) | Exists(held),
            Q(actor=None) | Exists(actor),
        )
        return rows.order_by("-changed_at", "-pk")

    def actors(self) -> QuerySet[Actor]:
        """Those that nothing relates yet, or a passage in sight: an actor of whom interviews alone
        speak may be who was asked."""
        rows = Actor.objects.filter(project=self.project, withdrawn_at=None)
        if not self.sees_all_codings:
            seen = self.codings().order_by().filter(pk=OuterRef("coding"))
            rows = rows.filter(~Exists(_RELATING) | Exists(_RELATING.filter(Exists(seen))))
        return rows.order_by("folded", "pk")

    def cases(self) -> QuerySet[Case]:
        """Those that join no document yet, or one that is in sight: a case that stands for
        interviews alone would tell whose they are."""
        return self._joined(Case.objects.filter(project=self.project), "cases").order_by(
            "name", "pk"
        )

    def sets(self) -> QuerySet[DocumentSet]:
        """Those that are empty, or hold a document that is in sight."""
        rows = DocumentSet.objects.filter(project=self.project)
        return self._joined(rows, "sets").order_by("name", "pk")

    def _joined(self, rows: QuerySet[Row], by: str) -> QuerySet[Row]:
        if self.sees_all_documents:
            return rows
        every = ProjectDocument.objects.order_by().filter(**{by: OuterRef("pk")})
        seen = self.documents().order_by().filter(**{by: OuterRef("pk")})
        return rows.filter(~Exists(every) | Exists(seen))

    def _shown(self, rows: QuerySet[Row], column: str) -> QuerySet[Row]:
        """No condition where there is nothing to hide: a million codings need no join then."""
        if self.sees_all_documents:
            return rows
        return rows.filter(**{f"{column}__in": sorted(self.classes)})

    def _in_sight(self, rows: QuerySet[Coding]) -> QuerySet[Coding]:
        if self.has_removed:
            rows = rows.filter(document__removed_at=None)
        return self._open(self._shown(rows, "document__kind"))

    def _open(self, rows: QuerySet[Coding]) -> QuerySet[Coding]:
        if not self.hidden:
            return rows
        return rows.filter(Q(round=None) | ~Q(round__in=self.hidden) | Q(coder=self.member))


def members_of(person: Reader) -> QuerySet[Member]:
    """Where somebody takes part."""
    if not isinstance(person, Person):
        return Member.objects.none()
    return Member.objects.filter(person=person, left_at=None).order_by("pk")


def projects_visible_to(person: Reader) -> QuerySet[Project]:
    """Those in which they take part."""
    own = members_of(person).order_by().filter(project=OuterRef("pk"))
    return Project.objects.filter(Exists(own)).order_by("name", "pk")


def can_see(person: Reader, project: Project) -> bool:
    return members_of(person).filter(project=project).exists()


def sight_of(person: Reader, project: Project) -> Sight | None:
    """What somebody sees of a project (3 statements); None where they take no part in it."""
    member = members_of(person).filter(project=project).first()
    if member is None or not isinstance(person, Person):
        return None
    member.person = person
    member.project = project
    return sight(member)


def sight(member: Member) -> Sight:
    """What a member sees (2 statements)."""
    return Sight(
        member,
        member.project,
        member.rights.classes,
        tuple(pk for (pk,) in _hidden(member.project_id)),
        has_removed=bool(_removed(member.project_id)),
    )


@prepared
def _hidden(project: int) -> QuerySet[Round, tuple[int]]:
    return Round.objects.filter(project=project, closed_at=None).order_by("pk").values_list("pk")


@prepared
def _removed(project: int) -> QuerySet[ProjectDocument, tuple[int]]:
    rows = ProjectDocument.objects.filter(project=project, removed_at__isnull=False)
    return rows.order_by().values_list("pk")[:1]


@prepared
def _document(project: int, pk: int) -> QuerySet[ProjectDocument]:
    return ProjectDocument.objects.filter(project=project, pk=pk, removed_at=None).order_by()


def documents_visible_to(person: Reader) -> QuerySet[ProjectDocument]:
    """Of all their projects."""
    allowed = members_of(person).order_by().filter(project=OuterRef("project")).filter(_of_class())
    rows = ProjectDocument.objects.filter(Exists(allowed), removed_at=None)
    return rows.order_by("project", "folded", "pk")


def codings_visible_to(person: Reader) -> QuerySet[Coding]:
    """Of all their projects, those that count."""
    seen = documents_visible_to(person).order_by().filter(pk=OuterRef("document"))
    own = members_of(person).order_by().filter(pk=OuterRef("coder"))
    shown = Q(round=None) | Q(round__closed_at__isnull=False) | Exists(own)
    rows = Coding.objects.filter(Exists(seen), shown, withdrawn_at=None)
    return rows.order_by("project", "document", "start", "id")


def memos_visible_to(person: Reader) -> QuerySet[Memo]:
    """Of all their projects, those about nothing that is out of sight."""
    own = members_of(person).order_by().filter(project=OuterRef("project"))
    document = documents_visible_to(person).order_by().filter(pk=OuterRef("document"))
    coding = codings_visible_to(person).order_by().filter(pk=OuterRef("coding"))
    joined = ProjectDocument.objects.order_by().filter(cases=OuterRef("case"))
    case = documents_visible_to(person).order_by().filter(cases=OuterRef("case"))
    in_set = ProjectDocument.objects.order_by().filter(sets=OuterRef("document_set"))
    held = documents_visible_to(person).order_by().filter(sets=OuterRef("document_set"))
    relating = Relation.objects.filter(
        Q(source=OuterRef("actor")) | Q(target=OuterRef("actor")), withdrawn_at=None
    ).order_by()
    said = relating.filter(coding__in=codings_visible_to(person).order_by())
    rows = Memo.objects.filter(
        Exists(own),
        Q(document_set=None) | ~Exists(in_set) | Exists(held),
        Q(actor=None) | ~Exists(relating) | Exists(said),
        Q(case=None) | ~Exists(joined) | Exists(case),
        Q(document=None) | Exists(document),
        Q(coding=None) | Exists(coding),
        withdrawn_at=None,
    )
    return rows.order_by("-changed_at", "-pk")


def _of_class() -> Q:
    """Whether a member may read the document of the outer row."""
    kind = OuterRef("kind")
    conditions = (
        (DocumentClass.PUBLIC, Q()),
        (DocumentClass.INTERNAL, Q(sees_internal=True)),
        (DocumentClass.FIELD_NOTE, Q(sees_field_notes=True)),
        (DocumentClass.INTERVIEW, Q(sees_interviews=True)),
    )
    allowed = Q(pk__in=[])
    for which, condition in conditions:
        allowed |= condition & Q(Exact(kind, Value(which.value)))
    return allowed


def can_see_document(person: Reader, document: ProjectDocument) -> bool:
    return documents_visible_to(person).filter(pk=document.pk).exists()


def can_read_file(subject: str, person: Reader, *, now: datetime) -> bool:
    """Whether they may have the file that a document was read from, or the recording of what it
    says: who may read its text."""
    _room, kind, number = [*subject.split("/"), "", ""][:3]
    if kind not in {"document", "recording"} or not number.isdecimal() or len(number) > 15:
        return False
    return documents_visible_to(person).filter(pk=int(number)).exists()


def can_begin(person: Reader) -> bool:
    """Whether they may begin a project: who belongs to an organisation, writes courses or runs
    the installation."""
    if not isinstance(person, Person) or not person.is_active:
        return False
    if person.is_staff or person.can_author:
        return True
    return Membership.objects.filter(person=person).on(moments.now().date()).exists()


def can_lead(member: Member) -> bool:
    """Whether they say who takes part, and how the project is set up."""
    return member.left_at is None and member.role == Role.LEAD


def takes_work(member: Member) -> bool:
    """Whether the work of the project is theirs: not a reader's."""
    return member.left_at is None and member.role in {Role.LEAD, Role.CODER}


def can_work(member: Member) -> bool:
    """Whether they bring in documents, write the codebook and attributes: while it is open."""
    return takes_work(member) and member.project.is_open


def can_code(member: Member, document: ProjectDocument) -> bool:
    """Whether they may code a document, which they must be able to read."""
    return (
        can_work(member)
        and document.project_id == member.project_id
        and document.removed_at is None
        and DocumentClass(document.kind) in member.rights.classes
    )


def can_change_coding(member: Member, coding: Coding) -> bool:
    """Their own, in a round that is not closed."""
    if not can_code(member, coding.document):
        return False
    if coding.round is not None and coding.round.closed_at is not None:
        return False
    return coding.coder_id == member.pk


def confirmable(member: Member, codings: QuerySet[Coding]) -> QuerySet[Coding]:
    """Those that they may say still hold: their own, and for who leads also those of who takes part
    no longer; of rounds that are closed none."""
    if not can_work(member):
        return codings.none()
    whose = Q(coder=member)
    if can_lead(member):
        whose |= Q(coder__left_at__isnull=False) | Q(coder__person=None)
    return codings.filter(whose, Q(round=None) | Q(round__closed_at=None))


def can_undo(member: Member, change: CodebookChange) -> bool:
    """What they changed in the codebook themselves; who leads, everything."""
    if not can_work(member) or change.project_id != member.project_id:
        return False
    return can_lead(member) or change.by_id == member.pk


def can_write_memo(member: Member) -> bool:
    """Readers write none: a memo is a part of the work."""
    return can_work(member)


def can_release_memo(member: Member, memo: Memo) -> bool:
    """Whether they may let it leave the project with a replication package: who wrote it; of
    anything that is not public, only who leads."""
    if not can_work(member) or memo.project_id != member.project_id:
        return False
    about = memo.document or (memo.coding.document if memo.coding else None)
    is_public = about is None or about.kind == DocumentClass.PUBLIC
    of_several = memo.case_id or memo.document_set_id or memo.actor_id
    return can_lead(member) or (is_public and not of_several and memo.by_id == member.pk)


def can_change_memo(member: Member, memo: Memo) -> bool:
    return can_work(member) and memo.by_id == member.pk
