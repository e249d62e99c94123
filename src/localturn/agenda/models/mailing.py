"""Mailing lists, who reads them, and who is never to be written to."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from localturn.agenda.domain.mailing import Rhythm, Standing, Why, Wishes
from localturn.foundation.people.models import Organisation


def new_key() -> str:
    """What the links of one subscription are made of: 130 bits."""
    return get_random_string(22)


class MailingList(models.Model):
    """What an agenda is mailed to."""

    slug = models.SlugField(_("Address"), max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    about = models.TextField(_("About it"), max_length=2_000, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="mailing_lists",
    )
    """Whose coordinators and administrators write it; operators may in any case."""
    languages = models.JSONField(default=list)
    """In which it is written, the first where a reader's own is none of them."""
    sender = models.CharField(_("Name of the sender"), max_length=120)
    per_minute = models.PositiveIntegerField(
        default=300, validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    """How many letters one domain is handed in a minute."""
    selector = models.CharField(max_length=63, blank=True)
    """Under which the key that signs its letters stands in the domain's entries (DKIM)."""
    is_open = models.BooleanField(default=True)
    """Whether somebody may subscribe, and it is shown."""
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("agenda:list", args=[self.slug])

    @property
    def language(self) -> str:
        """The one that it is written in where a reader's own is none of its languages."""
        return str(self.languages[0]) if self.languages else "en"

    def language_for(self, wanted: str) -> str:
        return wanted if wanted in self.languages else self.language


class Subscriber(models.Model):
    """An address on a list; its owner needs no account."""

    mailing_list = models.ForeignKey(
        MailingList, on_delete=models.PROTECT, related_name="subscribers"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="subscriptions",
    )
    email = models.EmailField(_("E-mail address"))
    language = models.CharField(_("Language"), max_length=10)
    """In which they are written to."""
    languages = models.JSONField(default=list, blank=True)
    topics = models.JSONField(default=list, blank=True)
    countries = models.JSONField(default=list, blank=True)
    """What they want to hear of; an empty list stands for everything."""
    rhythm = models.CharField(
        max_length=8, choices=[(r.value, r.value) for r in Rhythm], default=Rhythm.WEEKLY.value
    )
    standing = models.CharField(
        max_length=10,
        choices=[(s.value, s.value) for s in Standing],
        default=Standing.ASKED.value,
    )
    why = models.CharField(max_length=10, choices=[(w.value, w.value) for w in Why], blank=True)
    """Why it ended."""
    key = models.CharField(max_length=22, unique=True, default=new_key)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["email", "pk"]
        constraints = [
            models.UniqueConstraint(
                "mailing_list", Lower("email"), name="an_address_is_on_a_list_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(standing=Standing.SUBSCRIBED.value)
                | models.Q(confirmed_at__isnull=False),
                name="who_is_subscribed_has_confirmed_it",
            ),
        ]
        indexes = [
            models.Index(fields=["mailing_list", "standing", "rhythm"], name="readers_of_a_list"),
        ]

    def __str__(self) -> str:
        return f"{self.mailing_list} ({self.standing})"

    @property
    def wishes(self) -> Wishes:
        return Wishes(frozenset(self.languages), frozenset(self.topics), frozenset(self.countries))


class Suppression(models.Model):
    """An address that is never written to again, so that it can be compared and not read."""

    digest = models.CharField(max_length=64, unique=True)
    why = models.CharField(max_length=10, choices=[(w.value, w.value) for w in Why])
    since = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-since", "-pk"]

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d} ({self.why})"
