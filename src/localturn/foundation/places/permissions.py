"""Who may change places."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


def can_edit_places(person: AbstractBaseUser | AnonymousUser) -> bool:
    """Operators keep the list of places."""
    return bool(person.is_active and getattr(person, "is_staff", False))
