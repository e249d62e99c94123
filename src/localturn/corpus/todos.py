"""What the corpus asks of somebody now: their projects, and in each what they are to code."""

from datetime import datetime

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localturn.corpus.models import Assignment, Member
from localturn.corpus.permissions import can_work, documents_visible_to, members_of, takes_work
from localturn.foundation.people.models import Person
from localturn.foundation.ui.todos import Role, Todo, TodoGroup

MOST = 20


def todos(person: Person, *, now: datetime) -> list[TodoGroup]:
    """The corpus's group on somebody's first page: the projects that are worked on."""
    members = members_of(person).filter(project__archived_at=None).select_related("project")
    rows = list(members.order_by("project__closed_at", "project__name", "pk")[:MOST])
    given = _given(person, rows) if rows else {}
    return [
        TodoGroup(
            heading=_("Projects you take part in"),
            role=Role.RESEARCHER,
            todos=tuple(_project(each, *given.get(each.pk, (0, 0, 0))) for each in rows),
        )
    ]


def _given(person: Person, members: list[Member]) -> dict[int, tuple[int, int, int]]:
    """By member, how many documents they are to code in rounds that are open, the round that began
    first, and in how many rounds (1 statement)."""
    seen = documents_visible_to(person).order_by().values("pk")
    rows = Assignment.objects.filter(
        member__in=members, done_at=None, round__closed_at=None, document__in=seen
    )
    counted = (
        rows.order_by()
        .values("member")
        .annotate(
            documents=Count("document", distinct=True),
            first=Min("round"),
            rounds=Count("round", distinct=True),
        )
    )
    return {row["member"]: (row["documents"], row["first"], row["rounds"]) for row in counted}


def _project(member: Member, documents: int, first: int, rounds: int) -> Todo:
    project = member.project
    if documents and can_work(member):
        one = reverse("corpus:round", args=[project.slug, first])
        return Todo(
            project.name,
            one if rounds == 1 else reverse("corpus:rounds", args=[project.slug]),
            detail=ngettext("%(num)s document to code", "%(num)s documents to code", documents)
            % {"num": documents},
            count=documents,
        )
    if not project.is_open:
        said = _("Closed. It can be read.")
    elif takes_work(member):
        said = _("Nothing is given to you to code at present.")
    else:
        said = _("You can read it.")
    return Todo(project.name, project.get_absolute_url(), detail=said)
