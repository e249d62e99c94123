"""A sign-in on one device."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from localturn.foundation.people.models.person import Person


class Session(AbstractBaseSession):
    """Django's own, and whose it is: both are fetched at once, and ended without a search."""

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
