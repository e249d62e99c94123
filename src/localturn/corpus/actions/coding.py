"""Giving passages codes. No coding is lost or doubled: each comes with a key of who sends it, and
is stored once however often it arrives."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from localturn.corpus import permissions
from localturn.corpus.actions.documents import require_work
from localturn.corpus.actions.holding import next_change
from localturn.corpus.domain.passages import Span, trimmed
from localturn.corpus.models import CodebookVersion, Coding, Member, Node, ProjectDocument, Round
from localturn.corpus.queries.codebook import newest_version
from localturn.corpus.queries.desk import part_of_text
from localturn.corpus.queries.rounds import round_for
from localturn.foundation.library.anchoring import Comparison, How, Passage
from localturn.foundation.library.models import TextVersion
from localturn.foundation.library.text import AROUND, Quote, quote
from localturn.foundation.prepared import prepared
from localturn.foundation.refusals import Invalid, NotFound, NotNow, require

LONGEST_COMMENT = 5_000


@dataclass(frozen=True)
class Stored:
    coding: Coding
    is_new: bool
    """False where the same had been sent before, or stands there already."""


def apply(
    code: Node,
    *,
    to: ProjectDocument,
    span: Span,
    version: int | None = None,
    key: UUID | None = None,
    round: Round | None = None,
    weight: int | None = None,
    comment: str = "",
    by: Member,
    now: datetime,
) -> Stored:
    """Give a passage of the document's present text a code. Who was given the document in a round
    that is open codes it in that round, and so blind.

    Of an earlier text, whose number is `version`, the same words are coded in the present one;
    raises NotNow where they are not found in it for sure.
    """
    round = round or round_for(by, to)
    _require_code(by, to, code, round)
    if version is not None and version != to.version_id:
        there = _stored_as(key) if key is not None else None
        if there is not None and there.coder_id == by.pk:
            return Stored(there, is_new=False)
        span = _found_again(to, version, span)
    coding = _coding(code, to, span, by, now)
    coding.key, coding.round, coding.weight = key, round, weight
    coding.comment = comment[:LONGEST_COMMENT]
    try:
        with transaction.atomic():
            return _stored(coding)
    except IntegrityError:
        # the key has just been used in another project
        if key is None or _there(coding) is None:
            raise
        raise Invalid(_key_used()) from None


def _stored(coding: Coding) -> Stored:
    """What the request saw may have been changed by those that it waited for."""
    coding.change = next_change(coding.project_id)
    _require_as_it_was(coding)
    if (there := _there(coding)) is not None:
        return Stored(there, is_new=False)
    coding.save(force_insert=True)
    return Stored(coding, is_new=True)


def _require_as_it_was(coding: Coding) -> None:
    """1 statement."""
    now = _places(coding.document_id, coding.code_id, coding.round_id or 0)
    if not now:
        raise NotFound(_("This document has been taken out of the project."))
    version, removed_at, retired_at, closed_at = now[0]
    if version != coding.version_id:
        raise NotNow(_("The text has been corrected since. Code the passage again."))
    if removed_at is not None:
        raise NotFound(_("This document has been taken out of the project."))
    if retired_at is not None:
        raise NotNow(_("This code is no longer in use. Choose another one."))
    if closed_at is not None:
        raise NotNow(_("This round is closed."))


_Place = tuple[int, datetime | None, datetime | None, datetime | None]


@prepared
def _places(document: int, code: int, round_: int) -> QuerySet[ProjectDocument, _Place]:
    """What a coding needs to be as it was: the text that is read, and that document, code and round
    are in use."""
    closed = Round.objects.filter(pk=round_).order_by().values("closed_at")
    retired = Node.objects.filter(pk=code).order_by().values("retired_at")
    rows = ProjectDocument.objects.filter(pk=document).order_by()
    rows = rows.annotate(retired=Subquery(retired), closed=Subquery(closed))
    return rows.values_list("version_id", "removed_at", "retired", "closed")


def _there(coding: Coding) -> Coding | None:
    """What has been stored under its key; or the same coding, which counts (2 statements)."""
    if coding.key is not None and (by_key := _stored_as(coding.key)) is not None:
        if by_key.coder_id != coding.coder_id:
            raise Invalid(_key_used())
        return by_key
    return _double(coding)


def _key_used() -> str:
    return _("This key has been used before.")


def _double(coding: Coding) -> Coding | None:
    """The same passage of the same text, coded so by the same person, which counts (1
    statement)."""
    alike = _alike(coding.document_id, coding.start, coding.end, coding.code_id, coding.coder_id)
    at = (coding.version_id, coding.round_id)
    return next((each for each in alike if (each.version_id, each.round_id) == at), None)


def _stored_as(key: UUID) -> Coding | None:
    """Asked with every coding, and nearly always for nothing: not built by Django."""
    with connection.cursor() as cursor:
        said = Coding._meta.get_field("key").get_db_prep_value(key, connection)
        cursor.execute("SELECT id FROM corpus_coding WHERE key = %s", [said])
        row = cursor.fetchone()
    return Coding.objects.get(pk=row[0]) if row else None


@prepared
def _alike(document: int, start: int, end: int, code: int, coder: int) -> QuerySet[Coding]:
    same = Q(document=document, start=start, end=end, code=code, coder=coder)
    return Coding.objects.filter(same, withdrawn_at=None).order_by("pk")


def _coding(code: Node, to: ProjectDocument, span: Span, by: Member, now: datetime) -> Coding:
    said = _said(to.version_id, span)
    if said is None:
        raise Invalid(_("There is no such passage in this document. Select it again."))
    kept = Span(span.start + said.left, span.end - said.right)
    return Coding(
        project_id=to.project_id,
        document=to,
        version_id=to.version_id,
        start=kept.start,
        end=kept.end,
        quote=said.quote.exact,
        prefix=said.quote.prefix,
        suffix=said.quote.suffix,
        code=code,
        coder=by,
        made_under_id=newest_version(to.project_id),
        meaning=code.meaning,
        made_at=now,
        changed_at=now,
    )


@dataclass(frozen=True)
class _Said:
    """What a passage says without the blanks at its ends, of which so many were left off."""

    quote: Quote
    left: int
    right: int


def _said(version: int, span: Span) -> _Said | None:
    """Of a long text, no more is fetched than is asked for (1 statement)."""
    if not 0 <= span.start < span.end:
        return None
    before = min(AROUND, span.start)
    first = span.start - before
    part = part_of_text(version, first, span.end + AROUND, least=span.end)
    inside = Span(before, before + span.end - span.start)
    kept = trimmed(part, inside) if part is not None else None
    if part is None or kept is None:
        return None
    said = quote(part, kept.start, kept.end)
    return _Said(said, kept.start - inside.start, inside.end - kept.end)


def _found_again(to: ProjectDocument, version: int, span: Span) -> Span:
    """Where a passage of an earlier text of the document says the same in the present one; raises
    NotNow where it is not found for sure, or that text is no longer kept (1 statement)."""
    texts = dict(
        TextVersion.objects.filter(
            pk__in=(version, to.version_id), document=to.document_id
        ).values_list("pk", "text")
    )
    if len(texts) < 2:
        raise NotNow(_("The text has been corrected since. Code the passage again."))
    earlier = texts[version]
    kept = trimmed(earlier, span)
    if kept is None:
        raise Invalid(_("There is no such passage in this document. Select it again."))
    said = quote(earlier, kept.start, kept.end)
    asked = Passage(kept.start, kept.end, said.exact, said.prefix, said.suffix)
    found = Comparison(earlier, texts[to.version_id]).anchor(asked)
    if found.how not in {How.SAME, How.FOUND}:
        raise NotNow(
            _(
                "The text has been corrected since, and does not say “%(words)s” there any more. "
                "Code the passage again."
            )
            % {"words": shorten(said.exact, 160, placeholder=" …")}
        )
    return Span(found.start, found.end)


@transaction.atomic
def describe(
    coding: Coding, *, weight: int | None, comment: str, by: Member, now: datetime
) -> None:
    """How strongly it applies (0 to 100), and what is to be said about it."""
    coding = _held_own(by, coding)
    if weight is not None and not 0 <= weight <= 100:
        raise Invalid(_("A weight is a whole number from 0 to 100."))
    coding.weight, coding.comment = weight, comment[:LONGEST_COMMENT]
    coding.changed_at = now
    coding.save(update_fields=["weight", "comment", "changed_at", "change"])


@transaction.atomic
def withdraw(coding: Coding, *, by: Member, now: datetime) -> None:
    """It counts no longer; doing so again changes nothing."""
    coding = _held_own(by, coding)
    Coding.objects.filter(pk=coding.pk, withdrawn_at=None).update(
        withdrawn_at=now, changed_at=now, change=coding.change
    )


@transaction.atomic
def put_back(coding: Coding, *, by: Member, now: datetime) -> None:
    """It counts again; raises NotNow where the same has been coded anew meanwhile."""
    coding = _held_own(by, coding)
    if coding.version_id != coding.document.version_id:
        raise NotNow(_("The text has been corrected since. Code the passage again."))
    if coding.withdrawn_at is None:
        return
    if _double(coding) is not None:
        raise NotNow(_("You have coded this passage so again meanwhile."))
    coding.withdrawn_at, coding.changed_at = None, now
    coding.save(update_fields=["withdrawn_at", "changed_at", "change"])


@transaction.atomic
def confirm(coding: Coding, *, by: Member, now: datetime) -> None:
    """It holds under what the code means now."""
    coding = _held_own(by, coding)
    frozen = CodebookVersion.objects.filter(project=coding.project_id).order_by("-number")
    coding.meaning, coding.changed_at = coding.code.meaning, now
    coding.made_under = frozen.first()
    coding.save(update_fields=["meaning", "made_under", "changed_at", "change"])


@transaction.atomic
def confirm_all(codings: QuerySet[Coding], *, by: Member, now: datetime) -> int:
    """Those of them that were coded under an earlier definition, and that they may confirm, hold
    under the present one; how many."""
    require_work(by)
    newest = CodebookVersion.objects.filter(project=by.project_id).order_by("-number").first()
    rows = permissions.confirmable(by, codings).filter(meaning__lt=F("code__meaning")).order_by()
    by_meaning = defaultdict[int, list[int]](list)
    for key, meaning in rows.values_list("pk", "code__meaning"):
        by_meaning[meaning].append(key)
    done = 0
    for meaning, keys in by_meaning.items():
        for at in range(0, len(keys), 2_000):
            done += Coding.objects.filter(pk__in=keys[at : at + 2_000]).update(
                meaning=meaning, made_under=newest, changed_at=now
            )
    return done


def _require_code(by: Member, to: ProjectDocument, code: Node, round_: Round | None) -> None:
    require_work(by, to)
    if to.removed_at is not None:
        raise NotFound(_("This document has been taken out of the project."))
    if code.project_id != to.project_id:
        raise NotFound(_("There is no such code in this project."))
    if code.retired_at is not None:
        raise NotNow(_("This code is no longer in use. Choose another one."))
    if round_ is not None and (round_.project_id != to.project_id or round_.closed_at is not None):
        raise NotNow(_("This round is closed."))


def _held_own(by: Member, coding: Coding) -> Coding:
    """As it is now that nobody else changes it (2 statements); raises a refusal unless they may."""
    change = next_change(by.project_id)
    coding = Coding.objects.select_related("document", "round", "code").get(pk=coding.pk)
    coding.change = change
    require_work(by, coding.document)
    require(
        permissions.can_change_coding(by, coding),
        _("Only who coded a passage may change that, and only until its round is closed."),
    )
    return coding
