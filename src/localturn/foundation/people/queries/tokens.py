"""Tokens for the API: a person's own, and the one that was shown."""

from datetime import datetime

from django.db.models import QuerySet

from localturn.foundation.people.models import ApiToken, Person


def tokens_of(person: Person) -> QuerySet[ApiToken]:
    """A person's tokens, the newest first; those that ended lately too."""
    return ApiToken.objects.filter(person=person).order_by("-made_at", "-pk")


def token_with(digest: str, *, now: datetime) -> ApiToken | None:
    """The token with this digest, if it is good now, with its person (1 statement)."""
    return (
        ApiToken.objects.filter(digest=digest, expires_at__gt=now, person__is_active=True)
        .select_related("person")
        .first()
    )
