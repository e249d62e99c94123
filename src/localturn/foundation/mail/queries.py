"""Mail as operators and readers see it."""

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Q, QuerySet

from localturn.foundation.mail.models import Message, State

Messages = QuerySet[Message]


def outbox() -> QuerySet[Message]:
    """Everything, newest first."""
    return Message.objects.order_by("-posted_at", "-pk")


def mail_of(person: AbstractBaseUser) -> QuerySet[Message]:
    """What was written to one person, to whatever address they had."""
    email = getattr(person, "email", "")
    return outbox().filter(Q(person_id=person.pk) | Q(person=None, address__iexact=email))


def in_trouble() -> QuerySet[Message]:
    """What failed, or may have."""
    return outbox().filter(state__in=[State.FAILED, State.UNSURE])


def counts() -> dict[str, int]:
    """How many mails are in each state."""
    return dict(
        Message.objects.values_list("state").annotate(how_many=Count("pk")).order_by("state")
    )
