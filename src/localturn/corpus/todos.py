"""What research projects ask of somebody now: what was given to them to code, rounds that may be
closed, and documents that wait to be taken."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localturn.corpus.actions.imports import is_stuck
from localturn.corpus.domain.terms import Role as ProjectRole
from localturn.corpus.models import Assignment, ImportBatch, ImportItem, Member, Round
from localturn.corpus.permissions import documents_visible_to, members_of
from localturn.foundation.people.models import Person
from localturn.foundation.ui.todos import Role, Todo, TodoGroup

State = ImportItem.State
MOST = 50


def todos(person: Person, *, now: datetime) -> list[TodoGroup]:
    """The corpus's group on somebody's first page (1 statement for who takes part in no project
    that is open, 4 for others, and 2 for each batch that is being taken)."""
    members = members_of(person).filter(project__closed_at=None, project__archived_at=None)
    own = list(members.select_related("project"))
    if not own:
        return []
    found = [*_given(person, own), *_to_close(own), *_to_take(own)]
    projects = sorted({each.project for each in own}, key=lambda project: project.name)
    return [
        TodoGroup(
            heading=_("Your research projects"),
            role=Role.RESEARCHER,
            todos=tuple(found),
            empty=_("Nothing waits for you."),
            links=tuple((each.name, each.get_absolute_url()) for each in projects[:MOST]),
        )
    ]


def _given(person: Person, own: Sequence[Member]) -> Iterator[Todo]:
    """By round, what is not done yet, of what they may still read."""
    seen = documents_visible_to(person).order_by().filter(pk=OuterRef("document"))
    rows = Assignment.objects.filter(
        Exists(seen), member__in=own, done_at=None, round__closed_at=None
    ).select_related("round__project", "document")
    by_round = defaultdict[Round, list[Assignment]](list)
    for row in rows.order_by("round", "document__folded", "pk"):
        by_round[row.round].append(row)
    for round_, given in by_round.items():
        words = ngettext("%(num)s document to code", "%(num)s documents to code", len(given))
        yield Todo(
            f"{round_.project.name}: {round_.name}",
            given[0].document.get_absolute_url(),
            detail=words % {"num": len(given)},
            count=len(given),
        )


def _to_close(own: Sequence[Member]) -> Iterator[Todo]:
    """Rounds that they lead in which everybody is through."""
    led = [each.project_id for each in own if each.role == ProjectRole.LEAD]
    rows = Round.objects.filter(project__in=led, closed_at=None).select_related("project")
    rows = rows.annotate(
        given=Count("assignments"),
        left=Count("assignments", filter=Q(assignments__done_at=None)),
    ).filter(given__gt=0, left=0)
    for round_ in rows.order_by("begun_at", "pk")[:MOST]:
        yield Todo(
            f"{round_.project.name}: {round_.name}",
            reverse("corpus:round", args=[round_.project.slug, round_.pk]),
            detail=_("Everybody is through. It can be closed."),
        )


def _to_take(own: Sequence[Member]) -> Iterator[Todo]:
    """Documents that they brought in, and that have been read or are in the project in part."""
    items = ImportItem.objects.filter(batch=OuterRef("pk"))
    unread = items.filter(state__in=(State.WAITING, State.SEEING))
    are_read = Q(Exists(items.filter(state=State.READ)), ~Exists(unread), taken_at=None)
    rows = ImportBatch.objects.filter(
        are_read | Q(taken_at__isnull=False), by__in=own, done_at=None
    )
    known = {each.pk: each for each in own}
    for batch in rows.order_by("pk")[:MOST]:
        member = known[batch.by_id or 0]
        if batch.kind not in member.rights.classes:
            continue
        if batch.taken_at is None:
            said = _("Documents have been read. Take them, or leave them.")
        elif is_stuck(batch):
            said = _("Only a part of what was read is in the project. Go on with it.")
        else:
            continue
        yield Todo(member.project.name, batch.get_absolute_url(), detail=said)
