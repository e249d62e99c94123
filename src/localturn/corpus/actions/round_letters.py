"""Mail to coders about a round: what was given to them, and that it is closed. Neither says what a
document or the round is called, which may be whose interview it is: names are replaced in the
project, and not in what was sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from localturn.corpus.models import Member, ProjectDocument, Round
from localturn.foundation.mail.actions import post
from localturn.foundation.people.models import Person


def given(
    round_: Round, new: Mapping[int, list[ProjectDocument]], *, by: Member, now: datetime
) -> None:
    """Tell each member, by their number, of the documents that are new to them."""
    for member in _told(round_, by).filter(pk__in=new):
        documents = new[member.pk]
        first = min(documents, key=lambda each: (each.folded, each.pk))
        context = {
            "number": len(documents),
            "first": first.get_absolute_url(),
            "address": reverse("corpus:rounds", args=[round_.project.slug]),
        }
        _post(member, "given", round_, context, by=by, now=now)


def closed(round_: Round, *, by: Member, now: datetime) -> None:
    """Tell everybody to whom something was given in it."""
    coders = round_.assignments.order_by().values("member")
    context = {
        "closed": now,
        "address": reverse("corpus:round", args=[round_.project.slug, round_.pk]),
    }
    for member in _told(round_, by).filter(pk__in=coders):
        _post(member, "round_closed", round_, context, by=by, now=now)


def _told(round_: Round, by: Member) -> QuerySet[Member]:
    """Who takes part and wishes to be told what is new, but for who did it."""
    rows = Member.objects.filter(
        project=round_.project, left_at=None, person__wants_announcements=True
    )
    return rows.exclude(pk=by.pk).select_related("person").order_by("pk")


def _post(
    member: Member,
    what: str,
    round_: Round,
    context: Mapping[str, Any],
    *,
    by: Member,
    now: datetime,
) -> None:
    person = member.person
    assert isinstance(person, Person)  # noqa: S101 (who has none has no wishes)
    post(
        to=person,
        template=f"corpus/mail/{what}",
        key=f"corpus/{what}/{round_.pk}/{member.pk}/{now.isoformat()}",
        context={
            "by": str(by),
            "project": round_.project.name,
            **context,
        },
    )
