"""Cases that join documents, and sets of them."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from localturn.corpus import permissions
from localturn.corpus.actions.documents import require_work
from localturn.corpus.models import Case, DocumentSet, Member
from localturn.corpus.permissions import Sight
from localturn.foundation.refusals import Invalid, require

MOST = 20_000
Collection = Case | DocumentSet


@transaction.atomic
def describe(row: Collection, *, name: str, about: str, by: Member) -> None:
    """How it is called and what it is; also of one that is new."""
    require_work(by)
    require(row.project_id == by.project_id)
    if not name.strip():
        raise Invalid(_("It needs a name."))
    if row._state.adding and type(row).objects.filter(project=by.project_id).count() >= MOST:
        raise Invalid(_("A project has at most %(most)s of them.") % {"most": MOST})
    row.name, row.about = name.strip(), about
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Invalid(_("There is one of this name here already.")) from None


@transaction.atomic
def put(row: Collection, documents: Iterable[int], *, inside: bool, sight: Sight) -> int:
    """Documents in sight go into it or out of it; how many of those that were named. What is out
    of sight stays where it is."""
    require_work(sight.member)
    require(row.project_id == sight.member.project_id)
    found = list(sight.documents().order_by().filter(pk__in=list(documents)))
    if inside:
        row.documents.add(*found)
    else:
        row.documents.remove(*found)
    return len(found)


@transaction.atomic
def remove(row: Collection, *, by: Member) -> None:
    """The documents stay; values and memos of a case go with it."""
    require_work(by)
    require(
        permissions.can_lead(by) and row.project_id == by.project_id,
        _("Only who leads the project may do this."),
    )
    row.delete()
