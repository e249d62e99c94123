"""Keeping questions, so that who reads an answer can put them again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from localturn.corpus import permissions
from localturn.corpus.domain.asking import Asked, written
from localturn.corpus.models import Member, Project, Question
from localturn.foundation.refusals import Invalid, NotFound, NotNow, require

MOST = 2_000


@transaction.atomic
def keep(name: str, asked: Asked, *, note: str = "", by: Member, now: datetime) -> Question:
    """Give a question an address that stays."""
    require(permissions.takes_work(by), _("Only coders and who leads the project may do this."))
    project = Project.objects.select_for_update().get(pk=by.project_id)
    if not project.is_open:
        raise NotNow(_("This project is closed. Nothing in it can be changed."))
    if not name.strip():
        raise Invalid(_("A question needs a name."))
    last = Question.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0
    if last >= MOST:
        raise NotNow(_("A project keeps at most %(most)s questions.") % {"most": MOST})
    return Question.objects.create(
        project=by.project,
        number=last + 1,
        name=name.strip(),
        kind=asked.kind.value,
        asked=written(asked),
        note=note,
        by=by,
        made_at=now,
    )


@transaction.atomic
def withdraw(question: Question, *, by: Member, now: datetime) -> None:
    """It is in the list no longer; its address still answers."""
    require(permissions.takes_work(by), _("Only coders and who leads the project may do this."))
    if question.project_id != by.project_id:
        raise NotFound
    if not by.project.is_open:
        raise NotNow(_("This project is closed. Nothing in it can be changed."))
    Question.objects.filter(pk=question.pk, withdrawn_at=None).update(withdrawn_at=now)
