"""What becomes of somebody's part in projects when they leave the house, or two records are one."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from localturn.corpus.actions.holding import next_change
from localturn.corpus.domain.terms import Role
from localturn.corpus.models import (
    Assignment,
    ClearedWord,
    CodebookChange,
    CodebookVersion,
    Coding,
    ImportBatch,
    Member,
    Memo,
    Node,
    ProjectDocument,
    Pseudonym,
    Pseudonymisation,
    Publication,
    PublicationVersion,
    Question,
    Relation,
    Release,
    Settlement,
    Transfer,
)
from localturn.foundation.files import actions as files
from localturn.foundation.people.models import Person

_BY_MEMBER = (
    (Coding, "coder"),
    (Memo, "by"),
    (ImportBatch, "by"),
    (Node, "made_by"),
    (CodebookChange, "by"),
    (CodebookChange, "undone_by"),
    (ProjectDocument, "added_by"),
    (Transfer, "by"),
    (Pseudonym, "made_by"),
    (ClearedWord, "cleared_by"),
    (Pseudonymisation, "by"),
    (Release, "released_by"),
    (Question, "by"),
    (Publication, "by"),
    (PublicationVersion, "saved_by"),
    (Relation, "by"),
    (Settlement, "by"),
)
_STRENGTH = {Role.READER.value: 0, Role.CODER.value: 1, Role.LEAD.value: 2}


@transaction.atomic
def forget(person: Person, *, remove_texts: bool, now: datetime) -> None:
    """They take part no longer, and nothing says that they did."""
    own = Member.objects.filter(person=person)
    keys = list(own.values_list("pk", flat=True))
    if remove_texts:
        Memo.objects.filter(by__in=keys).update(title="…", text="", withdrawn_at=now)
        Coding.objects.filter(coder__in=keys).exclude(comment="").update(comment="")
    for transfer in Transfer.objects.filter(by__in=keys):
        files.delete_of(transfer.subject)
        transfer.delete()
    own.filter(left_at=None).update(left_at=now)
    own.update(person=None, name="", seen_at=None, at_document=None)


@transaction.atomic
def settle_two(kept: Person, absorbed: Person) -> None:
    """Where both take part in a project, all work is the one member's, who has the stronger role
    and sees what either saw."""
    theirs = Member.objects.filter(person=kept)
    also = {each.project_id: each for each in theirs}
    for other in Member.objects.filter(person=absorbed, project__in=list(also)):
        member = also[other.project_id]
        change = next_change(member.project_id)
        Coding.objects.filter(coder=other).update(change=change)
        for model, name in _BY_MEMBER:
            rows = model._base_manager.filter(**{name: other})
            rows.update(**{name: member})
        CodebookVersion.objects.filter(frozen_by=other).update(frozen_by=None)
        given = Assignment.objects.filter(member=other)
        both = Assignment.objects.filter(
            member=member, round=OuterRef("round"), document=OuterRef("document")
        )
        given.filter(~Exists(both)).update(member=member)
        _join(member, other)
        other.delete()


def _join(member: Member, other: Member) -> None:
    if other.left_at is not None:
        return
    if member.left_at is not None:
        member.left_at, member.role = None, other.role
        rights = other.rights
        member.sees_internal, member.sees_field_notes = rights.internal, rights.field_notes
        member.sees_interviews = rights.interviews
    else:
        member.role = max(member.role, other.role, key=lambda role: _STRENGTH[role])
        member.sees_internal |= other.sees_internal
        member.sees_field_notes |= other.sees_field_notes
        member.sees_interviews |= other.sees_interviews
    member.save()


def handed_over_first(person: Person, *, by: Person, now: datetime) -> list[str]:
    """Projects that nobody would lead any more."""
    others = Member.objects.filter(
        project=OuterRef("project"), role=Role.LEAD, left_at=None, person__isnull=False
    ).exclude(person=person)
    alone = (
        Member.objects.filter(
            ~Exists(others),
            person=person,
            role=Role.LEAD,
            left_at=None,
            project__archived_at=None,
        )
        .select_related("project")
        .order_by("project__name", "pk")
    )
    return [
        _("You alone lead the research project %(name)s. Let somebody else lead it, or archive it.")
        % {"name": each.project.name}
        for each in alone
    ]
