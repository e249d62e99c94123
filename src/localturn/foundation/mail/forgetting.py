"""Taking what letters to others say about somebody out of the outbox, when that person leaves."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from localturn.foundation.mail.models import Message, State

_NAMES = frozenset({"by", "nominee", "who"})
"""Under which keys letters hold the names of people; under others the same words mean no person."""

_LEFT = Q(state__in=[State.SENT, State.KEPT])


def cut(messages: QuerySet[Message], *, now: datetime) -> None:
    """Keep only that these were sent, and when."""
    messages.update(context={}, text="", html="", subject="", name="", unsubscribe="", cut_at=now)


def forget_to(addresses: Iterable[str]) -> None:
    """Letters to addresses of somebody who had no account there."""
    for address in set(addresses):
        Message.objects.filter(person=None, address__iexact=address).delete()


def forget_named(names: Collection[str], *, now: datetime) -> None:
    """Letters to others that name somebody so: those that have left lose their text, those that
    have not say "Former participant" in its place, for a name alone may be a namesake's."""
    wanted = {name for name in names if name}
    whole = Message.objects.filter(cut_at=None).exclude(context={})
    rows = whole.values_list("pk", "language", "context")
    for pk, language, context in rows.iterator() if wanted else ():
        with translation.override(language):
            told = _renamed(context, wanted, _("Former participant"))
        if told != context:
            Message.objects.filter(pk=pk).exclude(_LEFT).update(context=told)
            cut(Message.objects.filter(_LEFT, pk=pk), now=now)


def forget_keys(keys: Iterable[str], *, now: datetime) -> None:
    """Letters with these keys, and with all that begin with one that ends in a slash: those that
    have left lose their text, those that have not do not leave."""
    for key in keys:
        same = Q(key__startswith=key) if key.endswith("/") else Q(key=key)
        messages = Message.objects.filter(same, cut_at=None)
        messages.exclude(_LEFT).delete()
        cut(messages.filter(_LEFT), now=now)


def forget_items(
    template: str, *, where: str, key: str, of: Collection[int], now: datetime
) -> None:
    """What letters of this sort list under `where`: of those that have not left, the items with
    such a key lose their name and text; those that have left lose theirs whole."""
    rows = Message.objects.filter(template=template, cut_at=None).exclude(context={})
    for pk, language, context in rows.values_list("pk", "language", "context").iterator():
        meant = [each for each in context.get(where, ()) if each.get(key) in of]
        if meant:
            with translation.override(language):
                for each in meant:
                    each |= {"who": _("Former participant"), "text": ""}
            Message.objects.filter(pk=pk).exclude(_LEFT).update(context=context)
            cut(Message.objects.filter(_LEFT, pk=pk), now=now)


def _renamed(told: Any, names: Collection[str], nobody: str) -> Any:
    """What a letter says, with nobody where it names one of them."""
    if isinstance(told, dict):
        return {
            key: nobody
            if key in _NAMES and isinstance(each, str) and each in names
            else _renamed(each, names, nobody)
            for key, each in told.items()
        }
    return [_renamed(each, names, nobody) for each in told] if isinstance(told, list) else told
