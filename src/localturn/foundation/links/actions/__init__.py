"""Where something leads to is said by the room it belongs to, whole, each time it changes."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from localturn.foundation.links.models import Link
from localturn.foundation.links.things import Thing


@transaction.atomic
def set_links(from_: Thing, to: Iterable[Thing], *, now: datetime) -> None:
    """Let a thing lead to exactly these; what it led to before and does not any more is cut.

    The caller's action has asked for permission: a link is part of the thing it goes out from.
    """
    wanted = set(to)
    before = {
        link.target: link.pk
        for link in Link.objects.filter(
            from_room=from_.room, from_kind=from_.kind, from_id=from_.id
        )
    }
    gone = [pk for target, pk in before.items() if target not in wanted]
    if gone:
        Link.objects.filter(pk__in=gone).delete()
    Link.objects.bulk_create(
        [
            Link(
                from_room=from_.room,
                from_kind=from_.kind,
                from_id=from_.id,
                to_room=target.room,
                to_kind=target.kind,
                to_id=target.id,
                made_at=now,
            )
            for target in sorted(wanted - set(before))
        ],
        ignore_conflicts=True,
    )
