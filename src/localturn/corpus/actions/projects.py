"""Beginning a project, who takes part in it, and its end."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from localturn.corpus import permissions
from localturn.corpus.domain.terms import Rights, Role, rights_of
from localturn.corpus.models import Member, Project, ProjectDocument, Transfer
from localturn.foundation.files import actions as files
from localturn.foundation.languages import folded
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotFound, NotNow, require
from localturn.foundation.trail.actions import record

SEEN_EVERY = timedelta(minutes=1)


@transaction.atomic
def begin(
    name: str, *, about: str = "", language: str = "en", by: Person, now: datetime
) -> Project:
    """A new project, led by who begins it."""
    require(
        permissions.can_begin(by),
        _("Who belongs to an organisation may begin a research project."),
    )
    project = Project.objects.create(
        slug=_free_slug(name), name=name, about=about, language=language, begun_at=now
    )
    _make_member(project, by, Role.LEAD, Rights(), now)
    record(what="corpus.project.begun", by=by, subject=subject_of(project), now=now)
    return project


@transaction.atomic
def describe(project: Project, *, name: str, about: str, language: str, by: Member) -> None:
    """Another name or description; its address stays."""
    require(permissions.can_lead(by) and by.project_id == project.pk, _only_leads())
    if not project.is_open:
        raise NotNow(_closed())
    project.name, project.about, project.language = name, about, language
    project.save(update_fields=["name", "about", "language"])


@transaction.atomic
def add_member(
    project: Project, person: Person, *, role: Role, rights: Rights, by: Member, now: datetime
) -> Member:
    """Let somebody take part; who took part before comes back to their own work."""
    require(permissions.can_lead(by) and by.project_id == project.pk, _only_leads())
    if project.archived_at is not None:
        raise NotNow(_closed())
    if not person.is_active:
        raise Invalid(_("This person cannot sign in."))
    member = Member.objects.filter(project=project, person=person).first()
    if member is not None and member.left_at is None:
        raise Invalid(_("They take part already."))
    if member is None:
        member = _make_member(project, person, role, rights, now)
    else:
        member.left_at = None
        _give(member, role, rights)
    _note("corpus.member.added", member, by, now)
    return member


@transaction.atomic
def change_member(member: Member, *, role: Role, rights: Rights, by: Member, now: datetime) -> None:
    """Another role, or other documents that they may read."""
    require(permissions.can_lead(by) and by.project_id == member.project_id, _only_leads())
    if member.role == Role.LEAD and role is not Role.LEAD:
        _require_other_lead(member)
    _give(member, role, rights)
    _note("corpus.member.changed", member, by, now)


@transaction.atomic
def remove_member(member: Member, *, by: Member, now: datetime) -> None:
    """They take part no longer; what they coded stays theirs."""
    require(
        by.project_id == member.project_id and (permissions.can_lead(by) or by.pk == member.pk),
        _only_leads(),
    )
    if member.left_at is not None:
        raise NotFound(_("They take part no longer."))
    if member.role == Role.LEAD:
        _require_other_lead(member)
    member.left_at = now
    member.save(update_fields=["left_at"])
    _note("corpus.member.left", member, by, now)


@transaction.atomic
def close(project: Project, *, by: Member, now: datetime) -> None:
    """From now on it can be read, and nothing changed."""
    require(permissions.can_lead(by) and by.project_id == project.pk, _only_leads())
    if not project.is_open:
        raise NotNow(_closed())
    project.closed_at = now
    project.save(update_fields=["closed_at"])
    record(what="corpus.project.closed", by=by.person, subject=subject_of(project), now=now)


@transaction.atomic
def reopen(project: Project, *, by: Member, now: datetime) -> None:
    require(permissions.can_lead(by) and by.project_id == project.pk, _only_leads())
    if project.is_open:
        raise NotNow(_("This project is open."))
    project.closed_at = project.archived_at = None
    project.save(update_fields=["closed_at", "archived_at"])
    record(what="corpus.project.reopened", by=by.person, subject=subject_of(project), now=now)


@transaction.atomic
def archive(project: Project, *, by: Member, now: datetime) -> None:
    """Out of the list of what people work on, and closed."""
    require(permissions.can_lead(by) and by.project_id == project.pk, _only_leads())
    if project.archived_at is not None:
        raise NotNow(_("This project is archived."))
    project.archived_at = now
    project.closed_at = project.closed_at or now
    project.save(update_fields=["closed_at", "archived_at"])
    record(what="corpus.project.archived", by=by.person, subject=subject_of(project), now=now)


def note_presence(member: Member, document: ProjectDocument | None, *, now: datetime) -> None:
    """That they are here, for the others to see; written once a minute at most."""
    at = document.pk if document else None
    if member.seen_at and now - member.seen_at < SEEN_EVERY and member.at_document_id == at:
        return
    Member.objects.filter(pk=member.pk).update(seen_at=now, at_document=at)


def subject_of(project: Project) -> str:
    return f"corpus/project/{project.pk}"


def _make_member(
    project: Project, person: Person, role: Role, rights: Rights, now: datetime
) -> Member:
    member = Member(project=project, person=person, joined_at=now)
    _give(member, role, rights)
    return member


def _give(member: Member, role: Role, rights: Rights) -> None:
    before, has = member.rights.classes, rights_of(role, rights)
    member.role = role.value
    member.sees_internal, member.sees_field_notes = has.internal, has.field_notes
    member.sees_interviews = has.interviews
    member.save()
    if not before <= has.classes:
        _forget_transfers(member)


def _forget_transfers(member: Member) -> None:
    """Their files and reports may tell of documents that they must not read any more."""
    for transfer in Transfer.objects.filter(by=member):
        files.delete_of(transfer.subject)
        transfer.delete()


def _require_other_lead(member: Member) -> None:
    others = Member.objects.filter(
        project=member.project_id, role=Role.LEAD, left_at=None, person__isnull=False
    ).exclude(pk=member.pk)
    if not others.exists():
        raise NotNow(_("Somebody has to lead the project. Let somebody else lead it first."))


def _note(what: str, member: Member, by: Member, now: datetime) -> None:
    after = {
        "person": member.person_id,
        "role": member.role,
        "reads": ", ".join(sorted(member.rights.classes)),
    }
    record(what=what, by=by.person, subject=subject_of(member.project), after=after, now=now)


def _free_slug(name: str) -> str:
    words = slugify(folded(name))[:70].strip("-") or "project"
    taken = set(Project.objects.filter(slug__startswith=words).values_list("slug", flat=True))
    slug, number = words, 1
    while slug in taken or slug == "new":
        number += 1
        slug = f"{words}-{number}"
    return slug


def _only_leads() -> str:
    return _("Only who leads the project may do this.")


def _closed() -> str:
    return _("This project is closed. Nothing in it can be changed.")
