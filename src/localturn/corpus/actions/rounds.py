"""Rounds of coding: given to coders, blind until closed, and settled where they differ."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from localturn.corpus import permissions
from localturn.corpus.actions import round_letters as letters
from localturn.corpus.actions.holding import next_change
from localturn.corpus.actions.projects import subject_of
from localturn.corpus.domain.disagreements import Region, Verdict
from localturn.corpus.models import (
    Agreement,
    Assignment,
    Coding,
    Member,
    ProjectDocument,
    Round,
    Settlement,
)
from localturn.corpus.permissions import Sight
from localturn.corpus.queries import agreement
from localturn.corpus.queries.rounds import UNTOUCHED, all_regions, given_in, regions_of
from localturn.corpus.queries.settled import settlements_of
from localturn.foundation import moments
from localturn.foundation.refusals import Invalid, NotFound, NotNow, require
from localturn.foundation.tasks import task
from localturn.foundation.trail.actions import record

MOST_GIVEN = 20_000
WHOLE, NOTHING = "whole", "nothing"
"""Choices beside a coder's own marks: the region from end to end, and that it does not count."""


@transaction.atomic
def begin(name: str, *, by: Member, now: datetime) -> Round:
    """A round to which nothing is given yet."""
    _require_lead(by)
    if not name.strip():
        raise Invalid(_("A round needs a name."))
    try:
        with transaction.atomic():
            made = Round.objects.create(project=by.project, name=name.strip(), begun_at=now)
    except IntegrityError:
        raise Invalid(_("There is a round of this name already.")) from None
    _note("corpus.round.begun", made, by, now)
    return made


@transaction.atomic
def give(
    round_: Round, given: Mapping[ProjectDocument, Sequence[Member]], *, by: Member, now: datetime
) -> int:
    """Let members code documents in a round, and tell each by mail of those that are new; gives how
    many these are. Nobody is given a document that they must not read."""
    _require_lead(by, round_)
    held = Round.objects.select_for_update().get(pk=round_.pk)
    _require_open(held)
    held.project = by.project
    there = set(Assignment.objects.filter(round=held).values_list("document_id", "member_id"))
    new = defaultdict[int, list[ProjectDocument]](list)
    rows = []
    for document, members in given.items():
        for member in members:
            if document.project_id != by.project_id or document.removed_at is not None:
                raise NotFound(_("This document has been taken out of the project."))
            if member.project_id != by.project_id or not permissions.can_code(member, document):
                raise Invalid(
                    _("%(name)s must not read or code “%(title)s”.")
                    % {"name": member, "title": document.title}
                )
            if (document.pk, member.pk) not in there:
                there.add((document.pk, member.pk))
                new[member.pk].append(document)
                rows.append(Assignment(round=held, document=document, member=member))
    if len(there) > MOST_GIVEN:
        raise NotNow(_("A round has at most %(most)s tasks.") % {"most": MOST_GIVEN})
    Assignment.objects.bulk_create(rows)
    letters.given(held, new, by=by, now=now)
    return len(rows)


def spread(
    documents: Sequence[ProjectDocument], members: Sequence[Member], *, each: int
) -> dict[ProjectDocument, list[Member]]:
    """Give every document to so many members, in turn, so that all have as much to do; only to
    whom may code it."""
    load = {member.pk: 0 for member in members}
    given: dict[ProjectDocument, list[Member]] = {}
    for document in documents:
        able = [member for member in members if permissions.can_code(member, document)]
        chosen = sorted(able, key=lambda m: (load[m.pk], m.pk))[:each]
        for member in chosen:
            load[member.pk] += document.words or 1
        given[document] = chosen
    return given


@transaction.atomic
def take_back(assignment: Assignment, *, by: Member) -> None:
    """Somebody codes a document no longer in this round; what they coded there stays theirs."""
    _require_lead(by, assignment.round)
    _require_open(Round.objects.select_for_update().get(pk=assignment.round_id))
    assignment.delete()


@transaction.atomic
def take_back_untouched(sight: Sight, round_: Round, member: Member) -> int:
    """The same with all that they have neither done nor coded, of what is in sight; gives how many
    that were."""
    _require_lead(sight.member, round_)
    _require_open(Round.objects.select_for_update().get(pk=round_.pk))
    untouched = given_in(sight, round_, member).filter(UNTOUCHED)
    keys = list(untouched.order_by().values_list("pk", flat=True))
    Assignment.objects.filter(pk__in=keys).delete()
    return len(keys)


@transaction.atomic
def mark_done(assignment: Assignment, *, is_done: bool, by: Member, now: datetime) -> None:
    """Somebody is through with a document, or not yet after all."""
    require(assignment.member_id == by.pk, _("Only who codes it says when it is done."))
    _require_open(assignment.round)
    assignment.done_at = now if is_done else None
    assignment.save(update_fields=["done_at"])


@transaction.atomic
def close(round_: Round, *, by: Member, now: datetime) -> None:
    """From now on coders see each other's codings and nobody changes them; what all agree on is
    settled, agreement is worked out in the background, and its coders are told by mail."""
    _require_lead(by, round_)
    next_change(by.project_id)
    held = Round.objects.select_for_update().get(pk=round_.pk)
    _require_open(held)
    if not Assignment.objects.filter(round=held).exists():
        raise NotNow(_("Nothing was given to anybody in this round."))
    held.closed_at = now
    held.save(update_fields=["closed_at"])
    round_.closed_at = now
    _settle_agreed(held, now)
    Agreement.objects.create(round=held)
    work_out_agreement.enqueue(held.pk)
    held.project = by.project
    letters.closed(held, by=by, now=now)
    _note("corpus.round.closed", held, by, now)


@task(tries=3)
def work_out_agreement(round_id: int) -> None:
    """What the page of the round says; once more is the same."""
    kept = Agreement.objects.filter(round=round_id).select_related("round").first()
    if kept is None:
        return
    content = agreement.all_kept(kept.round)
    Agreement.objects.filter(pk=kept.pk).update(content=content, worked_out_at=moments.now())


@transaction.atomic
def settle(
    sight: Sight,
    round_: Round,
    *,
    document: int,
    code: int,
    region_start: int,
    choice: str,
    note: str = "",
    now: datetime,
) -> None:
    """Decide what counts of a region: a coder's marks (their number), the whole, or nothing. It may
    be decided anew; the codings stay as they are."""
    by = sight.member
    _require_settling(by, round_)
    Round.objects.select_for_update().get(pk=round_.pk)
    region = _region(sight, round_, document=document, code=code, region_start=region_start)
    stretches = _stretches(region, choice)
    settlements_of(round_, region).delete()
    Settlement.objects.bulk_create(
        _row(round_, region, stretch, versions=_versions([region]), by=by, note=note, now=now)
        for stretch in stretches
    )


@transaction.atomic
def unsettle(sight: Sight, round_: Round, *, document: int, code: int, region_start: int) -> None:
    """Take a decision back."""
    _require_settling(sight.member, round_)
    region = _region(sight, round_, document=document, code=code, region_start=region_start)
    settlements_of(round_, region).delete()


def _region(sight: Sight, round_: Round, *, document: int, code: int, region_start: int) -> Region:
    for each in regions_of(sight, round_, document=document):
        if each.code == code and each.start == region_start:
            return each
    raise NotFound(_("There is nothing to settle here."))


Stretch = tuple[int, int, int | None] | None
"""From, to, and the coding that says so; None where nothing counts."""


def _stretches(region: Region, choice: str) -> list[Stretch]:
    if choice == NOTHING:
        return [None]
    if choice == WHOLE:
        return [(region.start, region.end, None)]
    marks = region.by_coder.get(int(choice)) if choice.isdecimal() and len(choice) < 16 else None
    if not marks:
        raise Invalid(_("Choose whose marks count, the whole, or nothing."))
    unique = {(mark.start, mark.end): mark.key for mark in marks}
    return [(start, end, key) for (start, end), key in sorted(unique.items())]


def _settle_agreed(round_: Round, now: datetime) -> None:
    agreed = [each for each in all_regions(round_) if each.verdict is Verdict.AGREED]
    versions = _versions(agreed)
    Settlement.objects.bulk_create(
        (
            _row(round_, region, stretch, versions=versions, by=None, note="", now=now)
            for region in agreed
            for stretch in _stretches(region, str(region.coders[0]))
        ),
        batch_size=500,
    )


def _versions(found: Sequence[Region]) -> dict[int, int]:
    """Of each document the text version that the codings of these regions point at."""
    keys = [region.marks[0].key for region in found]
    versions: dict[int, int] = {}
    for begin_at in range(0, len(keys), 500):
        rows = Coding.objects.filter(pk__in=keys[begin_at : begin_at + 500])
        versions.update(rows.values_list("document_id", "version_id"))
    return versions


def _row(
    round_: Round,
    region: Region,
    stretch: Stretch,
    *,
    versions: Mapping[int, int],
    by: Member | None,
    note: str,
    now: datetime,
) -> Settlement:
    start, end, coding = stretch or (None, None, None)
    return Settlement(
        round=round_,
        document_id=region.document,
        version_id=versions[region.document],
        code_id=region.code,
        region_start=region.start,
        region_end=region.end,
        start=start,
        end=end,
        coding_id=coding,
        note=note,
        by=by,
        settled_at=now,
    )


def _require_lead(by: Member, round_: Round | None = None) -> None:
    require(
        permissions.can_lead(by) and (round_ is None or round_.project_id == by.project_id),
        _("Only who leads the project may do this."),
    )
    if not by.project.is_open:
        raise NotNow(_("This project is closed. Nothing in it can be changed."))


def _require_open(round_: Round) -> None:
    if round_.closed_at is not None:
        raise NotNow(_("This round is closed."))


def _require_settling(by: Member, round_: Round) -> None:
    require(
        permissions.takes_work(by) and round_.project_id == by.project_id,
        _("Only coders and who leads the project may do this."),
    )
    if not by.project.is_open:
        raise NotNow(_("This project is closed. Nothing in it can be changed."))
    if round_.closed_at is None:
        raise NotNow(_("A round is settled once it is closed."))


def _note(what: str, round_: Round, by: Member, now: datetime) -> None:
    record(
        what=what,
        by=by.person,
        subject=subject_of(by.project),
        after={"round": round_.pk},
        now=now,
    )
