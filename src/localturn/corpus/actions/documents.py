"""Documents of a project: taken into it, described, put out of sight."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from localturn.corpus import permissions
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import Member, ProjectDocument
from localturn.foundation.languages import folded
from localturn.foundation.library.models import TextVersion
from localturn.foundation.refusals import Invalid, NotNow, require

MOST_IN_PROJECT = 20_000


@transaction.atomic
def take(
    version: TextVersion,
    *,
    title: str,
    kind: DocumentClass,
    coming: int | None = None,
    by: Member,
    now: datetime,
) -> ProjectDocument:
    """A document of the library becomes one of the project, to be read in this version; out of
    sight while a file of another program is `coming`."""
    require_work(by)
    if ProjectDocument.objects.filter(project=by.project_id).count() >= MOST_IN_PROJECT:
        raise NotNow(_("A project has at most %(most)s documents.") % {"most": MOST_IN_PROJECT})
    try:
        with transaction.atomic():
            return ProjectDocument.objects.create(
                project=by.project,
                document_id=version.document_id,
                version=version,
                kind=kind.value,
                title=title,
                folded=folded(title)[:300],
                language=version.language,
                words=version.words,
                characters=version.characters,
                added_at=now,
                added_by=by,
                removed_at=None if coming is None else now,
                coming_id=coming,
            )
    except IntegrityError:
        raise Invalid(_("This document is in the project already.")) from None


@transaction.atomic
def describe(
    document: ProjectDocument, *, title: str, kind: DocumentClass, language: str, by: Member
) -> None:
    """Another title, class or language. Only who leads lets more people see a document."""
    require_work(by, document)
    if kind.value != document.kind:
        require(
            permissions.can_lead(by),
            _("Only who leads the project may change who sees a document."),
        )
    document.title, document.folded = title, folded(title)[:300]
    document.kind, document.language = kind.value, language
    document.save(update_fields=["title", "folded", "kind", "language"])


@transaction.atomic
def remove(document: ProjectDocument, *, by: Member, now: datetime) -> None:
    """Out of sight, with its codings, until that is taken back."""
    require_work(by, document)
    require(permissions.can_lead(by), _("Only who leads the project may do this."))
    document.removed_at = now
    document.save(update_fields=["removed_at"])


@transaction.atomic
def put_back(document: ProjectDocument, *, by: Member) -> None:
    require_work(by, document)
    require(permissions.can_lead(by), _("Only who leads the project may do this."))
    document.removed_at = None
    document.save(update_fields=["removed_at"])


def require_work(by: Member, document: ProjectDocument | None = None) -> None:
    """Raise a refusal unless they may change what is in the project, and read the document."""
    require(permissions.takes_work(by), _("Only coders and who leads the project may do this."))
    if not by.project.is_open:
        raise NotNow(_("This project is closed. Nothing in it can be changed."))
    if document is not None:
        require(
            document.project_id == by.project_id
            and DocumentClass(document.kind) in by.rights.classes
        )
