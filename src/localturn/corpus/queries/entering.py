"""The project that an address names, as whoever asks sees it; nobody else learns of it."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.http import Http404

from localturn.corpus import permissions
from localturn.corpus.models import Coding, Member, Node, Project, ProjectDocument
from localturn.corpus.permissions import Sight, sight
from localturn.foundation.people.models import Person
from localturn.foundation.people.reader import Reader
from localturn.foundation.prepared import prepared

_OF_MEMBERS = tuple(each.attname for each in Member._meta.concrete_fields)
_OF_PROJECTS = tuple(each.attname for each in Project._meta.concrete_fields)


def entered(person: Person, slug: str) -> Sight:
    """3 statements; raises Http404 for who takes no part."""
    return _entered(_member_by_slug(slug, person.pk), person)


def working(person: Reader) -> list[Member]:
    """Where somebody brings documents in, by the name of the project (1 statement)."""
    members = permissions.members_of(person).select_related("project").order_by("project__name")
    return [each for each in members if permissions.can_work(each)]


def entered_project(person: Person, pk: int) -> Sight:
    """The same by its number."""
    return _sight(Member.objects.filter(project=pk), person)


def entered_document(person: Person, pk: int) -> tuple[Sight, ProjectDocument]:
    """4 statements; raises Http404 for who may not read it."""
    seen = _entered(_member_by_document(pk, person.pk), person)
    document = seen.document(pk)
    if document is None:
        raise Http404
    document.project = seen.project
    return seen, document


def entered_coding(person: Person, pk: int, *, withdrawn: bool = False) -> tuple[Sight, Coding]:
    """A coding in sight; their own also where it was withdrawn, if asked for."""
    seen = _sight(Member.objects.filter(project__codings__id=pk), person)
    rows = seen.codings()
    if withdrawn:
        own = Coding.objects.filter(coder=seen.member, document__in=seen.documents().order_by())
        rows = Coding.objects.filter(pk__in=own) | Coding.objects.filter(pk__in=rows.order_by())
    related = ("document", "code", "coder__person", "round", "made_under")
    coding = rows.filter(pk=pk).select_related(*related).first()
    if coding is None:
        raise Http404
    coding.document.project = coding.project = seen.project
    return seen, coding


def entered_node(person: Person, pk: int) -> tuple[Sight, Node]:
    """4 statements, and one for what it stands under; raises Http404 for who takes no part."""
    seen = _entered(_member_by_node(pk, person.pk), person)
    (node,) = _node(pk)
    node.project = seen.project
    if node.parent_id is not None:
        (node.parent,) = _node(node.parent_id)
    return seen, node


def entered_by(person: Person, **where: object) -> Sight:
    """The project that something of it leads to: `memos=12`; raises Http404 for who takes no part,
    and where there is no such thing."""
    return _sight(
        Member.objects.filter(**{f"project__{k}__id": v for k, v in where.items()}), person
    )


def _sight(members: QuerySet[Member], person: Person) -> Sight:
    found = members.filter(person=person, left_at=None).select_related("project").first()
    if found is None:
        raise Http404
    found.person = person
    return sight(found)


def _entered(rows: Sequence[tuple[Any, ...]], person: Person) -> Sight:
    if not rows:
        raise Http404
    values = rows[0]
    many = len(_OF_MEMBERS)
    found = Member.from_db(DEFAULT_DB_ALIAS, _OF_MEMBERS, values[:many])
    found.project = Project.from_db(DEFAULT_DB_ALIAS, _OF_PROJECTS, values[many:])
    found.person = person
    return sight(found)


def _taking_part(members: QuerySet[Member], person: int) -> QuerySet[Member, tuple[Any, ...]]:
    """Whoever takes part, and the project, as one row."""
    columns = chain(_OF_MEMBERS, (f"project__{each}" for each in _OF_PROJECTS))
    return members.filter(person=person, left_at=None).order_by().values_list(*columns)


@prepared
def _member_by_slug(slug: str, person: int) -> QuerySet[Member, tuple[Any, ...]]:
    return _taking_part(Member.objects.filter(project__slug=slug), person)


@prepared
def _member_by_document(pk: int, person: int) -> QuerySet[Member, tuple[Any, ...]]:
    return _taking_part(Member.objects.filter(project__documents__id=pk), person)


@prepared
def _member_by_node(pk: int, person: int) -> QuerySet[Member, tuple[Any, ...]]:
    return _taking_part(Member.objects.filter(project__nodes__id=pk), person)


@prepared
def _node(pk: int) -> QuerySet[Node]:
    return Node.objects.filter(pk=pk).order_by()


def projects_of(person: Person) -> list[Member]:
    """Where somebody takes part, with the project, those at work first (1 statement)."""
    rows = Member.objects.filter(person=person, left_at=None).select_related("project")
    return list(rows.order_by("project__archived_at", "project__name", "pk")[:500])
