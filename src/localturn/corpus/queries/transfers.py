"""Files on their way in and out, each for who asked for it alone."""

from django.db.models import QuerySet
from django.http import Http404

from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.domain.transfers import Direction, State
from localturn.corpus.models import Transfer
from localturn.corpus.permissions import Sight, sight_of
from localturn.foundation.people.models import Person

MOST_SHOWN = 50


def transfers_of(seen: Sight) -> QuerySet[Transfer]:
    """Those of this member, newest first."""
    rows = Transfer.objects.filter(project=seen.project, by=seen.member)
    return rows.order_by("-pk")[:MOST_SHOWN]


def entered_transfer(person: Person, pk: int) -> tuple[Sight, Transfer]:
    """One of their own; raises Http404 for everybody else."""
    transfer = (
        Transfer.objects.filter(pk=pk, by__person=person, by__left_at=None)
        .select_related("project")
        .first()
    )
    seen = sight_of(person, transfer.project) if transfer else None
    if seen is None or transfer is None:
        raise Http404
    return seen, transfer


def may_fetch(seen: Sight, transfer: Transfer) -> bool:
    """Whether its file may be had: while they may still read all that is in it."""
    if transfer.direction != Direction.OUT or transfer.state != State.DONE:
        return False
    return {DocumentClass(each) for each in transfer.options["classes"]} <= seen.classes
