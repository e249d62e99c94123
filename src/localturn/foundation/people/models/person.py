"""A person: who signs in, and whom mail is written to."""

import secrets
from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from localturn.foundation import moments


def new_token() -> str:
    """An address part that nobody guesses: 192 bits."""
    return secrets.token_urlsafe(24)


def new_key() -> str:
    return uuid4().hex


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """A person with this e-mail address; without a password they sign in by code."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """An operator."""
        return self.create_user(email, password, is_staff=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    """Says for ever which record it is, also in backups and in the notes of erasures; numbers are
    given again after a restore."""
    email = models.EmailField(_("E-mail address"), unique=True)
    name = models.CharField(_("Name"), max_length=200, blank=True)
    language = models.CharField(_("Language"), max_length=10, default="en")
    zone = models.CharField(_("Time zone"), max_length=64, default="UTC")
    wants_reminders = models.BooleanField(_("Remind me of deadlines and meetings"), default=True)
    wants_replies = models.BooleanField(_("Tell me when somebody answers me"), default=True)
    wants_announcements = models.BooleanField(_("Tell me what is new in my courses"), default=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(_("Operator"), default=False)
    can_author = models.BooleanField(_("Course author"), default=False)
    calendar_token = models.CharField(max_length=43, unique=True, default=new_token)
    """The secret part of the address of the person's own calendar feed."""
    joined_at = models.DateTimeField(default=moments.now)
    welcomed_at = models.DateTimeField(null=True, blank=True)
    """When the person was asked for name, language and zone."""
    erased_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed"
    )

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_email_address"),
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")),
                name="nobody_is_merged_into_themselves",
            ),
            models.CheckConstraint(
                condition=models.Q(is_active=False) | models.Q(erased_at=None, merged_into=None),
                name="who_is_erased_or_merged_cannot_sign_in",
            ),
        ]

    def __str__(self) -> str:
        """The name as others may see it: never the e-mail address."""
        if self.erased_at is not None:
            return gettext("Former participant")
        return self.name or gettext("No name given")

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def is_operator(self) -> bool:
        """Whether they run this installation."""
        return self.is_active and self.is_staff
