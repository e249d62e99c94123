"""Letters to a person: the outbox forgets them with the person."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from localturn.foundation.languages import N_
from localturn.foundation.mail.forgetting import forget_named
from localturn.foundation.mail.models import Message
from localturn.foundation.personal_data import OnErasure, Table, Wishes

TABLES = [
    Table(
        "mail.Message",
        N_("Letters that were written to you"),
        persons=("person",),
        personal=("address", "name"),
        impersonal=("key",),
        on_erasure=OnErasure.BY_APP,
    ),
]


def erase(person: Any, *, wishes: Wishes, now: datetime) -> None:
    """Every letter to the person or to an address known to be theirs, sent or not; and letters to
    others that name them: those that have left lose their text, others no longer say the name.
    """
    own = Q(person=person)
    for address in {person.email, *_confirmed(person)}:
        own |= Q(address__iexact=address)
    Message.objects.filter(own).delete()
    forget_named([person.name], now=now)


def _confirmed(person: Any) -> list[str]:
    return list(person.emailaddress_set.filter(verified=True).values_list("email", flat=True))
