"""Rounds: who codes what, how far they are, and, once a round is closed, where they differ."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from localturn.corpus.domain.disagreements import Mark, Region, regions
from localturn.corpus.models import Assignment, Coding, Member, ProjectDocument, Round
from localturn.corpus.permissions import Sight
from localturn.foundation.prepared import prepared


@dataclass(frozen=True)
class Progress:
    """How far a coder is with what was given to them."""

    member: Member
    given: int
    done: int
    untouched: int = 0
    """Neither done nor coded."""


HAS_CODINGS = Exists(
    Coding.objects.filter(
        document=OuterRef("document"),
        coder=OuterRef("member"),
        round=OuterRef("round"),
        withdrawn_at=None,
    )
)
"""Of an assignment: whether its coder has codings there that count."""
WORKED = Q(done_at__isnull=False) | HAS_CODINGS
"""Of an assignment: who says that they are through with a text worked on it, also where they found
nothing; who coded in it did; who was given it and never came to it did not."""
UNTOUCHED = ~WORKED


def rounds_of(sight: Sight) -> QuerySet[Round]:
    """The newest first."""
    return Round.objects.filter(project=sight.project).order_by("-begun_at", "-pk")


def progress(sight: Sight, round_: Round) -> list[Progress]:
    """By coder, how much of what is in sight is done: never what (2 statements)."""
    rows = Assignment.objects.filter(round=round_)
    if not sight.sees_all_documents:
        rows = rows.filter(document__in=sight.documents().order_by())
    counts = {
        row["member"]: (row["given"], row["done"], row["untouched"])
        for row in rows.order_by()
        .values("member")
        .annotate(
            given=Count("pk"),
            done=Count("pk", filter=Q(done_at__isnull=False)),
            untouched=Count("pk", filter=UNTOUCHED),
        )
    }
    members = Member.objects.filter(pk__in=counts).select_related("person").order_by("pk")
    return [Progress(member, *counts[member.pk]) for member in members]


def round_for(member: Member, document: ProjectDocument) -> Round | None:
    """The open round in which a member codes a document: the newest of several (1 statement)."""
    return next(iter(_round_for(member.pk, document.pk)), None)


@prepared
def _round_for(member: int, document: int) -> QuerySet[Round]:
    given = Round.objects.filter(
        assignments__member=member, assignments__document=document, closed_at=None
    )
    return given.order_by("-begun_at", "-pk")[:1]


def given_to(sight: Sight) -> QuerySet[Assignment]:
    """What a member is to code in rounds that are open, of what they may still read."""
    rows = Assignment.objects.filter(
        member=sight.member, round__closed_at=None, document__in=sight.documents().order_by()
    )
    return rows.select_related("round", "document").order_by("round", "document__folded", "pk")


def given_in(sight: Sight, round_: Round, member: Member) -> QuerySet[Assignment]:
    """What somebody is to code in a round, of the documents in sight, each with `is_coded`: whether
    they have codings there that count."""
    rows = Assignment.objects.filter(
        round=round_, member=member, document__in=sight.documents().order_by()
    )
    return (
        rows.select_related("document", "round")
        .annotate(is_coded=HAS_CODINGS)
        .order_by("document__folded", "pk")
    )


def coders_by_document(round_: Round, *, document: int | None = None) -> dict[int, list[int]]:
    """Who worked on each document of a round, or on one of them (1 statement)."""
    found: dict[int, list[int]] = {}
    rows = Assignment.objects.filter(WORKED, round=round_).order_by("document", "member")
    if document is not None:
        rows = rows.filter(document=document)
    for key, member in rows.values_list("document_id", "member_id"):
        found.setdefault(key, []).append(member)
    return found


def regions_of(sight: Sight, round_: Round, *, document: int | None = None) -> list[Region]:
    """Where its coders marked something, of documents in sight; of a round that is open nothing
    but one's own is in sight (2 statements)."""
    rows = sight.codings().filter(round=round_)
    if document is not None:
        rows = rows.filter(document=document)
    marks = [
        Mark(*row)
        for row in rows.order_by().values_list(
            "pk", "document_id", "start", "end", "code_id", "coder_id"
        )
    ]
    return regions(marks, coders_by_document(round_, document=document))


def all_regions(round_: Round) -> list[Region]:
    """Of a closed round, for what is worked out of all of it (2 statements)."""
    rows = Coding.objects.filter(
        round=round_, withdrawn_at=None, document__removed_at=None
    ).order_by()
    marks = [
        Mark(*row)
        for row in rows.values_list("pk", "document_id", "start", "end", "code_id", "coder_id")
    ]
    return regions(marks, coders_by_document(round_))
