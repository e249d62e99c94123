"""Persons, as operators look for them."""

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, QuerySet

from localturn.foundation.people.models import Person


def persons_matching(text: str = "") -> QuerySet[Person]:
    """Persons by a part of the name or the beginning of an address; erased and merged ones not."""
    found = Person.objects.filter(erased_at=None, merged_into=None)
    for word in text.split():
        address = EmailAddress.objects.filter(user=OuterRef("pk"), email__istartswith=word)
        found = found.filter(Q(name__icontains=word) | Q(email__istartswith=word) | Exists(address))
    return found.order_by("name", "pk")
