"""Keeping consortia: which universities are in one, and what they may do there."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from localturn.exchange import permissions
from localturn.exchange.models import Consortium, Partner
from localturn.foundation.languages import folded
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.refusals import Invalid, require
from localturn.foundation.trail.actions import record


@transaction.atomic
def found(name: str, *, about: str = "", by: Person, now: datetime) -> Consortium:
    """A new consortium, still without universities."""
    require(permissions.can_keep_consortia(by), _("Only operators may do this."))
    if Consortium.objects.filter(name=name).exists():
        raise Invalid(_("There is a consortium of this name already."))
    consortium = Consortium.objects.create(
        slug=_free_slug(name), name=name, about=about, added_at=now
    )
    record(what="exchange.consortium.added", by=by, subject=_subject(consortium), now=now)
    return consortium


@transaction.atomic
def join(
    consortium: Consortium,
    university: Organisation,
    *,
    may_list: bool,
    may_nominate: bool,
    by: Person,
    now: datetime,
) -> Partner:
    """Let a university take part from today on."""
    require(permissions.can_keep_consortia(by), _("Only operators may do this."))
    try:
        with transaction.atomic():
            partner = Partner.objects.create(
                consortium=consortium,
                organisation=university,
                may_list=may_list,
                may_nominate=may_nominate,
                since=now.date(),
            )
    except IntegrityError:
        raise Invalid(_("This university is a partner already.")) from None
    record(
        what="exchange.partner.joined",
        by=by,
        subject=_subject(consortium),
        after={"organisation": university.pk, "lists": may_list, "nominates": may_nominate},
        now=now,
    )
    return partner


@transaction.atomic
def leave(partner: Partner, *, by: Person, now: datetime) -> None:
    """Let a university take part no longer; what it has listed stays."""
    require(permissions.can_keep_consortia(by), _("Only operators may do this."))
    if partner.since is not None and partner.since >= now.date():
        partner.delete()
    else:
        partner.until = now.date()
        partner.save(update_fields=["until"])
    record(
        what="exchange.partner.left",
        by=by,
        subject=_subject(partner.consortium),
        before={"organisation": partner.organisation_id},
        now=now,
    )


def _free_slug(name: str) -> str:
    """Of its name, which may have no letters that an address has, or those of another address."""
    words = slugify(folded(name))[:70].strip("-") or "consortium"
    taken = set(Consortium.objects.filter(slug__startswith=words).values_list("slug", flat=True))
    slug, number = words, 1
    while slug in taken or slug == "new":
        number += 1
        slug = f"{words}-{number}"
    return slug


def _subject(consortium: Consortium) -> str:
    return f"exchange/consortium/{consortium.pk}"
