"""Memos: written, changed, linked, released, taken back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.corpus import permissions
from localturn.corpus.actions.documents import require_work
from localturn.corpus.domain.terms import MemoKind
from localturn.corpus.models import (
    Actor,
    Case,
    Coding,
    DocumentSet,
    Member,
    Memo,
    Node,
    ProjectDocument,
    Question,
    Round,
)
from localturn.foundation.refusals import Invalid, NotNow, require

LONGEST = 50_000
MOST_LINKS = 100
About = ProjectDocument | Node | Coding | Case | DocumentSet | Actor | Question | Round | None


@dataclass(frozen=True)
class Words:
    kind: MemoKind
    title: str
    text: str = ""


@transaction.atomic
def write(words: Words, *, about: About, by: Member, now: datetime) -> Memo:
    """A memo about something that they see; about nothing else, it is about the project."""
    require_work(by)
    if about is not None and about.project_id != by.project_id:
        raise Invalid(_("This is not in the project."))
    memo = Memo(project=by.project, by=by, made_at=now, changed_at=now)
    match about:
        case ProjectDocument():
            memo.document = about
        case Node():
            memo.node = about
        case Coding():
            memo.coding = about
        case Case():
            memo.case = about
        case DocumentSet():
            memo.document_set = about
        case Actor():
            memo.actor = about
        case Question():
            memo.question = about
        case Round():
            memo.round = about
    _say(memo, words)
    return memo


@transaction.atomic
def rewrite(memo: Memo, words: Words, *, by: Member, now: datetime) -> None:
    """Other words. What was released is no longer: nobody has read it as it is now."""
    _require_own(memo, by)
    if (memo.title, memo.text) != (words.title, words.text):
        memo.is_released = False
    memo.changed_at = now
    _say(memo, words)


@transaction.atomic
def withdraw(memo: Memo, *, by: Member, now: datetime) -> None:
    """Out of sight, until who wrote it takes that back."""
    _require_own(memo, by)
    Memo.objects.filter(pk=memo.pk, withdrawn_at=None).update(withdrawn_at=now, changed_at=now)


@transaction.atomic
def put_back(memo: Memo, *, by: Member, now: datetime) -> None:
    """In sight again, where what it is about is."""
    _require_own(memo, by)
    if Actor.objects.filter(memos=memo, withdrawn_at__isnull=False).exists():
        raise NotNow(_("The actor that this memo is about is out of the list."))
    Memo.objects.filter(pk=memo.pk).update(withdrawn_at=None, changed_at=now)


@transaction.atomic
def release(memo: Memo, *, released: bool, by: Member) -> None:
    """Whether it may leave the project with a replication package."""
    require_work(by)
    require(
        permissions.can_release_memo(by, memo),
        _("Who wrote a memo may release it; where it is about anything not public, who leads."),
    )
    memo.is_released = released
    memo.save(update_fields=["is_released"])


@transaction.atomic
def link(memo: Memo, other: Memo, *, linked: bool, by: Member) -> None:
    """Two memos lead to each other, or do so no longer."""
    require_work(by)
    if memo.project_id != by.project_id or other.project_id != by.project_id or memo == other:
        raise Invalid(_("Choose another memo of this project."))
    if not linked:
        memo.links.remove(other)
    elif memo.links.count() >= MOST_LINKS or other.links.count() >= MOST_LINKS:
        raise Invalid(_("A memo has at most %(most)s links.") % {"most": MOST_LINKS})
    else:
        memo.links.add(other)


def _say(memo: Memo, words: Words) -> None:
    if not words.title.strip():
        raise Invalid(_("A memo needs a title."))
    memo.kind, memo.title, memo.text = words.kind.value, words.title.strip(), words.text[:LONGEST]
    memo.save()


def _require_own(memo: Memo, by: Member) -> None:
    require_work(by)
    require(permissions.can_change_memo(by, memo), _("Only who wrote a memo may change it."))
