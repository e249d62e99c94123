"""Taking what letters to others say about somebody out of the outbox, when that person leaves."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from localturn.foundation.mail.models import Message, State


def cut(messages: QuerySet[Message], *, now: datetime) -> None:
    """Keep only that these were sent, and when."""
    messages.update(context={}, text="", html="", subject="", name="", unsubscribe="", cut_at=now)


def forget_to(addresses: Iterable[str]) -> None:
    """Letters to addresses of somebody who had no account there."""
    for address in set(addresses):
        Message.objects.filter(person=None, address__iexact=address).delete()


def forget_named(names: Collection[str], *, now: datetime) -> None:
    """Of letters that say one of these names, those that have left lose their text, and those that
    have not do not leave. A namesake's letter loses its text before its time."""
    wanted = {name for name in names if name}
    whole = Message.objects.filter(cut_at=None).exclude(context={}).values_list("pk", "context")
    naming = [pk for pk, context in whole.iterator() if wanted and _says(context, wanted)]
    _leave_out(Message.objects.filter(pk__in=naming), now=now)


def forget_keys(beginnings: Iterable[str], *, now: datetime) -> None:
    """The same of letters whose keys begin so."""
    for beginning in beginnings:
        _leave_out(Message.objects.filter(key__startswith=beginning, cut_at=None), now=now)


def _leave_out(messages: QuerySet[Message], *, now: datetime) -> None:
    left = Q(state__in=[State.SENT, State.KEPT])
    messages.exclude(left).delete()
    cut(messages.filter(left), now=now)


def _says(told: Any, names: Collection[str]) -> bool:
    """Whether one of the things that a letter says is such a name."""
    if isinstance(told, dict):
        return any(_says(each, names) for each in told.values())
    if isinstance(told, list):
        return any(_says(each, names) for each in told)
    return isinstance(told, str) and told in names
