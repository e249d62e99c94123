"""Actors of a project, and what passages say of how one stands to another."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from localturn.corpus import permissions
from localturn.corpus.actions.documents import require_work
from localturn.corpus.domain.networks import Direction, Government, Stance
from localturn.corpus.models import Actor, Coding, Member, Memo, Relation
from localturn.corpus.permissions import Sight
from localturn.foundation.languages import folded
from localturn.foundation.people.models import Organisation
from localturn.foundation.refusals import Invalid, NotFound, NotNow, require

MOST_ACTORS = 2_000
MOST_ALIASES = 30


@transaction.atomic
def add_actor(
    name: str,
    *,
    level: Government,
    aliases: Sequence[str] = (),
    organisation: Organisation | None = None,
    by: Member,
    now: datetime,
) -> Actor:
    """Somebody of whom documents speak; other names are looked for as well."""
    _require_work(by)
    if Actor.objects.filter(project=by.project_id).count() >= MOST_ACTORS:
        raise NotNow(_("A project has at most %(most)s actors.") % {"most": MOST_ACTORS})
    actor = Actor(project=by.project, made_at=now)
    _describe(actor, name, level, aliases, organisation)
    return actor


@transaction.atomic
def describe_actor(
    actor: Actor,
    name: str,
    *,
    level: Government,
    aliases: Sequence[str],
    organisation: Organisation | None,
    by: Member,
) -> None:
    """Another name, level, aliases, or organisation of the platform."""
    _require_work(by)
    require(actor.project_id == by.project_id)
    _describe(actor, name, level, aliases, organisation)


@transaction.atomic
def withdraw_actor(actor: Actor, *, by: Member, now: datetime) -> None:
    """Out of the list, where no relation names it and no memo is about it."""
    _require_work(by)
    require(actor.project_id == by.project_id)
    named = Relation.objects.filter(withdrawn_at=None)
    if named.filter(source=actor).exists() or named.filter(target=actor).exists():
        raise NotNow(_("Relations name this actor. Take them back first."))
    if Memo.objects.filter(actor=actor, withdrawn_at=None).exists():
        raise NotNow(_("There are memos about this actor. Take them back first."))
    Actor.objects.filter(pk=actor.pk).update(withdrawn_at=now)


@transaction.atomic
def relate(
    sight: Sight,
    coding: Coding,
    source: Actor,
    target: Actor,
    *,
    direction: Direction,
    stance: Stance,
    note: str = "",
    now: datetime,
) -> Relation:
    """Say what a coded passage says of two actors. The passage is the proof."""
    by = sight.member
    require_work(by, coding.document)
    if not sight.codings().filter(pk=coding.pk).exists():
        raise NotFound
    if {source.project_id, target.project_id} != {by.project_id}:
        raise NotFound(_("There is no such actor in this project."))
    if source.pk == target.pk:
        raise Invalid(_("A relation is between two actors."))
    try:
        with transaction.atomic():
            return Relation.objects.create(
                project=by.project,
                coding=coding,
                source=source,
                target=target,
                direction=direction.value,
                stance=stance.value,
                note=note,
                by=by,
                made_at=now,
            )
    except IntegrityError:
        raise Invalid(_("This passage says so already.")) from None


@transaction.atomic
def withdraw_relation(relation: Relation, *, by: Member, now: datetime) -> None:
    """It counts no longer."""
    _require_work(by)
    require(relation.project_id == by.project_id)
    Relation.objects.filter(pk=relation.pk, withdrawn_at=None).update(withdrawn_at=now)


def _describe(
    actor: Actor,
    name: str,
    level: Government,
    aliases: Sequence[str],
    organisation: Organisation | None,
) -> None:
    actor.name, actor.folded = name.strip(), folded(name)[:200]
    if not actor.folded:
        raise Invalid(_("An actor needs a name."))
    others = dict.fromkeys(each.strip() for each in aliases if each.strip())
    actor.aliases = [each[:200] for each in others][:MOST_ALIASES]
    actor.level, actor.organisation = level.value, organisation
    try:
        with transaction.atomic():
            actor.save()
    except IntegrityError:
        raise Invalid(_("There is an actor of this name already.")) from None


def _require_work(by: Member) -> None:
    require(permissions.takes_work(by), _("Only coders and who leads the project may do this."))
    if not by.project.is_open:
        raise NotNow(_("This project is closed. Nothing in it can be changed."))
