"""Letters to a person: the outbox forgets them with the person."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from localturn.foundation.languages import N_
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
    """Every letter to the person or to one of their addresses, sent or not."""
    addresses = {person.email, *person.emailaddress_set.values_list("email", flat=True)}
    Message.objects.filter(Q(person=person) | Q(address__in=addresses)).delete()
